//! What the other steps need and Cargo does not bring. As root on Debian it is installed; anybody else is told the command.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::command::{cache, cargo, find, kept_target, output, program, root, run};
use crate::postgres;

/// The release of the Python client of tus that sends to the program.
const TUSPY: &str = "1.1.0";

/// The release of cargo-deny that is built when the machine has none.
const CARGO_DENY: &str = "0.20.2";

/// A program, the Debian package that has it, and what it is for.
struct Tool {
    program: &'static str,
    package: &'static str,
    purpose: &'static str,
}

const TOOLS: &[Tool] = &[
    Tool {
        program: "git",
        package: "git",
        purpose: "tidy lists the files that belong to the project",
    },
    Tool {
        program: "openssl",
        package: "openssl",
        purpose: "a certificate for the PostgreSQL of the tests",
    },
    Tool {
        program: "cvc5",
        package: "cvc5",
        purpose: "proves the claims on the policy",
    },
    Tool {
        program: "chromium",
        package: "chromium",
        purpose: "walks through the pages",
    },
    Tool {
        program: "node",
        package: "nodejs",
        purpose: "drives Chromium",
    },
    Tool {
        program: "npm",
        package: "npm",
        purpose: "brings what drives Chromium",
    },
    Tool {
        program: "ffmpeg",
        package: "ffmpeg",
        purpose: "makes the videos of the tests",
    },
];

/// The step: everything is here afterwards, or the error says how to get it.
pub fn install() -> Result<()> {
    empty_full_target()?;
    let missing = missing();
    if !missing.is_empty() {
        install_packages(&missing)?;
    }
    cargo_deny()?;
    tuspy()?;
    browser_modules()
}

/// A Python that has a stock client of tus, in a folder of its own.
pub fn tuspy() -> Result<PathBuf> {
    let folder = cache()?.join(format!("tuspy-{TUSPY}"));
    let (python, done) = (folder.join("bin/python"), folder.join("done"));
    if done.is_file() {
        return Ok(python);
    }
    let place = folder.to_string_lossy();
    run(&mut program("python3", ["-m", "venv", "--clear", &place]))?;
    let client = format!("tuspy=={TUSPY}");
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        &client,
    ];
    run(&mut program(&python, install))?;
    fs::write(done, TUSPY)?;
    Ok(python)
}

/// Where cargo-deny lies, built first when need be.
pub fn cargo_deny() -> Result<PathBuf> {
    if let Some(found) = find("cargo-deny") {
        return Ok(found);
    }
    let cache = cache()?.join(format!("cargo-deny-{CARGO_DENY}"));
    let built = cache.join("bin/cargo-deny");
    if built.is_file() {
        return Ok(built);
    }
    let scratch = cache.join("build");
    let folder = cache.to_string_lossy();
    let mut install = cargo([
        "install",
        "--locked",
        "--version",
        CARGO_DENY,
        "--root",
        &folder,
        "cargo-deny",
    ]);
    // Its own profile asks for fat LTO in one unit: three times the wait for a tool that runs two seconds.
    install
        .env("CARGO_TARGET_DIR", &scratch)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    run(&mut install)?;
    fs::remove_dir_all(&scratch).context("the build folder of cargo-deny")?;
    Ok(built)
}

fn missing() -> Vec<(&'static str, &'static str)> {
    let mut missing: Vec<_> = TOOLS
        .iter()
        .filter(|tool| find(tool.program).is_none())
        .map(|tool| (tool.package, tool.purpose))
        .collect();
    if !has_venv() {
        missing.push(("python3-venv", "a stock client of tus runs in it"));
    }
    if postgres::programs().is_err() {
        missing.push(("postgresql", "every test runs on it too"));
    }
    if !has_cryptography() {
        missing.push((
            "python3-cryptography",
            "an independent program opens sealed objects",
        ));
    }
    if !has_fonts() {
        missing.push(("fonts-dejavu-core", "Chromium draws no text without a font"));
    }
    missing
}

fn has_cryptography() -> bool {
    find("python3").is_some()
        && output(&mut program("python3", ["-c", "import cryptography"])).is_ok()
}

fn has_venv() -> bool {
    find("python3").is_some()
        && output(&mut program("python3", ["-c", "import venv, ensurepip"])).is_ok()
}

fn has_fonts() -> bool {
    let folders = [
        "/usr/share/fonts/truetype",
        "/usr/share/fonts/opentype",
        "/usr/local/share/fonts",
        "/Library/Fonts",
    ];
    folders
        .iter()
        .any(|folder| fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()))
}

fn install_packages(missing: &[(&str, &str)]) -> Result<()> {
    for (package, purpose) in missing {
        println!("missing: {package}: {purpose}");
    }
    let packages: Vec<&str> = missing.iter().map(|(package, _)| *package).collect();
    if !postgres::is_root()? || find("apt-get").is_none() {
        bail!(
            "please install: sudo apt-get install --no-install-recommends {}",
            packages.join(" ")
        );
    }
    run(&mut program("apt-get", ["update", "--quiet"]))?;
    let mut install = program(
        "apt-get",
        ["install", "--yes", "--quiet", "--no-install-recommends"],
    );
    run(install
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive"))?;
    match self::missing().first() {
        Some((package, purpose)) => {
            bail!("{package} is installed and yet not found; it is for: {purpose}")
        }
        None => Ok(()),
    }
}

/// What is compiled is kept from check to check, and thrown away when old versions have piled up in it.
fn empty_full_target() -> Result<()> {
    const KIBIBYTES: u64 = 24 * 1024 * 1024;
    let Some(target) = kept_target().filter(|target| target.is_dir()) else {
        return Ok(());
    };
    let size = output(program("du", ["-sk"]).arg(&target))?;
    let size: u64 = size
        .split_whitespace()
        .next()
        .unwrap_or("")
        .parse()
        .context("what du says")?;
    if size > KIBIBYTES {
        println!("{} has grown over 24 GiB: emptied", target.display());
        fs::remove_dir_all(&target)?;
    }
    Ok(())
}

/// What the browser walk imports, exactly as the lock file says, with no script of any package run.
fn browser_modules() -> Result<()> {
    let folder = root().join("tests/browser");
    if is_newer(
        &folder.join("node_modules/.package-lock.json"),
        &folder.join("package-lock.json"),
    ) {
        return Ok(());
    }
    let mut install = program("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    println!("{}", output(install.current_dir(&folder))?.trim());
    Ok(())
}

fn is_newer(one: &Path, other: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    matches!((changed(one), changed(other)), (Some(one), Some(other)) if one >= other)
}
