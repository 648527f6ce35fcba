//! Tables that stand in the repository for people to read, and must be what the code computes.

use std::path::Path;

/// Compares a file with what was computed. With `TUTELA_RENEW=1` it is written instead.
pub fn assert_stands(file: &str, computed: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("policy")
        .join(file);
    if std::env::var_os("TUTELA_RENEW").is_some() {
        std::fs::write(&path, computed).unwrap();
        return;
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    let (old, new): (Vec<_>, Vec<_>) = (stands.lines().collect(), computed.lines().collect());
    let gone = old
        .iter()
        .filter(|line| !new.contains(line))
        .map(|line| format!("- {line}\n"));
    let come = new
        .iter()
        .filter(|line| !old.contains(line))
        .map(|line| format!("+ {line}\n"));
    let difference: String = gone.chain(come).collect();
    assert!(
        stands == computed,
        "policy/{file} is not what the code does:\n{difference}if that is meant, renew it with\n    \
         TUTELA_RENEW=1 cargo test -p tutela-access --test policy\n"
    );
}
