//! A mail server and a service for text messages that write down what they get.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

type Kept<T> = Arc<Mutex<Vec<T>>>;

/// A mail as it came.
#[derive(Clone, Default)]
pub struct Mail {
    pub to: Vec<String>,
    pub data: String,
}

impl Mail {
    /// The text with soft line breaks and the commonest of quoted-printable undone.
    pub fn text(&self) -> String {
        let text = self.data.replace("=\r\n", "");
        text.replace("=3D", "=")
    }
}

/// A mail server that gives the answers it is told to each recipient, and takes all after that.
pub struct MailServer {
    pub address: SocketAddr,
    mails: Kept<Mail>,
}

impl MailServer {
    pub async fn start(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mails = Kept::default();
        let mut answers: Vec<String> = answers.iter().map(|&line| line.to_owned()).collect();
        answers.reverse();
        let (kept, answers) = (Arc::clone(&mails), Arc::new(Mutex::new(answers)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, Arc::clone(&kept), Arc::clone(&answers)));
            }
        });
        Self { address, mails }
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }
}

async fn talk(stream: TcpStream, kept: Kept<Mail>, answers: Kept<String>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    write.write_all(b"220 double\r\n").await.unwrap();
    let mut mail = Mail::default();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match word.as_str() {
            "EHLO" => "250-double\r\n250 8BITMIME".to_owned(),
            "RCPT" => {
                let to = line.trim_end().split_once(':').unwrap().1;
                mail.to.push(to.to_owned());
                let next = answers.lock().unwrap().pop();
                next.unwrap_or_else(|| "250 fine".to_owned())
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                mail.data = data(&mut lines).await;
                kept.lock().unwrap().push(std::mem::take(&mut mail));
                "250 taken".to_owned()
            }
            "QUIT" => "221 bye".to_owned(),
            "RSET" | "MAIL" => {
                mail = Mail::default();
                "250 fine".to_owned()
            }
            _ => "250 fine".to_owned(),
        };
        if write
            .write_all(format!("{answer}\r\n").as_bytes())
            .await
            .is_err()
        {
            return;
        }
    }
}

async fn data(lines: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> String {
    let mut data = String::new();
    while lines.read_line(&mut data).await.unwrap() > 0 && !data.ends_with("\r\n.\r\n") {}
    data
}

/// A service that answers with the statuses it is told.
pub struct Service {
    pub address: SocketAddr,
    requests: Kept<String>,
}

impl Service {
    pub async fn start(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Kept::default();
        let (kept, statuses) = (Arc::clone(&requests), statuses.to_vec());
        tokio::spawn(async move {
            for status in statuses {
                let (stream, _) = listener.accept().await.unwrap();
                let request = answer(stream, status).await;
                kept.lock().unwrap().push(request);
            }
        });
        Self { address, requests }
    }

    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn answer(mut stream: TcpStream, status: u16) -> String {
    let mut request = Vec::new();
    while !is_whole(&request) {
        let mut part = [0; 4096];
        let length = stream.read(&mut part).await.unwrap();
        request.extend_from_slice(&part[..length]);
    }
    let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).await.unwrap();
    String::from_utf8(request).unwrap()
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().ok())?
    });
    body.len() >= length.unwrap_or(0)
}
