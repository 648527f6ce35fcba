//! A role is removed while its holder works: what already runs is broken off, on this node and on the others.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::Value;

use super::client::Client;
use super::house::{House, id, on_both};
use super::teach::{FILM, Made};
use crate::serving::program::Served;

/// More than any buffer between two programs of one machine.
const LONG: usize = 48 << 20;
/// How long a cut may take on a machine that does much else; the page of the promises tells the figure of a quiet one.
const SOON: Duration = Duration::from_secs(2);

/// The film with a box of nothing behind it (ISO/IEC 14496-12, 8.1.2).
fn long_film() -> Vec<u8> {
    let free = u32::try_from(LONG).unwrap().to_be_bytes();
    let mut film = [FILM, &free, b"free"].concat();
    film.resize(FILM.len() + LONG, 0);
    film
}

/// A film that is being watched by somebody who takes it as slowly as it plays.
struct Watching {
    stream: TcpStream,
    taken: usize,
}

impl Watching {
    fn begin(address: SocketAddr, path: &str, token: &str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(SOON)).unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut watching = Self { stream, taken: 0 };
        for _ in 0..20 {
            assert!(watching.take() > 0, "it plays");
            std::thread::sleep(Duration::from_millis(10));
        }
        watching
    }

    fn take(&mut self) -> usize {
        let mut piece = [0; 32 * 1024];
        let taken = match self.stream.read(&mut piece) {
            Ok(taken) => taken,
            Err(error) if error.kind() == ErrorKind::ConnectionReset => 0,
            Err(error) => panic!("{error}"),
        };
        self.taken += taken;
        taken
    }

    /// How long it goes on at the same pace, and how many bytes come meanwhile.
    fn rest(&mut self) -> (Duration, usize) {
        let (begun, before) = (Instant::now(), self.taken);
        while self.take() > 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
        (begun.elapsed(), self.taken - before)
    }
}

async fn remove(by: &Client, grant: &str) {
    let removal = format!("/api/v1/roles/{grant}/removal");
    let removed = by.request(Method::POST, &removal).send().await.unwrap();
    assert!(removed.status().is_success(), "{}", removed.status());
}

async fn with_long_film(house: &House) -> (Made, String) {
    let made = Made::by(house).await;
    let media = format!("/api/v1/lessons/{}/media?name=long.mp4", made.film);
    let sent = made.manager.upload(&media, "video/mp4", long_film()).await;
    let path = format!("/media/{}/{}", made.film, id(&sent.ok()));
    (made, path)
}

#[tokio::test]
async fn da4_a_film_is_broken_off_when_the_role_is_removed() {
    on_both(async |house| {
        let (made, path) = with_long_film(&house).await;
        let mut watching = Watching::begin(house.served.socket(), &path, made.learner.token());
        remove(&made.manager, &made.learner_grant).await;
        let (took, bytes) = watching.rest();
        println!("{}: cut after {took:?} and {bytes} bytes", house.engine);
        assert!(
            took < SOON && watching.taken < LONG / 2,
            "{took:?}, {bytes} bytes"
        );
        made.learner.get("/api/v1/me").await.ok();
    })
    .await;
}

#[tokio::test]
async fn ua5_a_film_is_broken_off_when_its_watcher_is_blocked() {
    on_both(async |house| {
        let (made, path) = with_long_film(&house).await;
        let administrator = house.sign_in("platform_administrator").await;
        let me: Value = made.learner.get("/api/v1/me").await.ok();
        let block = format!("/api/v1/people/{}/block", id(&me["person"]));
        let mut watching = Watching::begin(house.served.socket(), &path, made.learner.token());
        let reason = serde_json::json!({"reason": "Sells what is not his"});
        administrator.post(&block, reason).await.ok();
        let (took, bytes) = watching.rest();
        println!("{}: cut after {took:?} and {bytes} bytes", house.engine);
        assert!(
            took < SOON && watching.taken < LONG / 2,
            "{took:?}, {bytes} bytes"
        );
        assert_eq!(made.learner.get("/api/v1/me").await.status, 401);
    })
    .await;
}

