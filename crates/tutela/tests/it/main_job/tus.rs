//! Uploads that survive: broken lines, restarts, two at once, removals, and what somebody else may know of them.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::client::{Answer, Client};
use super::house::on_both;
use super::teach::{FILM, Made};

pub const VERSION: (&str, &str) = ("tus-resumable", "1.0.0");
pub const BYTES: &str = "application/offset+octet-stream";

/// Base64 of a short text, as `Upload-Metadata` wants it.
fn said(name: &str, purpose: Option<&str>) -> String {
    use base64::Engine as _;
    let in_base64 = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let mut said = format!("filename {}", in_base64(name));
    if let Some(purpose) = purpose {
        said.push_str(&format!(",purpose {}", in_base64(purpose)));
    }
    said
}

/// An upload as its sender knows it.
pub struct Sending<'c> {
    pub client: &'c Client,
    pub path: String,
}

impl<'c> Sending<'c> {
    pub async fn begin(client: &'c Client, lesson: &str, length: usize) -> Self {
        let answer = announce(client, lesson, &[("upload-length", &length.to_string())]).await;
        Self::of(client, &answer)
    }

    fn of(client: &'c Client, answer: &Answer) -> Self {
        answer.ok_status();
        let path = answer.header("location").to_owned();
        Self { client, path }
    }

    pub async fn send(&self, offset: usize, bytes: &[u8]) -> Answer {
        self.send_with(offset, bytes, &[]).await
    }

    pub async fn send_with(&self, offset: usize, bytes: &[u8], more: &[(&str, &str)]) -> Answer {
        let mut request = self.client.request(Method::PATCH, &self.path);
        let offset = offset.to_string();
        let usual = [VERSION, ("upload-offset", &offset), ("content-type", BYTES)];
        for (name, value) in usual.iter().chain(more) {
            request = request.header(*name, *value);
        }
        Answer::of(request.body(bytes.to_vec()).send().await.unwrap()).await
    }

    pub async fn offset(&self) -> Option<usize> {
        let answer = self
            .client
            .ask_with(Method::HEAD, &self.path, &[VERSION])
            .await;
        assert_eq!(answer.header("tus-resumable"), "1.0.0");
        match answer.status {
            200 => Some(answer.header("upload-offset").parse().unwrap()),
            404 => None,
            status => panic!("{status}"),
        }
    }
}

pub async fn announce(client: &Client, lesson: &str, more: &[(&str, &str)]) -> Answer {
    let path = format!("/api/v1/lessons/{lesson}/uploads");
    let named = said("drum.mp4", None);
    let mut headers = vec![VERSION];
    if !more.iter().any(|(name, _)| *name == "upload-metadata") {
        headers.push(("upload-metadata", &named));
    }
    headers.extend(more);
    client.ask_with(Method::POST, &path, &headers).await
}

/// The film with `more` bytes of nothing behind it (ISO/IEC 14496-12, 8.1.2).
pub fn long_film(more: usize) -> Vec<u8> {
    let free = u32::try_from(more).unwrap().to_be_bytes();
    let mut film = [FILM, &free, b"free"].concat();
    film.resize(FILM.len() + more, 0);
    film
}

pub async fn film_of(made: &Made) -> Vec<u8> {
    let path = format!("/api/v1/lessons/{}", made.film);
    let lesson = made.learner.get(&path).await.ok();
    let media = lesson["media"].as_array().unwrap();
    let film = media.iter().find(|media| media["purpose"] == "video");
    let path = film.unwrap()["path"].as_str().unwrap().to_owned();
    made.learner.get(&path).await.body
}

#[tokio::test]
async fn in4_an_upload_in_pieces_becomes_the_film() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let options = format!("/api/v1/lessons/{}/uploads", made.film);
        let stranger = house.stranger();
        let can = stranger.ask_with(Method::OPTIONS, &options, &[]).await;
        assert_eq!((can.status, can.header("tus-version")), (204, "1.0.0"));
        for spoken in [
            "creation",
            "checksum",
            "expiration",
            "termination",
            "concatenation",
        ] {
            assert!(can.header("tus-extension").contains(spoken), "{spoken}");
        }
        let film = long_film(100_000);
        let sending = Sending::begin(&made.manager, &made.film, film.len()).await;
        assert_eq!(sending.offset().await, Some(0));
        let (first, rest) = film.split_at(70_001);
        let answer = sending.send(0, first).await;
        assert_eq!(
            (answer.status, answer.header("upload-offset")),
            (204, "70001")
        );
        assert!(answer.header("upload-expires").ends_with("GMT"));
        let wrong = sending.send(70_000, rest).await;
        assert_eq!(
            (wrong.status, wrong.json()["code"].clone()),
            (409, json!("upload-offset"))
        );
        assert_ne!(film_of(&made).await, film, "not before all of it is there");
        assert_eq!(sending.send(70_001, rest).await.status, 204);
        assert_eq!(sending.offset().await, Some(film.len()));
        assert!(film_of(&made).await == film);
    })
    .await;
}

