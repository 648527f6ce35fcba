//! From an upload to what plays in several sizes: pieces are ranges, ranges are guarded, nothing is written in the clear.

use std::process::Command;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::Value;

use crate::main_job::client::Client;
use crate::main_job::house::{House, id, on_both};
use crate::main_job::live::{SOON, Watching, remove};
use crate::main_job::teach::Made;

/// For how long a film of half a minute may be at work on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(240);

/// Half a minute of noise in 640 × 480 with a tone, its table of contents at the end, as cameras write it.
fn film(house: &House) -> Vec<u8> {
    let path = house.ground.path("noise.mp4");
    let noise = "nullsrc=s=640x480:r=25:d=30,geq=random(1)*255:128:128";
    let status = Command::new("ffmpeg")
        .args(["-loglevel", "error", "-f", "lavfi", "-i", noise])
        .args(["-f", "lavfi", "-i", "sine=440:d=30"])
        .args([
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-b:v",
            "3M",
            "-g",
            "250",
            "-c:a",
            "aac",
        ])
        .arg(&path)
        .status()
        .unwrap();
    assert!(status.success());
    std::fs::read(path).unwrap()
}

async fn stands(client: &Client, lesson: &str) -> Value {
    client
        .get(&format!("/api/v1/lessons/{lesson}/processing"))
        .await
        .ok()
}

/// Waits until a film stands so.
async fn until(client: &Client, lesson: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let now = stands(client, lesson).await;
        if is_so(&now) {
            return now;
        }
        assert!(begun.elapsed() < PATIENCE, "{now}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// The addresses in a playlist, in order.
fn names(playlist: &str) -> Vec<String> {
    let lines = playlist
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| line.trim_start_matches("../").to_owned())
        .collect()
}

/// `length@at` of each piece, the beginning first.
fn ranges(playlist: &str) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    for part in playlist.split("BYTERANGE").skip(1) {
        let text: String = part
            .chars()
            .skip(1)
            .filter(|one| *one != '"')
            .take_while(|one| one.is_ascii_digit() || *one == '@')
            .collect();
        let (length, at) = text.split_once('@').unwrap();
        all.push((length.parse().unwrap(), at.parse().unwrap()));
    }
    all
}

#[tokio::test]
async fn a_film_plays_in_every_size_it_has_and_no_other() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let house = house.reopen_with_ffmpeg().await;
        let address = house.served.address().to_owned();
        let (manager, learner) = (made.manager.at(&address), made.learner.at(&address));
        let bytes = film(&house);
        let media = format!("/api/v1/lessons/{}/media", made.film);
        let sent = manager
            .upload(&format!("{media}?name=noise.mp4"), "video/mp4", bytes)
            .await;
        let film = id(&sent.ok());
        let master = format!("/media/{}/{film}/playlist.m3u8", made.film);
        let first = until(&manager, &made.film, |now| {
            now["sizes"] != serde_json::json!([])
        })
        .await;
        assert_eq!(first["sizes"][0], "240p", "the smallest plays first");
        assert_eq!(
            learner.get(&master).await.status,
            200,
            "it plays before all of it is done"
        );
        let done = until(&manager, &made.film, |now| {
            now["state"] != "processing" && now["state"] != "waiting"
        })
        .await;
        assert_eq!(done["state"], "ready", "{done}");
        assert_eq!(
            done["sizes"],
            serde_json::json!(["240p", "480p"]),
            "none above its own"
        );

        let playlist = String::from_utf8(learner.get(&master).await.body).unwrap();
        let sizes = names(&playlist);
        assert_eq!(sizes.len(), 2, "{playlist}");
        for (at, size) in sizes.iter().enumerate() {
            let whole = plays(&learner, &made.film, size).await;
            let path = house.ground.path(&format!("{at}.mp4"));
            std::fs::write(&path, &whole).unwrap();
            assert_keys(&path);
            let piece = &whole[whole.len() / 2..][..64];
            let rests = house.bytes_at_rest();
            assert!(
                !rests.windows(64).any(|window| window == piece),
                "nothing rests in the clear"
            );
        }
        let pictures = learner
            .get(&format!("/media/{}/{film}/pictures.vtt", made.film))
            .await;
        assert_eq!(
            (pictures.status, pictures.header("content-type")),
            (200, "text/vtt; charset=utf-8")
        );
        let pictures = String::from_utf8(pictures.body).unwrap();
        assert_eq!(pictures.matches("-->").count(), 15, "{pictures}");
        let sheet = pictures
            .lines()
            .find_map(|line| line.strip_prefix("../"))
            .unwrap();
        let sheet = learner
            .get(&format!(
                "/media/{}/{}",
                made.film,
                sheet.split('#').next().unwrap()
            ))
            .await;
        assert!(sheet.body.starts_with(&[0xff, 0xd8]), "{}", sheet.status);
        poster(&house, &learner, &made.film).await;
        segments_end(&house, (&made, &film, &sizes[1])).await;
    })
    .await;
}

/// A picture was made of a film that came without one; it is the lesson's poster.
async fn poster(house: &House, learner: &Client, lesson: &str) {
    let poster = learner.get(&format!("/lessons/{lesson}/poster")).await;
    assert!(
        poster.body.starts_with(&[0xff, 0xd8]),
        "{} on {}",
        poster.status,
        house.engine
    );
    let page = learner.get(&format!("/api/v1/lessons/{lesson}")).await.ok();
    let media = page["media"].as_array().unwrap();
    let purposes: Vec<_> = media
        .iter()
        .map(|one| one["purpose"].as_str().unwrap())
        .collect();
    assert_eq!(
        purposes,
        ["poster", "video"],
        "what is made of a film is no second film"
    );
}

