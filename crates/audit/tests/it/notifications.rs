//! Who is told what, and by which way.

use std::time::Duration;

use tutela_audit::notification::{Choice, choices, choose, latest, read, read_all, sweep, unread};
use tutela_audit::outbox::{Due, claim};
use tutela_audit::{LetterKind, Notice, NoticeKind, To, notify, notify_with};
use tutela_core::PersonId;

use crate::world::{World, on_both};

async fn tell(world: &World, person: PersonId, kind: NoticeKind, detail: &str) -> Vec<Due> {
    let mut tx = world.db.write().await.unwrap();
    let notice = Notice {
        person,
        kind,
        account: None,
        detail,
    };
    notify(&mut tx, notice, &world.ambient).await.unwrap();
    tx.commit().await.unwrap();
    claim(&world.db, &world.ambient).await.unwrap()
}

#[tokio::test]
async fn a_notification_and_its_letter_are_one_transaction() {
    on_both(async |w: World| {
        let mut tx = w.db.write().await.unwrap();
        let notice = Notice {
            person: w.anna,
            kind: NoticeKind::Locked,
            account: None,
            detail: "",
        };
        let words = [("path", "/unlock/secret".to_owned())];
        notify_with(&mut tx, notice, &words, &w.ambient)
            .await
            .unwrap();
        drop(tx);
        assert_eq!(claim(&w.db, &w.ambient).await.unwrap().len(), 0, "undone");

        let mut tx = w.db.write().await.unwrap();
        notify_with(&mut tx, notice, &words, &w.ambient)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let letters = claim(&w.db, &w.ambient).await.unwrap();
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to, To::Mail("anna@example.org".to_owned()));
        assert_eq!(letters[0].kind, LetterKind::Notice(NoticeKind::Locked));
        assert_eq!(letters[0].language, "da");
        assert_eq!(letters[0].name.as_deref(), Some("Anna Holm"));
        assert_eq!(letters[0].words["path"].expose(), "/unlock/secret");
        let mut tx = w.db.read().await.unwrap();
        let told = latest(&mut tx, w.anna, None, 10).await.unwrap();
        assert_eq!(told[0].detail, "", "the link is in the letter alone");
    })
    .await;
}

#[tokio::test]
async fn what_concerns_security_goes_out_whatever_was_chosen() {
    on_both(async |w: World| {
        let mut tx = w.db.write().await.unwrap();
        for kind in NoticeKind::ALL {
            let no = Choice {
                kind: *kind,
                by_mail: false,
            };
            choose(&mut tx, w.anna, no, w.ambient.now()).await.unwrap();
            choose(&mut tx, w.anna, no, w.ambient.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        for kind in NoticeKind::ALL {
            let letters = tell(&w, w.anna, *kind, "x").await.len();
            assert_eq!(letters, usize::from(kind.is_about_security()), "{kind:?}");
        }
        let role = NoticeKind::RoleGranted;
        assert_eq!(tell(&w, w.bo, role, "x").await.len(), 0, "no text message");
        let letters = tell(&w, w.bo, NoticeKind::PasswordChanged, "x").await;
        assert_eq!(letters[0].to, To::Phone("+4512345678".to_owned()));

        let mut tx = w.db.write().await.unwrap();
        let yes = Choice {
            kind: role,
            by_mail: true,
        };
        choose(&mut tx, w.anna, yes, w.ambient.now()).await.unwrap();
        assert!(choices(&mut tx, w.anna).await.unwrap().contains(&yes));
        tx.commit().await.unwrap();
        assert_eq!(tell(&w, w.anna, role, "x").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn notifications_are_read_by_their_person_alone() {
    on_both(async |w: World| {
        for detail in ["one", "two", "three"] {
            tell(&w, w.anna, NoticeKind::NewDevice, detail).await;
            w.clock.forward(Duration::from_secs(1));
        }
        tell(&w, w.bo, NoticeKind::NewDevice, "his").await;
        let mut tx = w.db.write().await.unwrap();
        let first = latest(&mut tx, w.anna, None, 2).await.unwrap();
        let rest = latest(&mut tx, w.anna, Some(first[1].id), 2).await.unwrap();
        let details: Vec<_> = first
            .iter()
            .chain(&rest)
            .map(|n| n.detail.as_str())
            .collect();
        assert_eq!(details, ["three", "two", "one"]);
        assert_eq!(
            latest(&mut tx, w.bo, Some(first[0].id), 9).await.unwrap(),
            []
        );

        let now = w.ambient.now();
        assert!(!read(&mut tx, w.bo, first[0].id, now).await.unwrap());
        assert_eq!(unread(&mut tx, w.anna).await.unwrap(), 3);
        assert!(read(&mut tx, w.anna, first[0].id, now).await.unwrap());
        assert_eq!(unread(&mut tx, w.anna).await.unwrap(), 2);
        read_all(&mut tx, w.anna, now).await.unwrap();
        assert_eq!(unread(&mut tx, w.anna).await.unwrap(), 0);
        assert_eq!(unread(&mut tx, w.bo).await.unwrap(), 1);
        tx.commit().await.unwrap();
        w.clock.forward(Duration::from_secs(366 * 24 * 3600));
        let gone = sweep(&w.db, w.ambient.now()).await.unwrap();
        assert_eq!(gone, 4, "a year is enough");
    })
    .await;
}