#[tokio::test]
async fn in4_what_came_before_the_line_broke_is_kept() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let film = long_film(3 << 20);
        let sending = Sending::begin(&made.manager, &made.film, film.len()).await;
        let (came, address) = (1_234_567, house.served.socket());
        let head = format!(
            "PATCH {} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ntus-resumable: 1.0.0\r\n\
             upload-offset: 0\r\ncontent-type: {BYTES}\r\ncontent-length: {}\r\n\r\n",
            sending.path, made.manager.token(), film.len()
        );
        break_off(address, &head, &film[..came]);
        let mut kept = 0;
        for _ in 0..100 {
            kept = sending.offset().await.unwrap();
            if kept > 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(kept, came, "on {}", house.engine);
        assert_eq!(sending.send(kept, &film[kept..]).await.status, 204);
        assert!(film_of(&made).await == film);
    })
    .await;
}

/// Sends the head and some bytes, and pulls the plug.
fn break_off(address: std::net::SocketAddr, head: &str, bytes: &[u8]) {
    use std::io::Write as _;
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(bytes).unwrap();
    stream.flush().unwrap();
}

#[tokio::test]
async fn in4_of_two_writers_one_goes_on() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let film = long_film(200_000);
        let sending = Sending::begin(&made.manager, &made.film, film.len()).await;
        let both = futures_util::future::join_all((0..8).map(|_| sending.send(0, &film))).await;
        let statuses: Vec<_> = both.iter().map(|answer| answer.status).collect();
        let won = statuses.iter().filter(|status| **status == 204).count();
        assert_eq!(won, 1, "{statuses:?} on {}", house.engine);
        assert!(
            statuses
                .iter()
                .all(|status| [204, 409, 423].contains(status)),
            "{statuses:?}"
        );
        assert!(film_of(&made).await == film);
    })
    .await;
}

#[tokio::test]
async fn da5_somebody_elses_upload_is_not_there() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let owner = house.sign_in("account_owner").await;
        let sending = Sending::begin(&made.manager, &made.film, FILM.len()).await;
        let nothing = sending.path.rsplit_once('/').unwrap().0.to_owned()
            + "/01890a5d-ac96-774b-bcce-b302099a8057";
        // Who may upload there himself finds nothing; who may only learn there may not ask.
        for (client, status) in [
            (&owner, 404),
            (&made.learner, 403),
            (&house.stranger(), 401),
        ] {
            let theirs = Sending {
                client,
                path: sending.path.clone(),
            };
            let none = Sending {
                client,
                path: nothing.clone(),
            };
            let (answer, like) = (theirs.send(0, b"film").await, none.send(0, b"film").await);
            assert_eq!((answer.status, like.status), (status, status));
            if status == 404 {
                assert_eq!(answer.body, like.body, "byte for byte");
                assert_eq!(theirs.offset().await, None);
            }
            let gone = client
                .ask_with(Method::DELETE, &theirs.path, &[VERSION])
                .await;
            assert_eq!(gone.status, status);
        }
        assert_eq!(
            sending.offset().await,
            Some(0),
            "it is still there for its sender"
        );
        let gone = made
            .manager
            .ask_with(Method::DELETE, &sending.path, &[VERSION])
            .await;
        assert_eq!(gone.status, 204);
        assert_eq!(sending.offset().await, None);
    })
    .await;
}

