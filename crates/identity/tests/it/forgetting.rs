//! What is to be forgotten in time is forgotten, and nothing sooner.

use std::time::Duration;

use tutela_access::session;
use tutela_core::{Role, Token};
use tutela_db::{Sql, args, sql};
use tutela_identity::invitation::{Address, NewInvitation, sweep as forget_invited};
use tutela_identity::{import, sessions};

use crate::invitations::{invite, link};
use crate::world::{World, on_both};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn put(w: &World, insert: Sql) {
    let mut tx = w.db.write().await.unwrap();
    let digest = Token::new(&w.ambient).digest();
    tx.run(insert, args![digest, w.owner.id, w.clock_now()])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn whom_an_invitation_was_for_is_forgotten_a_month_after_its_end() {
    on_both(async |world: World| {
        let w = &world;
        let new = NewInvitation {
            to: Some(Address::mail("anna@example.org").unwrap()),
            ..link(Role::CourseLearner, 1)
        };
        invite(w, &w.manager, w.course.into(), &new).await.unwrap();
        let known = sql!("SELECT COUNT(*) FROM invitations WHERE address IS NOT NULL");
        w.clock.forward(14 * DAY + 30 * DAY);
        assert_eq!(forget_invited(&w.gate).await.unwrap(), 0);
        assert_eq!(w.count(known).await, 1);
        w.clock.forward(Duration::from_secs(1));
        assert_eq!(forget_invited(&w.gate).await.unwrap(), 1);
        assert_eq!(w.count(known).await, 0);
        assert_eq!(w.count(sql!("SELECT COUNT(*) FROM invitations")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn who_stood_in_a_file_is_forgotten_when_it_cannot_be_taken_back() {
    on_both(async |world: World| {
        let w = &world;
        let import = w.ambient.id::<tutela_core::ImportId>();
        let mut tx = w.db.write().await.unwrap();
        let file = sql!(
            "INSERT INTO imports (id, account_id, created_by, created_at, begun_at, lines)
             VALUES ($1, $2, $3, $4, $4, 1)"
        );
        tx.run(file, args![import, w.account, w.owner.id, w.clock_now()])
            .await
            .unwrap();
        let line = sql!(
            "INSERT INTO import_lines (import_id, line, name, address, canonical, kind, scope_id)
             VALUES ($1, 2, 'Anna', 'anna', 'anna', 'id', $2)"
        );
        tx.run(line, args![import, w.account]).await.unwrap();
        tx.commit().await.unwrap();
        w.clock.forward(7 * DAY);
        assert_eq!(import::sweep(&w.gate).await.unwrap(), 0);
        w.clock.forward(Duration::from_secs(1));
        assert_eq!(import::sweep(&w.gate).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn where_sessions_were_begun_is_forgotten_after_ninety_days() {
    on_both(async |world: World| {
        let w = &world;
        let places = sql!("SELECT COUNT(*) FROM sessions WHERE user_agent <> ''");
        assert!(w.count(places).await > 0);
        w.clock.forward(session::KEPT);
        sessions::forget_old(&w.gate).await.unwrap();
        assert!(w.count(places).await > 0);
        w.clock.forward(Duration::from_secs(1));
        sessions::forget_old(&w.gate).await.unwrap();
        assert_eq!(w.count(places).await, 0);
        assert!(
            w.count(sql!("SELECT COUNT(*) FROM sessions")).await > 0,
            "they are listed still"
        );
    })
    .await;
}

#[tokio::test]
async fn links_challenges_and_devices_that_are_over_are_cleared_away() {
    on_both(async |world: World| {
        let w = &world;
        put(w, sql!("INSERT INTO unlockings (token_digest, person_id, created_at, expires_at) VALUES ($1, $2, $3, $3)")).await;
        put(w, sql!("INSERT INTO ceremonies (token_digest, person_id, kind, state, expires_at) VALUES ($1, $2, 'enter', '', $3)")).await;
        put(w, sql!("INSERT INTO devices (id, token_digest, person_id, created_at, seen_at) VALUES ('d', $1, $2, $3, $3)")).await;
        let left = sql!(
            "SELECT (SELECT COUNT(*) FROM unlockings) + (SELECT COUNT(*) FROM ceremonies)
                  + (SELECT COUNT(*) FROM devices)"
        );
        assert_eq!(w.count(left).await, 3);
        sessions::forget_old(&w.gate).await.unwrap();
        assert_eq!(w.count(left).await, 1, "a device is known for a year");
        w.clock.forward(365 * DAY + Duration::from_secs(1));
        sessions::forget_old(&w.gate).await.unwrap();
        assert_eq!(w.count(left).await, 0);
    })
    .await;
}
