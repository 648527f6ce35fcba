//! What is done to roles, blocks and tokens is testified, whatever way leads there; and those who run an account see it.

mod kept;

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use tutela_audit::evidence::{self, Kind};
use tutela_core::{GrantId, Role, Scope};
use tutela_db::{args, sql};
use tutela_identity::ownership::{accept, offer};
use tutela_identity::{blocking, import, roles};

use crate::imports::look;
use crate::pages::{Answer, ask, cookie, house};
use crate::tokens::{call, make};
use crate::world::{Person, World, on_both, person};

/// The acts that must be testified, of the features that there are. A feature that begins to do one of the other kinds adds
/// it here, and what does it below.
const MUST: &[Kind] = &[
    Kind::RoleGranted,
    Kind::RoleChanged,
    Kind::RoleRevoked,
    Kind::AccountHandedOver,
    Kind::PersonBlocked,
    Kind::PersonUnblocked,
    Kind::TokenMade,
    Kind::TokenEnded,
];

async fn grant(w: &World, by: &Person, (scope, role): (Scope, Role), whom: &Person) -> GrantId {
    let mut guarded = w.gate.write(&by.caller).await.unwrap();
    let given = roles::grant(&mut guarded, scope, role, (whom.id, None))
        .await
        .unwrap();
    guarded.commit().await.unwrap();
    given.grant
}

/// Everything that can be done to a role, by every way: given, given again with an end, changed, taken, given back, handed over with
/// the account, taken with the membership, brought in by a file.
async fn roles_change(w: &World) {
    let here = (Scope::Course(w.course), Role::CourseTutor);
    let given = grant(w, &w.owner, here, &w.manager).await;
    let until = Some(w.clock_now().plus(Duration::from_secs(3600)));
    let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
    let terms = roles::Terms {
        until,
        reason: None,
    };
    roles::change(&mut guarded, given, &terms).await.unwrap();
    guarded.commit().await.unwrap();
    let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
    roles::revoke(&mut guarded, given).await.unwrap();
    guarded.commit().await.unwrap();
    let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
    roles::restore(&mut guarded, given).await.unwrap();
    guarded.commit().await.unwrap();
    grant(w, &w.owner, here, &w.manager).await;
    let head = (w.account.into(), Role::AccountManager);
    grant(w, &w.owner, head, &w.manager).await;
    let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
    let keeps = (w.manager.id, Some(Role::AccountManager));
    let offered = offer(&mut guarded, w.account, keeps).await.unwrap();
    guarded.commit().await.unwrap();
    accept((&w.gate, &w.manager.caller), offered).await.unwrap();
    let file = b"name,email,phone,id,role,channel,course\nIda Holm,,,ida.holm,tutor,,Knots\n";
    let looked = look(w, &w.manager, file).await.unwrap().import.unwrap();
    import::run((&w.gate, &w.manager.caller), w.account, looked)
        .await
        .unwrap();
    import::undo((&w.gate, &w.manager.caller), w.account, looked)
        .await
        .unwrap();
}

async fn blocks_and_tokens_change(w: &World) {
    let house = house(w.gate.clone(), None);
    let mut made = Vec::new();
    for _ in 0..2 {
        made.push(
            make(&house, &w.manager, w.account.into(), &["record"])
                .await
                .0,
        );
    }
    let path = format!("/api/v1/me/tokens/{}", made[0]);
    let own = w.manager.token.reveal();
    let ended = call(&house, &own, (Method::DELETE, &path), None).await;
    assert!(ended.status.is_success());
    let mut guarded = w.gate.write(&w.administrator.caller).await.unwrap();
    blocking::block(&mut guarded, w.manager.id, "for a test")
        .await
        .unwrap();
    guarded.commit().await.unwrap();
    let mut guarded = w.gate.write(&w.administrator.caller).await.unwrap();
    blocking::unblock(&mut guarded, w.manager.id).await.unwrap();
    guarded.commit().await.unwrap();
}

