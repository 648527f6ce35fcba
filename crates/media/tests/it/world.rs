//! A small world: a school with an owner and one lesson that takes a film, and a stranger.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tutela_access::{
    Action, Authorized, Caller, CreateChannel, CreateCourse, CreateLesson, Error, Gate, NewPerson,
    NewScope, OpenDoor, create_person, found_with, open_scope, session,
};
use tutela_catalog::lesson::{self, Kind, NewLesson};
use tutela_catalog::{Line, Prose, channel, course};
use tutela_core::{
    AccountId, Ambient, Clock, CourseId, LessonId, ObjectId, PersonId, Role, Secret, SystemRng,
    Time,
};
use tutela_db::{Db, Tx, args, sql};
use tutela_media::Media;
use tutela_media::object::Use;
use tutela_media::upload::{Incoming, receive};
use tutela_vault::{RootKey, RootSource, Store, Vault, VaultConfig};

/// A real film of the demo.
pub const FILM: &[u8] = include_bytes!("../../../tutela/demo/content/the-wand-every-time.mp4");

/// A clock that stands still until it is told to move.
pub struct StoppedClock(AtomicI64);

impl StoppedClock {
    pub fn forward(&self, by: Duration) {
        self.0
            .fetch_add(i64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::SeqCst))
    }
}

pub struct World {
    pub db: Db,
    pub gate: Gate,
    pub clock: Arc<StoppedClock>,
    pub vault: Vault,
    pub owner: Caller,
    pub stranger: Caller,
    pub course: CourseId,
    pub lesson: LessonId,
    _objects: tempfile::TempDir,
}

/// The same test on a file and, where a server is given, on the server.
pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let file = tutela_db::Place::File(folder.path().join("t.db"));
    test(World::new(&file).await).await;
    if let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("media_{}_{next}", std::process::id());
        let server = tutela_db::Place::Server(Secret::new(server));
        test(World::new(&Db::create(&server, &name).await.unwrap()).await).await;
    }
}

impl World {
    async fn new(place: &tutela_db::Place) -> Self {
        let clock = Arc::new(StoppedClock(AtomicI64::new(1_800_000_000_000_000)));
        let ambient = Ambient::new(clock.clone(), Arc::new(SystemRng));
        let db = Db::open(place, ambient.now()).await.unwrap();
        let gate = Gate::new(db.clone(), ambient.clone()).unwrap();
        let objects = tempfile::tempdir().unwrap();
        let config = VaultConfig {
            store: Store::folder(objects.path()).unwrap(),
            installation: "test".to_owned(),
            root: RootSource::Text(RootKey::generate(&ambient).1),
        };
        let vault = Vault::start(config, &ambient).await.unwrap();
        let (owner, stranger) = (person(&gate, "Olga").await, person(&gate, "Sten").await);
        let mut tx = gate.enter(OpenDoor::OPERATOR).await.unwrap();
        let school = found(&mut tx, "Nordlys", owner.0, &ambient).await;
        found(&mut tx, "Harbour", stranger.0, &ambient).await;
        tx.commit().await.unwrap();
        let mut world = Self {
            course: ambient.id(),
            lesson: ambient.id(),
            owner: owner.1,
            stranger: stranger.1,
            db,
            gate,
            clock,
            vault,
            _objects: objects,
        };
        world.course = world.make_course(school).await;
        world.lesson = world.make_lesson(Kind::Video).await;
        world
    }

    async fn make_course(&self, school: AccountId) -> CourseId {
        let name = channel::Wording {
            name: Line::parse("Seamanship").unwrap(),
            summary: Prose::default(),
        };
        let make = async |a: &mut Authorized<'_, CreateChannel>| channel::create(a, &name).await;
        let channel = self.write((CreateChannel, school), make).await.unwrap();
        let title = course::Wording {
            title: Line::parse("Weather").unwrap(),
            summary: Prose::default(),
        };
        let make = async |a: &mut Authorized<'_, CreateCourse>| course::create(a, &title).await;
        self.write((CreateCourse, channel), make).await.unwrap()
    }

    pub async fn make_lesson(&self, kind: Kind) -> LessonId {
        let new = NewLesson {
            kind,
            title: Line::parse("Knots").unwrap(),
            body: Prose::default(),
        };
        let make = async |a: &mut Authorized<'_, CreateLesson>| lesson::create(a, &new).await;
        self.write((CreateLesson, self.course), make).await.unwrap()
    }

    /// Lets the owner do something, and keeps it when it went well.
    pub async fn write<A: Action, T, E: From<Error>>(
        &self,
        (action, on): (A, A::On),
        act: impl AsyncFnOnce(&mut Authorized<'_, A>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut guarded = self.gate.write(&self.owner).await?;
        let done = act(&mut guarded.authorize(action, on).await?).await?;
        guarded.commit().await?;
        Ok(done)
    }

    /// Gives a lesson its film.
    pub async fn upload(&self, lesson: LessonId) -> ObjectId {
        let incoming = Incoming {
            lesson,
            purpose: Use::Video,
            file_name: "knots.mp4".to_owned(),
            limit: 1 << 30,
        };
        let body = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(FILM))]);
        let by = (&self.gate, &self.owner);
        receive(by, &self.media(), &incoming, body)
            .await
            .unwrap()
            .object
    }

    /// What uploads work with: room for everything, and nobody who scans.
    pub fn media(&self) -> Media {
        Media {
            vault: self.vault.clone(),
            limit: u64::MAX,
            scanner: None,
            processes: tutela_media::process::Processes::default(),
        }
    }

    pub fn now(&self) -> Time {
        self.clock.now()
    }
}

async fn person(gate: &Gate, name: &str) -> (PersonId, Caller) {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await.unwrap();
    let new = NewPerson {
        name: name.to_owned(),
        language: "en".to_owned(),
    };
    let id = create_person(&mut tx, &new, gate.ambient()).await.unwrap();
    let started = session::start(&mut tx, id, "test", gate.ambient()).await;
    let token = started.unwrap().token;
    tx.commit().await.unwrap();
    (id, Caller::with(token.digest()))
}

/// An account as the feature that owns them would make it.
async fn found(tx: &mut Tx, name: &str, owner: PersonId, ambient: &Ambient) -> AccountId {
    let (account, now): (AccountId, _) = (ambient.id(), ambient.now());
    let scope = NewScope {
        scope: account.into(),
        within: tutela_access::Place::default(),
    };
    open_scope(tx, scope, now).await.unwrap();
    let insert = sql!("INSERT INTO accounts (id, name, created_at) VALUES ($1, $2, $3)");
    tx.run(insert, args![account, name, now]).await.unwrap();
    found_with(tx, owner, Role::AccountOwner, Some(account), ambient)
        .await
        .unwrap();
    account
}
