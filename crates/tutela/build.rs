//! Writes down what the program is made of: every package that the lock file ties to it, for the page about the build.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};

/// The package whose tree is told.
const ROOT: &str = "tutela";

/// One package of the lock file.
struct Package<'l> {
    name: &'l str,
    version: &'l str,
    checksum: Option<&'l str>,
    needs: Vec<&'l str>,
}

fn main() {
    let lock =
        Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../Cargo.lock");
    println!("cargo::rerun-if-changed={}", lock.display());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=TUTELA_COMMIT");
    let text = fs::read_to_string(&lock).unwrap_or_default();
    let packages = read(&text);
    let within = within(&packages);
    let out = env::var("OUT_DIR").unwrap_or_default();
    let names: String = within
        .iter()
        .map(|package| format!("    \"{} {}\",\n", package.name, package.version))
        .collect();
    let list = format!(
        "/// Every package, as `name version`.\npub const PACKAGES: &[&str] = &[\n{names}];\n"
    );
    write(&Path::new(&out).join("packages.rs"), &list);
    write(&Path::new(&out).join("sbom.json"), &sbom(&within));
}

fn write(path: &Path, text: &str) {
    if let Err(error) = fs::write(path, text) {
        println!("cargo::error={} cannot be written: {error}", path.display());
    }
}

fn read(text: &str) -> Vec<Package<'_>> {
    let parts = text.split("[[package]]").skip(1);
    parts.filter_map(package).collect()
}

fn package(part: &str) -> Option<Package<'_>> {
    let value = |key: &str| {
        let line = part.lines().find(|line| line.starts_with(key))?;
        line.split('"').nth(1)
    };
    let needs = part
        .split_once("dependencies = [")
        .map_or("", |(_, rest)| rest);
    let needs = needs.split(']').next().unwrap_or_default();
    Some(Package {
        name: value("name = ")?,
        version: value("version = ")?,
        checksum: value("checksum = "),
        needs: needs.split('"').skip(1).step_by(2).collect(),
    })
}

/// Those that the root needs, directly or not, by name and version.
fn within<'p>(packages: &'p [Package<'p>]) -> Vec<&'p Package<'p>> {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, package) in packages.iter().enumerate() {
        by_name.entry(package.name).or_default().push(at);
    }
    let mut found = BTreeSet::new();
    let mut next: Vec<usize> = by_name.get(ROOT).cloned().unwrap_or_default();
    while let Some(at) = next.pop() {
        if !found.insert(at) {
            continue;
        }
        for need in &packages[at].needs {
            let (name, version) = need.split_once(' ').unwrap_or((need, ""));
            let version = version.split(' ').next().unwrap_or_default();
            let named = by_name.get(name).into_iter().flatten().copied();
            next.extend(named.filter(|at| version.is_empty() || packages[*at].version == version));
        }
    }
    let mut within: Vec<_> = found.into_iter().map(|at| &packages[at]).collect();
    within.sort_by_key(|package| (package.name, package.version));
    within
}

/// The list in CycloneDX 1.6 (ECMA-424).
fn sbom(packages: &[&Package<'_>]) -> String {
    let component = |package: &&Package<'_>| {
        let Package {
            name,
            version,
            checksum,
            ..
        } = package;
        let reference = format!("pkg:cargo/{name}@{version}");
        let hashes = checksum.map_or_else(String::new, |checksum| {
            format!(",\"hashes\":[{{\"alg\":\"SHA-256\",\"content\":\"{checksum}\"}}]")
        });
        format!(
            "{{\"type\":\"library\",\"bom-ref\":\"{reference}\",\"name\":\"{name}\",\"version\":\"{version}\",\"purl\":\"{reference}\"{hashes}}}"
        )
    };
    let libraries: Vec<String> = packages
        .iter()
        .filter(|package| package.name != ROOT)
        .map(component)
        .collect();
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"metadata\":{{\"component\":{{\"type\":\"application\",\"name\":\"{ROOT}\",\"version\":\"{version}\"}}}},\"components\":[\n{}\n]}}\n",
        libraries.join(",\n")
    )
}
