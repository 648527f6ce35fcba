//! Memory that is given back. A password takes 19 MiB to hash. After the first one, glibc raises the size from which a piece of
//! memory is returned to the system when it is freed (`M_MMAP_THRESHOLD`, mallopt(3)) above that, and from then on each
//! thread that ever hashed keeps its own 19 MiB: 478 MiB after eighty sign-ins, 10 MiB with the size held still (measured).
//! glibc reads the size before `main` alone, so the program starts itself once more with it.

use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// Says that the program has started itself again; glibc drops its own variable where a program has rights by its file.
pub const MARK: &str = "TUTELA_MEMORY";

const TUNABLES: &str = "GLIBC_TUNABLES";
const THRESHOLD: &str = "glibc.malloc.mmap_threshold";
/// 2 MiB is more than any buffer that is needed again at once. Up to twice that stays at hand, as glibc itself would have it,
/// so that streams do not fetch their buffers from the system again and again.
const HELD: &str = "glibc.malloc.mmap_threshold=2097152:glibc.malloc.trim_threshold=4194304";

/// Holds the size still. Comes back when there is nothing to do, or the program cannot start itself.
pub fn hold() {
    if cfg!(not(target_env = "gnu")) || std::env::var_os(MARK).is_some() {
        return;
    }
    let given = std::env::var(TUNABLES).unwrap_or_default();
    if given.contains(THRESHOLD) {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let mut arguments = std::env::args_os();
    let name = arguments.next().unwrap_or_else(|| OsString::from("tutela"));
    // Only a failure comes back, and then more memory is used.
    let _failure = Command::new(program)
        .arg0(name)
        .args(arguments)
        .env(TUNABLES, with_threshold(&given))
        .env(MARK, "held")
        .exec();
}

fn with_threshold(given: &str) -> String {
    let separator = if given.is_empty() { "" } else { ":" };
    format!("{given}{separator}{HELD}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tunables_of_others_stay() {
        assert_eq!(with_threshold(""), HELD);
        let both = with_threshold("glibc.malloc.check=3");
        assert_eq!(both, format!("glibc.malloc.check=3:{HELD}"));
    }
}
