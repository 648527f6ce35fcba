//! `tutela vault` beside a server that runs: looking through everything, new keys, the copy of the root key, the end of a key;
//! and the server killed in the middle of uploads and of a rotation.

use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::Client;
use super::house::{House, id, on_both};
use super::teach::{FILM, Made, PAPER};

/// How soon a server that was killed must answer again.
const READY: Duration = Duration::from_secs(5);

fn run(house: &House, arguments: &[&str], typed: &str) -> (Output, String) {
    let output = house.command(arguments, typed).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, said)
}

#[track_caller]
fn done(house: &House, arguments: &[&str], typed: &str) -> String {
    let (output, said) = run(house, arguments, typed);
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn verify(house: &House) -> (Option<i32>, Value) {
    let (output, said) = run(house, &["vault", "verify", "--json"], "");
    let report = serde_json::from_slice(&output.stdout);
    (
        output.status.code(),
        report.unwrap_or_else(|_| panic!("{said}")),
    )
}

async fn film(client: &Client, made: &Made) -> Vec<u8> {
    let path = format!("/media/{}/{}", made.film, made.film_object);
    let answer = client.get(&path).await;
    assert_eq!(answer.status, 200);
    answer.body
}

#[tokio::test]
async fn in4_the_operator_looks_through_everything_while_it_is_served() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let (code, report) = verify(&house);
        assert_eq!((code, &report["damaged"]), (Some(0), &json!([])));
        assert!(
            report["objects"].as_u64().unwrap() > 10,
            "the demo's and ours: {report}"
        );

        let account = PathBuf::from("tutela-demo/objects/objects").join(&made.account);
        let path = house.ground.path("").join(&account).join(&made.film_object);
        let path = match path.exists() {
            true => path,
            false => find(&house, &made.film_object),
        };
        let whole = std::fs::read(&path).unwrap();
        let mut rotten = whole.clone();
        rotten[whole.len() / 3] ^= 16;
        std::fs::write(&path, rotten).unwrap();
        let (code, report) = verify(&house);
        assert_eq!(code, Some(1));
        let damaged = report["damaged"].as_array().unwrap();
        assert_eq!(damaged.len(), 1, "{report}");
        assert_eq!(damaged[0]["object"], made.film_object.as_str());
        assert_eq!(damaged[0]["lesson"], made.film.as_str());
        assert!(
            damaged[0]["path"]
                .as_str()
                .unwrap()
                .ends_with(&made.film_object)
        );
        let (output, said) = run(&house, &["vault", "verify"], "");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.contains("The drum") && text.contains("1 damaged"),
            "{text}"
        );
        assert!(said.contains(" objects, "), "progress: {said}");

        let administrator = house.sign_in("platform_administrator").await;
        let storage = administrator.get("/api/v1/storage").await.ok();
        assert_eq!(storage["objects_damaged"], 1);
        let page = administrator.get("/storage").await;
        let page = String::from_utf8(page.body).unwrap();
        assert!(page.contains(&made.film_object) && page.contains("1 damaged"));
        std::fs::write(&path, whole).unwrap();
        assert_eq!(verify(&house).0, Some(0));
        assert_eq!(
            administrator.get("/api/v1/storage").await.ok()["objects_damaged"],
            0
        );
    })
    .await;
}

/// The one file of this name below the data folder.
fn find(house: &House, name: &str) -> PathBuf {
    let mut folders = vec![house.ground.path("tutela-demo")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.ends_with(name) {
                return path;
            }
        }
    }
    panic!("there is no {name}");
}

#[tokio::test]
async fn in4_keys_are_changed_while_films_play() {
    on_both(async |house| {
        let mut house = house;
        let made = Made::by(&house).await;
        let root = std::fs::read(find(&house, "root.key")).unwrap();
        let (_, said) = run(&house, &["vault", "rotate", "--root"], "");
        assert!(said.contains("retired"), "{said}");
        assert_ne!(std::fs::read(find(&house, "root.key")).unwrap(), root);
        assert!(
            film(&made.learner, &made).await == FILM,
            "the server runs since before"
        );
        done(&house, &["vault", "rotate", "--account", &made.account], "");
        assert!(film(&made.learner, &made).await == FILM);
        let path = format!("/api/v1/lessons/{}/media?name=log.pdf", made.paper);
        let sent = made
            .manager
            .upload(&path, "application/pdf", PAPER.to_vec())
            .await;
        made.learner.get(sent.ok()["path"].as_str().unwrap()).await;
        assert_eq!(verify(&house).0, Some(0));
        let took = house.kill_and_start();
        assert!(took < READY, "{took:?}");
        let learner = made.learner.at(house.served.address());
        assert!(film(&learner, &made).await == FILM);
    })
    .await;
}

