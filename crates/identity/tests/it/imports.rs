//! Files of people: looked through by line, brought in as one act, taken back.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::stream;
use tutela_access::{AddPerson, Error};
use tutela_core::{ImportId, Role, Scope};
use tutela_db::{args, sql};
use tutela_identity::import::{CannotImport, Looked, State, UNDO, list, look_through, run, undo};
use tutela_identity::invitation::{CannotAccept, Chosen, accept, find};
use tutela_identity::people::PersonName;

use crate::invitations::{letter_path, token_of};
use crate::world::{Person, World, on_both};

pub async fn look(w: &World, by: &Person, text: &[u8]) -> Result<Looked, CannotImport> {
    let parts: Vec<Result<Bytes, Infallible>> = text
        .chunks(7)
        .map(|part| Ok(Bytes::copy_from_slice(part)))
        .collect();
    let body = stream::iter(parts);
    look_through((&w.gate, &by.caller), w.account, body).await
}

async fn brought_in(w: &World, text: &str) -> ImportId {
    let looked = look(w, &w.owner, text.as_bytes()).await.unwrap();
    let import = looked
        .import
        .unwrap_or_else(|| panic!("{:?}", looked.errors));
    run((&w.gate, &w.owner.caller), w.account, import)
        .await
        .unwrap();
    import
}

const GOOD: &str = "name;email;phone;id;role;channel;course\n\
    Anna Lind;Anna@Example.org;;;;;Knots\n\
    Bo Friis;;+4532123456;;manager;seamanship;\n\
    Eva Dahl;;;eva.dahl;tutor;;Knots\n\
    Ida Holm;;;ida.holm;;;\n";

#[tokio::test]
async fn a_file_is_looked_through_before_anybody_comes_in() {
    on_both(async |world: World| {
        let w = &world;
        let counts = sql!(
            "SELECT (SELECT COUNT(*) FROM persons) + (SELECT COUNT(*) FROM invitations)
                  + (SELECT COUNT(*) FROM outbox)"
        );
        let before = w.count(counts).await;
        let file = format!(
            "name,email,phone,id,role,channel,course\n\
             Anna,anna@example.org,,,,,Knots\n\
             Bo,not an address,,,,,\n\
             Eva,,,,,,\n\
             Ida,,,max,,,\n\
             Kaj,,,sten,,,\n\
             Lis,ANNA@example.org,,,,,\n\
             Mai,mai@example.org,,,king,,\n\
             Nis,nis@example.org,,,,,Splices\n\
             Oda,oda@example.org,,,account_owner,,\n\
             Per,per@example.org,,per,,,\n\
             Rie,,12,,,,\n\
             ,siv@example.org,,,,,\n\
             Tea,tea@example.org,,,channel_manager,,Knots\n\
             Una,una@example.org,,,,{},\n",
            w.course
        );
        let looked = look(w, &w.owner, file.as_bytes()).await.unwrap();
        let found: Vec<_> = looked
            .errors
            .iter()
            .map(|error| (error.line, error.field, error.code))
            .collect();
        assert_eq!(
            found,
            [
                (3, "email", "email"),
                (4, "email", "required"),
                (5, "id", "member"),
                (6, "id", "taken"),
                (7, "email", "twice"),
                (8, "role", "role-unknown"),
                (9, "course", "no-such-place"),
                (10, "role", "not-yours-to-give"),
                (11, "email", "only-one"),
                (12, "phone", "phone"),
                (13, "name", "required"),
                (14, "role", "role-level"),
                (15, "channel", "no-such-place"),
            ]
        );
        assert_eq!((looked.lines, looked.wrong, looked.import), (14, 13, None));
        let lines =
            sql!("SELECT (SELECT COUNT(*) FROM import_lines) + (SELECT COUNT(*) FROM imports)");
        assert_eq!(w.count(lines).await, 0, "nothing is kept of what is wrong");

        let good = look(w, &w.owner, GOOD.as_bytes()).await.unwrap();
        assert_eq!((good.lines, good.wrong), (4, 0), "{:?}", good.errors);
        assert!(good.import.is_some());
        assert_eq!(w.count(counts).await, before, "nobody has come in yet");

        let latin = look(w, &w.owner, b"name,email\nS\xf8ren,s@example.org\n")
            .await
            .unwrap();
        assert_eq!(latin.errors[0].code, "encoding");
        let empty = look(w, &w.owner, b"name,email\n").await.unwrap();
        assert_eq!(empty.errors[0].code, "no-lines");
    })
    .await;
}

