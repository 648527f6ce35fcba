//! The database: whether it is there. It is not opened, because opening brings its schema up to date.

use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use tokio::net::TcpStream;

use super::Check;
use crate::config::{ByteSize, DatabaseAddress, Settings};
use crate::data;

const NAME: &str = "database";
const PATIENCE: Duration = Duration::from_secs(3);

/// Looks at the file, or knocks at the server.
pub async fn check(settings: &Settings) -> Check {
    match &settings.database {
        None => file(&data::database(&settings.data)),
        Some(address) => server(address).await,
    }
}

/// The first sixteen bytes of every SQLite file (sqlite.org/fileformat2.html).
fn file(path: &Path) -> Check {
    let mut head = [0; 16];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    let size = ByteSize(path.metadata().map_or(0, |meta| meta.len()));
    match read {
        Ok(()) if &head == b"SQLite format 3\0" => {
            Check::ok(NAME, format!("{} ({size})", path.display()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Check::ok(NAME, format!("the first start makes {}", path.display()))
        }
        Ok(()) => Check::wrong(
            NAME,
            format!("{} is no database", path.display()),
            "Put it back from a backup.",
        ),
        Err(error) => Check::wrong(
            NAME,
            format!("{} cannot be read ({error})", path.display()),
            "Let the user that runs Tutela read and write it, or put it back from a backup.",
        ),
    }
}

async fn server(address: &DatabaseAddress) -> Check {
    let Some(place) = address.server() else {
        return Check::ok(NAME, format!("{address} is a socket of this machine"));
    };
    let way_out = "Check that the server runs and that TUTELA_DATABASE names it.";
    match tokio::time::timeout(PATIENCE, TcpStream::connect(&place)).await {
        Ok(Ok(_)) => Check::ok(NAME, format!("{address} answers")),
        Ok(Err(error)) => Check::wrong(
            NAME,
            format!("{address} does not answer ({error})"),
            way_out,
        ),
        Err(_) => Check::wrong(
            NAME,
            format!("{address} does not answer within {} s", PATIENCE.as_secs()),
            way_out,
        ),
    }
}
