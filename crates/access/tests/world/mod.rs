//! A small world to ask the gate about: two accounts, two channels, a course with a lesson, five people.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "a test world, of which each binary uses a part"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use tutela_access::{
    Caller, Gate, GrantRole, NewPerson, NewScope, OpenDoor, Place, create_person, found_with,
    grant, open_scope, publish, session,
};
use tutela_core::{
    AccountId, Ambient, ChannelId, Clock, CourseId, GrantId, LessonId, PersonId, Role, Scope,
    Secret, SystemRng, Time, Token,
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
    pub caller: Caller,
}

impl Person {
    pub fn forged(world: &World) -> Self {
        let token = Token::new(&world.ambient);
        Self {
            id: world.ambient.id(),
            caller: Caller::with(token.digest()),
        }
    }
}

pub struct World {
    pub gate: Gate,
    pub clock: Arc<StoppedClock>,
    pub ambient: Ambient,
    pub db: Db,
    pub account: AccountId,
    pub channel: ChannelId,
    pub other_channel: ChannelId,
    pub course: CourseId,
    pub lesson: LessonId,
    pub administrator: Person,
    pub owner: Person,
    pub manager: Person,
    pub learner: Person,
    /// The owner of another account.
    pub stranger: Person,
    pub manager_grant: GrantId,
}

/// The same test on the file and, where a server is given, on the server.
pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    let folder = tempfile::tempdir().unwrap();
    test(World::new(&tutela_db::Place::File(folder.path().join("t.db"))).await).await;
    if let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("access_{}_{next}", std::process::id());
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
        let mut tx = gate.enter(OpenDoor::OPERATOR).await.unwrap();
        let people = [
            person(&mut tx, "Ada", &ambient).await,
            person(&mut tx, "Olga", &ambient).await,
            person(&mut tx, "Max", &ambient).await,
            person(&mut tx, "Lena", &ambient).await,
            person(&mut tx, "Sten", &ambient).await,
        ];
        let [administrator, owner, manager, learner, stranger] = people;
        let admin = Role::PlatformAdministrator;
        found_with(&mut tx, administrator.id, admin, None, &ambient)
            .await
            .unwrap();
        let account = account(&mut tx, owner.id, &ambient).await;
        self::account(&mut tx, stranger.id, &ambient).await;
        let within = Place {
            account: Some(account),
            ..Place::default()
        };
        let channel: ChannelId = open(&mut tx, within, &ambient).await;
        let other_channel = open(&mut tx, within, &ambient).await;
        let within = Place {
            channel: Some(channel),
            ..within
        };
        let course: CourseId = open(&mut tx, within, &ambient).await;
        let lesson = open(
            &mut tx,
            Place {
                course: Some(course),
                ..within
            },
            &ambient,
        )
        .await;
        tx.commit().await.unwrap();
        let manager_grant = give(
            &gate,
            &owner,
            &manager,
            Role::ChannelManager,
            channel.into(),
        )
        .await;
        give(
            &gate,
            &manager,
            &learner,
            Role::CourseLearner,
            course.into(),
        )
        .await;
        Self {
            gate,
            clock,
            ambient,
            db,
            account,
            channel,
            other_channel,
            course,
            lesson,
            administrator,
            owner,
            manager,
            learner,
            stranger,
            manager_grant,
        }
    }

    pub async fn publish(&self, scope: Scope) {
        let mut tx = self.gate.enter(OpenDoor::OPERATOR).await.unwrap();
        publish(&mut tx, scope, self.ambient.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn block(&self, person: PersonId) {
        let mut tx = self.db.write().await.unwrap();
        let block = sql!("UPDATE persons SET blocked_at = 1 WHERE id = $1");
        tx.run(block, args![person]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// A person with a session.
pub async fn person(tx: &mut Tx, name: &str, ambient: &Ambient) -> Person {
    let new = NewPerson {
        name: name.to_owned(),
        language: "en".to_owned(),
    };
    let id = create_person(tx, &new, ambient).await.unwrap();
    let started = session::start(tx, id, "test", ambient).await.unwrap();
    Person {
        id,
        caller: Caller::with(started.token.digest()),
    }
}

async fn account(tx: &mut Tx, owner: PersonId, ambient: &Ambient) -> AccountId {
    let account = open(tx, Place::default(), ambient).await;
    found_with(tx, owner, Role::AccountOwner, Some(account), ambient)
        .await
        .unwrap();
    account
}

async fn open<I: From<uuid::Uuid> + Into<Scope> + Copy>(
    tx: &mut Tx,
    within: Place,
    ambient: &Ambient,
) -> I {
    let id: I = ambient.id();
    open_scope(
        tx,
        NewScope {
            scope: id.into(),
            within,
        },
        ambient.now(),
    )
    .await
    .unwrap();
    id
}

async fn give(gate: &Gate, giver: &Person, to: &Person, role: Role, scope: Scope) -> GrantId {
    let mut guarded = gate.write(&giver.caller).await.unwrap();
    let mut allowed = guarded.authorize(GrantRole(role), scope).await.unwrap();
    let id = grant(&mut allowed, to.id, None).await.unwrap();
    guarded.commit().await.unwrap();
    id
}
