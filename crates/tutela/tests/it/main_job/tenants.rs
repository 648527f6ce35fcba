//! Accounts beside each other: whatever one asks for is asked for by everybody else too (T4), and nothing that one does shows
//! in what another one gets (T6). The small numbers run in each check, the full ones by `cargo xtask check --nightly`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::house::{House, id, on_both};
use super::keep_out::{elsewhere, seen};
use super::personas::{NOTHING, Town, routes};

/// How each thing is asked for: whole, its head alone, and a part of it.
const WAYS: [(Method, &[(&str, &str)]); 3] = [
    (Method::GET, &[]),
    (Method::HEAD, &[]),
    (Method::GET, &[("range", "bytes=0-99")]),
];

/// What the owner of the account can get by looking, with the things of the town in the addresses, and what is behind it: the
/// pieces of films, posters, papers.
async fn recorded(house: &House, town: &Town) -> Vec<String> {
    let made = &town.made;
    let mut all: Vec<_> = routes(house)
        .into_iter()
        .filter(|route| route.method == Method::GET && route.path.contains('{'))
        .map(|route| town.address(&route.path))
        .collect();
    for (lesson, object) in [
        (&made.film, &made.film_object),
        (&made.film, &made.poster_object),
        (&made.paper, &made.paper_object),
    ] {
        all.push(format!("/media/{lesson}/{object}"));
        all.push(format!("/api/v1/lessons/{lesson}/media/{object}"));
    }
    let owner = &town.personas.last().unwrap().client;
    let mut got = Vec::new();
    for address in all {
        let status = owner.get(&address).await.status;
        if (200..300).contains(&status) {
            got.push(address);
        }
    }
    got
}

#[tokio::test]
async fn t4_what_one_gets_does_not_exist_for_others() {
    on_both(async |house| {
        let town = Town::of(&house).await;
        let recorded = recorded(&house, &town).await;
        assert!(recorded.len() > 30, "{recorded:?}");
        let (mut asked, mut hidden) = (0, 0);
        for persona in &town.personas {
            for address in &recorded {
                let shown = persona.client.get(address).await.status;
                for (method, headers) in &WAYS {
                    let answer = persona
                        .client
                        .ask_with(method.clone(), address, headers)
                        .await;
                    asked += 1;
                    let who = format!("{method} {address} by {}", persona.name);
                    assert_eq!(answer.status / 100, shown / 100, "{who}: {}", answer.status);
                    if answer.status == 404 && is_foreign(persona.name, address) {
                        let way = (method.clone(), *headers);
                        same_as_nothing(&persona.client, way, (address, &answer)).await;
                        hidden += 1;
                    }
                }
            }
        }
        println!("t4.{}.replayed: {asked}", house.engine);
        println!("t4.{}.equal_to_nothing: {hidden}", house.engine);
        assert!(hidden > 200, "{hidden}");
    })
    .await;
}

/// Whoever lost his role is told so on pages, and only there.
fn is_foreign(name: &str, address: &str) -> bool {
    name != "removed" || address.starts_with("/api/")
}

async fn same_as_nothing(
    client: &Client,
    (method, headers): (Method, &[(&str, &str)]),
    (address, answer): (&str, &Answer),
) {
    let nothing = elsewhere(address);
    if nothing == address {
        return;
    }
    let nothing = client.ask_with(method, &nothing, headers).await;
    assert_eq!(seen(answer), seen(&nothing), "{address}");
}

/// A word that stands in everything of the other account and nowhere else.
const CANARY: &str = "zugunruhe";

