//! What ended stays ended, whatever the backup that comes back says (T30).

use std::time::Duration;

use tutela_backup::restore::{Ledger, Restore, choose};
use tutela_backup::{Error, Kind, ledger};
use tutela_db::{Db, Place, args, sql};

use crate::world::{Member, World, count, on_both};

/// Members whose everything ends after the backup.
const MEMBERS: u32 = 40;

async fn end_all(w: &World, member: &Member) {
    w.clock.forward(Duration::from_millis(10));
    let now = w.ambient.now();
    let person = member.person;
    let revoke = sql!("UPDATE grants SET revoked_at = $2, revoked_by = $3 WHERE id = $1");
    w.run(revoke, args![&member.grant, now, w.anna]).await;
    let session = sql!("UPDATE sessions SET ended_at = $2 WHERE id = $1");
    w.run(session, args![&member.session, now]).await;
    let password = sql!("UPDATE passwords SET hash = 'new', changed_at = $2 WHERE person_id = $1");
    w.run(password, args![person, now]).await;
    let token = sql!("UPDATE api_tokens SET ended_at = $2 WHERE id = $1");
    w.run(token, args![&member.token, now]).await;
    let invitation = sql!("UPDATE invitations SET revoked_at = $2 WHERE id = $1");
    w.run(invitation, args![&member.invitation, now]).await;
    let left = sql!("UPDATE members SET left_at = $2 WHERE person_id = $1");
    w.run(left, args![person, now]).await;
    let block = sql!(
        "INSERT INTO blocks (id, person_id, reason, blocked_by, blocked_at) VALUES ($1, $1, 'spam', $2, $3)"
    );
    w.run(block, args![person, w.anna, now]).await;
    let blocked = sql!("UPDATE persons SET blocked_at = $2 WHERE id = $1");
    w.run(blocked, args![person, now]).await;
}

/// What a restore must find ended; each counts what is still alive.
async fn alive(db: &Db) -> [i64; 8] {
    let counts = [
        sql!("SELECT COUNT(*) FROM grants WHERE revoked_at IS NULL"),
        sql!("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL"),
        sql!("SELECT COUNT(*) FROM passwords WHERE hash = 'old'"),
        sql!("SELECT COUNT(*) FROM api_tokens WHERE ended_at IS NULL"),
        sql!("SELECT COUNT(*) FROM invitations WHERE revoked_at IS NULL"),
        sql!(
            "SELECT COUNT(*) FROM members m JOIN passwords p ON p.person_id = m.person_id WHERE m.left_at IS NULL"
        ),
        sql!(
            "SELECT COUNT(*) FROM passwords p WHERE NOT EXISTS (SELECT 1 FROM blocks b WHERE b.person_id = p.person_id)"
        ),
        sql!(
            "SELECT COUNT(*) FROM persons p JOIN passwords w ON w.person_id = p.id WHERE p.blocked_at IS NULL"
        ),
    ];
    let mut alive = [0; 8];
    for (found, sql) in alive.iter_mut().zip(counts) {
        *found = count(db, sql, args![]).await;
    }
    alive
}

