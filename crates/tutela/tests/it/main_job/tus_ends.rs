//! What ends an upload, what an account has room for, and what rests on the disk meanwhile.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::client::Client;
use super::house::{House, on_both};
use super::teach::{FILM, Made};
use super::tus::{BYTES, Sending, announce, film_of, long_film};

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