#[tokio::test]
async fn in4_everything_moves_to_another_store_while_it_is_served() {
    on_both(async |house| {
        let mut house = house;
        let made = Made::by(&house).await;
        let target = house.ground.path("elsewhere");
        let to = target.to_str().unwrap();
        let uploads = tokio::spawn(upload_until_it_ends(
            made.manager.at(house.served.address()),
            made.channel.clone(),
        ));
        let mut moving = house.command(&["vault", "move", "--to", to, "--nodes", "1"], "");
        let mut moving = moving.stderr(Stdio::piped()).spawn().unwrap();
        // Waited for in steps, so that the uploads of this very thread go on.
        while moving.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let output = moving.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(film(&made.learner, &made).await == FILM);
        house.served.signal("KILL");
        let kept = uploads.await.unwrap();
        let settings = ["--store", to];
        let took = house.kill_and_start_with(&settings);
        assert!(took < READY, "{took:?}");
        let manager = made.manager.at(house.served.address());
        for (lesson, object) in &kept {
            let answer = manager.get(&format!("/media/{lesson}/{object}")).await;
            assert!(answer.status == 200 && answer.body == PAPER);
        }
        assert!(film(&manager, &made).await == FILM);
        let (output, said) = run(&house, &["vault", "verify", "--store", to], "");
        assert!(output.status.success(), "{said}");
        println!(
            "{}: uploads acknowledged during the move: {}",
            house.engine,
            kept.len()
        );
        assert!(!kept.is_empty());
    })
    .await;
}

#[tokio::test]
async fn in4_the_copy_of_the_root_key_brings_it_back() {
    on_both(async |house| {
        let mut house = house;
        let made = Made::by(&house).await;
        let words = done(&house, &["vault", "escrow"], "");
        assert_eq!(words.split_whitespace().count(), 16, "{words}");
        let phrase = "correct horse battery staple\n";
        done(
            &house,
            &["vault", "escrow", "--out", "copy.txt", "--passphrase-stdin"],
            phrase,
        );
        let key = find(&house, "root.key");
        let text = std::fs::read(&key).unwrap();
        let copy = std::fs::read_to_string(house.ground.path("copy.txt")).unwrap();
        assert!(!copy.contains(std::str::from_utf8(&text).unwrap().trim()));
        let (output, said) = run(&house, &["vault", "recover"], &words);
        assert_eq!(output.status.code(), Some(2), "{said}");

        std::fs::remove_file(&key).unwrap();
        let slip = words.replacen(
            &words[0..1],
            if words.starts_with('7') { "8" } else { "7" },
            1,
        );
        let (output, said) = run(&house, &["vault", "recover"], &slip);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            said.contains("group 1") || said.contains("root key"),
            "{said}"
        );
        assert!(!key.exists(), "a key that opens nothing is not kept");
        done(&house, &["vault", "recover"], &words);
        assert_eq!(std::fs::read(&key).unwrap(), text);
        std::fs::remove_file(&key).unwrap();
        let from = [
            "vault",
            "recover",
            "--from",
            "copy.txt",
            "--passphrase-stdin",
        ];
        let (_, said) = run(&house, &from, "not the passphrase\n");
        assert!(said.contains("passphrase"), "{said}");
        done(&house, &from, phrase);
        house.kill_and_start();
        let learner = made.learner.at(house.served.address());
        assert!(film(&learner, &made).await == FILM);
    })
    .await;
}

