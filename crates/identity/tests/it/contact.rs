//! A change of e-mail or phone: the password, the new address confirmed, the old one told, and the way back (UA3).

use std::time::Duration;

use http::{Method, StatusCode};
use tutela_audit::outbox::{Due, claim};
use tutela_audit::{LetterKind, NoticeKind, To};
use tutela_core::{Secret, Token};
use tutela_db::sql;
use tutela_identity::contact::{
    Address, CannotAsk, CannotConfirm, CannotUndo, UNDO_LASTS, ask, confirm_by_code,
    confirm_by_link, sweep, undo,
};

use crate::pages::{self, cookie, house};
use crate::world::{PASSWORD, Person, World, on_both};

const CHANGED: LetterKind = LetterKind::Notice(NoticeKind::ContactChanged);

async fn want(w: &World, who: &Person, address: &Address) -> Result<(), CannotAsk> {
    let password = Secret::new(PASSWORD.to_owned());
    let caller = (&w.gate, &who.caller);
    ask(caller, &w.hasher, &password, address).await.map(|_| ())
}

async fn letters(w: &World) -> Vec<Due> {
    claim(&w.db, &w.ambient).await.unwrap()
}

fn email(text: &str) -> Address {
    Address::email(text).unwrap()
}

fn token(letter: &Due) -> Token {
    let path = letter.words["path"].expose();
    Token::parse(path.rsplit('/').next().unwrap()).unwrap()
}

fn to(letter: &Due) -> &str {
    letter.to.address()
}

/// Asks for an address and confirms it by the link that went there; gives the letters about it.
async fn change(w: &World, who: &Person, address: &Address) -> Vec<Due> {
    want(w, who, address).await.unwrap();
    let asked = letters(w).await;
    assert_eq!((asked.len(), to(&asked[0])), (1, address.as_str()));
    let token = token(&asked[0]);
    let done = confirm_by_link(&w.gate, &who.caller, &token).await;
    assert_eq!(done.unwrap().address, address.as_str());
    letters(w).await
}

async fn reached_at(w: &World, who: &Person) -> Vec<String> {
    let mut tx = w.db.read().await.unwrap();
    let list = sql!("SELECT address FROM contacts WHERE person_id = $1 ORDER BY kind, id");
    let rows = tx.rows(list, tutela_db::args![who.id]).await.unwrap();
    rows.iter().map(|row| row.text(0).unwrap()).collect()
}

#[tokio::test]
async fn ua3_a_change_of_address_is_told_in_the_same_transaction() {
    on_both(async |world: World| {
        let w = &world;
        let first = change(w, &w.owner, &email("Olga@Old.example.org")).await;
        assert_eq!(first.len(), 1, "there is no old address to tell");
        assert_eq!(
            (to(&first[0]), first[0].kind),
            ("Olga@old.example.org", CHANGED)
        );

        want(w, &w.owner, &email("olga@new.example.org"))
            .await
            .unwrap();
        let asked = letters(w).await;
        assert_eq!(
            reached_at(w, &w.owner).await,
            ["Olga@old.example.org"],
            "not yet"
        );
        let notified = sql!("SELECT COUNT(*) FROM notifications WHERE kind = 'contact-changed'");
        let recorded = sql!("SELECT COUNT(*) FROM activities WHERE action = 'changeEmail'");
        assert_eq!((w.count(notified).await, w.count(recorded).await), (1, 1));

        let done = confirm_by_link(&w.gate, &w.owner.caller, &token(&asked[0])).await;
        done.unwrap();
        assert_eq!(reached_at(w, &w.owner).await, ["olga@new.example.org"]);
        assert_eq!((w.count(notified).await, w.count(recorded).await), (2, 2));
        let told = letters(w).await;
        let mut told: Vec<_> = told.iter().map(|due| (to(due), due.kind)).collect();
        told.sort_by_key(|(to, _)| to.to_owned());
        let old = ("Olga@old.example.org", LetterKind::UndoContact);
        assert_eq!(told, [old, ("olga@new.example.org", CHANGED)]);
    })
    .await;
}

