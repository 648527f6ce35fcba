//! An optional look for malicious files by clamd, by its own protocol (INSTREAM): the plaintext passes it on its way to being
//! sealed, and nothing of it touches a disk here.

use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

/// For how long clamd may take to answer, and to take a piece.
const PATIENCE: Duration = Duration::from_secs(30);
/// The most bytes that clamd is handed at once.
const PIECE: usize = 256 * 1024;
/// The most bytes of an answer that are read.
const ANSWER: u64 = 4096;

/// Where clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Host and port.
    Network(String),
    /// A socket of this machine.
    Socket(PathBuf),
}

/// A clamd that is asked about every file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanner {
    pub place: Place,
    /// Whether a file is refused when clamd cannot be asked, or does not answer about it.
    pub refuses_unseen: bool,
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Suspicion {
    #[error("it was found to be {0}")]
    Found(String),
    #[error("it could not be looked at")]
    Unseen,
}

/// A file that clamd is looking at.
pub(crate) struct Scan {
    line: Option<Box<dyn Line>>,
    refuses_unseen: bool,
}

trait Line: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

impl Scanner {
    /// Begins to look at a file.
    pub(crate) async fn begin(&self) -> Result<Scan, Suspicion> {
        let mut scan = Scan {
            line: None,
            refuses_unseen: self.refuses_unseen,
        };
        let connected = async {
            let mut line: Box<dyn Line> = match &self.place {
                Place::Network(address) => Box::new(TcpStream::connect(address.as_str()).await?),
                Place::Socket(path) => Box::new(UnixStream::connect(path).await?),
            };
            line.write_all(b"zINSTREAM\0").await?;
            Ok(line)
        };
        match timeout(PATIENCE, connected).await {
            Ok(Ok(line)) => scan.line = Some(line),
            Ok(Err(error)) => scan.lost(&error)?,
            Err(_) => scan.lost(&std::io::ErrorKind::TimedOut.into())?,
        }
        Ok(scan)
    }
}

impl Scan {
    /// Shows it the next bytes.
    pub async fn look(&mut self, bytes: &[u8]) -> Result<(), Suspicion> {
        for piece in bytes.chunks(PIECE) {
            let Some(line) = self.line.as_mut() else {
                return Ok(());
            };
            let length = u32::try_from(piece.len()).unwrap_or(u32::MAX).to_be_bytes();
            let shown = async {
                line.write_all(&length).await?;
                line.write_all(piece).await
            };
            match timeout(PATIENCE, shown).await {
                Ok(Ok(())) => {}
                // It hangs up on what it has made up its mind about, and on what is too large for it.
                Ok(Err(_)) => return self.settle().await,
                Err(_) => return self.lost(&std::io::ErrorKind::TimedOut.into()),
            }
        }
        Ok(())
    }

    /// Says that this was all, and waits for what it thinks.
    pub async fn finish(&mut self) -> Result<(), Suspicion> {
        if let Some(line) = self.line.as_mut() {
            // Should it have hung up, its answer may still be there to read.
            let _ = timeout(PATIENCE, line.write_all(&[0; 4])).await;
        }
        self.settle().await
    }

    async fn settle(&mut self) -> Result<(), Suspicion> {
        let Some(line) = self.line.take() else {
            return Ok(());
        };
        let mut answer = Vec::new();
        let mut line = line.take(ANSWER);
        match timeout(PATIENCE, line.read_to_end(&mut answer)).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return self.lost(&error),
            Err(_) => return self.lost(&std::io::ErrorKind::TimedOut.into()),
        }
        let answer = String::from_utf8_lossy(&answer);
        let answer = answer.trim_end_matches('\0').trim();
        let said = answer.strip_prefix("stream: ").unwrap_or(answer);
        match said.strip_suffix(" FOUND") {
            Some(name) => Err(Suspicion::Found(plain(name))),
            None if said == "OK" => Ok(()),
            None => self.lost(&std::io::Error::other(plain(said))),
        }
    }

    /// Clamd cannot be asked about this file, or not any more.
    fn lost(&mut self, why: &std::io::Error) -> Result<(), Suspicion> {
        tracing::warn!(error = %why, refused = self.refuses_unseen, "a file was not looked at by clamd");
        self.line = None;
        match self.refuses_unseen {
            true => Err(Suspicion::Unseen),
            false => Ok(()),
        }
    }
}

/// The name of a find as it may be shown.
fn plain(name: &str) -> String {
    let shown = name.chars().filter(|c| c.is_ascii_graphic() || *c == ' ');
    shown.take(100).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// Something that speaks like clamd, finds EICAR, and takes so many bytes at most.
    async fn clamd(most: usize) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            while let Ok((mut line, _)) = listener.accept().await {
                let mut begin = [0; 10];
                line.read_exact(&mut begin).await.unwrap();
                assert_eq!(&begin, b"zINSTREAM\0");
                let mut file = Vec::new();
                let answer: &[u8] = loop {
                    let length = line.read_u32().await.unwrap() as usize;
                    if length == 0 {
                        let eicar = file.windows(19).any(|w| w == b"EICAR-STANDARD-ANTI");
                        break if eicar {
                            b"stream: Win.Test.EICAR_HDB-1 FOUND\0"
                        } else {
                            b"stream: OK\0"
                        };
                    }
                    let at = file.len();
                    file.resize(at + length, 0);
                    line.read_exact(&mut file[at..]).await.unwrap();
                    if file.len() > most {
                        break b"INSTREAM size limit exceeded. ERROR\0";
                    }
                };
                line.write_all(answer).await.unwrap();
            }
        });
        address
    }

    async fn verdict(scanner: &Scanner, pieces: &[&[u8]]) -> Result<(), Suspicion> {
        let mut scan = scanner.begin().await?;
        for piece in pieces {
            scan.look(piece).await?;
        }
        scan.finish().await
    }

    fn at(address: &str, refuses_unseen: bool) -> Scanner {
        Scanner {
            place: Place::Network(address.to_owned()),
            refuses_unseen,
        }
    }

    #[tokio::test]
    async fn what_is_found_is_named_and_refused() {
        let scanner = at(&clamd(1 << 20).await, true);
        assert_eq!(verdict(&scanner, &[b"harmless", b" film"]).await, Ok(()));
        let eicar: [&[u8]; 2] = [
            b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STAN",
            b"DARD-ANTIVIRUS-TEST-FILE!$H+H*",
        ];
        let found = Suspicion::Found("Win.Test.EICAR_HDB-1".to_owned());
        assert_eq!(verdict(&scanner, &eicar).await, Err(found));
    }

    #[tokio::test]
    async fn what_cannot_be_looked_at_is_refused_unless_it_was_decided_otherwise() {
        let large = vec![7; 3 << 20];
        let address = clamd(1 << 20).await;
        let large: [&[u8]; 1] = [&large];
        assert_eq!(
            verdict(&at(&address, true), &large).await,
            Err(Suspicion::Unseen)
        );
        assert_eq!(verdict(&at(&address, false), &large).await, Ok(()));
        let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = nobody.local_addr().unwrap().to_string();
        drop(nobody);
        assert_eq!(
            verdict(&at(&address, true), &[b"x"]).await,
            Err(Suspicion::Unseen)
        );
        assert_eq!(verdict(&at(&address, false), &[b"x"]).await, Ok(()));
    }
}
