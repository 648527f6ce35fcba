//! A role flips while many clients use it (T7, T8): whoever asks after a removal was answered is let in by no node, and
//! nothing that he writes is kept. The small numbers run in each check, the full ones by `cargo xtask check --nightly`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use tutela_core::Secret;
use tutela_db::{Db, Place, args, sql};

use super::client::Client;
use super::house::{House, id, on_both};
use super::live::second_node;
use super::teach::Made;
use super::wire::{State, Wire};
use crate::serving::program::{PATIENCE, Served};

const CLIENTS: usize = 64;
/// How long a removal may take at the 99th percentile under all of them, on the quiet machine of the nightly check.
const SOON: Duration = Duration::from_millis(200);

/// What the clients and the one who flips tell each other. The phase counts on: of four, the first lasts while the role is held,
/// the second while its removal is under way, the third while it is gone, the fourth while it is given again.
#[derive(Default)]
struct Race {
    phase: AtomicU64,
    /// Requests that lay within one phase, since it began.
    settled: AtomicU64,
    answers: AtomicU64,
    stale: AtomicU64,
    lost: AtomicU64,
    odd: AtomicU64,
    over: AtomicBool,
}

const HELD: u64 = 0;
const GONE: u64 = 2;

impl Race {
    fn count(&self, (before, after): (u64, u64), status: u16) {
        self.answers.fetch_add(1, SeqCst);
        let done = (200..300).contains(&status);
        if !done && status != 404 {
            println!("odd answer: {status}");
            self.odd.fetch_add(1, SeqCst);
        }
        if before != after {
            return;
        }
        self.stale
            .fetch_add(u64::from(before % 4 == GONE && done), SeqCst);
        self.lost
            .fetch_add(u64::from(before % 4 == HELD && status == 404), SeqCst);
        self.settled.fetch_add(1, SeqCst);
    }

    fn step(&self) {
        self.phase.fetch_add(1, SeqCst);
        self.settled.store(0, SeqCst);
    }

