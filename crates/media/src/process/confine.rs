//! What a program that opens a stranger's film may do: read its own libraries, read and write the pipes that it was given,
//! compute for a while in bounded memory. It opens no other file and no connection, and ends when its pipes do.
//!
//! The program itself cannot be asked to bind itself, and between fork and exec nothing safe can be done. So this very
//! binary is started first, as `tutela confined`; it binds itself, which cannot be undone, and becomes the program.

use std::collections::BTreeMap;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, RulesetError, RulesetStatus, Scope, path_beneath_rules,
};
use rustix::process::{Resource, Rlimit, nice, setrlimit};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

/// The word on the command line.
pub const WORD: &str = "confined";
/// Where programs and their libraries lie; nothing of this house does.
const READABLE: &[&str] = &["/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null"];
/// How much it stands back behind the requests.
const NICE: i32 = 10;
/// Files at once; a program that has its pipes needs few.
const FILES: u64 = 64;

/// How far a program may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of memory that it writes to.
    pub memory: u64,
    /// Seconds of processor time.
    pub processor: Duration,
}

/// The command that starts a program within bounds. `launcher` is this very binary.
pub fn command(launcher: &Path, program: &Path, bounds: Bounds) -> Command {
    let mut command = Command::new(launcher);
    command
        .arg(WORD)
        .arg(bounds.memory.to_string())
        .arg(bounds.processor.as_secs().to_string())
        .arg(program)
        .env_clear()
        .env("LC_ALL", "C")
        // Each thread's own pool of memory is 64 MiB of address space; two of them are enough.
        .env("MALLOC_ARENA_MAX", "2")
        .current_dir("/")
        .stdin(Stdio::null());
    command
}

/// Binds this process and becomes the program. Comes back only when that failed.
pub fn enter(bounds: Bounds, program: &Path, arguments: &[String]) -> io::Error {
    match bind(bounds, program) {
        Ok(()) => Command::new(program).args(arguments).exec(),
        Err(error) => error,
    }
}

fn bind(bounds: Bounds, program: &Path) -> io::Result<()> {
    nice(NICE)?;
    limit(bounds)?;
    close_files(program)?;
    close_calls()
}

fn limit(bounds: Bounds) -> io::Result<()> {
    for (resource, most) in [
        // Threads reserve more than they use; what is written to is what counts.
        (Resource::As, bounds.memory.saturating_mul(4)),
        (Resource::Data, bounds.memory),
        (Resource::Cpu, bounds.processor.as_secs().max(1)),
        (Resource::Nofile, FILES),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ] {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit)?;
    }
    Ok(())
}

/// Landlock: no file but the program and its libraries, no TCP, no signals to others. What the kernel does not know is left
/// out, but for the files, without which nothing is started.
fn close_files(program: &Path) -> io::Result<()> {
    let status = restrict(program).map_err(io::Error::other)?;
    match status {
        RulesetStatus::NotEnforced => Err(io::Error::other(
            "this kernel has no Landlock, so a film cannot be opened safely",
        )),
        RulesetStatus::PartiallyEnforced | RulesetStatus::FullyEnforced => Ok(()),
    }
}

fn restrict(program: &Path) -> Result<RulesetStatus, RulesetError> {
    let known = ABI::V6;
    let places = READABLE
        .iter()
        .map(PathBuf::from)
        .chain([program.to_owned()]);
    let read = AccessFs::from_read(known);
    let restricted = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(known))?
        .handle_access(AccessNet::from_all(known))?
        .scope(Scope::from_all(known))?
        .create()?
        .add_rules(path_beneath_rules(
            places.filter(|place| place.exists()),
            read,
        ))?
        .restrict_self()?;
    Ok(restricted.ruleset)
}

/// Seccomp: no sockets of any kind, no other processes, no way to have the kernel do such things unseen.
fn close_calls() -> io::Result<()> {
    let architecture: TargetArch = std::env::consts::ARCH
        .try_into()
        .map_err(io::Error::other)?;
    let mut rules = BTreeMap::new();
    for call in CLOSED {
        rules.insert(*call, Vec::new());
        // The same call by its number of the x32 ABI, which the architecture does not tell apart.
        rules.insert(*call | 0x4000_0000, Vec::new());
    }
    let refuse = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, architecture)
        .map_err(io::Error::other)?;
    let program: BpfProgram = filter.try_into().map_err(io::Error::other)?;
    seccompiler::apply_filter(&program).map_err(io::Error::other)
}

const CLOSED: &[libc::c_long] = &[
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_sendto,
    libc::SYS_sendmsg,
    libc::SYS_sendmmsg,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_open_by_handle_at,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_kexec_load,
];
