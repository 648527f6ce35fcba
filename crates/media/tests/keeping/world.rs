//! A school with a course of two lessons, a vault in a folder, and a clock that stands still.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use tempfile::TempDir;
use tutela_access::{
    Action, Authorized, Caller, CreateChannel, CreateCourse, CreateLesson, Error, Gate, GetMedia,
    GrantRole, NewPerson, NewScope, OpenDoor, create_person, found_with, grant, open_scope,
    session,
};
use tutela_catalog::lesson::{CannotCreate, Kind, NewLesson};
use tutela_catalog::{Line, Prose, channel, course, lesson};
use tutela_core::{
    AccountId, Ambient, Clock, CourseId, LessonId, ObjectId, PersonId, Role, Scope, Secret,
    SystemRng, Time,
};
use tutela_db::{Db, Tx, args, sql};
use tutela_media::Media;
use tutela_media::object::Use;
use tutela_media::upload::{CannotUpload, Incoming, receive};
use tutela_media::watch::{self, CannotWatch};
use tutela_vault::{RootSource, Store, Vault, VaultConfig};

pub const PAPER: &[u8] = include_bytes!("../../../tutela/demo/content/cleaning-schedule.pdf");
pub const FILM: &[u8] = include_bytes!("../../../tutela/demo/content/the-wand-every-time.mp4");

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

pub struct Person {
    pub id: PersonId,
    pub caller: Caller,
}

pub struct World {
    pub folder: TempDir,
    pub gate: Gate,
    pub vault: Vault,
    pub clock: Arc<StoppedClock>,
    pub administrator: Person,
    pub owner: Person,
    pub school: AccountId,
    pub course: CourseId,
    pub film: LessonId,
    pub paper: LessonId,
}

/// The same test on a file and, where a server is given, on the server.
pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let file = tutela_db::Place::File(folder.path().join("t.db"));
    test(World::new(&file).await).await;
    if let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("keeping_{}_{next}", std::process::id());
        let server = tutela_db::Place::Server(Secret::new(server));
        test(World::new(&Db::create(&server, &name).await.unwrap()).await).await;
    }
}

impl World {
    async fn new(place: &tutela_db::Place) -> Self {
        let clock = Arc::new(StoppedClock(AtomicI64::new(1_800_000_000_000_000)));
        let ambient = Ambient::new(clock.clone(), Arc::new(SystemRng));
        let db = Db::open(place, ambient.now()).await.unwrap();
        let gate = Gate::new(db, ambient).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let vault = start(&folder, gate.ambient()).await;
        let administrator = person(&gate, "Ada").await;
        let owner = person(&gate, "Olga").await;
        let mut tx = gate.enter(OpenDoor::OPERATOR).await.unwrap();
        let role = Role::PlatformAdministrator;
        found_with(&mut tx, administrator.id, role, None, gate.ambient())
            .await
            .unwrap();
        let school = found(&mut tx, "Nordlys", owner.id, gate.ambient()).await;
        tx.commit().await.unwrap();
        let mut world = Self {
            course: gate.ambient().id(),
            film: gate.ambient().id(),
            paper: gate.ambient().id(),
            folder,
            gate,
            vault,
            clock,
            administrator,
            owner,
            school,
        };
        world.fill().await;
        world
    }

    async fn fill(&mut self) {
        let name = channel::Wording {
            name: Line::parse("Seamanship").unwrap(),
            summary: Prose::default(),
        };
        let made = self.write(&self.owner, (CreateChannel, self.school), async |a| {
            channel::create(a, &name).await
        });
        let channel = made.await.unwrap();
        let title = course::Wording {
            title: Line::parse("Weather").unwrap(),
            summary: Prose::default(),
        };
        let made = self.write(&self.owner, (CreateCourse, channel), async |a| {
            course::create(a, &title).await
        });
        self.course = made.await.unwrap();
        self.film = self.make_lesson(Kind::Video, "Fog").await;
        self.paper = self.make_lesson(Kind::Document, "Chart").await;
    }

