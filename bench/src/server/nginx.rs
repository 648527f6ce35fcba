//! nginx, where it is installed: what serving files costs when nobody asks who may have them.

use std::fs::{self, Permissions};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use super::certificate::Certificate;
use super::{Process, find_program, free_address, wait_for};
use crate::client::Site;

/// nginx with a configuration of its own, over plain HTTP and over TLS.
pub struct Nginx {
    pub plain: Site,
    pub secured: Site,
    _process: Process,
    _folder: TempDir,
}

impl Nginx {
    /// Serves `files` by their names; nothing when nginx is not installed.
    ///
    /// # Errors
    /// When it is installed and does not start.
    pub async fn serve(files: &[(&str, &[u8])], certificate: &Certificate) -> Result<Option<Self>> {
        let Some(program) = find_program("nginx") else {
            return Ok(None);
        };
        // Started by root, it reads as somebody else: the folder is open to all and holds nothing of anybody.
        let open = Permissions::from_mode(0o755);
        let folder = tempfile::Builder::new()
            .prefix("tutela-bench-nginx-")
            .permissions(open)
            .tempdir()?;
        fs::create_dir(folder.path().join("files"))?;
        for (name, bytes) in files {
            fs::write(folder.path().join("files").join(name), bytes)?;
        }
        let (plain, secured) = (free_address()?, free_address()?);
        let config = folder.path().join("nginx.conf");
        fs::write(
            &config,
            configuration(folder.path(), [plain, secured], certificate),
        )?;
        let mut command = Command::new(program);
        command.arg("-p").arg(folder.path()).arg("-c").arg(&config);
        let mut process = Process::start(&mut command, &folder.path().join("stderr.log"))?;
        wait_for(&mut process, plain).await?;
        Ok(Some(Self {
            plain: Site::plain(plain),
            secured: Site::secured(secured, certificate.connector()?),
            _process: process,
            _folder: folder,
        }))
    }
}

/// As Debian ships it where it matters: a worker for each core, sendfile, an access log. Connections are kept for as many
/// requests as come, as Tutela keeps them.
fn configuration(
    folder: &Path,
    [plain, secured]: [SocketAddr; 2],
    certificate: &Certificate,
) -> String {
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|what| format!("    {what}_temp_path temporary-{what};\n"))
        .concat();
    format!(
        "daemon off;
pid nginx.pid;
worker_processes auto;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
{temporary}    access_log {folder}/access.log;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    types {{ application/json json; video/mp4 mp4; }}
    server {{
        listen {plain};
        listen {secured} ssl;
        ssl_certificate {cert};
        ssl_certificate_key {key};
        root {folder}/files;
    }}
}}
",
        folder = folder.display(),
        cert = certificate.cert_file().display(),
        key = certificate.key_file().display(),
    )
}
