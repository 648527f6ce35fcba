//! Uploads that survive: broken lines, restarts, two at once, removals, and what somebody else may know of them.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::client::{Answer, Client};
use super::house::{House, on_both};
use super::teach::{FILM, Made};

const VERSION: (&str, &str) = ("tus-resumable", "1.0.0");
const BYTES: &str = "application/offset+octet-stream";

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
    client: &'c Client,
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

async fn film_of(made: &Made) -> Vec<u8> {
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
async fn t22_a_killed_server_loses_no_acknowledged_byte() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let film = long_film(4 << 20);
        let sending = Sending::begin(&made.manager, &made.film, film.len()).await;
        let mut at = 0;
        for size in [1, 16_384, 999_999] {
            assert_eq!(sending.send(at, &film[at..at + size]).await.status, 204);
            at += size;
        }
        // Another chunk is on its way when the process is killed.
        let address = house.served.socket();
        let head = format!(
            "PATCH {} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ntus-resumable: 1.0.0\r\n\
             upload-offset: {at}\r\ncontent-type: {BYTES}\r\ncontent-length: {}\r\n\r\n",
            sending.path, made.manager.token(), film.len() - at
        );
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
        std::io::Write::write_all(&mut stream, &film[at..at + 500_000]).unwrap();
        let (path, token) = (sending.path.clone(), made.manager.token().to_owned());
        let house = house.killed_and_started_again();
        drop(stream);
        let manager = Client::bearer(house.served.address(), &token);
        let sending = Sending { client: &manager, path };
        assert_eq!(sending.offset().await, Some(at), "on {}", house.engine);
        let mut answer = sending.send(at, &film[at..]).await;
        // The dead process held the upload for a few seconds more.
        for _ in 0..30 {
            if answer.status != 423 {
                break;
            }
            assert!(!answer.header("retry-after").is_empty());
            tokio::time::sleep(Duration::from_secs(1)).await;
            answer = sending.send(at, &film[at..]).await;
        }
        assert_eq!(answer.status, 204);
        assert_eq!(sending.offset().await, Some(film.len()));
    })
    .await;
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

/// How long a cut may take on a machine that does much else.
const SOON: Duration = Duration::from_secs(2);

#[tokio::test]
async fn da4_an_upload_under_way_ends_with_the_role() {
    t9_ends(async |house, made| {
        let owner = house.sign_in("account_owner").await;
        let list = format!("/api/v1/roles?level=channel&scope_id={}", made.channel);
        let list = owner.get(&list).await.ok();
        let list = list
            .as_array()
            .or_else(|| list["roles"].as_array())
            .unwrap();
        let held = list
            .iter()
            .find(|held| held["role"] == "channel_manager")
            .unwrap();
        let removal = format!("/api/v1/roles/{}/removal", held["id"].as_str().unwrap());
        owner.post(&removal, serde_json::Value::Null).await.ok();
    })
    .await;
}

#[tokio::test]
async fn ua5_an_upload_under_way_ends_with_a_block() {
    t9_ends(async |house, made| {
        let administrator = house.sign_in("platform_administrator").await;
        let me = made.manager.get("/api/v1/me").await.ok();
        let block = format!("/api/v1/people/{}/block", super::house::id(&me["person"]));
        let reason = json!({"reason": "Sells what is not his"});
        administrator.post(&block, reason).await.ok();
    })
    .await;
}

#[tokio::test]
async fn t9_an_upload_under_way_ends_with_the_session() {
    t9_ends(async |_, made| {
        made.manager.delete("/api/v1/session").await.ok();
    })
    .await;
}

