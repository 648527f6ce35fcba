//! A witness signs what continues, and nothing else: of two logs under one name it signs one.

use tutela_audit::evidence::{
    self, Details, Entry, Kind, Note, Refused, Said, SignedCheckpoint, Signer, Use, Verifier,
};
use tutela_db::{args, sql};

use super::files::Forge;
use crate::world::{World, on_both};

fn witness_key() -> Signer {
    Signer::new("w.example/1", Use::Witness, &[9; 32]).unwrap()
}

async fn ask(w: &World, logs: &[Verifier], body: &str) -> Result<String, Refused> {
    evidence::witness(&w.db, (&witness_key(), logs), body, &w.ambient).await
}

/// What a forger sends over the first `size` entries of what he calls his log.
fn body(log: &Forge, older: u64, size: u64) -> String {
    use base64::Engine as _;
    let tiles = log.tiles();
    let proof = evidence::merkle::consistency(older, size);
    let proof: String = proof
        .into_iter()
        .map(|part| {
            let hash = tiles.hash(part).unwrap();
            base64::engine::general_purpose::STANDARD.encode(hash) + "\n"
        })
        .collect();
    let note = log.checkpoint(usize::try_from(size).unwrap());
    format!("old {older}\n{proof}\n{note}")
}

#[tokio::test]
async fn t38_a_witness_signs_one_of_two_logs_under_one_name() {
    on_both(async |world: World| {
        let w = &world;
        let log = Forge::new(300);
        let mut fork = log.clone();
        fork.entries[150] = b"another past\n".to_vec();
        let logs = [log.signer().verifier().clone()];
        let line = ask(w, &logs, &body(&log, 0, 200)).await.unwrap();
        let note = Note::parse(&format!("{}{line}", log.checkpoint(200))).unwrap();
        assert!(matches!(note.said_by(witness_key().verifier()), Said::Signed(signed) if signed.at.is_some()));
        for (older, size) in [(200, 300), (200, 201), (200, 200)] {
            let refused = ask(w, &logs, &body(&fork, older, size)).await;
            assert!(matches!(refused, Err(Refused::Inconsistent)), "{refused:?}");
        }
        let rolled_back = ask(w, &logs, &body(&log, 100, 150)).await;
        assert!(matches!(rolled_back, Err(Refused::Elsewhere(200))), "{rolled_back:?}");
        let anew = ask(w, &logs, &body(&fork, 0, 300)).await;
        assert!(matches!(anew, Err(Refused::Elsewhere(200))), "{anew:?}");
        ask(w, &logs, &body(&log, 200, 300)).await.unwrap();
        ask(w, &logs, &body(&log, 300, 300)).await.unwrap();
        let mut tx = w.db.read().await.unwrap();
        let kept = evidence::witnessed(&mut tx, "tutela/forge").await.unwrap().unwrap();
        let kept = Note::parse(&kept).unwrap();
        assert!(matches!(kept.said_by(&logs[0]), Said::Signed(_)));
        assert!(matches!(kept.said_by(witness_key().verifier()), Said::Signed(_)));
    })
    .await;
}

