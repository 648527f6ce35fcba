//! The pages by which one proves who one is, as a browser gets them.

use http::header::SET_COOKIE;
use http::{Method, StatusCode};

use tutela_core::Clock as _;

use crate::pages::{ask, cookie, house};
use crate::world::{PASSWORD, World, gate, on_both, on_both_empty};

/// What an authenticator app shows.
fn digits(secret: &str, now: tutela_core::Time) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let app = totp_rs::Builder::new()
        .with_secret(secret)
        .with_account_name("x");
    let now = u64::try_from(now.seconds()).unwrap();
    app.build().unwrap().generate(now).to_string()
}

#[tokio::test]
async fn a_second_factor_stands_between_password_and_session() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let owner = cookie(&w.owner);
        let offer = ask(&house, Method::POST, "/me/security/app", &owner, "next=").await;
        let secret = offer.text.split("id=\"secret\"").nth(1).unwrap();
        let secret = secret
            .split("value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let typed = format!("code={}", digits(secret, w.ambient.now()));
        let confirm = "/me/security/app/confirmation";
        let codes = ask(&house, Method::POST, confirm, &owner, &typed).await;
        assert_eq!(codes.status, StatusCode::OK, "{}", codes.text);
        let with = ask(&house, Method::GET, "/me/security", &owner, "").await;
        assert!(
            with.text.contains("10 recovery codes are left"),
            "{}",
            with.text
        );

        w.clock.forward(std::time::Duration::from_secs(30));
        let password = PASSWORD.replace(' ', "+");
        let form = format!("username=olga&password={password}&next=%2Fcourses%2F1");
        let half = ask(&house, Method::POST, "/sign-in", "", &form).await;
        assert_eq!(half.location(), "/sign-in/code?next=%2Fcourses%2F1");
        let half_cookie = half.cookie();
        assert!(half_cookie.starts_with("tutela_half="), "{half_cookie}");
        let page = ask(&house, Method::GET, half.location(), &half_cookie, "").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let stolen = half_cookie.replace("tutela_half", "tutela_session");
        let nothing = ask(&house, Method::GET, "/me/security", &stolen, "").await;
        assert_eq!(
            nothing.status,
            StatusCode::SEE_OTHER,
            "half a sign-in opens nothing"
        );
        let code = "/sign-in/code";
        let wrong = ask(
            &house,
            Method::POST,
            code,
            &half_cookie,
            "code=1&next=%2Fcourses%2F1",
        )
        .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("value=\"/courses/1\""));
        let typed = format!(
            "code={}&next=%2Fcourses%2F1",
            digits(secret, w.ambient.now())
        );
        let entered = ask(&house, Method::POST, code, &half_cookie, &typed).await;
        assert_eq!(entered.location(), "/courses/1");
        let set: Vec<_> = entered.headers.get_all(SET_COOKIE).iter().collect();
        assert_eq!(
            set.len(),
            3,
            "session and device come, the half goes: {set:?}"
        );
        let anew = ask(&house, Method::GET, code, &half_cookie, "").await;
        assert_eq!(anew.location(), "/sign-in");
    })
    .await;
}

#[tokio::test]
async fn a_proof_is_asked_for_and_nothing_is_lost() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let owner = cookie(&w.owner);
        w.clock.forward(std::time::Duration::from_secs(16 * 60));
        let roles = format!("/accounts/{}/roles", w.account);
        let form = "username=max&role=account_manager";
        let asked = ask(&house, Method::POST, &roles, &owner, form).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN, "{}", asked.text);
        assert!(
            asked.text.contains("action=\"/me/proof\""),
            "{}",
            asked.text
        );
        assert!(
            asked.text.contains("username=max&#38;role=account_manager"),
            "{}",
            asked.text
        );

        let again = format!(
            "password=wrong&next={}&form=username%3Dmax%26role%3Daccount_manager",
            roles.replace('/', "%2F")
        );
        let wrong = ask(&house, Method::POST, "/me/proof", &owner, &again).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("username=max&#38;role=account_manager"));
        let right = again.replace("wrong", &PASSWORD.replace(' ', "+"));
        let on = ask(&house, Method::POST, "/me/proof", &owner, &right).await;
        assert_eq!(on.status, StatusCode::OK, "{}", on.text);
        assert!(
            on.text.contains(&format!("action=\"{roles}\"")),
            "{}",
            on.text
        );
        for field in [
            "name=\"username\" value=\"max\"",
            "name=\"role\" value=\"account_manager\"",
        ] {
            assert!(on.text.contains(field), "{field}: {}", on.text);
        }
        let session = on.cookie();
        let given = ask(&house, Method::POST, &roles, &session, form).await;
        assert_eq!(
            (given.status, given.location()),
            (StatusCode::SEE_OTHER, roles.as_str())
        );
        let old = ask(&house, Method::GET, &roles, &owner, "").await;
        assert_eq!(
            old.status,
            StatusCode::SEE_OTHER,
            "the token before is dead"
        );

        w.clock.forward(std::time::Duration::from_secs(16 * 60));
        let block = ask(&house, Method::GET, "/people/x/block", &session, "").await;
        assert_eq!(block.status, StatusCode::NOT_FOUND);
        let staff = cookie(&w.administrator);
        let path = format!("/people/{}/block", w.manager.id);
        let lead = ask(&house, Method::GET, &path, &staff, "").await;
        assert!(
            lead.location().starts_with("/me/proof?next=%2Fpeople%2F"),
            "{}",
            lead.location()
        );
        let away = "password=correct+horse+battery&next=%2F%2Fevil.example";
        let away = ask(&house, Method::POST, "/me/proof", &staff, away).await;
        assert_eq!(away.location(), "/me/security");
    })
    .await;
}