/// Something is taken in the middle of a chunk: the sender is cut off, and nothing of the chunk is acknowledged.
async fn t9_ends(take: impl AsyncFn(&House, &Made)) {
    use std::io::{Read as _, Write as _};
    on_both(async |house| {
        let made = Made::by(&house).await;
        let film = long_film(8 << 20);
        let sending = Sending::begin(&made.manager, &made.film, film.len()).await;
        assert_eq!(sending.send(0, &film[..1000]).await.status, 204);
        let address = house.served.socket();
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let head = format!(
            "PATCH {} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ntus-resumable: 1.0.0\r\n\
             upload-offset: 1000\r\ncontent-type: {BYTES}\r\ncontent-length: {}\r\n\r\n",
            sending.path,
            made.manager.token(),
            film.len() - 1000
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&film[1000..2 << 20]).unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        take(&house, &made).await;
        let begun = std::time::Instant::now();
        stream.set_read_timeout(Some(SOON)).unwrap();
        let mut answer = [0; 1024];
        let taken = stream.read(&mut answer).unwrap_or(0);
        let answer = String::from_utf8_lossy(&answer[..taken]).into_owned();
        println!("{}: ended after {:?}", house.engine, begun.elapsed());
        assert!(begun.elapsed() < SOON, "on {}", house.engine);
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 40"),
            "{answer}"
        );
        let rest = sending.send(1000, &film[1000..1010]).await;
        assert!([401, 404].contains(&rest.status), "{}", rest.status);
        assert_ne!(film_of(&made).await, film);
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

/// A gibibyte in one request, and what the server holds in memory meanwhile. It measures, so it is left out of the usual run.
#[tokio::test]
#[ignore = "it measures"]
async fn in4_a_gibibyte_comes_in_with_flat_memory() {
    let house = House::open(None);
    let made = Made::by(&house).await;
    let size = FILM.len() + (1 << 30);
    let sending = Sending::begin(&made.manager, &made.film, size).await;
    let before = house.served.resident();
    let free = u32::try_from(1 << 30).unwrap().to_be_bytes();
    let head = bytes::Bytes::from([FILM, &free, b"free"].concat());
    let zeros = bytes::Bytes::from(vec![0; 1 << 20]);
    let left = size - head.len();
    let pieces = std::iter::once(head).chain(
        (0..left.div_ceil(1 << 20))
            .map(move |number| zeros.slice(..(1 << 20).min(left - number * (1 << 20)))),
    );
    let body = reqwest::Body::wrap_stream(futures_util::stream::iter(
        pieces.map(Ok::<_, std::io::Error>),
    ));
    let begun = std::time::Instant::now();
    let request = made
        .manager
        .request(Method::PATCH, &sending.path)
        .body(body);
    let request = request
        .header("tus-resumable", "1.0.0")
        .header("upload-offset", "0");
    let answer = request.header("content-type", BYTES).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 204);
    let (took, most) = (begun.elapsed(), house.served.most_resident());
    println!("tus upload of 1 GiB: {took:.1?}, memory {before} KiB before, {most} KiB at most");
    assert!(most < 512 * 1024, "{most} KiB");
    assert_eq!(sending.offset().await, Some(size));
}

#[tokio::test]
async fn in4_no_piece_of_an_upload_is_readable_at_rest() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let mut film = long_film(200_000);
        let canary =
            b"A sentence that nobody must find on a disk, not even for a while. ".repeat(40);
        let at = film.len() - 150_000;
        film[at..at + canary.len()].copy_from_slice(&canary);
        let sending = Sending::begin(&made.manager, &made.film, film.len()).await;
        let (first, rest) = film.split_at(at + 1000);
        for (offset, part) in [(0, first), (first.len(), rest)] {
            assert_eq!(sending.send(offset, part).await.status, 204);
            let at_rest = house.bytes_at_rest();
            let found = at_rest.windows(32).any(|window| window == &canary[..32]);
            assert!(!found, "on {}", house.engine);
        }
    })
    .await;
}

#[tokio::test]
async fn in4_an_upload_that_nobody_goes_on_with_leaves_nothing() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let film = long_film(300_000);
        let before = house.objects();
        let sending = Sending::begin(&made.manager, &made.film, film.len()).await;
        for at in [0, 100_000] {
            let answer = sending.send(at, &film[at..at + 100_000]).await;
            assert_eq!(answer.status, 204);
        }
        assert_eq!(house.objects(), before + 2, "two pieces");
        let (path, token) = (sending.path.clone(), made.manager.token().to_owned());
        let house = house
            .killed_and_changed(async |tx| {
                let expire = tutela_db::sql!("UPDATE uploads SET expires_at = 1");
                tx.run(expire, tutela_db::args![]).await.unwrap();
                let due = tutela_db::sql!("UPDATE duties SET next_at = 1, held_until = NULL");
                tx.run(due, tutela_db::args![]).await.unwrap();
            })
            .await;
        let manager = Client::bearer(house.served.address(), &token);
        let sending = Sending {
            client: &manager,
            path,
        };
        assert_eq!(sending.offset().await, None, "on {}", house.engine);
        for _ in 0..100 {
            if house.objects() == before {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("its pieces are still there on {}", house.engine);
    })
    .await;
}

#[tokio::test]
async fn in4_more_than_the_account_has_left_is_refused_before_it_travels() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let (account, token) = (made.account.clone(), made.manager.token().to_owned());
        let (film, text) = (made.film.clone(), made.text.clone());
        let house = house
            .killed_and_changed(async |tx| {
                let kept = tutela_db::sql!(
                    "INSERT INTO quotas (account_id, bytes, set_at)
                     SELECT account_id, CAST(SUM(size) + 100000 AS BIGINT), 1 FROM objects WHERE account_id = $1
                     GROUP BY account_id"
                );
                tx.run(kept, tutela_db::args![account.as_str()]).await.unwrap();
            })
            .await;
        let manager = Client::bearer(house.served.address(), &token);
        let refused = announce(&manager, &film, &[("upload-length", "100001")]).await;
        assert_eq!((refused.status, refused.json()["code"].clone()), (413, json!("over-quota")));
        Sending::begin(&manager, &film, 90_000).await;
        let refused = announce(&manager, &film, &[("upload-length", "10001")]).await;
        assert_eq!(refused.status, 413, "what is announced already counts");
        let path = format!("/api/v1/lessons/{text}/attachments?name=long.txt");
        let refused = manager.upload(&path, "text/plain", vec![b'x'; 100_001]).await;
        assert_eq!((refused.status, refused.json()["code"].clone()), (413, json!("over-quota")));
        manager.upload(&path, "text/plain", vec![b'x'; 5_000]).await.ok();
    })
    .await;
}