#[tokio::test]
async fn in4_a_chunk_counts_when_its_checksum_fits() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let sending = Sending::begin(&made.manager, &made.film, FILM.len()).await;
        let wrong = ("upload-checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=");
        let answer = sending.send_with(0, FILM, &[wrong]).await;
        assert_eq!(
            (answer.status, answer.json()["code"].clone()),
            (460, json!("checksum"))
        );
        assert_eq!(sending.offset().await, Some(0), "nothing of it is kept");
        let sum = sha256(&FILM[..5000]);
        let answer = sending
            .send_with(0, &FILM[..5000], &[("upload-checksum", &sum)])
            .await;
        assert_eq!(
            (answer.status, answer.header("upload-offset")),
            (204, "5000")
        );
        let sum = sha256(&FILM[5000..]);
        let answer = sending
            .send_with(5000, &FILM[5000..], &[("upload-checksum", &sum)])
            .await;
        assert_eq!(answer.status, 204);
        assert!(film_of(&made).await == FILM);
    })
    .await;
}

fn sha256(bytes: &[u8]) -> String {
    use base64::Engine as _;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    let digest = base64::engine::general_purpose::STANDARD.encode(digest);
    format!("sha256 {digest}")
}

#[tokio::test]
async fn in4_parts_become_one_film() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let film = long_film(300_000);
        let partial = ("upload-concat", "partial");
        let mut paths = Vec::new();
        for half in film.chunks(film.len() / 2 + 1) {
            let length = half.len().to_string();
            let more = [("upload-length", length.as_str()), partial];
            let answer = announce(&made.manager, &made.film, &more).await;
            let sending = Sending::of(&made.manager, &answer);
            let early = format!("final;{}", sending.path);
            let early = announce(&made.manager, &made.film, &[("upload-concat", &early)]).await;
            assert_eq!(early.status, 409, "a part that is not whole");
            assert_eq!(sending.send(0, half).await.status, 204);
            paths.push(sending.path);
        }
        let whole = format!("final;{}", paths.join(" "));
        let answer = announce(&made.manager, &made.film, &[("upload-concat", &whole)]).await;
        let sending = Sending::of(&made.manager, &answer);
        assert_eq!(sending.offset().await, Some(film.len()));
        assert_eq!(sending.send(film.len(), b"more").await.status, 403);
        assert!(film_of(&made).await == film);
    })
    .await;
}

#[tokio::test]
async fn in4_what_would_be_refused_is_refused_before_it_travels() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let m = &made.manager;
        let huge = (u64::pow(2, 50)).to_string();
        let odd = said("x", Some("dance"));
        for (why, more, status, code) in [
            (
                "too long",
                vec![("upload-length", huge.as_str())],
                413,
                "too-large",
            ),
            ("empty", vec![("upload-length", "0")], 422, "fields"),
            ("no length", vec![], 422, "fields"),
            ("no count", vec![("upload-length", "-1")], 422, "fields"),
            (
                "odd purpose",
                vec![("upload-length", "9"), ("upload-metadata", &odd)],
                422,
                "fields",
            ),
            (
                "no base64",
                vec![("upload-length", "9"), ("upload-metadata", "filename ÿ")],
                422,
                "fields",
            ),
        ] {
            let answer = announce(m, &made.film, &more).await;
            assert_eq!(answer.status, status, "{why}");
            assert_eq!(answer.json()["code"], code, "{why}");
        }
        let path = format!("/api/v1/lessons/{}/uploads", made.film);
        let old = [("tus-resumable", "0.2.2"), ("upload-length", "9")];
        let answer = m.ask_with(Method::POST, &path, &old).await;
        assert_eq!(
            (answer.status, answer.header("tus-version")),
            (412, "1.0.0")
        );
        let sending = Sending::begin(m, &made.film, 100).await;
        assert_eq!(sending.send(0, &[0; 101]).await.status, 413);
        assert_eq!(sending.offset().await, Some(0));
        let plain = [
            VERSION,
            ("upload-offset", "0"),
            ("content-type", "text/plain"),
        ];
        assert_eq!(
            m.ask_with(Method::PATCH, &sending.path, &plain)
                .await
                .status,
            415
        );
        // What is no film is refused with its first bytes, and forgotten.
        let answer = sending.send(0, &[b'x'; 100]).await;
        assert_eq!(
            (answer.status, answer.json()["errors"][0]["code"].clone()),
            (422, json!("not-a-film"))
        );
        assert_eq!(sending.offset().await, None);
    })
    .await;
}

impl Answer {
    #[track_caller]
    fn ok_status(&self) {
        let status = StatusCode::from_u16(self.status).unwrap();
        assert!(
            status.is_success(),
            "{}",
            String::from_utf8_lossy(&self.body)
        );
    }
}