/// What somebody who works in his own account asks for, over and over.
fn work(made: &super::teach::Made) -> Vec<String> {
    let (account, channel, course) = (&made.account, &made.channel, &made.course);
    vec![
        "/api/v1/me".to_owned(),
        "/api/v1/me/courses".to_owned(),
        format!("/api/v1/channels/{channel}"),
        format!("/api/v1/channels/{channel}/courses"),
        format!("/api/v1/courses/{course}"),
        format!("/api/v1/lessons/{}", made.film),
        format!("/api/v1/roles?level=course&scope_id={course}"),
        format!("/api/v1/accounts/{account}/people?q={CANARY}"),
        format!("/api/v1/accounts/{account}/people"),
        format!("/api/v1/accounts/{account}/activities"),
        format!("/api/v1/courses/{NOTHING}"),
        format!("/accounts/{account}"),
        format!("/accounts/{account}/people?q={CANARY}x"),
        format!("/courses/{course}"),
        "/".to_owned(),
    ]
}

async fn beside(house: &House, operations: usize) {
    let made = super::teach::Made::by(house).await;
    let owner = house.sign_in("account_owner").await;
    let administrator = house.sign_in("platform_administrator").await;
    let other = other_account(house, &administrator).await;
    let mut before = Vec::new();
    for path in work(&made) {
        before.push(owner.get(&path).await.body);
    }
    let over = Arc::new(AtomicBool::new(false));
    let working = tokio::spawn(other_works(other, Arc::clone(&over)));
    let paths = work(&made);
    for number in 0..operations {
        let at = number * 7 % paths.len();
        let answer = owner.get(&paths[at]).await;
        let body = String::from_utf8_lossy(&answer.body);
        let asked_for = paths[at].contains(CANARY);
        assert!(
            asked_for || !body.to_lowercase().contains(CANARY),
            "{}",
            paths[at]
        );
        // What is said of one's own session moves with the clock.
        if paths[at].starts_with("/api/") && !paths[at].ends_with("/me") {
            assert!(
                answer.body == before[at],
                "{} is another one now",
                paths[at]
            );
        }
    }
    over.store(true, SeqCst);
    let done = working.await.unwrap();
    println!("t6.{}.operations: {operations}", house.engine);
    println!("t6.{}.of_the_other: {done}", house.engine);
    println!("t6.{}.canaries_found: 0", house.engine);
    assert!(done > 3, "the other one did nothing");
}

async fn other_account(house: &House, administrator: &Client) -> (Client, String) {
    let password = "nobody guesses this one";
    let owner = json!({"name": CANARY, "username": CANARY, "password": password});
    let account = json!({"name": format!("{CANARY} house"), "owner": owner});
    let account = id(&administrator.post("/api/v1/accounts", account).await.ok());
    let owner = Client::sign_in(house.served.address(), CANARY, password).await;
    (owner, account)
}

/// Fills an account with canaries, until told to stop; gives how much was done.
async fn other_works((owner, account): (Client, String), over: Arc<AtomicBool>) -> usize {
    let mut done = 0;
    let named = |number: usize| format!("{CANARY} {number}");
    while !over.load(SeqCst) {
        let channels = format!("/api/v1/accounts/{account}/channels");
        let channel = id(&owner
            .post(&channels, json!({"name": named(done)}))
            .await
            .ok());
        let courses = format!("/api/v1/channels/{channel}/courses");
        let course = id(&owner
            .post(&courses, json!({"title": named(done)}))
            .await
            .ok());
        let lesson = json!({"kind": "text", "title": named(done), "body": CANARY});
        let lessons = format!("/api/v1/courses/{course}/lessons");
        owner.post(&lessons, lesson).await.ok();
        let publication = format!("/api/v1/courses/{course}/publication");
        let _: Value = owner.put(&publication, json!({})).await.ok();
        done += 4;
    }
    done
}

#[tokio::test]
async fn t6_da5_accounts_do_not_interfere() {
    on_both(async |house| beside(&house, 90).await).await;
}

#[tokio::test]
#[ignore = "ten thousand operations: cargo xtask check --nightly"]
async fn t6_ten_thousand_operations() {
    on_both(async |house| beside(&house, 10_000).await).await;
}
