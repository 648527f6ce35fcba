//! Looking through the objects: all at once, and in the background within 30 days.

use std::fs;
use std::time::Duration;

use tutela_access::{Error, OpenDoor, Platform, ViewVault};
use tutela_media::verify::{self, Coverage, Damage, ROUND, scrub};

use crate::world::{FILM, PAPER, World, on_both};

const DAY: Duration = Duration::from_secs(24 * 3600);
const LONG: Duration = Duration::from_secs(600);

async fn coverage(w: &World) -> Coverage {
    let now = w.gate.ambient().now();
    let mut tx = w.gate.look(OpenDoor::OPERATOR).await.unwrap();
    verify::coverage(&mut tx, now).await.unwrap()
}

async fn damaged(w: &World) -> Vec<Damage> {
    let look = w.read(
        &w.administrator,
        (ViewVault, Platform),
        async |a| -> Result<_, Error> { verify::damaged(a, &w.vault, 10).await },
    );
    look.await.unwrap()
}

#[tokio::test]
async fn in4_verify_names_what_does_not_open() {
    on_both(async |w: World| {
        let (film, paper) = (w.give(w.film, FILM).await, w.give(w.paper, PAPER).await);
        let mut told = Vec::new();
        let look = async |told: &mut Vec<Damage>| {
            told.clear();
            verify::all(&w.gate, &w.vault, None, |_, damage| {
                told.extend(damage.cloned())
            })
            .await
            .unwrap()
        };
        let done = look(&mut told).await;
        assert_eq!((done.objects, done.of, done.damaged), (2, 2, 0));
        assert_eq!(done.bytes, (FILM.len() + PAPER.len()) as u64);

        let path = w.file(film);
        let whole = fs::read(&path).unwrap();
        let mut rotten = whole.clone();
        rotten[whole.len() / 2] ^= 4;
        fs::write(&path, rotten).unwrap();
        let done = look(&mut told).await;
        assert_eq!((done.objects, done.damaged), (2, 1));
        let damage = &told[0];
        assert_eq!((damage.object, damage.lesson), (film, w.film));
        assert_eq!(
            (damage.account_name.as_str(), damage.lesson_title.as_str()),
            ("Nordlys", "Fog")
        );
        assert_eq!(
            damage.path,
            fs::canonicalize(&path).unwrap().display().to_string()
        );
        assert!(damage.what.contains("chunk"), "{}", damage.what);

        fs::remove_file(w.file(paper)).unwrap();
        assert_eq!(look(&mut told).await.damaged, 2);
        assert!(told.iter().any(|one| one.what.contains("not there")));
        assert_eq!(damaged(&w).await.len(), 2, "it stays visible");
        fs::write(&path, whole).unwrap();
        assert_eq!(look(&mut told).await.damaged, 1);
        assert_eq!(damaged(&w).await[0].object, paper);
    })
    .await;
}

#[tokio::test]
async fn in4_the_scrub_sees_everything_within_thirty_days() {
    on_both(async |w: World| {
        let film = w.give(w.film, FILM).await;
        w.give(w.paper, PAPER).await;
        assert_eq!(
            scrub(&w.gate, &w.vault, LONG).await.unwrap().objects,
            0,
            "not due"
        );
        assert_eq!(coverage(&w).await.percent(), 100);
        w.clock.forward(DAY);
        assert_eq!(coverage(&w).await.percent(), 0, "nobody came");
        assert_eq!(scrub(&w.gate, &w.vault, LONG).await.unwrap().objects, 2);
        let mut seen = 0;
        for _ in 0..60 {
            w.clock.forward(DAY);
            seen += scrub(&w.gate, &w.vault, LONG).await.unwrap().objects;
            assert_eq!(coverage(&w).await.percent(), 100);
        }
        assert!(
            (4..=6).contains(&seen),
            "{seen}: each about twice in 60 days"
        );
        w.clock.forward(ROUND);
        assert_eq!(coverage(&w).await.checked, 0, "silence is not coverage");

        let path = w.file(film);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        let done = scrub(&w.gate, &w.vault, LONG).await.unwrap();
        assert_eq!((done.objects, done.damaged), (2, 1));
        let since = coverage(&w).await;
        assert_eq!(since.damaged, 1);
        fs::write(&path, whole).unwrap();
        w.clock.forward(DAY);
        let done = scrub(&w.gate, &w.vault, LONG).await.unwrap();
        assert_eq!(
            (done.objects, done.damaged),
            (1, 0),
            "what was damaged is looked at daily"
        );
        assert_eq!(coverage(&w).await.damaged, 0);
    })
    .await;
}