#[tokio::test]
async fn a_witness_refuses_strangers_wrong_keys_and_what_is_no_submission() {
    on_both(async |world: World| {
        let w = &world;
        let log = Forge::new(10);
        let mut thief = log.clone();
        thief.seed = [8; 32];
        let logs = [log.signer().verifier().clone()];
        let stranger = ask(w, &[], &body(&log, 0, 10)).await;
        assert!(matches!(stranger, Err(Refused::Unknown)));
        let unsigned = ask(w, &logs, &body(&thief, 0, 10)).await;
        assert!(matches!(unsigned, Err(Refused::Unsigned)));
        let good = body(&log, 0, 10);
        for wrong in [
            "",
            "old 0\n",
            "old 0\n\n",
            &good[4..],
            &good.replace("old 0", "old 00"),
            &good.replace("old 0", "old 11"),
            &good.replace("old 0\n", "old 0\nAAAA\n"),
            &format!("old 0\n{}\n{}", "A\n".repeat(64), log.checkpoint(10)),
        ] {
            let refused = ask(w, &logs, wrong).await;
            assert!(
                matches!(refused, Err(Refused::Shape)),
                "{wrong:?}: {refused:?}"
            );
        }
        let surplus = good.replace(
            "old 0\n",
            "old 0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        );
        assert!(matches!(
            ask(w, &logs, &surplus).await,
            Err(Refused::Inconsistent)
        ));
    })
    .await;
}

#[tokio::test]
async fn of_many_who_ask_at_once_none_rolls_the_witness_back() {
    on_both(async |world: World| {
        let w = &world;
        let log = Forge::new(60);
        let logs = [log.signer().verifier().clone()];
        ask(w, &logs, &body(&log, 0, 20)).await.unwrap();
        let all = (21..=60).map(|size| {
            let (db, ambient, logs) = (w.db.clone(), w.ambient.clone(), logs.clone());
            let body = body(&log, 20, size);
            tokio::spawn(async move {
                evidence::witness(&db, (&witness_key(), &logs), &body, &ambient)
                    .await
                    .is_ok()
            })
        });
        let mut signed = 0;
        for one in all.collect::<Vec<_>>() {
            signed += usize::from(one.await.unwrap());
        }
        assert_eq!(signed, 1);
    })
    .await;
}

#[tokio::test]
async fn a_log_asks_its_witness_and_shows_what_it_signed() {
    on_both(async |world: World| {
        let w = &world;
        evidence::lay_in(&w.db, w.ambient.id(), &w.ambient)
            .await
            .unwrap();
        let mut size = 0;
        for round in 0..3 {
            for number in 0..70 {
                let subject = format!("{round} {number}");
                let entry = Entry {
                    kind: Kind::ControlRun,
                    account: None,
                    actor: None,
                    subject: &subject,
                    details: Details::Sha256([1; 32]),
                };
                let mut tx = w.db.write().await.unwrap();
                evidence::append(&mut tx, &entry, &w.ambient).await.unwrap();
                tx.commit().await.unwrap();
            }
            evidence::sequence(&w.db, &w.ambient).await.unwrap();
            let (checkpoint, logs, body) = sent(w, size).await;
            let line = ask(w, &logs, &body).await.unwrap();
            let mut tx = w.db.write().await.unwrap();
            let key = witness_key();
            let to = (&checkpoint, key.verifier());
            assert!(
                !evidence::keep_cosignature(&mut tx, to, "\u{2014} x AAAAAAAA\n", &w.ambient)
                    .await
                    .unwrap()
            );
            assert!(
                evidence::keep_cosignature(&mut tx, to, &line, &w.ambient)
                    .await
                    .unwrap()
            );
            size = evidence::cosigned_size(&mut tx, key.verifier())
                .await
                .unwrap();
            tx.commit().await.unwrap();
            assert_eq!(size, (round + 1) * 70);
        }
        let (checkpoint, ..) = sent(w, size).await;
        let note = Note::parse(&checkpoint.signed).unwrap();
        assert!(matches!(
            note.said_by(witness_key().verifier()),
            Said::Signed(_)
        ));
        let mut tx = w.db.write().await.unwrap();
        let count = sql!("SELECT COUNT(*) FROM evidence_cosignatures");
        assert_eq!(tx.get(count, args![]).await.unwrap().int(0).unwrap(), 3);
        assert!(
            evidence::submission(&mut tx, 211, &checkpoint)
                .await
                .unwrap()
                .is_none()
        );
    })
    .await;
}

async fn sent(w: &World, older: u64) -> (SignedCheckpoint, Vec<Verifier>, String) {
    let mut tx = w.db.read().await.unwrap();
    let checkpoint = evidence::latest(&mut tx).await.unwrap().unwrap();
    let keys = evidence::verifiers(&mut tx).await.unwrap();
    let body = evidence::submission(&mut tx, older, &checkpoint)
        .await
        .unwrap()
        .unwrap();
    (checkpoint, keys, body)
}