#[tokio::test]
async fn nothing_of_the_list_happens_without_an_entry() {
    on_both(async |world: World| {
        let w = &world;
        roles_change(w).await;
        blocks_and_tokens_change(w).await;
        let mut tx = w.db.read().await.unwrap();
        for kind in MUST {
            let count = sql!("SELECT COUNT(*) FROM evidence_pending WHERE kind = $1");
            let row = tx.get(count, args![kind.as_str()]).await.unwrap();
            assert!(row.int(0).unwrap() > 0, "{}", kind.as_str());
        }
        drop(tx);
        for (what, silent) in [
            ("given", sql!("SELECT COUNT(*) FROM grants g WHERE NOT EXISTS (
                 SELECT e.id FROM evidence_pending e WHERE e.subject_id = g.id AND e.kind = 'role-granted')")),
            ("taken", sql!("SELECT COUNT(*) FROM grants g WHERE g.revoked_by IS NOT NULL AND NOT EXISTS (
                 SELECT e.id FROM evidence_pending e WHERE e.subject_id = g.id AND e.kind = 'role-revoked')")),
            ("made", sql!("SELECT COUNT(*) FROM api_tokens t WHERE NOT EXISTS (
                 SELECT e.id FROM evidence_pending e WHERE e.subject_id = t.id AND e.kind = 'token-made')")),
            ("ended", sql!("SELECT COUNT(*) FROM api_tokens t WHERE t.ended_at IS NULL OR NOT EXISTS (
                 SELECT e.id FROM evidence_pending e WHERE e.subject_id = t.id AND e.kind = 'token-ended')")),
        ] {
            assert_eq!(w.count(silent).await, 0, "{what} without an entry");
        }
        let several = sql!("SELECT COUNT(*) FROM grants WHERE revoked_by IS NOT NULL");
        assert!(w.count(several).await >= 4, "by several ways");
    })
    .await;
}

/// A statement that changes what must be testified stands in one of the files that testify to it.
#[test]
fn nobody_changes_roles_blocks_or_tokens_past_the_evidence_log() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap();
    let may = [
        ("INSERT INTO grants", "access/src/role/rows.rs", 1),
        ("SET revoked_at", "access/src/role.rs", 1),
        ("SET revoked_at", "access/src/role/rows.rs", 2),
        ("SET until_at", "access/src/role/rows.rs", 1),
        ("SET until_at", "access/src/role/change.rs", 1),
        ("SET blocked_at", "access/src/person.rs", 2),
        ("INSERT INTO api_tokens", "access/src/token.rs", 1),
        ("SET ended_at", "access/src/token.rs", 2),
    ];
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![crates.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !["tests", "target", "demo"].contains(&name.as_str()) {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let file = path.strip_prefix(crates).unwrap().display().to_string();
                for table in ["grants", "persons", "api_tokens"] {
                    for statement in text.split("sql!(").skip(1) {
                        let statement = statement.split("\n    );").next().unwrap();
                        for (word, ..) in may {
                            let here = format!("UPDATE {table} {word}");
                            let is_it = statement.contains(&here)
                                || word.ends_with(table) && statement.contains(word);
                            if is_it {
                                *found.entry((word, file.clone())).or_insert(0) += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    let expected = may.map(|(word, file, times)| ((word, file.to_owned()), times));
    assert_eq!(found, expected.into_iter().collect());
}

async fn sequenced(w: &World) {
    evidence::lay_in(&w.db, w.ambient.id(), &w.ambient)
        .await
        .unwrap();
    while evidence::sequence(&w.db, &w.ambient).await.unwrap() > 0 {}
}

async fn get(w: &World, who: &Person, path: &str) -> Answer {
    ask(
        &house(w.gate.clone(), None),
        Method::GET,
        path,
        &cookie(who),
        "",
    )
    .await
}

async fn json(w: &World, who: &Person, path: &str) -> Value {
    let told = call(
        &house(w.gate.clone(), None),
        &who.token.reveal(),
        (Method::GET, path),
        None,
    )
    .await;
    assert_eq!(told.status, StatusCode::OK, "{path}");
    told.json()
}

#[tokio::test]
async fn a_manager_sees_the_evidence_of_a_role_and_others_do_not() {
    on_both(async |world: World| {
        let w = &world;
        sequenced(w).await;
        let given = grant(
            w,
            &w.owner,
            (Scope::Course(w.course), Role::CourseTutor),
            &w.manager,
        )
        .await;
        let account = format!("/accounts/{}", w.account);
        let record = json(
            w,
            &w.owner,
            &format!("/api/v1{account}/activities?action=grantRole"),
        )
        .await;
        let line = record["activities"][0]["id"].as_str().unwrap().to_owned();
        let waits = get(
            w,
            &w.owner,
            &format!("{account}/activities/{line}/evidence"),
        )
        .await;
        assert!(
            waits.text.contains("waits for its number"),
            "{}",
            waits.text
        );
        sequenced(w).await;
        let page = get(
            w,
            &w.owner,
            &format!("{account}/activities/{line}/evidence"),
        )
        .await;
        assert!(page.text.contains("A role was given") && page.text.contains("/proof\""));
        let listed = json(
            w,
            &w.owner,
            &format!("/api/v1{account}/activities/{line}/evidence"),
        )
        .await;
        let number = listed["entries"][0]["number"].as_u64().unwrap();
        let proof = json(
            w,
            &w.owner,
            &format!("/api/v1{account}/evidence/entries/{number}"),
        )
        .await;
        let details = proof["details"].as_str().unwrap();
        assert!(details.contains(&w.manager.id.to_string()) && details.contains("course_tutor"));
        let leaf = proof["entry"].as_str().unwrap();
        for name in [
            w.manager.id.to_string(),
            given.to_string(),
            w.account.to_string(),
            "Max".to_owned(),
        ] {
            assert!(!leaf.contains(&name), "{leaf}");
        }
        let file = get(
            w,
            &w.owner,
            &format!("{account}/evidence/entries/{number}/proof"),
        )
        .await;
        assert!(
            file.text.starts_with("c2sp.org/tlog-proof@v1\nextra "),
            "{}",
            file.text
        );
        for path in [
            format!("{account}/evidence"),
            format!("{account}/activities/{line}/evidence"),
            format!("{account}/evidence/entries/{number}/proof"),
            format!("/api/v1{account}/evidence/entries/{number}"),
        ] {
            for who in [&w.stranger, &w.administrator] {
                assert_eq!(
                    get(w, who, &path).await.status,
                    StatusCode::NOT_FOUND,
                    "{path}"
                );
            }
            assert_eq!(
                get(w, &w.manager, &path).await.status,
                StatusCode::FORBIDDEN,
                "{path}"
            );
        }
        let theirs = format!("/api/v1{account}/evidence/entries/0");
        let other = call(
            &house(w.gate.clone(), None),
            &w.owner.token.reveal(),
            (Method::GET, &theirs),
            None,
        )
        .await;
        assert_eq!(
            other.status,
            StatusCode::NOT_FOUND,
            "an entry of the platform"
        );
    })
    .await;
}

#[tokio::test]
async fn an_owner_keeps_a_checkpoint_and_has_it_compared() {
    on_both(async |world: World| {
        let w = &world;
        sequenced(w).await;
        let account = format!("/accounts/{}", w.account);
        let page = format!("{account}/evidence");
        let kept = get(w, &w.owner, &format!("{page}/checkpoint")).await.text;
        grant(
            w,
            &w.owner,
            (Scope::Course(w.course), Role::CourseTutor),
            &w.manager,
        )
        .await;
        sequenced(w).await;
        let house = house(w.gate.clone(), None);
        let paste = async |text: &str| {
            let form = serde_html(text);
            ask(&house, Method::POST, &page, &cookie(&w.owner), &form).await
        };
        let well = paste(&kept.replace('\n', "\r\n")).await;
        assert!(
            well.status.is_success() && well.text.contains("The log holds."),
            "{}",
            well.text
        );
        assert!(
            paste("hello <b>")
                .await
                .text
                .contains("no checkpoint of this log")
        );
        assert_eq!(paste("  ").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let forged = kept.replace("tutela/", "tutela/x");
        assert!(
            paste(&forged)
                .await
                .text
                .contains("no checkpoint of this log")
        );
        let word = json!({"note": kept});
        let path = format!("/api/v1{account}/evidence/comparison");
        let said = call(
            &house,
            &w.owner.token.reveal(),
            (Method::POST, &path),
            Some(word),
        )
        .await;
        assert_eq!(said.json()["standing"], "holds");
    })
    .await;
}

/// One field of a form, as a browser sends it.
fn serde_html(text: &str) -> String {
    let bytes = text.bytes().map(|byte| format!("%{byte:02X}"));
    format!("checkpoint={}", bytes.collect::<String>())
}
