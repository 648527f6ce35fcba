//! Spellings of names, and what is none.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use super::*;

fn canonical(typed: &str) -> Result<String, InvalidUsername> {
    Username::parse_in(typed, "dk".parse().ok()).map(|name| name.to_string())
}

#[test]
fn ua2_spellings_of_one_name_are_one_name() {
    for (spellings, one, kind) in [
        (
            &["ANNA", " Anna ", "ａｎｎａ", "Ａnna", "anna"][..],
            "anna",
            NameKind::Id,
        ),
        (&["INES", "ines", "ıneſ", "İnes"], "ines", NameKind::Id),
        (&["Straße", "STRASSE", "strasse"], "strasse", NameKind::Id),
        (&["Åse", "A\u{30a}se", "a\u{30a}SE"], "åse", NameKind::Id),
        (
            &[
                "Anna@Example.ORG",
                "anna@example.org.",
                "ａｎｎａ＠example.org",
                "anna@ｅxample。org",
            ],
            "anna@example.org",
            NameKind::Email,
        ),
        (
            &[
                "sos@BLÅBÆR.dk",
                "sos@xn--blbr-roah.dk",
                "SOS@bla\u{30a}bær.dk",
            ],
            "sos@xn--blbr-roah.dk",
            NameKind::Email,
        ),
        (
            &[
                "+45 32 12 34 56",
                "0045 32123456",
                "32 12 34 56",
                "(32) 12-34-56",
                "+４５３２１２３４５６",
            ],
            "+4532123456",
            NameKind::Phone,
        ),
    ] {
        for spelling in spellings {
            assert_eq!(canonical(spelling).as_deref(), Ok(one), "{spelling}");
            let name = Username::parse_in(spelling, "DK".parse().ok());
            assert_eq!(name.map(|name| name.kind()), Ok(kind), "{spelling}");
        }
    }
}

#[test]
fn ua2_what_is_no_name_is_refused_with_the_reason() {
    for (typed, why) in [
        ("an", InvalidUsername::TooShort),
        ("an na", InvalidUsername::Character),
        ("an\u{200b}na", InvalidUsername::Character),
        ("---", InvalidUsername::Character),
        // A Cyrillic letter that looks like a Latin one.
        ("\u{430}nna", InvalidUsername::Confusable),
        ("anna@", InvalidUsername::Email),
        ("@example.org", InvalidUsername::Email),
        ("anna@localhost", InvalidUsername::Email),
        ("an\u{200b}na@example.org", InvalidUsername::Email),
        ("anna..b@example.org", InvalidUsername::Email),
        ("a b@example.org", InvalidUsername::Email),
        ("anna@exa mple.org", InvalidUsername::Email),
        ("12345", InvalidUsername::Phone),
        ("+45 1", InvalidUsername::Phone),
        ("+999 12345678", InvalidUsername::Phone),
    ] {
        assert_eq!(canonical(typed), Err(why), "{typed}");
    }
    assert_eq!(canonical(&"a".repeat(191)), Err(InvalidUsername::TooLong));
    let without = Username::parse("32 12 34 56");
    assert_eq!(without, Err(InvalidUsername::Phone), "which country?");
    assert!(Username::lacks_country("32 12 34 56"));
    assert!(!Username::lacks_country("+45 32 12 34 56") && !Username::lacks_country("anna"));
}

#[test]
fn ua2_ids_that_look_alike_have_one_look() {
    let look = |typed| Username::parse(typed).unwrap().look();
    assert_eq!(look("\u{430}\u{435}\u{43e}\u{440}"), look("aeop"));
    assert_eq!(look("mi11er"), look("miller"));
    assert_ne!(look("anna"), look("anne"));
    assert_eq!(look("anna@example.org"), None);
}
