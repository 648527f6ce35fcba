//! Every letter, in every language.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use tutela_audit::{LetterKind, To};
use tutela_core::{Ambient, Secret, Time};
use tutela_web::{Language, Texts};

use super::*;

fn words(language: Language) -> Words {
    let texts = Texts::load(&[crate::TEXTS, crate::MESSAGES]).unwrap();
    Words::new(Arc::new(texts), language, Time::from_micros(0))
}

fn house() -> House {
    House {
        product: "Tutela".to_owned(),
        origin: "https://academy.example.org".to_owned(),
    }
}

fn due(kind: LetterKind, words: &[(&str, &str)]) -> Due {
    let secret = |(name, word): &(&str, &str)| {
        let word = Secret::new((*word).to_owned());
        ((*name).to_owned(), word)
    };
    Due::written(
        (Ambient::system().id(), kind),
        To::Mail("anna@example.org".to_owned()),
        Some("Anna <b>Holm</b>".to_owned()),
        words.iter().map(secret).collect::<BTreeMap<_, _>>(),
    )
}

const ALL: [(&str, &str); 5] = [
    ("code", "817 204"),
    ("path", "/reset/abc"),
    ("detail", "course_tutor Knots & <i>Bends</i>"),
    ("account", "Nordlys"),
    ("from", "Bo Lind"),
];

#[test]
fn every_letter_is_whole_in_every_language() {
    for language in Language::ALL {
        let t = words(language);
        for kind in LetterKind::all() {
            let mail = mail(&t, &house(), &due(kind, &ALL)).unwrap();
            for part in [&mail.subject, &mail.text, &mail.html] {
                for broken in ["⟦", "{ $", "{$"] {
                    assert!(!part.contains(broken), "{kind:?} {language:?}: {part}");
                }
            }
            let tells_a_role = mail.text.contains(&t.say("role-course_tutor").into_owned());
            assert_eq!(tells_a_role, kind.as_str().starts_with("role-"), "{kind:?}");
            assert!(mail.text.starts_with(&mail.subject));
            assert!(
                !mail.html.contains("<b>Holm") && !mail.html.contains("<i>"),
                "{}",
                mail.html
            );
            assert!(mail.html.contains("817 204") && mail.text.contains("817 204"));
        }
    }
}

#[test]
fn links_lead_to_the_house_and_nowhere_else() {
    let t = words(Language::English);
    let reset = |path: &str| {
        let due = due(LetterKind::PasswordReset, &[("path", path)]);
        let mail = mail(&t, &house(), &due).unwrap();
        let message = text_message(&t, &house(), &due);
        (mail.text.contains("https://"), message)
    };
    let link = "https://academy.example.org/reset/abc";
    let (linked, message) = reset("/reset/abc");
    assert!(linked);
    assert_eq!(message, format!("Tutela: Set a new password {link}"));
    for wrong in [
        "https://evil.example/",
        "//evil.example/",
        "/a\r\nb",
        ".evil.example",
    ] {
        let (linked, message) = reset(wrong);
        assert!(!linked && !message.contains("evil"), "{wrong}");
    }
}

#[test]
fn no_sentence_runs_over_its_line() {
    let t = words(Language::English);
    let words = [
        ("account", "Nordlys\r\nBcc: eve@example.org"),
        ("from", "Bo\nLind"),
    ];
    let due = due(LetterKind::Invitation, &words);
    let mail = mail(&t, &house(), &due).unwrap();
    assert_eq!(
        mail.subject,
        "You are invited to Nordlys Bcc: eve@example.org"
    );
}