/// The learner's token for learning; gives its id and its text.
async fn token_of(made: &Made) -> (String, String) {
    let new = serde_json::json!({
        "name": "Player", "purpose": "Plays on the wall", "level": "course", "scope_id": made.course,
        "allows": ["learn"],
    });
    let token: Value = made.learner.post("/api/v1/me/tokens", new).await.ok();
    (id(&token), token["token"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn da4_a_token_is_cut_while_it_streams() {
    on_both(async |house| {
        let (made, path) = with_long_film(&house).await;
        let path = path.replacen("/media/", "/api/v1/lessons/", 1);
        let (lesson, object) = path.rsplit_once('/').unwrap();
        let path = format!("{lesson}/media/{object}");
        let address = house.served.socket();
        let (token, text) = token_of(&made).await;
        let mut watching = Watching::begin(address, &path, &text);
        let end = made
            .learner
            .request(Method::DELETE, &format!("/api/v1/me/tokens/{token}"));
        assert!(end.send().await.unwrap().status().is_success());
        let (took, bytes) = watching.rest();
        println!(
            "{}: revoked, cut after {took:?} and {bytes} bytes",
            house.engine
        );
        assert!(
            took < SOON && watching.taken < LONG / 2,
            "{took:?}, {bytes} bytes"
        );

        let (_, text) = token_of(&made).await;
        let mut watching = Watching::begin(address, &path, &text);
        remove(&made.manager, &made.learner_grant).await;
        let (took, bytes) = watching.rest();
        println!(
            "{}: role removed, cut after {took:?} and {bytes} bytes",
            house.engine
        );
        assert!(
            took < SOON && watching.taken < LONG / 2,
            "{took:?}, {bytes} bytes"
        );
        made.learner.get("/api/v1/me").await.ok();
    })
    .await;
}

#[tokio::test]
async fn in4_a_film_is_broken_off_when_it_or_where_it_stands_is_removed() {
    on_both(async |house| {
        let (made, path) = with_long_film(&house).await;
        let owner = house.sign_in("account_owner").await;
        let object = path.rsplit('/').next().unwrap();
        let media = format!("/api/v1/lessons/{}/media/{object}", made.film);
        let of_lesson = format!("/api/v1/courses/{}/lessons/{}", made.course, made.film);
        let of_course = format!("/api/v1/channels/{}/courses/{}", made.channel, made.course);
        for (what, place) in [
            (media.clone(), media),
            (format!("/api/v1/lessons/{}", made.film), of_lesson),
            (format!("/api/v1/courses/{}", made.course), of_course),
        ] {
            let mut watching = Watching::begin(house.served.socket(), &path, made.learner.token());
            let removed = owner.request(Method::DELETE, &what).send().await.unwrap();
            assert!(
                removed.status().is_success(),
                "{what}: {}",
                removed.status()
            );
            let (took, bytes) = watching.rest();
            println!(
                "{}: {what}: cut after {took:?} and {bytes} bytes",
                house.engine
            );
            let cut = took < SOON && watching.taken < LONG / 2;
            assert!(cut, "{took:?}, {bytes} bytes");
            assert_eq!(made.learner.get(&path).await.status, 404);
            let back = owner
                .post(&format!("{place}/restoration"), Value::Null)
                .await;
            assert!((200..300).contains(&back.status), "{}", back.status);
            assert_eq!(made.learner.get(&path).await.status, 200, "{what}");
        }
    })
    .await;
}

#[tokio::test]
async fn da4_a_film_goes_on_when_somebody_else_loses_a_role() {
    on_both(async |house| {
        let (made, path) = with_long_film(&house).await;
        let mut watching = Watching::begin(house.served.socket(), &path, made.manager.token());
        remove(&made.manager, &made.learner_grant).await;
        while watching.taken < LONG {
            assert!(watching.take() > 0, "cut after {} bytes", watching.taken);
        }
    })
    .await;
}

#[tokio::test]
async fn da4_a_film_is_broken_off_on_another_node() {
    let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") else {
        return;
    };
    let database = super::house::scratch(server).await;
    let house = House::open(Some(database.clone()));
    let (made, path) = with_long_film(&house).await;
    let other = second_node(&house, &database);
    let mut watching = Watching::begin(other.socket(), &path, made.learner.token());
    remove(&made.manager, &made.learner_grant).await;
    let (took, bytes) = watching.rest();
    println!("other node: cut after {took:?} and {bytes} bytes");
    assert!(
        took < SOON && watching.taken < LONG / 2,
        "{took:?}, {bytes} bytes"
    );
}

/// The same database, the same objects, the same key, another process.
fn second_node(house: &House, database: &str) -> Served {
    let keys = house.ground.path("second/keys");
    std::fs::create_dir_all(&keys).unwrap();
    let key = "tutela-demo/keys/root.key";
    std::fs::copy(house.ground.path(key), keys.join("root.key")).unwrap();
    let arguments = [
        "serve",
        "--json",
        "--listen",
        "127.0.0.1:0",
        "--data",
        "second",
        "--store",
        "tutela-demo/objects",
    ];
    let mut command = house.ground.command(&arguments);
    command.env("TUTELA_DATABASE", database);
    Served::start(command)
}

#[tokio::test]
async fn da4_an_upload_is_broken_off_when_the_role_is_removed() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let owner = house.sign_in("account_owner").await;
        let mut stream = begin_upload(&house, &made);
        remove(&owner, &manager_grant(&owner, &made).await).await;
        let (begun, mut answer) = (Instant::now(), String::new());
        stream.set_read_timeout(Some(SOON)).unwrap();
        // The sender goes on sending nothing: it is not waited for.
        let mut piece = [0; 1024];
        if let Ok(taken) = stream.read(&mut piece) {
            answer.push_str(&String::from_utf8_lossy(&piece[..taken]));
        }
        println!(
            "{}: answered after {:?}: {}",
            house.engine,
            begun.elapsed(),
            answer.lines().next().unwrap_or("")
        );
        assert!(begun.elapsed() < SOON);
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 404"),
            "{answer}"
        );
        let film = made
            .learner
            .get(&format!("/api/v1/lessons/{}", made.film))
            .await
            .ok();
        assert!(
            film["media"].to_string().contains(&made.film_object),
            "{film}"
        );
    })
    .await;
}

/// Sends the beginning of a film, and no more.
fn begin_upload(house: &House, made: &Made) -> TcpStream {
    let (address, film) = (house.served.socket(), long_film());
    let mut stream = TcpStream::connect(address).unwrap();
    let (path, token) = (&made.film, made.manager.token());
    let head = format!(
        "POST /api/v1/lessons/{path}/media HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
         content-type: video/mp4\r\ncontent-length: {}\r\n\r\n",
        film.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&film[..4 << 20]).unwrap();
    stream
}

async fn manager_grant(owner: &Client, made: &Made) -> String {
    let list = format!("/api/v1/roles?level=channel&scope_id={}", made.channel);
    let list: Value = owner.get(&list).await.ok();
    let held = list
        .as_array()
        .or_else(|| list["roles"].as_array())
        .unwrap();
    id(held
        .iter()
        .find(|held| held["role"] == "channel_manager")
        .unwrap())
}