    /// Until as many requests as there are clients have come and gone within the phase.
    async fn settle(&self) {
        let begun = Instant::now();
        while self.settled.load(SeqCst) < CLIENTS as u64 {
            assert!(begun.elapsed() < PATIENCE, "the clients are stuck");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// What a client asks again and again.
#[derive(Clone)]
struct Asking {
    method: Method,
    path: String,
    header: (&'static str, &'static str),
}

/// A document of the API, a range, a page, and a write.
fn askings(made: &Made) -> [Asking; 4] {
    let media = format!("/media/{}/{}", made.film, made.film_object);
    let place = format!("/api/v1/lessons/{}/place", made.film);
    [
        (
            Method::GET,
            format!("/api/v1/courses/{}", made.course),
            ("accept", "*/*"),
        ),
        (Method::GET, media, ("range", "bytes=0-1023")),
        (
            Method::GET,
            format!("/lessons/{}", made.film),
            ("accept", "text/html"),
        ),
        (Method::PUT, place, ("accept", "*/*")),
    ]
    .map(|(method, path, header)| Asking {
        method,
        path,
        header,
    })
}

async fn ask_on(race: Arc<Race>, client: Client, asking: Asking) {
    let mut seconds = 0;
    while !race.over.load(SeqCst) {
        let mut request = client.request(asking.method.clone(), &asking.path);
        request = request.header(asking.header.0, asking.header.1);
        if asking.method == Method::PUT {
            seconds += 1;
            request = request.json(&json!({"seconds": seconds}));
        }
        let before = race.phase.load(SeqCst);
        let status = match request.send().await {
            Ok(answer) => {
                let status = answer.status().as_u16();
                // Read to its end, so that the connection is kept.
                let _ = answer.bytes().await;
                status
            }
            Err(_) => 0,
        };
        race.count((before, race.phase.load(SeqCst)), status);
    }
}

/// Where the place in the film is looked up past the program.
async fn database(house: &House, address: Option<&str>) -> Db {
    let place = match address {
        Some(address) => Place::Server(Secret::new(address.to_owned())),
        None => Place::File(house.ground.path("tutela-demo/tutela.db")),
    };
    Db::open_as_is(&place).await.unwrap()
}

async fn written(db: &Db) -> Vec<(i64, i64)> {
    let mut tx = db.read().await.unwrap();
    let list = sql!("SELECT seconds, seen_at FROM places ORDER BY person_id, lesson_id");
    let rows = tx.rows(list, args![]).await.unwrap();
    let read = |row: &tutela_db::Row| (row.int(0).unwrap(), row.int(1).unwrap());
    rows.iter().map(read).collect()
}

/// Flips so often, at each of the nodes in turn. Gives how long each removal took.
async fn flip(
    race: &Race,
    db: &Db,
    (made, nodes): (&Made, &[String]),
    flips: u32,
) -> Vec<Duration> {
    let mut grant = made.learner_grant.clone();
    let mut took = Vec::new();
    for number in 0..flips {
        let manager = made.manager.at(&nodes[number as usize % nodes.len()]);
        race.settle().await;
        race.step();
        let begun = Instant::now();
        let removal = format!("/api/v1/roles/{grant}/removal");
        let removed = manager
            .request(Method::POST, &removal)
            .send()
            .await
            .unwrap();
        assert!(removed.status().is_success(), "{}", removed.status());
        took.push(begun.elapsed());
        race.step();
        let kept = written(db).await;
        race.settle().await;
        assert_eq!(written(db).await, kept, "a write after the removal");
        race.step();
        let again = json!({
            "username": "lars", "role": "course_learner", "level": "course", "scope_id": made.course,
        });
        grant = id(&manager.post("/api/v1/roles", again).await.ok());
        race.step();
    }
    took
}

/// The race at these nodes; `name` begins each figure.
async fn run(
    name: &str,
    house: &House,
    (database_at, nodes): (Option<&str>, &[String]),
    flips: u32,
) {
    let made = Made::by(house).await;
    let db = database(house, database_at).await;
    let race = Arc::new(Race::default());
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        let client = made.learner.at(&nodes[number / 4 % nodes.len()]);
        let asking = askings(&made)[number % 4].clone();
        clients.push(tokio::spawn(ask_on(Arc::clone(&race), client, asking)));
    }
    let mut took = flip(&race, &db, (&made, nodes), flips).await;
    race.over.store(true, SeqCst);
    for client in clients {
        client.await.unwrap();
    }
    took.sort_unstable();
    let p99 = took[took.len() * 99 / 100];
    let count = |number: &AtomicU64| number.load(SeqCst);
    println!("{name}.flips: {flips}");
    println!("{name}.answers: {}", count(&race.answers));
    println!("{name}.stale_allows: {}", count(&race.stale));
    println!("{name}.lost_allows: {}", count(&race.lost));
    println!("{name}.removal_p99_ms: {:.1}", p99.as_secs_f64() * 1e3);
    assert_eq!(count(&race.stale), 0, "let in after the removal");
    assert_eq!(count(&race.lost), 0, "kept out while he held the role");
    assert_eq!(count(&race.odd), 0, "neither let in nor kept out");
    assert!(flips < 1_000 || p99 <= SOON, "{p99:?}");
}

async fn one_node(flips: u32) {
    // Ten thousand notices of one person are no life that anybody leads: a new house now and then.
    let rounds = flips.div_ceil(1_000);
    for _ in 0..rounds {
        on_both(async |house| {
            let database = house.database.clone();
            let nodes = [house.served.address().to_owned()];
            let name = format!("t7.{}", house.engine);
            run(&name, &house, (database.as_deref(), &nodes), flips / rounds).await;
        })
        .await;
    }
}

async fn two_nodes(flips: u32) {
    let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") else {
        return;
    };
    let rounds = flips.div_ceil(1_000);
    for _ in 0..rounds {
        let database = super::house::scratch(server.clone()).await;
        let house = House::open(Some(database.clone()));
        let other = second_node(&house, &database);
        let nodes = [
            house.served.address().to_owned(),
            other.address().to_owned(),
        ];
        run("t8", &house, (Some(&database), &nodes), flips / rounds).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t7_da4_nobody_is_let_in_after_a_removal() {
    one_node(12).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "ten thousand flips: cargo xtask check --nightly"]
async fn t7_ten_thousand_flips_on_one_node() {
    one_node(10_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t8_da4_nobody_is_let_in_on_another_node() {
    two_nodes(12).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "ten thousand flips: cargo xtask check --nightly"]
async fn t8_ten_thousand_flips_on_two_nodes() {
    two_nodes(10_000).await;
}

async fn remove(made: &Made) {
    let removal = format!("/api/v1/roles/{}/removal", made.learner_grant);
    made.manager.post(&removal, json!(null)).await.ok();
}

/// A node that was stopped knows nothing when it goes on: what was asked meanwhile is decided anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t8_da4_a_paused_node_lets_nobody_in() {
    let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") else {
        return;
    };
    let database = super::house::scratch(server).await;
    let house = House::open(Some(database.clone()));
    let other = second_node(&house, &database);
    let made = Made::by(&house).await;
    let asking: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let asking = askings(&made)[number % 4].clone();
            (made.learner.at(other.address()), asking)
        })
        .collect();
    for (client, asking) in &asking[..4] {
        assert!((200..300).contains(&once(client, asking).await));
    }
    other.signal("STOP");
    remove(&made).await;
    let asked = asking
        .into_iter()
        .map(|(client, asking)| tokio::spawn(async move { once(&client, &asking).await }));
    let asked: Vec<_> = asked.collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    other.signal("CONT");
    for answer in asked {
        assert_eq!(answer.await.unwrap(), 404);
    }
}

async fn once(client: &Client, asking: &Asking) -> u16 {
    let request = client.request(asking.method.clone(), &asking.path);
    let mut request = request.header(asking.header.0, asking.header.1);
    if asking.method == Method::PUT {
        request = request.json(&json!({"seconds": 1}));
    }
    request.send().await.unwrap().status().as_u16()
}

/// A node that cannot ask the database lets nobody in, says that it is busy, and goes on when it can.
async fn cut_off(state: State, patience: Duration) {
    let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") else {
        return;
    };
    let database = super::house::scratch(server).await;
    let house = House::open(Some(database.clone()));
    let (wire, by_wire) = Wire::to(&database).await;
    let other: Served = second_node(&house, &by_wire);
    let made = Made::by(&house).await;
    let learner = made.learner.at(other.address());
    for asking in &askings(&made) {
        assert!((200..300).contains(&once(&learner, asking).await));
    }
    wire.set(state);
    remove(&made).await;
    let begun = Instant::now();
    let asked = askings(&made).map(|asking| {
        let learner = made.learner.at(other.address());
        tokio::spawn(async move { once(&learner, &asking).await })
    });
    for answer in asked {
        assert_eq!(answer.await.unwrap(), 503);
    }
    println!(
        "t8.{state:?}.answered_after_ms: {}",
        begun.elapsed().as_millis()
    );
    assert!(begun.elapsed() < patience);
    wire.set(State::Whole);
    let begun = Instant::now();
    loop {
        match once(&learner, &askings(&made)[0]).await {
            404 => break,
            status => assert_eq!(status, 503),
        }
        assert!(begun.elapsed() < PATIENCE, "it does not come back");
    }
    let back = begun.elapsed().as_millis();
    println!("t8.{state:?}.back_after_ms: {back}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t8_da4_a_node_that_is_cut_off_lets_nobody_in() {
    cut_off(State::Cut, Duration::from_secs(20)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t8_da4_a_node_whose_database_is_silent_lets_nobody_in() {
    cut_off(State::Silent, Duration::from_secs(29)).await;
}