#[tokio::test]
async fn a_file_brings_people_in_and_is_taken_back() {
    on_both(async |world: World| {
        let w = &world;
        let import = brought_in(w, GOOD).await;
        let letters = sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'invitation'");
        assert_eq!(w.count(letters).await, 2);
        let held = sql!(
            "SELECT COUNT(*) FROM effective_grant g JOIN persons p ON p.id = g.person_id
             WHERE p.name = 'Eva Dahl' AND g.role = 'course_tutor'"
        );
        assert_eq!(w.count(held).await, 1);
        let again = run((&w.gate, &w.owner.caller), w.account, import)
            .await
            .unwrap();
        assert_eq!(again, 0, "nobody is brought in twice");

        // One of those who were written to comes in; whoever has, stays.
        let token = token_of(&letter_path(w, "invitation").await);
        let offer = find(&w.gate, &token).await.unwrap();
        let password = tutela_core::Secret::new("sea legs".to_owned());
        let chosen = Chosen {
            name: PersonName::parse(offer.name.as_deref().unwrap()).ok(),
            username: None,
            password: &password,
            language: "en",
            from: ("test".into(), None),
        };
        let entered = accept(&w.gate, &w.hasher, &token, &chosen).await.unwrap();

        let undone = async |by: &Person| undo((&w.gate, &by.caller), w.account, import).await;
        assert!(matches!(
            undone(&w.stranger).await,
            Err(CannotImport::Access(Error::NotFound))
        ));
        assert_eq!(undone(&w.owner).await.unwrap(), 3);
        assert!(matches!(
            undone(&w.owner).await,
            Err(CannotImport::Access(Error::NotFound))
        ));
        assert_eq!(w.count(held).await, 0);
        let open =
            sql!("SELECT COUNT(*) FROM invitations WHERE revoked_at IS NULL AND uses < use_limit");
        assert_eq!(w.count(open).await, 0);
        let name = offer.address.unwrap().username().to_string();
        assert_eq!(
            w.sign_in(&name, "sea legs").await.unwrap().person,
            entered.person
        );
        let late = accept(&w.gate, &w.hasher, &token, &chosen).await;
        assert!(matches!(late, Err(CannotAccept::Gone)));
        let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
        let mut authorized = guarded
            .authorize(AddPerson, w.account.into())
            .await
            .unwrap();
        let listed = list(&mut authorized).await.unwrap();
        assert_eq!((listed.len(), listed[0].state), (1, State::Undone));
    })
    .await;
}

