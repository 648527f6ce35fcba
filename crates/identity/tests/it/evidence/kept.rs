//! What leaves the house: checkpoints by mail, and the record as files.

use super::*;

#[tokio::test]
async fn owners_get_checkpoints_by_mail_and_hold_the_log_to_them() {
    on_both(async |world: World| {
        let w = &world;
        w.reach(w.owner.id, "email", "olga@example.org").await;
        w.reach(w.manager.id, "email", "max@example.org").await;
        w.letters().await;
        sequenced(w).await;
        let mailed = tutela_identity::evidence::mail_all(&w.gate).await.unwrap();
        assert_eq!(mailed, 1, "the owner who has an address, and nobody else");
        let letters = w.letters().await;
        let [letter] = &letters[..] else {
            panic!("{}", letters.len())
        };
        let note = letter.words["checkpoint"].expose().clone();
        let mut tx = w.db.read().await.unwrap();
        let standing = evidence::compare(&mut tx, &note).await.unwrap();
        assert!(
            matches!(standing, evidence::Standing::Holds(_)),
            "{standing:?}"
        );
        drop(tx);
        let house = house(w.gate.clone(), None);
        let path = format!("/accounts/{}/evidence/letter", w.account);
        let again = ask(&house, Method::POST, &path, &cookie(&w.owner), "").await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        assert!(w.letters().await.is_empty(), "one a minute");
        w.clock.forward(Duration::from_secs(61));
        ask(&house, Method::POST, &path, &cookie(&w.owner), "").await;
        assert_eq!(w.letters().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn who_takes_the_record_away_stands_in_it_once_a_day() {
    on_both(async |world: World| {
        let w = &world;
        let account = format!("/accounts/{}", w.account);
        for _ in 0..3 {
            for file in ["activities.csv", "activities.json", "review.csv"] {
                let answer = get(w, &w.owner, &format!("{account}/{file}")).await;
                assert_eq!(answer.status, StatusCode::OK);
            }
        }
        assert_eq!(
            w.gate.write_openings().await.unwrap(),
            2,
            "the record and the list of roles"
        );
        let (other, _) = w.node().await;
        let anew = person(&other, w.owner.id).await;
        let (elsewhere, path) = (
            house(other.clone(), None),
            format!("{account}/activities.csv"),
        );
        let (cookie, method) = (cookie(&anew), Method::GET);
        let answer = ask(&elsewhere, method, &path, &cookie, "");
        assert_eq!(answer.await.status, StatusCode::OK);
        assert_eq!(
            other.write_openings().await.unwrap(),
            0,
            "nor twice on two nodes"
        );
        w.clock.forward(Duration::from_secs(24 * 3600));
        let again = person(&w.gate, w.owner.id).await;
        let answer = get(
            w,
            &again,
            &format!("{account}/activities.json?action=exportActivities"),
        )
        .await;
        assert_eq!(w.gate.write_openings().await.unwrap(), 1, "another day");
        let lines: Value = serde_json::from_str(&answer.text).unwrap();
        assert_eq!(lines.as_array().unwrap().len(), 1);
        assert_eq!(lines[0]["action"], "exportActivities");
    })
    .await;
}
