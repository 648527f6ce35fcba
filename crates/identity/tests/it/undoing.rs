//! What the way back to an old address ends: every other way in (UA3).

use http::{Method, StatusCode};
use tutela_audit::LetterKind;
use tutela_core::Token;
use tutela_db::sql;
use tutela_identity::reset::{self, CannotReset};

use crate::contact::{change, email, letters, token};
use crate::pages::{self, house};
use crate::world::{PASSWORD, World, on_both};

/// How many ways lead in by a code or a link that was sent.
const WAYS: tutela_db::Sql = sql!(
    "SELECT (SELECT COUNT(*) FROM half_sign_ins)
          + (SELECT COUNT(*) FROM resets WHERE used_at IS NULL AND person_id IS NOT NULL)
          + (SELECT COUNT(*) FROM unlockings WHERE used_at IS NULL)"
);

#[tokio::test]
async fn ua3_undoing_ends_every_way_in_and_leads_to_a_new_password() {
    on_both(async |world: World| {
        let w = &world;
        change(w, &w.owner, &email("olga@old.example.org")).await;
        // What was sent to the old address opens nothing once there is another.
        reset::request(&w.gate, "olga").await.unwrap();
        assert_eq!(w.count(WAYS).await, 1);
        let old = letters(w).await;
        let told = change(w, &w.owner, &email("thief@example.org")).await;
        assert_eq!(w.count(WAYS).await, 0);
        let stale = reset::find(&w.gate, &token(&old[0])).await;
        assert!(matches!(stale, Err(CannotReset::Wrong)));

        // The thief asks for a new password, is half signed in, and has a link that opens his device.
        reset::request(&w.gate, "olga").await.unwrap();
        let mut tx = w.db.write().await.unwrap();
        let (now, later) = (w.clock_now(), w.clock_now().plus(std::time::Duration::from_secs(600)));
        for insert in [
            sql!("INSERT INTO half_sign_ins (token_digest, person_id, user_agent, network, started_at, expires_at)
                  VALUES ($2, $1, '', '', $3, $4)"),
            sql!("INSERT INTO unlockings (token_digest, person_id, created_at, expires_at) VALUES ($2, $1, $3, $4)"),
        ] {
            let digest = Token::new(&w.ambient).digest();
            let values = tutela_db::args![w.owner.id, digest, now, later];
            tx.run(insert, values).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(w.count(WAYS).await, 3);
        let undoing = told.iter().find(|due| due.kind == LetterKind::UndoContact);
        let house = house(w.gate.clone(), None);
        let path = undoing.unwrap().words["path"].expose().to_owned();
        let undone = pages::ask(&house, Method::POST, &path, "", "").await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text);
        assert_eq!(w.count(WAYS).await, 1, "the one way to a new password");
        assert!(undone.location().starts_with("/password/reset/"));
        let form = "password=sea+legs+again";
        let set = pages::ask(&house, Method::POST, undone.location(), "", form).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
        assert!(w.sign_in("olga", "sea legs again").await.is_ok());
        assert!(w.sign_in("olga", PASSWORD).await.is_err());
    })
    .await;
}
