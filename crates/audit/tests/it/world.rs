//! Anna, who can be reached by mail, and Bo, who has a phone alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use tutela_core::{Ambient, Clock, ContactId, PersonId, Secret, SystemRng, Time};
use tutela_db::{Db, Place, Sql, args, sql};

pub struct StoppedClock(AtomicI64);

impl StoppedClock {
    pub fn forward(&self, by: Duration) {
        let by = i64::try_from(by.as_micros()).unwrap();
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::SeqCst))
    }
}

pub struct World {
    pub db: Db,
    pub ambient: Ambient,
    pub clock: Arc<StoppedClock>,
    pub anna: PersonId,
    pub bo: PersonId,
}

pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let file = Place::File(folder.path().join("t.db"));
    test(World::new(&file).await).await;
    if let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("audit_{}_{next}", std::process::id());
        let server = Place::Server(Secret::new(server));
        let place = Db::create(&server, &name).await.unwrap();
        test(World::new(&place).await).await;
    }
}

impl World {
    async fn new(place: &Place) -> Self {
        let clock = Arc::new(StoppedClock(AtomicI64::new(1_800_000_000_000_000)));
        let ambient = Ambient::new(clock.clone(), Arc::new(SystemRng));
        let db = Db::open(place, ambient.now()).await.unwrap();
        let world = Self {
            anna: ambient.id(),
            bo: ambient.id(),
            db,
            ambient,
            clock,
        };
        world.person(world.anna, ("Anna Holm", "da")).await;
        world.person(world.bo, ("Bo Lind", "en")).await;
        world
            .contact(world.anna, ("email", "anna@example.org"))
            .await;
        world.contact(world.bo, ("phone", "+4512345678")).await;
        world
    }

    async fn person(&self, id: PersonId, (name, language): (&str, &str)) {
        let insert =
            sql!("INSERT INTO persons (id, name, language, created_at) VALUES ($1, $2, $3, 1)");
        self.run(insert, args![id, name, language]).await;
    }

    async fn contact(&self, person: PersonId, (kind, address): (&str, &str)) {
        let id: ContactId = self.ambient.id();
        let insert = sql!(
            "INSERT INTO contacts (id, person_id, kind, address, canonical, confirmed_at)
             VALUES ($1, $2, $3, $4, $4, 1)"
        );
        self.run(insert, args![id, person, kind, address]).await;
    }

    async fn run(&self, sql: Sql, args: &[tutela_db::Value]) {
        let mut tx = self.db.write().await.unwrap();
        tx.run(sql, args).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// How many rows a statement counts.
    pub async fn count(&self, sql: Sql) -> i64 {
        let mut tx = self.db.read().await.unwrap();
        tx.get(sql, args![]).await.unwrap().int(0).unwrap()
    }
}
