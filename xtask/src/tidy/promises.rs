//! The register of promises tells the truth about the source: every path in it is there, every test that it names exists,
//! and every test that is named after a promise stands in its file.

use super::tree::{File, Finding, Tree};

/// Where the register stands: one file a promise.
const REGISTER: &str = "crates/trust/register/";

/// What a file of the register says of the source.
struct Promise<'t> {
    file: &'t File,
    id: &'t str,
    enforced: Vec<(usize, &'t str)>,
    tests: Vec<(usize, &'t str)>,
    /// The tests in which controls of it were broken on purpose.
    broken: Vec<(usize, &'t str)>,
}

/// Holds the register against the tree.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let tests = tests(tree);
    let promises: Vec<_> = tree.files.iter().filter_map(promise).collect();
    let mut found = Vec::new();
    for promise in &promises {
        found.extend(gone(tree, &tests, promise));
        found.extend(unlisted(&tests, promise));
    }
    found
}

fn promise(file: &File) -> Option<Promise<'_>> {
    let id = file.path.strip_prefix(REGISTER)?.strip_suffix(".promise")?;
    let lines = file.text.lines().enumerate();
    let lines = lines.filter_map(|(at, line)| Some((at + 1, line.split_once(" = ")?)));
    let lines: Vec<_> = lines.collect();
    let all = |key: &str| {
        let of_key = lines.iter().filter(|(_, (found, _))| *found == key);
        of_key.map(|(line, (_, value))| (*line, *value)).collect()
    };
    let probes: Vec<(usize, &str)> = all("probe");
    let broken = probes.iter().filter_map(|(line, probe)| {
        let (_, test) = probe.split_once("broken by ")?;
        Some((*line, test))
    });
    Some(Promise {
        file,
        id,
        enforced: all("enforced"),
        tests: all("test"),
        broken: broken.collect(),
    })
}

/// What it names and is not there.
fn gone(tree: &Tree, tests: &[&str], promise: &Promise<'_>) -> Vec<Finding> {
    let Promise { file, id, .. } = promise;
    let paths = promise.enforced.iter().filter(|(_, path)| !tree.has(path));
    let paths = paths.map(|(line, path)| {
        file.finding(
            *line,
            format!("{id} is enforced by {path}, which is not there"),
        )
    });
    let named = promise.tests.iter().chain(&promise.broken);
    let named = named.filter(|(_, test)| !tests.contains(test));
    let named = named.map(|(line, test)| {
        file.finding(
            *line,
            format!("{id} is kept by the test {test}, which is not there"),
        )
    });
    paths.chain(named).collect()
}

/// A test says with its first words which promises it keeps: `da1_da5_…`.
fn unlisted(tests: &[&str], promise: &Promise<'_>) -> Vec<Finding> {
    let keeps = |test: &&&str| {
        let mut ids = test.split('_').take_while(|word| is_id(word));
        ids.any(|id| id.eq_ignore_ascii_case(promise.id))
    };
    let is_listed = |test: &&&str| promise.tests.iter().any(|(_, listed)| listed == *test);
    let loose = tests.iter().filter(keeps).filter(|test| !is_listed(test));
    let say = |test: &&str| {
        let text = format!("the test {test} is not named here: add `test = {test}`");
        promise.file.finding(1, text)
    };
    loose.map(say).collect()
}

fn is_id(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 3 && bytes[..2].iter().all(u8::is_ascii_lowercase) && bytes[2].is_ascii_digit()
}

/// The names of all test functions of the crates.
fn tests(tree: &Tree) -> Vec<&str> {
    let mut names = Vec::new();
    for file in tree.rust().filter(|file| file.path.starts_with("crates/")) {
        let mut attribute = false;
        for pair in file.tokens().windows(2) {
            attribute |= pair[1].is_word("test") && !pair[0].is_word("mod");
            if pair[0].is_word("fn") {
                names.extend(pair[1].word().filter(|_| attribute));
                attribute = false;
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_and_its_tests_name_each_other() {
        let source = "//! A.\n#[cfg(test)] mod tests { #[tokio::test] async fn xx1_xx2_sealed() {} fn xx1_other() {} }";
        let texts = |one: &str, two: &str| -> Vec<String> {
            let tree = Tree::of(&[
                ("crates/vault/src/a.rs", source),
                ("crates/trust/register/XX1.promise", one),
                ("crates/trust/register/XX2.promise", two),
            ]);
            findings(&tree)
                .into_iter()
                .map(|finding| finding.text)
                .collect()
        };
        let whole = "say.en = A\nenforced = crates/vault/src\ntest = xx1_xx2_sealed\n";
        assert_eq!(texts(whole, whole), [""; 0]);
        assert_eq!(
            texts(whole, "test = xx1_other\nenforced = crates/gone.rs"),
            [
                "XX2 is enforced by crates/gone.rs, which is not there",
                "XX2 is kept by the test xx1_other, which is not there",
                "the test xx1_xx2_sealed is not named here: add `test = xx1_xx2_sealed`"
            ]
        );
        let probe =
            "test = xx1_xx2_sealed\nprobe = lock, every 1m, good for 2m, broken by nobody\n";
        assert_eq!(
            texts(whole, probe),
            ["XX2 is kept by the test nobody, which is not there"]
        );
    }
}