#[tokio::test]
async fn in4_the_key_of_an_account_is_destroyed_by_its_typed_name_alone() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let me = made
            .manager
            .get(&format!("/api/v1/channels/{}", made.channel))
            .await
            .ok();
        let name = me["account_name"].as_str().unwrap();
        let command = ["vault", "destroy-key", made.account.as_str()];
        let (output, said) = run(&house, &command, "Something else\n");
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains(name) && said.contains("no way back"),
            "{said}"
        );
        assert!(film(&made.learner, &made).await == FILM);
        done(&house, &command, &format!("{name}\n"));
        let path = format!("/media/{}/{}", made.film, made.film_object);
        let gone = made.learner.get(&path).await;
        assert_eq!(gone.status, 409, "{gone:?}");
        let path = format!("/api/v1/lessons/{}/media?name=log.pdf", made.paper);
        let refused = made
            .manager
            .upload(&path, "application/pdf", PAPER.to_vec())
            .await;
        assert_eq!(refused.status, 409);
        assert_eq!(
            verify(&house).0,
            Some(0),
            "what was destroyed is not damaged"
        );
    })
    .await;
}

/// Uploads papers into new lessons of a course of its own until the server is gone; gives those that were acknowledged.
async fn upload_until_it_ends(client: Client, channel: String) -> Vec<(String, String)> {
    let mut acknowledged = Vec::new();
    let course = format!("/api/v1/channels/{channel}/courses");
    let course = client.request(reqwest::Method::POST, &course);
    let Ok(course) = course.json(&json!({"title": "Logs"})).send().await else {
        return acknowledged;
    };
    let Ok(course) = course.json::<Value>().await else {
        return acknowledged;
    };
    let course = id(&course);
    loop {
        let new = json!({"kind": "document", "title": "Log"});
        let made = client.request(
            reqwest::Method::POST,
            &format!("/api/v1/courses/{course}/lessons"),
        );
        let Ok(made) = made.json(&new).send().await else {
            return acknowledged;
        };
        let Ok(made) = made.json::<Value>().await else {
            return acknowledged;
        };
        let lesson = id(&made);
        let path = format!("/api/v1/lessons/{lesson}/media?name=log.pdf");
        let sent = client.request(reqwest::Method::POST, &path);
        let sent = sent
            .header("content-type", "application/pdf")
            .body(PAPER.to_vec());
        let Ok(sent) = sent.send().await else {
            return acknowledged;
        };
        if sent.status().as_u16() == 201
            && let Ok(sent) = sent.json::<Value>().await
        {
            acknowledged.push((lesson, id(&sent)));
        }
    }
}

async fn kill_in_the_middle(mut house: House, rounds: usize) {
    let made = Made::by(&house).await;
    let (mut kept, mut slowest) = (Vec::new(), Duration::ZERO);
    for round in 0..rounds {
        let address = house.served.address().to_owned();
        let uploads: Vec<_> = (0..3)
            .map(|_| {
                tokio::spawn(upload_until_it_ends(
                    made.manager.at(&address),
                    made.channel.clone(),
                ))
            })
            .collect();
        // A rotation that is killed as well, each time a little later.
        let mut rotation = house.command(&["vault", "rotate", "--root"], "");
        let mut rotation = rotation.stderr(Stdio::null()).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(150 + 97 * round as u64)).await;
        rotation.kill().unwrap();
        rotation.wait().unwrap();
        slowest = slowest.max(house.kill_and_start());
        for upload in uploads {
            kept.extend(upload.await.unwrap());
        }
    }
    let manager = made.manager.at(house.served.address());
    let mut lost = 0;
    for (lesson, object) in &kept {
        let answer = manager.get(&format!("/media/{lesson}/{object}")).await;
        lost += usize::from(answer.status != 200 || answer.body != PAPER);
    }
    println!(
        "{}: t22 kills: {rounds}\nt22 acknowledged uploads: {}\nt22 lost: {lost}\nt22 slowest start: {} ms",
        house.engine,
        kept.len(),
        slowest.as_millis()
    );
    assert_eq!(lost, 0);
    assert!(slowest < READY, "{slowest:?}");
    run(&house, &["vault", "rotate", "--root"], "");
    let begun = Instant::now();
    let (code, report) = verify(&house);
    assert_eq!(code, Some(0), "after {:?}: {report}", begun.elapsed());
    assert!(film(&manager, &made).await == FILM);
}

#[tokio::test]
async fn t22_killed_while_it_uploads_and_rotates_it_loses_nothing() {
    on_both(async |house| kill_in_the_middle(house, 4).await).await;
}

#[tokio::test]
#[ignore = "takes minutes: part of the nightly check"]
async fn t22_killed_many_times_it_loses_nothing() {
    on_both(async |house| kill_in_the_middle(house, 40).await).await;
}
