//! A small HTTP/1.1 client that keeps its connection: cheap enough to share a machine with the server that it measures.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use httparse::{EMPTY_HEADER, Response, Status};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

pub mod api;
pub mod request;

/// Enough for any head, and for a good part of a film.
const ROOM: usize = 256 * 1024;
/// The most headers of an answer.
const HEADERS: usize = 64;

/// Where a server answers, and how it is spoken to.
#[derive(Clone)]
pub struct Site {
    address: SocketAddr,
    tls: Option<TlsConnector>,
}

impl Site {
    /// A server of plain HTTP.
    pub fn plain(address: SocketAddr) -> Self {
        Self { address, tls: None }
    }

    /// A server of HTTPS.
    pub fn secured(address: SocketAddr, tls: TlsConnector) -> Self {
        Self {
            address,
            tls: Some(tls),
        }
    }

    /// A new connection.
    ///
    /// # Errors
    /// When the server does not take it.
    pub async fn connect(&self) -> Result<Connection> {
        let address = self.address;
        let stream = TcpStream::connect(address).await;
        let stream = stream.with_context(|| format!("{address} does not answer"))?;
        stream.set_nodelay(true)?;
        let wire: Box<dyn Wire> = match &self.tls {
            None => Box::new(stream),
            Some(tls) => Box::new(
                tls.connect(ServerName::from(address.ip()), stream)
                    .await
                    .context("no TLS connection is made")?,
            ),
        };
        Ok(Connection {
            wire,
            buffer: vec![0; ROOM],
            filled: 0,
        })
    }

    /// One request on a connection of its own, with the whole answer.
    ///
    /// # Errors
    /// When no complete answer comes.
    pub async fn fetch(&self, request: &[u8]) -> Result<Answer> {
        self.connect().await?.fetch(request).await
    }
}

/// What bytes go through.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// A connection that takes one request after the other.
pub struct Connection {
    wire: Box<dyn Wire>,
    buffer: Vec<u8>,
    /// Bytes of the buffer that hold what was received.
    filled: usize,
}

/// The head of an answer.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    pub status: u16,
    /// Bytes of the body.
    pub length: u64,
    /// Bytes of the head itself.
    size: usize,
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The status line and the headers as they came, with the empty line.
    pub head: Vec<u8>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The answer, if it is what was hoped for.
    ///
    /// # Errors
    /// With what was answered instead.
    pub fn expect(self, status: u16) -> Result<Self> {
        if self.status != status {
            let text = String::from_utf8_lossy(&self.body);
            let start: String = text.chars().take(500).collect();
            bail!(
                "answered {} where {status} was hoped for: {start}",
                self.status
            );
        }
        Ok(self)
    }
}

impl Connection {
    /// Sends a request and passes over the body of its answer.
    ///
    /// # Errors
    /// When no complete answer comes.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Head> {
        self.send(request).await?;
        let head = self.receive_head().await?;
        let mut left = self.rest_of(&head)?;
        self.filled = 0;
        while left > 0 {
            let room = usize::try_from(left).map_or(ROOM, |left| left.min(ROOM));
            let length = self.wire.read(&mut self.buffer[..room]).await?;
            if length == 0 {
                bail!("an answer broke off");
            }
            left -= length as u64;
        }
        Ok(head)
    }

    /// Sends a request and gives its whole answer.
    ///
    /// # Errors
    /// When no complete answer comes.
    pub async fn fetch(&mut self, request: &[u8]) -> Result<Answer> {
        self.send(request).await?;
        self.receive().await
    }

    /// Sends bytes of a request.
    ///
    /// # Errors
    /// When the server takes no more.
    pub async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.wire.write_all(bytes).await?;
        Ok(self.wire.flush().await?)
    }

    /// Waits for the answer to the request that was sent.
    ///
    /// # Errors
    /// When no complete answer comes.
    pub async fn receive(&mut self) -> Result<Answer> {
        let head = self.receive_head().await?;
        let left = usize::try_from(self.rest_of(&head)?)?;
        let mut body = self.buffer[head.size..self.filled].to_vec();
        let here = body.len();
        body.resize(here + left, 0);
        self.wire
            .read_exact(&mut body[here..])
            .await
            .context("an answer broke off")?;
        self.filled = 0;
        Ok(Answer {
            status: head.status,
            head: self.buffer[..head.size].to_vec(),
            body,
        })
    }

    async fn receive_head(&mut self) -> Result<Head> {
        loop {
            if let Some(head) = parse(&self.buffer[..self.filled])? {
                return Ok(head);
            }
            let length = self.wire.read(&mut self.buffer[self.filled..]).await?;
            if length == 0 {
                bail!("the server closed the connection instead of answering");
            }
            self.filled += length;
        }
    }

    /// Bytes of the body that are still to come.
    fn rest_of(&self, head: &Head) -> Result<u64> {
        let here = (self.filled - head.size) as u64;
        let rest = head.length.checked_sub(here);
        rest.context("the server sent more than it said")
    }
}

/// The head at the front of `bytes`, when it is complete.
fn parse(bytes: &[u8]) -> Result<Option<Head>> {
    let mut headers = [EMPTY_HEADER; HEADERS];
    let mut response = Response::new(&mut headers);
    let Status::Complete(size) = response.parse(bytes)? else {
        return Ok(None);
    };
    let status = response.code.context("an answer has no status")?;
    let length = response
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = match length {
        Some(header) => std::str::from_utf8(header.value)?.parse()?,
        None if matches!(status, 204 | 304) => 0,
        None => bail!("an answer with status {status} does not say its length"),
    };
    Ok(Some(Head {
        status,
        length,
        size,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_when_it_is_whole() {
        let text = b"HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\na: b\r\n\r\nhello";
        let end = text.len() - 5;
        assert!(parse(&text[..end - 1]).unwrap().is_none());
        let head = parse(text).unwrap().unwrap();
        assert_eq!((head.status, head.length, head.size), (206, 5, end));
    }

    #[test]
    fn an_answer_without_a_length_is_refused() {
        assert!(parse(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        let nothing = parse(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap().unwrap();
        assert_eq!(nothing.length, 0);
    }
}
