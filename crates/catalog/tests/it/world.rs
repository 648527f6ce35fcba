//! A small world: a school with an owner, a channel and the people of one course; and another school, whose owner is
//! a stranger here.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use tutela_access::{
    Action, Authorized, Caller, CreateChannel, CreateCourse, CreateLesson, Error, Gate, GrantRole,
    NewPerson, NewScope, OpenDoor, PublishCourse, UploadMedia, create_person, found_with, grant,
    open_scope, session,
};
use tutela_catalog::course::CannotPublish;
use tutela_catalog::lesson::{CannotCreate, Kind, NewLesson};
use tutela_catalog::{Line, Prose, channel, course, lesson};
use tutela_core::{
    AccountId, Ambient, ChannelId, Clock, CourseId, LessonId, PersonId, Role, Scope, Secret,
    SystemRng, Time, Token,
};
use tutela_db::{Db, Tx, args, sql};

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

pub struct Person {
    pub id: PersonId,
    pub token: Token,
    pub caller: Caller,
}

pub struct World {
    pub db: Db,
    pub gate: Gate,
    pub clock: Arc<StoppedClock>,
    pub school: AccountId,
    pub channel: ChannelId,
    pub course: CourseId,
    pub administrator: Person,
    pub owner: Person,
    pub manager: Person,
    pub editor: Person,
    pub tutor: Person,
    pub learner: Person,
    /// The owner of the other school.
    pub stranger: Person,
    pub other_school: AccountId,
}

/// The same test on a file and, where a server is given, on the server.
pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let file = tutela_db::Place::File(folder.path().join("t.db"));
    test(World::new(&file).await).await;
    if let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("catalog_{}_{next}", std::process::id());
        let server = tutela_db::Place::Server(Secret::new(server));
        test(World::new(&Db::create(&server, &name).await.unwrap()).await).await;
    }
}

impl World {
    async fn new(place: &tutela_db::Place) -> Self {
        let clock = Arc::new(StoppedClock(AtomicI64::new(1_800_000_000_000_000)));
        let ambient = Ambient::new(clock.clone(), Arc::new(SystemRng));
        let db = Db::open(place, ambient.now()).await.unwrap();
        let gate = Gate::new(db.clone(), ambient).unwrap();
        let administrator = person(&gate, "Ada Berg").await;
        let (owner, stranger) = (person(&gate, "Olga").await, person(&gate, "Sten").await);
        let mut tx = gate.enter(OpenDoor::OPERATOR).await.unwrap();
        let (admin, ambient) = (Role::PlatformAdministrator, gate.ambient());
        found_with(&mut tx, administrator.id, admin, None, ambient)
            .await
            .unwrap();
        let school = found(&mut tx, "Nordlys", owner.id, ambient).await;
        let other_school = found(&mut tx, "Harbour", stranger.id, ambient).await;
        tx.commit().await.unwrap();
        let mut world = Self {
            manager: person(&gate, "Max").await,
            editor: person(&gate, "Edda").await,
            tutor: person(&gate, "Tove").await,
            learner: person(&gate, "Lena Lund").await,
            channel: gate.ambient().id(),
            course: gate.ambient().id(),
            administrator,
            owner,
            stranger,
            school,
            other_school,
            clock,
            gate,
            db,
        };
        world.fill().await;
        world
    }

    async fn fill(&mut self) {
        self.channel = self
            .make_channel(&self.owner, self.school, "Seamanship")
            .await;
        self.give(
            &self.owner,
            &self.manager,
            Role::ChannelManager,
            self.channel,
        )
        .await;
        self.course = self
            .make_course(&self.manager, self.channel, "Weather")
            .await;
        for (person, role) in [
            (&self.editor, Role::CourseEditor),
            (&self.tutor, Role::CourseTutor),
            (&self.learner, Role::CourseLearner),
        ] {
            self.give(&self.manager, person, role, self.course).await;
        }
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

    pub async fn give(&self, by: &Person, to: &Person, role: Role, scope: impl Into<Scope>) {
        let on = (GrantRole(role), scope.into());
        self.write(by, on, async |a| grant(a, to.id, None).await)
            .await
            .unwrap();
    }

    pub async fn make_channel(&self, by: &Person, account: AccountId, name: &str) -> ChannelId {
        let wording = channel::Wording {
            name: Line::parse(name).unwrap(),
            summary: Prose::default(),
        };
        let on = (CreateChannel, account);
        self.write(by, on, async |a| channel::create(a, &wording).await)
            .await
            .unwrap()
    }

    pub async fn make_course(&self, by: &Person, channel: ChannelId, title: &str) -> CourseId {
        let wording = course::Wording {
            title: Line::parse(title).unwrap(),
            summary: Prose::default(),
        };
        let on = (CreateCourse, channel);
        self.write(by, on, async |a| course::create(a, &wording).await)
            .await
            .unwrap()
    }

    /// A lesson of the one course, by its editor.
    pub async fn make_lesson(&self, kind: Kind, title: &str, body: &str) -> LessonId {
        let new = new_lesson(kind, title, body);
        self.write(
            &self.editor,
            (CreateLesson, self.course),
            async |a| -> Result<_, CannotCreate> { lesson::create(a, &new).await },
        )
        .await
        .unwrap()
    }

    /// A film of a minute in its lesson.
    pub async fn make_film(&self, title: &str) -> LessonId {
        let lesson = self.make_lesson(Kind::Video, title, "").await;
        let fill = async |a: &mut Authorized<'_, UploadMedia>| {
            let now = a.now();
            lesson::fill(a.tx(), lesson, Some(Duration::from_secs(60)), now).await
        };
        self.write(&self.editor, (UploadMedia, lesson), fill)
            .await
            .unwrap();
        lesson
    }

    pub async fn publish(&self) -> Result<u64, CannotPublish> {
        let on = (PublishCourse, self.course);
        self.write(&self.editor, on, async |a| course::publish(a).await)
            .await
    }

    /// How many rows a statement counts.
    pub async fn count(&self, sql: tutela_db::Sql) -> i64 {
        let mut tx = self.db.read().await.unwrap();
        tx.get(sql, args![]).await.unwrap().int(0).unwrap()
    }
}

pub fn new_lesson(kind: Kind, title: &str, body: &str) -> NewLesson {
    NewLesson {
        kind,
        title: Line::parse(title).unwrap(),
        body: Prose::parse(body, Prose::LESSON).unwrap(),
    }
}

async fn person(gate: &Gate, name: &str) -> Person {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await.unwrap();
    let new = NewPerson {
        name: name.to_owned(),
        language: "en".to_owned(),
    };
    let id = create_person(&mut tx, &new, gate.ambient()).await.unwrap();
    let started = session::start(&mut tx, id, "test", gate.ambient()).await;
    let token = started.unwrap().token;
    tx.commit().await.unwrap();
    Person {
        id,
        caller: Caller::with(token.digest()),
        token,
    }
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
