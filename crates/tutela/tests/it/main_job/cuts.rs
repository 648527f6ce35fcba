//! What lasts is cut in time (T9): films and uploads, by removal and sign-out, on the node that took it and on another one.

use std::io::Read as _;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;

use super::client::Client;
use super::house::{House, on_both, scratch};
use super::live::{
    LONG, SOON, Watching, begin_upload, manager_grant, remove, second_node, with_long_film,
};
use super::teach::Made;

/// How soon on a quiet machine, as the middle of several.
const HERE: Duration = Duration::from_millis(100);
const THERE: Duration = Duration::from_secs(1);
const TRIALS: usize = 9;

#[tokio::test]
async fn t9_a_film_is_broken_off_by_signing_out() {
    on_both(async |house| {
        let (made, path) = with_long_film(&house).await;
        let mut watching = Watching::begin(house.served.socket(), &path, made.learner.token());
        made.learner.delete("/api/v1/session").await.ok();
        let (took, _) = watching.rest();
        assert!(took < SOON && watching.taken < LONG / 2, "{took:?}");
    })
    .await;
}

#[tokio::test]
async fn t9_da4_an_upload_is_broken_off_on_another_node() {
    let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") else {
        return;
    };
    let database = scratch(server).await;
    let house = House::open(Some(database.clone()));
    let other = second_node(&house, &database);
    let made = Made::by(&house).await;
    let took = upload_cut(&house, other.socket(), &made).await;
    println!("an upload to another node: cut after {took:?}");
    assert!(took < SOON, "{took:?}");
    let film = format!("/api/v1/lessons/{}", made.film);
    let film = made.learner.get(&film).await.ok();
    assert!(film["media"].to_string().contains(&made.film_object));
}

/// Begins an upload at a node and removes its sender's role at the house; gives how long the node still listened.
async fn upload_cut(house: &House, at: SocketAddr, made: &Made) -> Duration {
    let owner = house.sign_in("account_owner").await;
    let stream = begin_upload(at, made);
    let grant = manager_grant(&owner, made).await;
    remove(&owner, &grant).await;
    let took = closed_after(stream);
    give_back(&owner, made).await;
    took
}

fn closed_after(mut stream: TcpStream) -> Duration {
    let begun = Instant::now();
    stream.set_read_timeout(Some(SOON)).unwrap();
    // An answer or the end: either way nothing more is taken.
    let _ = stream.read(&mut [0; 1024]);
    begun.elapsed()
}

async fn give_back(owner: &Client, made: &Made) {
    let role = json!({
        "username": "rosa", "role": "channel_manager", "level": "channel", "scope_id": made.channel,
    });
    owner.post("/api/v1/roles", role).await.ok();
}

/// The same with films: removes the learner's role at the house and gives it again.
async fn film_cut(at: SocketAddr, (made, path): (&Made, &str), grant: &mut String) -> Duration {
    let mut watching = Watching::begin(at, path, made.learner.token());
    remove(&made.manager, grant).await;
    let (took, _) = watching.rest();
    assert!(watching.taken < LONG / 2, "all of it came");
    let role = json!({
        "username": "lars", "role": "course_learner", "level": "course", "scope_id": made.course,
    });
    let given = made.manager.post("/api/v1/roles", role).await.ok();
    *grant = super::house::id(&given);
    took
}

fn middle(name: &str, mut took: Vec<Duration>, within: Duration) {
    took.sort_unstable();
    let (middle, most) = (took[took.len() / 2], took[took.len() - 1]);
    println!("t9.{name}.cut_ms: {}", middle.as_millis());
    println!("t9.{name}.cut_at_most_ms: {}", most.as_millis());
    assert!(middle <= within, "{name}: {middle:?}");
}

#[tokio::test]
#[ignore = "it measures, and means something with --release alone: cargo xtask check --nightly"]
async fn t9_long_answers_are_cut_in_time() {
    let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") else {
        return;
    };
    let database = scratch(server).await;
    let house = House::open(Some(database.clone()));
    let other = second_node(&house, &database);
    let (made, path) = with_long_film(&house).await;
    let mut grant = made.learner_grant.clone();
    for (name, at, within) in [
        ("here", house.served.socket(), HERE),
        ("there", other.socket(), THERE),
    ] {
        let (mut films, mut uploads) = (Vec::new(), Vec::new());
        for _ in 0..TRIALS {
            films.push(film_cut(at, (&made, &path), &mut grant).await);
            uploads.push(upload_cut(&house, at, &made).await);
        }
        middle(&format!("film.{name}"), films, within);
        middle(&format!("upload.{name}"), uploads, within);
    }
    made.learner
        .request(Method::GET, "/api/v1/me")
        .send()
        .await
        .unwrap();
}