    pub async fn make_lesson(&self, kind: Kind, title: &str) -> LessonId {
        let new = NewLesson {
            kind,
            title: Line::parse(title).unwrap(),
            body: Prose::default(),
        };
        let make = async |a: &mut Authorized<'_, CreateLesson>| -> Result<_, CannotCreate> {
            lesson::create(a, &new).await
        };
        self.write(&self.owner, (CreateLesson, self.course), make)
            .await
            .unwrap()
    }

    /// Lets somebody do something, and keeps it when it went well.
    pub async fn write<A: Action, T, E: From<Error>>(
        &self,
        who: &Person,
        (action, on): (A, A::On),
        act: impl AsyncFnOnce(&mut Authorized<'_, A>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut guarded = self.gate.write(&who.caller).await?;
        let done = act(&mut guarded.authorize(action, on).await?).await?;
        guarded.commit().await?;
        Ok(done)
    }

    /// Lets somebody look at something.
    pub async fn read<A: Action, T, E: From<Error>>(
        &self,
        who: &Person,
        (action, on): (A, A::On),
        look: impl AsyncFnOnce(&mut Authorized<'_, A>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut guarded = self.gate.read(&who.caller).await?;
        look(&mut guarded.authorize(action, on).await?).await
    }

    /// Somebody new with a role in the course.
    pub async fn bring(&self, name: &str, role: Role) -> Person {
        let newcomer = person(&self.gate, name).await;
        let on = (GrantRole(role), Scope::Course(self.course));
        self.write(&self.owner, on, async |a| grant(a, newcomer.id, None).await)
            .await
            .unwrap();
        newcomer
    }

    /// Uploads a file into a lesson.
    pub async fn give(&self, lesson: LessonId, bytes: &'static [u8]) -> ObjectId {
        self.try_give(lesson, bytes).await.unwrap()
    }

    pub async fn try_give(
        &self,
        lesson: LessonId,
        bytes: &'static [u8],
    ) -> Result<ObjectId, CannotUpload> {
        let incoming = Incoming {
            lesson,
            purpose: if lesson == self.film {
                Use::Video
            } else {
                Use::Document
            },
            file_name: "file".to_owned(),
            limit: u64::MAX,
        };
        let body = stream::iter(
            bytes
                .chunks(60_000)
                .map(|piece| Ok::<_, Error>(Bytes::from(piece))),
        );
        let who = (&self.gate, &self.owner.caller);
        Ok(receive(who, &self.media(), &incoming, body).await?.object)
    }

    /// What uploads work with: room for everything, and nobody who scans.
    pub fn media(&self) -> Media {
        Media {
            vault: self.vault.clone(),
            limit: u64::MAX,
            scanner: None,
        }
    }

    /// All bytes of an object as a learner would get them; nothing where there is no such object.
    pub async fn fetch(&self, lesson: LessonId, object: ObjectId) -> Option<Bytes> {
        self.fetch_from(&self.vault, lesson, object).await
    }

    pub async fn fetch_from(
        &self,
        vault: &Vault,
        lesson: LessonId,
        object: ObjectId,
    ) -> Option<Bytes> {
        let opened = self.read(
            &self.owner,
            (GetMedia, lesson),
            async |a| -> Result<_, CannotWatch> {
                let found = watch::find(a, object).await?;
                watch::open(a, vault, &found).await
            },
        );
        let opened = opened.await.ok()?;
        opened.bytes(0..opened.size()).await.ok()
    }

    pub fn file(&self, object: ObjectId) -> PathBuf {
        let account = self.school.to_string();
        self.folder
            .path()
            .join("store/objects")
            .join(account)
            .join(object.to_string())
    }

    pub async fn count(&self, sql: tutela_db::Sql) -> i64 {
        let mut tx = self.gate.look(OpenDoor::OPERATOR).await.unwrap();
        tx.get(sql, args![]).await.unwrap().int(0).unwrap()
    }

    /// Signs somebody in again: a month later no session is left.
    pub async fn sign_in_again(&mut self) {
        for at in 0..2 {
            let id = [self.administrator.id, self.owner.id][at];
            let caller = sign_in(&self.gate, id).await;
            [&mut self.administrator, &mut self.owner][at].caller = caller;
        }
    }
}

pub async fn start(folder: &TempDir, ambient: &Ambient) -> Vault {
    let config = VaultConfig {
        store: Store::folder(&folder.path().join("store")).unwrap(),
        installation: "school".to_owned(),
        root: RootSource::File(folder.path().join("root.key")),
    };
    Vault::start(config, ambient).await.unwrap()
}

async fn person(gate: &Gate, name: &str) -> Person {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await.unwrap();
    let new = NewPerson {
        name: name.to_owned(),
        language: "en".to_owned(),
    };
    let id = create_person(&mut tx, &new, gate.ambient()).await.unwrap();
    tx.commit().await.unwrap();
    let caller = sign_in(gate, id).await;
    Person { id, caller }
}

async fn sign_in(gate: &Gate, person: PersonId) -> Caller {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await.unwrap();
    let started = session::start(&mut tx, person, "test", gate.ambient()).await;
    tx.commit().await.unwrap();
    Caller::with(started.unwrap().token.digest())
}

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