#[tokio::test]
async fn ua2_a_number_in_a_file_counts_in_the_country_of_the_account() {
    on_both(async |world: World| {
        let w = &world;
        let file = "name,phone\nAnna,32 12 34 56\n";
        let looked = look(w, &w.owner, file.as_bytes()).await.unwrap();
        assert_eq!((looked.lines, looked.wrong), (1, 1), "which country?");
        let mut tx = w.db.write().await.unwrap();
        let denmark = sql!("UPDATE accounts SET country = 'DK' WHERE id = $1");
        tx.run(denmark, args![w.account]).await.unwrap();
        tx.commit().await.unwrap();
        brought_in(w, file).await;
        let sent = sql!(
            "SELECT COUNT(*) FROM outbox WHERE kind = 'invitation' AND address = '+4532123456'"
        );
        assert_eq!(w.count(sent).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_file_can_be_taken_back_for_seven_days() {
    on_both(async |world: World| {
        let w = &world;
        let import = brought_in(w, GOOD).await;
        w.clock.forward(UNDO + Duration::from_secs(1));
        let late = undo((&w.gate, &w.owner.caller), w.account, import).await;
        // The owner's session has run out as well by then; another one of his tells.
        assert!(late.is_err());
        let owner = crate::world::person(&w.gate, w.owner.id).await;
        let late = undo((&w.gate, &owner.caller), w.account, import).await;
        assert!(matches!(late, Err(CannotImport::TooLate)));
    })
    .await;
}

#[tokio::test]
async fn da5_a_file_is_for_those_who_run_the_account() {
    on_both(async |world: World| {
        let w = &world;
        for (by, error) in [(&w.stranger, "NotFound"), (&w.manager, "Forbidden")] {
            let refused = look(w, by, GOOD.as_bytes()).await;
            let refused = format!("{:?}", refused.unwrap_err());
            assert!(refused.contains(error), "{refused}");
        }
        let looked = look(w, &w.owner, GOOD.as_bytes()).await.unwrap();
        let import = looked.import.unwrap();
        let other = run((&w.gate, &w.stranger.caller), w.account, import).await;
        assert!(matches!(other, Err(CannotImport::Access(Error::NotFound))));
        let nothing = run((&w.gate, &w.owner.caller), w.account, w.ambient.id()).await;
        assert!(matches!(
            nothing,
            Err(CannotImport::Access(Error::NotFound))
        ));
    })
    .await;
}

#[tokio::test]
async fn da4_a_file_stops_when_the_role_is_taken() {
    on_both(async |world: World| {
        let w = &world;
        let role = Some(Role::AccountManager);
        let added = w
            .add(&w.owner, w.account.into(), ("mia", role))
            .await
            .unwrap();
        let mia = crate::world::person(&w.gate, added.person).await;
        let looked = look(w, &mia, GOOD.as_bytes()).await.unwrap();
        let import = looked.import.unwrap();
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        tutela_identity::roles::revoke(&mut guarded, added.grant.unwrap())
            .await
            .unwrap();
        guarded.commit().await.unwrap();
        let stopped = run((&w.gate, &mia.caller), w.account, import).await;
        assert!(matches!(
            stopped,
            Err(CannotImport::Access(Error::Forbidden | Error::NotFound))
        ));
        let open = sql!("SELECT COUNT(*) FROM invitations WHERE import_id IS NOT NULL");
        assert_eq!(w.count(open).await, 0);
        // Somebody else who may can go on with it.
        let people = run((&w.gate, &w.owner.caller), w.account, import).await;
        assert_eq!(people.unwrap(), 4);
        assert_eq!(Scope::from(w.account), w.account.into());
    })
    .await;
}

/// Fifty thousand people, as the figures of the programme want them: `cargo nextest run --run-ignored only`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it measures"]
async fn fifty_thousand_members_within_a_minute() {
    for (what, column) in [("invited by mail", "email"), ("with an id", "id")] {
        on_both(async |world: World| {
            let w = &world;
            let lines = (0..50_000).map(move |at| {
                let text = match (at, column) {
                    (0, _) => format!("name,{column},course\nPerson 0,person.0{},Knots\n", end(column)),
                    _ => format!("Person {at},person.{at}{},Knots\n", end(column)),
                };
                Ok::<_, Infallible>(Bytes::from(text))
            });
            let caller = (&w.gate, &w.owner.caller);
            let (begun, before) = (std::time::Instant::now(), memory());
            let looked = look_through(caller, w.account, stream::iter(lines)).await.unwrap();
            let through = begun.elapsed();
            let import = looked.import.unwrap();
            let people = run(caller, w.account, import).await.unwrap();
            let (took, grown) = (begun.elapsed(), memory().saturating_sub(before));
            let engine = w.db.engine_name();
            println!(
                "import of {people} {what}, {engine}: {through:.1?} to look through, {took:.1?} in all, \
                 {grown} KiB more at the peak"
            );
            assert_eq!(people, 50_000);
            assert!(took < Duration::from_secs(60));
        })
        .await;
    }
}

fn end(column: &str) -> &'static str {
    match column {
        "email" => "@example.org",
        _ => "",
    }
}

/// The most memory that this process has held, in KiB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = peak.and_then(|peak| peak.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}
