//! Files are shown to clamd before they are kept: by the real program, to a double that speaks its protocol and finds EICAR.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use serde_json::json;

use super::house::House;
use super::teach::{FILM, Made};
use super::tus::Sending;

const EICAR: &[u8] = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

/// Looks at files until the test ends; gives where.
fn clamd() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for line in listener.incoming() {
            // Whoever hangs up in the middle has had enough.
            let _ = line.and_then(look);
        }
    });
    address
}

fn look(mut line: TcpStream) -> std::io::Result<()> {
    let mut begin = [0; 10];
    line.read_exact(&mut begin)?;
    assert_eq!(&begin, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let mut length = [0; 4];
        line.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if length == 0 {
            break;
        }
        let at = file.len();
        file.resize(at + length, 0);
        line.read_exact(&mut file[at..])?;
    }
    let found = file.windows(30).any(|window| window == &EICAR[28..58]);
    line.write_all(match found {
        true => b"stream: Eicar-Signature FOUND\0".as_slice(),
        false => b"stream: OK\0",
    })
}

#[tokio::test]
async fn t18_what_the_scanner_finds_is_not_kept() {
    let house = House::told(vec![("TUTELA_CLAMD", clamd())]);
    let made = Made::by(&house).await;
    let path = format!("/api/v1/lessons/{}/attachments?name=notes.txt", made.text);
    let m = &made.manager;
    m.upload(&path, "text/plain", b"harmless".to_vec())
        .await
        .ok();
    let answer = m.upload(&path, "text/plain", EICAR.to_vec()).await;
    let error = answer.json()["errors"][0].clone();
    assert_eq!(
        (answer.status, error["code"].clone()),
        (422, json!("file-malicious"))
    );
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("Eicar-Signature"),
        "{error}"
    );
    // The same by the protocol that goes on, in two pieces with the find across them.
    let free = u32::try_from(8 + EICAR.len()).unwrap().to_be_bytes();
    let film = [FILM, &free, b"free", EICAR].concat();
    let sending = Sending::begin(m, &made.film, film.len()).await;
    let middle = film.len() - 40;
    assert_eq!(sending.send(0, &film[..middle]).await.status, 204);
    let answer = sending.send(middle, &film[middle..]).await;
    assert_eq!(
        (answer.status, answer.json()["errors"][0]["code"].clone()),
        (422, json!("file-malicious"))
    );
    assert_eq!(sending.offset().await, None, "nothing of it is kept");
}

#[tokio::test]
async fn t18_without_the_scanner_files_are_refused_unless_told_otherwise() {
    for (unscanned, status) in [("refuse", 422), ("take", 201)] {
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
        let away = nobody.local_addr().unwrap().to_string();
        drop(nobody);
        let house = House::told(vec![
            ("TUTELA_CLAMD", away),
            ("TUTELA_CLAMD_UNSCANNED", unscanned.to_owned()),
        ]);
        let owner = house.sign_in("channel_manager").await;
        let me = owner.get("/api/v1/me").await.ok();
        let roles = me["roles"].as_array().unwrap();
        let held = roles
            .iter()
            .find(|held| held["role"] == "channel_manager")
            .unwrap();
        let courses = format!(
            "/api/v1/channels/{}/courses",
            held["scope_id"].as_str().unwrap()
        );
        let course = owner.post(&courses, json!({"title": "Unseen"})).await.ok();
        let course = super::house::id(&course);
        let new = json!({"kind": "text", "title": "Unseen"});
        let lesson = owner
            .post(&format!("/api/v1/courses/{course}/lessons"), new)
            .await
            .ok();
        let path = format!(
            "/api/v1/lessons/{}/attachments?name=notes.txt",
            super::house::id(&lesson)
        );
        let answer = owner
            .upload(&path, "text/plain", b"harmless".to_vec())
            .await;
        assert_eq!(answer.status, status, "{unscanned}");
    }
}
