//! Letters as a mail server and a service for text messages get them, on both engines.

#![allow(clippy::unwrap_used)]

mod doubles;

use std::sync::Arc;
use std::time::Duration;

use doubles::{MailServer, Service};
use tutela_access::Gate;
use tutela_audit::{Letter, LetterKind, To};
use tutela_core::{Ambient, PersonId, Secret, Time};
use tutela_db::{Db, Place, args, sql};

use super::mail::Server;
use super::phone::HttpService;
use super::*;
use crate::config::{Layer, Loaded, Secrets, Settings};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The same test on a file and, where a server is given, on an empty database there.
async fn on_both<F: Future<Output = ()>>(test: impl Fn(Db) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let file = Place::File(folder.path().join("t.db"));
    test(Db::open(&file, Time::from_micros(1)).await.unwrap()).await;
    if let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") {
        let server = Place::Server(Secret::new(server));
        let name = format!("post_{}", uuid());
        let place = Db::create(&server, &name).await.unwrap();
        test(Db::open(&place, Time::from_micros(1)).await.unwrap()).await;
    }
}

fn uuid() -> String {
    let id: PersonId = Ambient::system().id();
    id.to_string().replace('-', "_")
}

fn loaded(toml: &str) -> Loaded {
    use confique::{Config as _, Layer as _};
    let layer: Layer = toml::from_str(toml).unwrap();
    let settings = Settings::from_layer(layer.with_fallback(Layer::default_values())).unwrap();
    let password = Some(Secret::new("pass word".to_owned()));
    Loaded {
        settings,
        secrets: Secrets {
            smtp_password: password.clone(),
            sms_password: password,
            ..Secrets::default()
        },
        origins: Vec::new(),
    }
}

fn by_mail(server: &MailServer) -> Carriers {
    let address = server.address;
    let toml = format!(
        "[smtp]\naddress = '{address}'\ntls = 'none'\nsender = 'Nordlys <no-reply@example.org>'"
    );
    Carriers::only(Server::of(&loaded(&toml)).unwrap(), None)
}

fn post(db: &Db, ambient: &Ambient, carriers: Carriers) -> Post {
    let gate = Gate::new(db.clone(), ambient.clone()).unwrap();
    let settings = tutela_web::Settings {
        product: "Tutela".to_owned(),
        origin: None,
        secure: true,
        ways: carriers.ways(),
    };
    let texts = [tutela_identity::TEXTS, tutela_identity::MESSAGES];
    Post {
        db: db.clone(),
        ambient: ambient.clone(),
        app: App::new(gate, &texts, settings).unwrap(),
        house: House {
            product: "Tutela".to_owned(),
            origin: "https://academy.example.org".to_owned(),
        },
        carriers: Arc::new(carriers),
    }
}

async fn put(db: &Db, ambient: &Ambient, to: To, lasts: Duration) {
    let mut tx = db.write().await.unwrap();
    let letter = Letter {
        to,
        person: None,
        language: "da",
        kind: LetterKind::PasswordReset,
        words: &[("code", "817 204".into()), ("path", "/reset/abc".into())],
        expires_at: ambient.now().plus(lasts),
    };
    outbox::queue(&mut tx, letter, ambient).await.unwrap();
    tx.commit().await.unwrap();
}

fn anna() -> To {
    To::Mail("anna@example.org".to_owned())
}