async fn restore(w: &World, ledger: Ledger, name: &str) -> Result<Db, Error> {
    let all = w.backups().list().await?;
    let restore = Restore {
        from: w.place.clone(),
        key: w.key.clone(),
        snapshot: choose(&all, None)?,
        ledger_at_least: all
            .iter()
            .filter_map(|one| one.noted())
            .map(|n| n.ledger)
            .max()
            .unwrap_or(0),
        ledger,
        ambient: w.ambient.clone(),
    };
    let files = w.folder.path().join(name);
    std::fs::create_dir(&files).unwrap();
    let manifest = restore.fetch(&files).await?;
    if ledger == Ledger::Replay {
        restore.check_ledger(&manifest).await?;
    }
    let place = Place::File(w.folder.path().join(format!("{name}.db")));
    Ok(restore.fill(&place, &files, &manifest).await?.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn br2_a_restore_brings_back_nothing_that_ended() {
    on_both(async |world: World| {
        let w = &world;
        let mut members = Vec::new();
        for number in 0..MEMBERS {
            members.push(w.member(number).await);
        }
        let backups = w.backups();
        assert_eq!(
            ledger::ship(&backups).await.unwrap(),
            0,
            "nothing ended yet"
        );
        backups.take(Kind::Daily).await.unwrap();
        let (first, second) = members.split_at(members.len() / 2);
        for member in first {
            end_all(w, member).await;
        }
        assert_eq!(ledger::ship(&backups).await.unwrap(), 1);
        assert_eq!(
            ledger::ship(&backups).await.unwrap(),
            1,
            "and nothing twice"
        );
        for member in second {
            end_all(w, member).await;
        }
        // Another process goes on where this one stopped.
        assert_eq!(ledger::ship(&w.backups()).await.unwrap(), 2);
        let db = restore(w, Ledger::Replay, "replayed").await.unwrap();
        assert_eq!(alive(&db).await, [0; 8]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn br2_who_was_let_in_again_is_not_kept_out_by_the_ledger() {
    on_both(async |world: World| {
        let w = &world;
        let member = w.member(1).await;
        let backups = w.backups();
        backups.take(Kind::Daily).await.unwrap();
        end_all(w, &member).await;
        ledger::ship(&backups).await.unwrap();
        w.clock.forward(Duration::from_secs(1));
        let now = w.ambient.now();
        w.run(
            sql!("UPDATE blocks SET lifted_at = $1, lifted_by = $2"),
            args![now, w.anna],
        )
        .await;
        w.run(sql!("UPDATE persons SET blocked_at = NULL"), args![])
            .await;
        ledger::ship(&backups).await.unwrap();
        let db = restore(w, Ledger::Replay, "lifted").await.unwrap();
        assert_eq!(alive(&db).await, [0, 0, 0, 0, 0, 0, 0, 1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn br2_a_ledger_that_is_lost_or_changed_stops_a_restore() {
    on_both(async |world: World| {
        let w = &world;
        let members = [w.member(1).await, w.member(2).await, w.member(3).await];
        let backups = w.backups();
        backups.take(Kind::Daily).await.unwrap();
        for member in &members {
            end_all(w, member).await;
            ledger::ship(&backups).await.unwrap();
        }
        let page = |number: u64| w.second_place().join(format!("ledger/{number:020}"));
        let second = std::fs::read(page(2)).unwrap();
        for bit in [0, 1, second.len() * 4, second.len() * 8 - 1] {
            let mut changed = second.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(page(2), changed).unwrap();
            let refused = restore(w, Ledger::Replay, &format!("bit {bit}"))
                .await
                .err()
                .unwrap();
            assert!(matches!(refused, Error::Ledger(_)), "{refused}");
        }
        std::fs::remove_file(page(2)).unwrap();
        let refused = restore(w, Ledger::Replay, "gap").await.err().unwrap();
        assert!(
            refused.to_string().contains("page 2 is missing"),
            "{refused}"
        );
        std::fs::write(page(2), second).unwrap();
        // A point that was taken later knows how far the ledger went.
        w.clock.forward(Duration::from_secs(300));
        backups.take(Kind::Point).await.unwrap();
        let all = w.backups().list().await.unwrap();
        assert_eq!(all.last().unwrap().noted().unwrap().ledger, 3);
        std::fs::remove_dir_all(w.second_place().join("ledger")).unwrap();
        let refused = restore(w, Ledger::Replay, "gone").await.err().unwrap();
        assert!(matches!(refused, Error::Ledger(_)), "{refused}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn br2_without_a_ledger_everything_that_lets_in_ends() {
    on_both(async |world: World| {
        let w = &world;
        w.member(1).await;
        w.backups().take(Kind::Daily).await.unwrap();
        let db = restore(w, Ledger::Lost, "lost").await.unwrap();
        let [grants, sessions, passwords, tokens, invitations, ..] = alive(&db).await;
        assert_eq!((sessions, tokens, invitations), (0, 0, 0));
        assert_eq!(
            (grants, passwords),
            (1, 1),
            "to be looked through by people"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_write_one_ledger() {
    on_both(async |world: World| {
        let w = &world;
        let members = [w.member(1).await, w.member(2).await, w.member(3).await];
        let (one, other) = (w.backups(), w.backups());
        one.take(Kind::Daily).await.unwrap();
        ledger::ship(&other).await.unwrap();
        end_all(w, &members[0]).await;
        ledger::ship(&one).await.unwrap();
        end_all(w, &members[1]).await;
        ledger::ship(&other).await.unwrap();
        end_all(w, &members[2]).await;
        let both = tokio::join!(ledger::ship(&one), ledger::ship(&other));
        assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
        let db = restore(w, Ledger::Replay, "two").await.unwrap();
        assert_eq!(alive(&db).await, [0; 8]);
    })
    .await;
}