#[tokio::test]
async fn a_sign_out_clears_what_the_browser_kept_but_the_device() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let left = ask(&house, Method::POST, "/sign-out", &cookie(&w.owner), "").await;
        let clear = left.headers.get("clear-site-data").unwrap();
        assert_eq!(clear, r#""cache", "storage""#);
        let all = ask(
            &house,
            Method::POST,
            "/me/sessions/end",
            &cookie(&w.manager),
            "all=yes",
        )
        .await;
        assert_eq!(all.location(), "/sign-in");
        assert!(all.headers.contains_key("clear-site-data"));
    })
    .await;
}

#[tokio::test]
async fn ua5_a_person_is_blocked_and_let_in_on_a_page() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let staff = cookie(&w.administrator);
        let path = format!("/people/{}/block", w.manager.id);
        let empty = ask(&house, Method::POST, &path, &staff, "reason=+").await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = ask(&house, Method::POST, &path, &staff, "reason=Sells+films").await;
        assert_eq!(done.location(), "/people", "{}", done.text);
        let list = ask(&house, Method::GET, "/people?q=max", &staff, "").await;
        assert!(list.text.contains("Sells films"), "{}", list.text);
        let out = ask(&house, Method::GET, "/me/sessions", &cookie(&w.manager), "").await;
        assert_eq!(out.status, StatusCode::SEE_OTHER);
        let back = format!("{path}/removal");
        let back = ask(&house, Method::POST, &back, &staff, "").await;
        assert_eq!(back.location(), "/people");
    })
    .await;
}

#[tokio::test]
async fn an_empty_house_is_set_up_by_whoever_knows_the_code() {
    on_both_empty(async |db, clock| {
        let house = house(gate(&db, &clock), Some("4821-9930"));
        let door = ask(&house, Method::GET, "/sign-in", "", "").await;
        assert_eq!(door.location(), "/first-run");
        let page = ask(&house, Method::GET, "/first-run", "", "").await;
        assert!(page.text.contains("name=\"code\""), "{}", page.text);
        let person = "name=Ada+Berg&username=ada&password=correct+horse+battery";
        let refused = ask(&house, Method::POST, "/first-run", "", person).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let known = format!("{person}&code=4821-9930");
        let entered = ask(&house, Method::POST, "/first-run", "", &known).await;
        assert_eq!(
            (entered.status, entered.location()),
            (StatusCode::SEE_OTHER, "/me/security?next=%2Faccounts")
        );
        let waiting = ask(&house, Method::GET, "/accounts", &entered.cookie(), "").await;
        assert_eq!(waiting.location(), "/me/security?next=%2Faccounts");
        let asked = ask(
            &house,
            Method::GET,
            waiting.location(),
            &entered.cookie(),
            "",
        )
        .await;
        assert!(
            asked.text.contains("asks a second factor of its staff"),
            "{}",
            asked.text
        );
        let offer = "/me/security/app";
        let offer = ask(
            &house,
            Method::POST,
            offer,
            &entered.cookie(),
            "next=%2Faccounts",
        )
        .await;
        assert!(offer.text.contains("<svg class=\"qr\""), "{}", offer.text);
        let secret = offer.text.split("id=\"secret\"").nth(1).unwrap();
        let secret = secret
            .split("value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let code = digits(secret, clock.now());
        let confirm = "/me/security/app/confirmation";
        let wrong = ask(
            &house,
            Method::POST,
            confirm,
            &entered.cookie(),
            "code=12345",
        )
        .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.text.contains(secret),
            "the same secret stands there still"
        );
        let typed = format!("code={code}&next=%2Faccounts");
        let codes = ask(&house, Method::POST, confirm, &entered.cookie(), &typed).await;
        assert_eq!(
            codes.text.matches("<li><code>").count(),
            10,
            "{}",
            codes.text
        );
        assert!(codes.text.contains("download=\"recovery-codes.txt\""));
        let accounts = ask(&house, Method::GET, "/accounts", &entered.cookie(), "").await;
        assert_eq!(accounts.status, StatusCode::OK);
        for method in [Method::GET, Method::POST] {
            let late = ask(&house, method, "/first-run", "", &known).await;
            assert_eq!(late.location(), "/sign-in");
        }
    })
    .await;
}

#[tokio::test]
async fn who_waits_for_a_second_factor_learns_on_and_is_led_there() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let mut tx = w
            .gate
            .enter(tutela_access::OpenDoor::OPERATOR)
            .await
            .unwrap();
        let now = Some(w.ambient.now());
        let account = w.account.into();
        tutela_access::ask_for_factor(&mut tx, account, now, &w.ambient)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let manager = cookie(&w.manager);
        let roles = format!("/channels/{}/roles", w.channel);
        let led = ask(&house, Method::GET, &roles, &manager, "").await;
        assert!(
            led.location().starts_with("/me/security?next=%2Fchannels"),
            "{}",
            led.location()
        );
        let page = ask(&house, Method::GET, led.location(), &manager, "").await;
        assert!(
            page.text.contains("Nordlys asks a second factor"),
            "{}",
            page.text
        );
        let asked = format!("/api/v1/roles?level=channel&scope_id={}", w.channel);
        let program = ask(&house, Method::GET, &asked, &manager, "").await;
        assert_eq!(program.status, StatusCode::FORBIDDEN);
        assert!(
            program.text.contains("\"second-factor-needed\""),
            "{}",
            program.text
        );
        assert!(program.text.contains("enrollTotp"), "{}", program.text);
        let sessions = ask(&house, Method::GET, "/me/sessions", &manager, "").await;
        assert_eq!(
            sessions.status,
            StatusCode::OK,
            "what is his own stays open"
        );
    })
    .await;
}