/// The time to wait after a failure is over.
async fn hurry(db: &Db) {
    let mut tx = db.write().await.unwrap();
    tx.run(sql!("UPDATE outbox SET next_at = 0"), args![])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Of all letters: how many are waiting, were sent, were dropped; and the last error.
async fn state(db: &Db) -> (i64, i64, i64, String) {
    let mut tx = db.read().await.unwrap();
    let count = sql!(
        "SELECT COUNT(*) - COUNT(sent_at) - COUNT(dropped_at), COUNT(sent_at), COUNT(dropped_at),
                COALESCE(MAX(last_error), '')
         FROM outbox"
    );
    let row = tx.get(count, args![]).await.unwrap();
    let number = |column| row.int(column).unwrap();
    (number(0), number(1), number(2), row.text(3).unwrap())
}

#[tokio::test]
async fn a_mail_has_plain_text_and_html_in_its_language() {
    on_both(async |db| {
        let (server, ambient) = (MailServer::start(&[]).await, Ambient::system());
        put(&db, &ambient, anna(), DAY).await;
        let post = post(&db, &ambient, by_mail(&server));
        assert_eq!(post.carry().await.unwrap(), 1);
        let mails = server.mails();
        assert_eq!(mails.len(), 1);
        let mail = &mails[0];
        assert_eq!(mail.to, ["<anna@example.org>"]);
        for part in [
            "From: Nordlys <no-reply@example.org>",
            "Auto-Submitted: auto-generated",
            "multipart/alternative",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/html; charset=utf-8",
            "https://academy.example.org/reset/abc",
            "817 204",
        ] {
            assert!(mail.text().contains(part), "{part} in\n{}", mail.text());
        }
        assert!(mail.text().contains("Skriv denne kode"), "Danish");
        assert_eq!(state(&db).await, (0, 1, 0, String::new()));
    })
    .await;
}

#[tokio::test]
async fn two_senders_that_race_send_each_letter_once() {
    on_both(async |db| {
        let (server, ambient) = (MailServer::start(&[]).await, Ambient::system());
        for _ in 0..12 {
            put(&db, &ambient, anna(), DAY).await;
        }
        let racers = (0..2).map(|_| post(&db, &ambient, by_mail(&server)).start());
        let racers: Vec<_> = racers.collect();
        for _ in 0..200 {
            if state(&db).await.1 == 12 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for racer in racers {
            racer.stop().await;
        }
        assert_eq!(state(&db).await, (0, 12, 0, String::new()));
        assert_eq!(server.mails().len(), 12, "none twice");
    })
    .await;
}

#[tokio::test]
async fn a_refusal_for_now_is_tried_again_and_one_for_good_is_not() {
    on_both(async |db| {
        let server = MailServer::start(&["451 4.7.1 come back later", "250 fine"]).await;
        let ambient = Ambient::system();
        put(&db, &ambient, anna(), DAY).await;
        let post = post(&db, &ambient, by_mail(&server));
        assert_eq!(post.carry().await.unwrap(), 1);
        let (waiting, _, _, error) = state(&db).await;
        assert_eq!(waiting, 1);
        assert!(error.contains("come back later"), "{error}");
        assert_eq!(post.carry().await.unwrap(), 0, "it waits");
        hurry(&db).await;
        assert_eq!(post.carry().await.unwrap(), 1);
        assert_eq!(state(&db).await.1, 1);

        let server = MailServer::start(&["550 5.1.1 no such user"]).await;
        put(&db, &ambient, anna(), DAY).await;
        let post = self::post(&db, &ambient, by_mail(&server));
        post.carry().await.unwrap();
        let (waiting, sent, dropped, error) = state(&db).await;
        assert_eq!((waiting, sent, dropped), (0, 1, 1));
        assert!(error.contains("no such user"), "{error}");
    })
    .await;
}

#[tokio::test]
async fn an_expired_letter_does_not_leave() {
    on_both(async |db| {
        let (server, ambient) = (MailServer::start(&[]).await, Ambient::system());
        put(&db, &ambient, anna(), Duration::ZERO).await;
        post(&db, &ambient, by_mail(&server)).carry().await.unwrap();
        assert!(server.mails().is_empty());
        let (_, _, dropped, error) = state(&db).await;
        assert_eq!((dropped, error.contains("expired")), (1, true));
    })
    .await;
}

#[tokio::test]
async fn nobody_puts_a_header_into_a_mail() {
    let (server, ambient) = (MailServer::start(&[]).await, Ambient::system());
    let carriers = by_mail(&server);
    let evil = |name: &str| {
        let id = (ambient.id(), LetterKind::Invitation);
        let words = [("account", "X\r\nBcc: eve@evil.org\r\n\r\nbody")];
        let words = words.map(|(name, word)| (name.to_owned(), Secret::new(word.to_owned())));
        Due::written(id, anna(), Some(name.to_owned()), words.into())
    };
    let mail = |subject: &str| tutela_identity::letters::Mail {
        subject: subject.to_owned(),
        text: "text\r\n.\r\nMAIL FROM:<eve@evil.org>\r\n".to_owned(),
        html: "html".to_owned(),
    };
    let bcc = "Bcc: eve@evil.org";
    for break_ in ["\r\n", "\n", "\r"] {
        let due = evil(&format!("Anna{break_}{bcc}"));
        let subject = format!("Hello{break_}{bcc}{break_}{break_}body");
        carriers
            .mail(&due, "anna@example.org", mail(&subject))
            .await;
        let address = format!("anna@example.org{break_}{bcc}");
        let outcome = carriers.mail(&due, &address, mail("Hello")).await;
        assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
    }
    let mails = server.mails();
    assert_eq!(mails.len(), 3, "and the dot in the text ended none early");
    for mail in mails {
        assert_eq!(mail.to, ["<anna@example.org>"]);
        let head = mail.data.split("\r\n\r\n").next().unwrap();
        let lines = head.split(['\r', '\n']).filter(|line| !line.is_empty());
        for line in lines {
            assert!(!line.to_lowercase().starts_with("bcc"), "{head}");
        }
    }
}

#[tokio::test]
async fn a_text_message_goes_to_the_service_as_a_form() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    on_both(async |db| {
        let (service, ambient) = (Service::start(&[503, 201]).await, Ambient::system());
        let toml = format!(
            "[sms]\nendpoint = 'http://{}/send'\nuser = 'AC1'\nsender = 'Nordlys'",
            service.address
        );
        let carrier = HttpService::of(&loaded(&toml)).unwrap().unwrap();
        let carriers = Carriers::only(None, Some(Box::new(carrier)));
        let post = post(&db, &ambient, carriers);
        put(&db, &ambient, To::Phone("+4532123456".into()), DAY).await;
        post.carry().await.unwrap();
        assert_eq!(state(&db).await.0, 1, "the service was not well");
        hurry(&db).await;
        post.carry().await.unwrap();
        assert_eq!(state(&db).await.1, 1);
        let asked = service.requests();
        assert_eq!(asked.len(), 2);
        assert!(asked[1].starts_with("POST /send "), "{}", asked[1]);
        assert!(
            asked[1].contains("Basic QUMxOnBhc3Mgd29yZA=="),
            "{}",
            asked[1]
        );
        assert!(asked[1].contains("To=%2B4532123456&From=Nordlys&Body=Tutela"));
    })
    .await;
}

#[tokio::test]
async fn without_a_way_letters_wait_and_say_why() {
    on_both(async |db| {
        let ambient = Ambient::system();
        put(&db, &ambient, anna(), DAY).await;
        let post = post(&db, &ambient, Carriers::default());
        post.carry().await.unwrap();
        let (waiting, _, _, error) = state(&db).await;
        assert_eq!((waiting, error.as_str()), (1, "no mail server is set up"));
    })
    .await;
}

#[test]
fn pc4_every_destination_is_in_one_list() {
    let hosts = |toml: &str| -> Vec<String> {
        let list = destinations(&loaded(toml).settings);
        list.into_iter().map(|to| to.host).collect()
    };
    assert!(hosts("").is_empty(), "a house on its own speaks to nobody");
    let all = hosts(
        "store = 's3://academy'\nclamd = 'clamd.internal:3310'\n[smtp]\naddress = 'mail.example.org:587'\n\
         [sms]\nendpoint = 'https://sms.example.org/a'\n[acme]\ndomain = ['a.org']",
    );
    assert_eq!(all.len(), 5);
    assert_eq!(all[4], "clamd.internal:3310");
    assert_eq!(
        all[..3],
        ["mail.example.org:587", "sms.example.org", "academy"]
    );
}
