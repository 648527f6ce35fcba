//! Git repositories beside the data (DP1): each is checked, bundled whole, cloned from its bundle, and compared.

use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use crate::Error;
use crate::manifest::Bundle;

/// Bundles a repository into `bundle`, and proves the bundle by cloning it.
///
/// # Errors
/// When the repository is not sound, or what comes out of the bundle is not what went in.
pub async fn bundle(name: &str, repository: &Path, bundle: &Path) -> Result<Bundle, Error> {
    git(repository, &["fsck", "--strict", "--no-dangling"], name).await?;
    let (before, path) = (heads(repository, name).await?, bundle.to_string_lossy());
    if before.is_empty() {
        return Err(Error::Program(format!(
            "the repository {name} has no branch to back up"
        )));
    }
    git(repository, &["bundle", "create", &path, "--all"], name).await?;
    let heads = prove(name, bundle).await?;
    // A push between the two looks is in the bundle or is not; what was there before must be.
    let lost = before
        .iter()
        .find(|head| !heads.contains(head) && head.contains("refs/tags/"));
    match lost {
        Some(lost) => Err(Error::damaged(format!("the bundle of {name} lacks {lost}"))),
        None if heads.len() < before.len() => Err(Error::damaged(format!(
            "the bundle of {name} lacks branches"
        ))),
        None => Ok(Bundle {
            name: name.to_owned(),
            heads,
        }),
    }
}

/// Clones a bundle beside itself, checks the clone, and gives its heads; the clone is thrown away.
///
/// # Errors
/// When it does not clone, or the clone is not sound.
pub async fn prove(name: &str, bundle: &Path) -> Result<Vec<String>, Error> {
    let folder = bundle.parent().unwrap_or(Path::new("."));
    let clone = bundle.with_extension("clone");
    let (from, to) = (bundle.to_string_lossy(), clone.to_string_lossy());
    git(folder, &["clone", "--quiet", "--mirror", &from, &to], name).await?;
    git(&clone, &["fsck", "--strict", "--no-dangling"], name).await?;
    let heads = heads(&clone, name).await;
    let _ = std::fs::remove_dir_all(&clone);
    heads
}

async fn heads(repository: &Path, name: &str) -> Result<Vec<String>, Error> {
    let format = "--format=%(objectname) %(refname)";
    let said = git(
        repository,
        &["for-each-ref", format, "refs/heads", "refs/tags"],
        name,
    )
    .await?;
    Ok(said.lines().map(str::to_owned).collect())
}

/// Runs git without the settings of whoever runs Tutela, and without asking anything.
async fn git(folder: &Path, words: &[&str], name: &str) -> Result<String, Error> {
    let wrong = |why: String| {
        let word = words.first().copied().unwrap_or_default();
        Error::Program(format!("git {word} of the repository {name}: {why}"))
    };
    let done = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "safe.directory=*", "-c", "core.hooksPath=/dev/null"])
        .args(words)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|error| wrong(error.to_string()))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    Err(wrong(
        String::from_utf8_lossy(&done.stderr).trim().to_owned(),
    ))
}
