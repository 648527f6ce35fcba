//! The bell, the list behind it, and who may touch it.

use std::time::Duration;

use http::{Method, StatusCode};
use tutela_audit::{Notice, NoticeKind, notify};

use crate::pages::{ask, cookie, house};
use crate::world::{Person, World, on_both};

async fn tell(world: &World, person: &Person, kind: NoticeKind, detail: &str) {
    let mut tx = world.db.write().await.unwrap();
    let notice = Notice {
        person: person.id,
        kind,
        account: Some(world.account),
        detail,
    };
    notify(&mut tx, notice, &world.ambient).await.unwrap();
    tx.commit().await.unwrap();
    world.clock.forward(Duration::from_secs(1));
}

#[tokio::test]
async fn the_bell_counts_what_was_not_read() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let (olga, max) = (cookie(&w.owner), cookie(&w.manager));
        let quiet = ask(&house, Method::GET, "/notifications", &olga, "").await;
        assert!(quiet.text.contains("All quiet") && !quiet.text.contains("class=\"badge\""));
        tell(w, &w.owner, NoticeKind::NewDevice, "Firefox <script>").await;
        tell(w, &w.owner, NoticeKind::RoleGranted, "course_tutor Knots").await;
        let page = ask(&house, Method::GET, "/notifications", &olga, "").await;
        assert!(page.text.contains(">2</span>"), "the badge: {}", page.text);
        assert!(page.text.contains("You have a new role: Tutor"));
        assert!(page.text.contains("Firefox &#60;script&#62;"));
        let his = ask(&house, Method::GET, "/notifications", &max, "").await;
        assert!(!his.text.contains("Firefox"));

        let list = "/api/v1/me/notifications";
        let told = ask(&house, Method::GET, list, &olga, "").await;
        let told: serde_json::Value = serde_json::from_str(&told.text).unwrap();
        assert_eq!(told["unread"], 2);
        assert_eq!(told["notifications"][0]["kind"], "role-granted");
        assert_eq!(told["notifications"][0]["account"], "Nordlys");
        let id = told["notifications"][0]["id"].as_str().unwrap();
        let read = format!("/notifications/{id}/reading");
        let not_his = ask(&house, Method::POST, &read, &max, "").await;
        assert_eq!(not_his.status, StatusCode::NOT_FOUND);
        let hers = ask(&house, Method::POST, &read, &olga, "").await;
        assert_eq!(hers.location(), "/notifications");
        let page = ask(&house, Method::GET, "/notifications", &olga, "").await;
        assert!(
            page.text
                .contains("class=\"badge\" aria-hidden=\"true\">1</span>")
        );
        ask(&house, Method::POST, "/notifications/reading", &olga, "").await;
        let page = ask(&house, Method::GET, "/notifications", &olga, "").await;
        assert!(!page.text.contains("class=\"badge\""));
        let stranger = ask(&house, Method::GET, "/notifications", "", "").await;
        assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn what_goes_by_mail_is_chosen_on_the_page() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let olga = cookie(&w.owner);
        let choices = async || {
            let path = "/api/v1/me/mail-choices";
            ask(&house, Method::GET, path, &olga, "").await.text
        };
        assert_eq!(
            choices().await,
            r#"{"by_mail":["role-granted","role-removed"]}"#
        );
        let path = "/notifications/mail";
        ask(&house, Method::POST, path, &olga, "by_mail=role-removed").await;
        assert_eq!(choices().await, r#"{"by_mail":["role-removed"]}"#);
        ask(&house, Method::POST, path, &olga, "").await;
        assert_eq!(choices().await, r#"{"by_mail":[]}"#);
        let wrong = ask(&house, Method::POST, path, &olga, "by_mail=x").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}