/// Fetches a size piece by piece, as a player does; its ranges touch and are all of it.
async fn plays(learner: &Client, lesson: &str, size: &str) -> Vec<u8> {
    let playlist = learner.get(&format!("/media/{lesson}/{size}")).await;
    assert_eq!(
        playlist.header("content-type"),
        "application/vnd.apple.mpegurl"
    );
    let playlist = String::from_utf8(playlist.body).unwrap();
    let object = names(&playlist)[0].clone();
    let path = format!("/media/{lesson}/{object}");
    let mut whole = Vec::new();
    for (length, at) in ranges(&playlist) {
        assert_eq!(at, whole.len(), "the ranges touch");
        let range = format!("bytes={at}-{}", at + length - 1);
        let piece = learner.get_with(&path, &[("range", &range)]).await;
        assert_eq!((piece.status, piece.body.len()), (206, length));
        let kind = if at == 0 { b"ftyp" } else { b"moof" };
        assert_eq!(&piece.body[4..8], kind, "a piece stands by itself");
        whole.extend(piece.body);
    }
    assert_eq!(whole, learner.get(&path).await.body, "they are all of it");
    let lasts: f64 = playlist
        .lines()
        .filter_map(|line| {
            line.strip_prefix("#EXTINF:")?
                .strip_suffix(',')?
                .parse::<f64>()
                .ok()
        })
        .sum();
    assert!((lasts - 30.0).abs() < 0.2, "{lasts}");
    whole
}

/// Every four seconds there is a key frame, in all sizes at the same moments.
fn assert_keys(path: &std::path::Path) {
    let output = Command::new("ffprobe")
        .args([
            "-loglevel",
            "error",
            "-select_streams",
            "v",
            "-skip_frame",
            "nokey",
            "-show_entries",
            "frame=pts_time",
            "-of",
            "csv=p=0",
        ])
        .arg(path)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let times: Vec<f64> = text
        .lines()
        .filter_map(|line| line.trim_end_matches(',').parse().ok())
        .collect();
    assert_eq!(times.len(), 8, "{text}");
    for (at, time) in times.iter().enumerate() {
        assert!((time - times[0] - 4.0 * at as f64).abs() < 0.05, "{text}");
    }
}

/// T9 for a size that is being watched, and for everything that leads to it.
async fn segments_end(house: &House, (made, film, size): (&Made, &str, &str)) {
    let address = house.served.address();
    let (manager, learner) = (made.manager.at(address), made.learner.at(address));
    let object = size.trim_end_matches("/playlist.m3u8");
    let path = format!("/media/{}/{object}", made.film);
    let length = learner.ask_with(Method::HEAD, &path, &[]).await;
    let length: usize = length.header("content-length").parse().unwrap();
    let mut watching = Watching::begin(house.served.socket(), &path, made.learner.token());
    remove(&manager, &made.learner_grant).await;
    let (took, bytes) = watching.rest();
    println!(
        "{}: a size is cut after {took:?} and {bytes} bytes of {length}",
        house.engine
    );
    assert!(
        took < SOON && watching.taken < length,
        "{took:?}, {} of {length}",
        watching.taken
    );
    let nothing = learner
        .get("/media/01890a5d-ac96-774b-bcce-b302099a8057/01890a5d-ac96-774b-bcce-b302099a8057")
        .await;
    for path in [
        format!("/media/{}/{film}/playlist.m3u8", made.film),
        format!("/media/{}/{film}/pictures.vtt", made.film),
        format!("/media/{}/{size}", made.film),
        path,
    ] {
        let answer = learner.get_with(&path, &[("range", "bytes=0-99")]).await;
        assert_eq!(
            (answer.status, answer.body.len()),
            (404, nothing.body.len()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_film_that_ffmpeg_cannot_read_says_so_and_can_be_tried_again() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let house = house.reopen_with_ffmpeg().await;
        let manager = made.manager.at(house.served.address());
        // A film by its boxes, whose pictures are nothing.
        let mut bytes = crate::main_job::teach::FILM.to_vec();
        let pictures = bytes.windows(4).position(|four| four == b"mdat").unwrap() + 4;
        bytes[pictures..].fill(0x55);
        let media = format!("/api/v1/lessons/{}/media?name=broken.mp4", made.film);
        let sent = manager.upload(&media, "video/mp4", bytes).await;
        assert_eq!(sent.status, 201, "{}", sent.json());
        let failed = until(&manager, &made.film, |now| now["state"] == "failed").await;
        assert_eq!(failed["reason"], "unreadable", "{failed}");
        let retry = format!("/api/v1/lessons/{}/processing/retry", made.film);
        assert_eq!(manager.post(&retry, Value::Null).await.status, 204);
        until(&manager, &made.film, |now| now["state"] == "failed").await;
        let film = id(&sent.json());
        let path = format!("/media/{}/{film}", made.film);
        assert_eq!(
            manager.get(&path).await.status,
            200,
            "it is there as it was uploaded"
        );
    })
    .await;
}
