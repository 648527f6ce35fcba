//! Files that are attached to a lesson: added, listed, ordered, fetched, removed; and what they can never do.

use reqwest::Method;
use serde_json::{Value, json};

use super::house::{id, on_both};
use super::teach::{Made, PAPER, POSTER};

#[tokio::test]
async fn in4_attachments_are_taken_along_and_shown_nowhere() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let path = format!("/api/v1/lessons/{}/attachments", made.text);
        let (m, learner) = (&made.manager, &made.learner);
        let add = async |name: &str, bytes: &[u8]| {
            let path = format!("{path}?name={name}");
            m.upload(&path, "application/octet-stream", bytes.to_vec())
                .await
        };
        let log = id(&add("log.pdf", PAPER).await.ok());
        let notes = id(&add(
            "no%CC%88tes%E2%80%AE%22%0Acod.txt",
            "<script>alert(1)</script>".as_bytes(),
        )
        .await
        .ok());
        let photo = id(&add("drum.jpg", POSTER).await.ok());
        let ids = |list: &Value| -> Vec<String> {
            let list = list["attachments"].as_array().unwrap();
            list.iter().map(id).collect()
        };
        assert_eq!(
            ids(&learner.get(&path).await.ok()),
            [log.clone(), notes.clone(), photo.clone()]
        );
        let order = json!({"attachments": [photo, log]});
        let ordered = m.put(&format!("{path}/order"), order).await.ok();
        assert_eq!(ids(&ordered), [photo.clone(), log.clone(), notes.clone()]);
        assert_eq!(
            learner
                .put(&format!("{path}/order"), json!({"attachments": []}))
                .await
                .status,
            403
        );
        // Given as a download, in a sandbox, whatever it holds and however it is called.
        let fetched = learner.get(&format!("/media/{}/{notes}", made.text)).await;
        assert_eq!(fetched.header("content-type"), "text/plain");
        let disposition = fetched.header("content-disposition");
        assert!(
            disposition.starts_with("attachment; filename=\""),
            "{disposition}"
        );
        assert!(
            !disposition.contains("%E2%80%AE") && !disposition.contains("%0A"),
            "{disposition}"
        );
        assert!(
            fetched
                .header("content-security-policy")
                .contains("sandbox")
        );
        assert_eq!(fetched.header("x-content-type-options"), "nosniff");
        // A picture is another one than was sent, and still a picture.
        let picture = learner.get(&format!("/media/{}/{photo}", made.text)).await;
        assert!(picture.body.starts_with(&[0xff, 0xd8, 0xff]) && picture.body != POSTER);
        assert_eq!(m.delete(&format!("{path}/{log}")).await.status, 204);
        assert_eq!(m.delete(&format!("{path}/{log}")).await.status, 404);
        assert_eq!(ids(&learner.get(&path).await.ok()), [photo, notes]);
        assert_eq!(
            learner
                .get(&format!("/media/{}/{log}", made.text))
                .await
                .status,
            404
        );
    })
    .await;
}

#[tokio::test]
async fn t18_hostile_files_are_refused_with_the_reason() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let path = format!("/api/v1/lessons/{}/attachments", made.text);
        let mut giant =
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x02\0\0\0"
                .to_vec();
        giant.extend([0; 64]);
        for (name, bytes, reason) in [
            (
                "page.html",
                b"<script>alert(1)</script>".to_vec(),
                "attachment-kind",
            ),
            (
                "drawing.svg",
                b"<svg onload='alert(1)'/>".to_vec(),
                "attachment-kind",
            ),
            (
                "run.txt",
                b"\x7fELF\x02\x01\x01\0\0".to_vec(),
                "attachment-kind",
            ),
            (
                "list.txt",
                b"#EXTM3U\n\0file:///etc/passwd".to_vec(),
                "attachment-kind",
            ),
            ("giant.png", giant, "picture-damaged"),
            (
                "cut.docx",
                b"PK\x03\x04............................".to_vec(),
                "office-damaged",
            ),
            ("cut.pdf", b"%PDF-1.7 but no end".to_vec(), "pdf-cut"),
            ("none.txt", Vec::new(), "file-empty"),
        ] {
            let path = format!("{path}?name={name}");
            let answer = made
                .manager
                .upload(&path, "application/octet-stream", bytes)
                .await;
            assert_eq!(answer.status, 422, "{name}");
            let code = answer.json()["errors"][0]["code"].clone();
            assert!(code == reason || name == "giant.png", "{name}: {code}");
        }
        // A playlist that points elsewhere is no film.
        let media = format!("/api/v1/lessons/{}/media?name=list.mp4", made.film);
        let list = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n".to_vec();
        let answer = made.manager.upload(&media, "video/mp4", list).await;
        assert_eq!(answer.json()["errors"][0]["code"], "not-a-film");
        // A film with a box that claims more than there is in the world.
        let absurd = [
            b"\0\0\0\x10ftypisom\0\0\0\0".as_slice(),
            b"\0\0\0\x01moov\x7f\xff\xff\xff\xff\xff\xff\xff",
        ]
        .concat();
        let answer = made.manager.upload(&media, "video/mp4", absurd).await;
        assert_eq!(answer.status, 422);
        let most = house.served.most_resident();
        println!(
            "memory of the server at most: {most} KiB on {}",
            house.engine
        );
        assert!(most < 512 * 1024, "{most} KiB");
        assert_eq!(made.learner.get(&path).await.ok()["attachments"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn a_document_may_be_a_picture() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let media = format!("/api/v1/lessons/{}/media?name=plan.jpeg", made.paper);
        let sent = made
            .manager
            .upload(&media, "image/jpeg", POSTER.to_vec())
            .await
            .ok();
        assert_eq!(sent["media_type"], "image/jpeg");
        let page = made
            .learner
            .request(Method::GET, &format!("/lessons/{}", made.paper));
        let page = page.send().await.unwrap().text().await.unwrap();
        assert!(page.contains("<img class=\"picture\""), "{page}");
    })
    .await;
}

/// Forms that are broken in every way: each is answered, none breaks anything.
#[tokio::test]
async fn t20_no_form_makes_it_stumble() {
    let house = super::house::House::open(None);
    let made = Made::by(&house).await;
    let path = format!("/lessons/{}/attachments", made.text);
    let whole = b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
                  Content-Type: text/plain\r\n\r\nwords\r\n--edge--\r\n";
    // Marsaglia's xorshift: the same forms every time.
    let mut state = 22u64;
    let mut roll = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % most as u64).unwrap()
    };
    for round in 0..300 {
        let mut form = whole.to_vec();
        for _ in 0..roll(4) {
            let at = roll(form.len());
            form[at] = u8::try_from(roll(256)).unwrap();
        }
        form.truncate(form.len() - roll(3) * roll(whole.len() / 3));
        let request = made.manager.request(Method::POST, &path).body(form);
        let edge = ["edge", "\"edge\"", "ed", ""][roll(4)];
        let kind = format!("multipart/form-data; boundary={edge}");
        let answer = request.header("content-type", kind).send().await.unwrap();
        assert!(
            answer.status().as_u16() < 500,
            "round {round}: {}",
            answer.status()
        );
    }
}
