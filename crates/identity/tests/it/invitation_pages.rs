//! The pages by which somebody comes in, as a browser gets them.

use http::{Method, StatusCode};

use crate::pages::{ask, cookie, house};
use crate::world::{World, on_both};

#[tokio::test]
async fn an_invitation_is_handed_over_and_taken_up() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let invitations = format!("/courses/{}/invitations", w.course);
        let owner = cookie(&w.owner);
        for wrong in [
            "name=&role=course_learner&email=x",
            "role=",
            "role=account_owner",
            "role=course_learner&days=91",
            "role=course_learner&days=soon",
            "role=course_learner&uses=0",
        ] {
            let page = ask(&house, Method::POST, &invitations, &owner, wrong).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        let form = "name=Anna+Lind&role=course_learner&days=14&uses=1";
        let page = ask(&house, Method::POST, &invitations, &owner, form).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(page.text.contains("<svg class=\"qr\""), "{}", page.text);
        let link = page.text.split("http://learn.example").nth(1).unwrap();
        let link = link.split('"').next().unwrap();

        let welcome = ask(&house, Method::GET, link, "", "").await;
        assert!(welcome.text.contains("Anna Lind"), "{}", welcome.text);
        assert!(welcome.text.contains("Knots"), "{}", welcome.text);
        let mine = ask(&house, Method::GET, link, &cookie(&w.stranger), "").await;
        assert!(
            mine.text.contains("Accept as sten the owner"),
            "{}",
            mine.text
        );
        let anna = "name=Anna+Lind&username=anna&password=";
        let short = ask(&house, Method::POST, link, "", &format!("{anna}short")).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let entered = ask(&house, Method::POST, link, "", &format!("{anna}sea+legs")).await;
        assert_eq!(
            (entered.status, entered.location()),
            (StatusCode::SEE_OTHER, "/"),
            "{}",
            entered.text
        );
        let gone = ask(&house, Method::POST, link, "", &format!("{anna}sea+legs+2")).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        let never = ask(&house, Method::GET, "/invitations/nothing", "", "").await;
        assert_eq!((never.status, never.text), (gone.status, gone.text));
    })
    .await;
}

#[tokio::test]
async fn a_mailed_invitation_is_listed_and_taken_back() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let place = format!("/channels/{}", w.channel);
        let owner = cookie(&w.owner);
        let form = "email=eva%40example.org&role=channel_manager&days=2&uses=9";
        let made = ask(
            &house,
            Method::POST,
            &format!("{place}/invitations"),
            &owner,
            form,
        )
        .await;
        assert_eq!(made.location(), format!("{place}/roles"), "{}", made.text);
        let page = ask(&house, Method::GET, &format!("{place}/roles"), &owner, "").await;
        assert!(page.text.contains("eva@example.org"), "{}", page.text);
        assert!(page.text.contains("0 of 1 used"), "{}", page.text);
        let revocation = page.text.split("action=\"/invitations/").nth(1).unwrap();
        let revocation = format!("/invitations/{}", revocation.split('"').next().unwrap());
        let stranger = ask(&house, Method::POST, &revocation, &cookie(&w.stranger), "").await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        let all = format!("{place}/invitations");
        let revoked = ask(&house, Method::POST, &revocation, &owner, "").await;
        assert_eq!(revoked.location(), all);
        let page = ask(&house, Method::GET, &all, &owner, "").await;
        assert!(page.text.contains("Taken back"), "{}", page.text);
        assert!(!page.text.contains("/revocation"), "{}", page.text);
        let twice = ask(&house, Method::POST, &revocation, &owner, "").await;
        assert_eq!(twice.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn files_and_newcomers_have_pages_in_both_languages() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let (owner, account) = (cookie(&w.owner), format!("/accounts/{}", w.account));
        let register = format!("{account}/register");
        let shut = ask(&house, Method::GET, &register, "", "").await;
        assert_eq!(shut.status, StatusCode::NOT_FOUND);
        let setting = format!("{account}/registration");
        let wrong = ask(&house, Method::POST, &setting, &owner, "open=yes&domains=x").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = format!("open=yes&domains=example.org&course={}", w.course);
        let opened = ask(&house, Method::POST, &setting, &owner, &form).await;
        assert_eq!(opened.location(), setting, "{}", opened.text);
        let languages = ["", "; tutela_language=da"];
        for (path, who) in [
            (format!("{account}/imports"), owner.as_str()),
            (setting.clone(), &owner),
            (register.clone(), ""),
        ] {
            for language in languages {
                let with = format!("{who}{language}");
                let page = ask(&house, Method::GET, &path, &with, "").await;
                assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
                assert!(
                    !page.text.contains('⟦'),
                    "{path} lacks a text: {}",
                    page.text
                );
            }
        }
        // The same answer whoever has the address.
        let sent = async |address: &str| {
            let form = format!("email={address}%40example.org");
            let answer = ask(&house, Method::POST, &register, "", &form).await;
            (answer.status, answer.text.replace(address, "…"))
        };
        let first = sent("anna").await;
        assert_eq!(first.0, StatusCode::ACCEPTED);
        assert_eq!(sent("anna").await, first);
        assert_eq!(sent("bo.friis").await, first);
        let other = ask(&house, Method::POST, &register, "", "email=a%40other.org").await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
        let strange = cookie(&w.stranger);
        for path in [format!("{account}/imports"), setting] {
            let page = ask(&house, Method::GET, &path, &strange, "").await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}