#[tokio::test]
async fn ua3_a_change_takes_the_password_and_the_new_address() {
    on_both(async |world: World| {
        let w = &world;
        let new = email("olga@example.org");
        let wrong = Secret::new("not hers".to_owned());
        let caller = (&w.gate, &w.owner.caller);
        let refused = ask(caller, &w.hasher, &wrong, &new).await;
        assert!(matches!(refused, Err(CannotAsk::Wrong)));
        assert_eq!(letters(w).await.len(), 0);

        want(w, &w.owner, &new).await.unwrap();
        let asked = letters(w).await;
        let link = token(&asked[0]);
        let other = confirm_by_link(&w.gate, &w.stranger.caller, &link).await;
        assert!(
            matches!(other, Err(CannotConfirm::Gone)),
            "a letter gone astray"
        );
        w.clock.forward(Duration::from_secs(3600));
        let late = confirm_by_link(&w.gate, &w.owner.caller, &link).await;
        assert!(matches!(late, Err(CannotConfirm::Gone)), "an hour later");
        assert_eq!(reached_at(w, &w.owner).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn ua3_a_link_confirms_once_however_many_follow_it() {
    on_both(async |world: World| {
        let w = &world;
        want(w, &w.owner, &email("olga@example.org")).await.unwrap();
        let link = token(&letters(w).await[0]);
        let tries = (0..20).map(|_| {
            let (gate, caller) = (w.gate.clone(), w.owner.caller.clone());
            let link = link.clone();
            tokio::spawn(async move { confirm_by_link(&gate, &caller, &link).await.is_ok() })
        });
        let mut confirmed = 0;
        for one in tries.collect::<Vec<_>>() {
            confirmed += usize::from(one.await.unwrap());
        }
        assert_eq!(confirmed, 1);
        let told = sql!("SELECT COUNT(*) FROM notifications");
        assert_eq!(w.count(told).await, 1);
    })
    .await;
}

#[tokio::test]
async fn ua3_three_wrong_codes_lock_codes_and_not_the_link() {
    on_both(async |world: World| {
        let w = &world;
        let phone = Address::phone("32 12 34 56", "DK".parse().ok()).unwrap();
        want(w, &w.owner, &phone).await.unwrap();
        let asked = letters(w).await;
        assert_eq!(asked[0].to, To::Phone("+4532123456".to_owned()));
        let code = asked[0].words["code"].expose().clone();
        let tries = (0..20).map(|_| {
            let (gate, caller) = (w.gate.clone(), w.owner.caller.clone());
            tokio::spawn(async move { confirm_by_code(&gate, &caller, "0000 000").await })
        });
        let mut looked_at = 0;
        for wrong in tries.collect::<Vec<_>>() {
            match wrong.await.unwrap() {
                Err(CannotConfirm::Wrong) => looked_at += 1,
                other => assert!(matches!(other, Err(CannotConfirm::Locked(_))), "{other:?}"),
            }
        }
        assert_eq!(looked_at, 3);
        let right = confirm_by_code(&w.gate, &w.owner.caller, &code).await;
        let Err(CannotConfirm::Locked(lock)) = right else {
            panic!("even the right one: {right:?}");
        };
        let link = token(&asked[0]);
        let shown = confirm_by_link(&w.gate, &w.owner.caller, &link).await;
        assert_eq!(shown.unwrap().address, "+4532123456");

        w.clock.forward(lock.wait);
        let phone = Address::phone("32 12 34 57", "DK".parse().ok()).unwrap();
        want(w, &w.owner, &phone).await.unwrap();
        let asked = letters(w).await;
        let code = asked.last().unwrap().words["code"].expose();
        let right = confirm_by_code(&w.gate, &w.owner.caller, code).await;
        assert_eq!(right.unwrap().address, "+4532123457");
        let again = confirm_by_code(&w.gate, &w.owner.caller, code).await;
        assert!(matches!(again, Err(CannotConfirm::Gone)));
    })
    .await;
}

#[tokio::test]
async fn ua3_the_old_address_undoes_the_change_for_seven_days() {
    on_both(async |world: World| {
        let w = &world;
        change(w, &w.owner, &email("olga@example.org")).await;
        let told = change(w, &w.owner, &email("thief@example.com")).await;
        let undo_of = |told: &[Due]| {
            let found = told.iter().find(|due| due.kind == LetterKind::UndoContact);
            token(found.unwrap())
        };
        let link = undo_of(&told);
        let later = change(w, &w.owner, &email("thief@example.net")).await;
        let thiefs = undo_of(&later);

        w.clock.forward(UNDO_LASTS - Duration::from_secs(60));
        let thief = crate::world::person(&w.gate, w.owner.id).await;
        let back = undo(&w.gate, &link).await.unwrap();
        assert_eq!(back.as_str(), "olga@example.org");
        assert_eq!(reached_at(w, &w.owner).await, ["olga@example.org"]);
        let mut guarded = w.gate.read(&thief.caller).await.unwrap();
        let myself = tutela_access::Myself;
        let dead = guarded.authorize(tutela_access::ViewSelf, myself).await;
        assert!(matches!(
            dead.err(),
            Some(tutela_access::Error::NotSignedIn)
        ));
        drop(guarded);
        for used in [&link, &thiefs] {
            let gone = undo(&w.gate, used).await;
            assert!(
                matches!(gone, Err(CannotUndo::Gone)),
                "the thief undoes nothing"
            );
        }
        let told = sql!("SELECT COUNT(*) FROM notifications WHERE kind = 'contact-changed'");
        assert_eq!(w.count(told).await, 4);
    })
    .await;
}

#[tokio::test]
async fn ua3_an_undo_link_ends_after_seven_days() {
    on_both(async |world: World| {
        let w = &world;
        change(w, &w.owner, &email("olga@example.org")).await;
        let told = change(w, &w.owner, &email("olga@example.com")).await;
        let found = told.iter().find(|due| due.kind == LetterKind::UndoContact);
        let link = token(found.unwrap());
        w.clock.forward(UNDO_LASTS);
        sweep(&w.gate).await.unwrap();
        let kept = sql!("SELECT COUNT(*) FROM contact_undos");
        assert_eq!(w.count(kept).await, 1, "evidence for a month");
        assert!(matches!(undo(&w.gate, &link).await, Err(CannotUndo::Gone)));
        assert_eq!(reached_at(w, &w.owner).await, ["olga@example.com"]);
        w.clock.forward(Duration::from_secs(30 * 24 * 3600));
        sweep(&w.gate).await.unwrap();
        assert_eq!(w.count(kept).await, 0);
    })
    .await;
}

#[tokio::test]
async fn ua3_an_address_belongs_to_one_person_and_is_a_name_to_sign_in_with() {
    on_both(async |world: World| {
        let w = &world;
        change(w, &w.owner, &email("Olga@example.org")).await;
        assert!(w.sign_in("OLGA@EXAMPLE.org", PASSWORD).await.is_ok());
        assert!(w.sign_in("olga", PASSWORD).await.is_ok(), "the id stays");

        want(w, &w.stranger, &email("olga@EXAMPLE.org"))
            .await
            .unwrap();
        let asked = letters(w).await;
        assert_eq!(asked.len(), 1, "whether it is taken is not told before");
        let taken = confirm_by_link(&w.gate, &w.stranger.caller, &token(&asked[0])).await;
        assert!(matches!(taken, Err(CannotConfirm::Taken)));

        change(w, &w.owner, &email("olga@example.com")).await;
        assert!(w.sign_in("olga@example.org", PASSWORD).await.is_err());
        assert!(w.sign_in("olga@example.com", PASSWORD).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn letters_to_strangers_are_few() {
    on_both(async |world: World| {
        let w = &world;
        for number in 0..5 {
            let address = email(&format!("somebody{number}@example.org"));
            want(w, &w.owner, &address).await.unwrap();
        }
        let more = want(w, &w.owner, &email("one-more@example.org")).await;
        assert!(matches!(more, Err(CannotAsk::TooMany)));
        w.clock.forward(Duration::from_secs(3601));
        assert!(
            want(w, &w.owner, &email("one-more@example.org"))
                .await
                .is_ok()
        );
    })
    .await;
}

#[tokio::test]
async fn an_address_is_changed_in_a_browser() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let olga = cookie(&w.owner);
        let post = async |path: &str, form: &str| {
            pages::ask(&house, Method::POST, path, &olga, form).await
        };
        let form = "/me/contacts/email";
        for (typed, says) in [
            ("email=&password=x", "Fill this in"),
            ("email=olga&password=x", "looks like anna@example.org"),
            ("email=olga%40-.org&password=x", "does not exist"),
            (
                "email=olga%40example.org&password=x",
                "This is not your password",
            ),
        ] {
            let page = post(form, typed).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            assert!(page.text.contains(says), "{typed}: {}", page.text);
        }
        let password = PASSWORD.replace(' ', "+");
        let asked = post(
            form,
            &format!("email=olga%40example.org&password={password}"),
        )
        .await;
        assert_eq!(asked.location(), "/me/contacts");
        let letter = letters(w).await.remove(0);
        let page = pages::ask(&house, Method::GET, "/me/contacts", &olga, "").await;
        assert!(page.text.contains("olga@example.org waits to be confirmed"));
        let wrong = post("/me/contacts/confirmation", "code=1").await;
        assert!(
            wrong.text.contains("This is not the code"),
            "{}",
            wrong.text
        );

        let link = letter.words["path"].expose();
        let looked = pages::ask(&house, Method::GET, link, &olga, "").await;
        assert!(looked.text.contains("olga@example.org from now on"));
        assert_eq!(
            reached_at(w, &w.owner).await,
            [""; 0],
            "looking changes nothing"
        );
        let stranger = pages::ask(&house, Method::GET, link, &cookie(&w.stranger), "").await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        assert_eq!(post(link, "").await.location(), "/me/contacts");
        assert_eq!(reached_at(w, &w.owner).await, ["olga@example.org"]);
        assert_eq!(post(link, "").await.status, StatusCode::NOT_FOUND);

        let told = {
            letters(w).await;
            change(w, &w.owner, &email("olga@example.com")).await
        };
        let undo = told.iter().find(|due| due.kind == LetterKind::UndoContact);
        let undo = undo.unwrap().words["path"].expose();
        let looked = pages::ask(&house, Method::GET, undo, "", "").await;
        assert!(looked.text.contains("olga@example.org becomes yours again"));
        let undone = pages::ask(&house, Method::POST, undo, "", "").await;
        assert_eq!(undone.location(), "/sign-in");
        let gone = pages::ask(&house, Method::GET, undo, "", "").await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    })
    .await;
}
