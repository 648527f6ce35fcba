//! A small world: an administrator, an account with its owner, a channel with a manager, a course; and another
//! account with an owner of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use tutela_access::{
    Caller, CreateAccount, Gate, NewScope, OpenDoor, Place, Platform, open_scope, session,
};
use tutela_core::{
    AccountId, Ambient, ChannelId, Clock, CourseId, PersonId, Role, Scope, Secret, SystemRng, Time,
    Token, Username,
};
use tutela_db::{Db, args, sql};
use tutela_identity::account::{self, AccountName, Created, NewAccount};
use tutela_identity::first_run::{First, create_administrator};
use tutela_identity::password::{FLOOR, Hasher, NewPassword};
use tutela_identity::people::{self, Added, CannotAdd, Newcomer, PersonName};
use tutela_identity::sign_in::{self, Attempt, CannotSignIn, SignedIn};

/// The password of everybody who has one.
pub const PASSWORD: &str = "correct horse battery";

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
    pub hasher: Hasher,
    pub clock: Arc<StoppedClock>,
    pub ambient: Ambient,
    pub account: AccountId,
    pub channel: ChannelId,
    pub course: CourseId,
    pub administrator: Person,
    pub owner: Person,
    pub manager: Person,
    /// The owner of another account, `sten`.
    pub stranger: Person,
}

/// The same test on an empty file and, where a server is given, on an empty database there.
pub async fn on_both_empty<F: Future<Output = ()>>(test: impl Fn(Db, Arc<StoppedClock>) -> F) {
    let clock = || Arc::new(StoppedClock(AtomicI64::new(1_800_000_000_000_000)));
    let folder = tempfile::tempdir().unwrap();
    let file = tutela_db::Place::File(folder.path().join("t.db"));
    let first = clock();
    test(Db::open(&file, first.now()).await.unwrap(), first).await;
    if let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("identity_{}_{next}", std::process::id());
        let server = tutela_db::Place::Server(Secret::new(server));
        let place = Db::create(&server, &name).await.unwrap();
        let second = clock();
        test(Db::open(&place, second.now()).await.unwrap(), second).await;
    }
}

/// An empty database with a clock of its own.
pub async fn open(place: &tutela_db::Place) -> (Db, Arc<StoppedClock>) {
    let clock = Arc::new(StoppedClock(AtomicI64::new(1_800_000_000_000_000)));
    (Db::open(place, clock.now()).await.unwrap(), clock)
}

/// The same test in two such worlds.
pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    on_both_empty(async |db, clock| test(World::new(db, clock).await).await).await;
}

pub fn gate(db: &Db, clock: &Arc<StoppedClock>) -> Gate {
    Gate::new(db.clone(), Ambient::new(clock.clone(), Arc::new(SystemRng))).unwrap()
}

pub fn newcomer(name: &str, username: &str) -> Newcomer {
    Newcomer::new(
        PersonName::parse(name).unwrap(),
        Username::parse(username).unwrap(),
    )
}

pub fn first(username: &str) -> First {
    First {
        newcomer: newcomer("Ada Berg", username),
        password: Secret::new(PASSWORD.to_owned()),
        language: "en".to_owned(),
    }
}

impl World {
    pub async fn new(db: Db, clock: Arc<StoppedClock>) -> Self {
        let gate = gate(&db, &clock);
        let (hasher, ambient) = (Hasher::new(2, gate.ambient()), gate.ambient().clone());
        let ada = create_administrator(&gate, &hasher, &first("ada")).await;
        let administrator = person(&gate, ada.unwrap()).await;
        let made = make_account(&gate, &hasher, &administrator, ("Nordlys", "olga")).await;
        let other = make_account(&gate, &hasher, &administrator, ("Harbour", "sten")).await;
        let owner = person(&gate, made.owner).await;
        let (channel, course) = content(&gate, made.account).await;
        let manager = Newcomer {
            password: Some(hash(&hasher).await),
            ..newcomer("Max Lund", "max")
        };
        let mut guarded = gate.write(&owner.caller).await.unwrap();
        let role = Some(Role::ChannelManager);
        let manager = people::add(&mut guarded, channel.into(), &manager, role)
            .await
            .unwrap();
        guarded.commit().await.unwrap();
        Self {
            manager: person(&gate, manager.person).await,
            stranger: person(&gate, other.owner).await,
            account: made.account,
            administrator,
            owner,
            channel,
            course,
            hasher,
            clock,
            ambient,
            gate,
            db,
        }
    }

    /// Brings somebody in, without a password.
    pub async fn add(
        &self,
        by: &Person,
        scope: Scope,
        (username, role): (&str, Option<Role>),
    ) -> Result<Added, CannotAdd> {
        let mut guarded = self.gate.write(&by.caller).await?;
        let newcomer = newcomer(&format!("The new {username}"), username);
        let added = people::add(&mut guarded, scope, &newcomer, role).await?;
        guarded.commit().await?;
        Ok(added)
    }

    pub async fn sign_in(&self, username: &str, password: &str) -> Result<SignedIn, CannotSignIn> {
        let attempt = self.attempt(username, password);
        sign_in::sign_in(&self.gate, &self.hasher, attempt).await
    }

    pub fn attempt(&self, username: &str, password: &str) -> Attempt {
        Attempt {
            username: username.to_owned(),
            password: Secret::new(password.to_owned()),
            user_agent: "test".to_owned(),
            network: "192.0.2.0/24".to_owned(),
        }
    }

    pub async fn block(&self, person: PersonId) {
        let mut tx = self.db.write().await.unwrap();
        let block = sql!("UPDATE persons SET blocked_at = 1 WHERE id = $1");
        tx.run(block, args![person]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// How many rows a statement counts.
    pub async fn count(&self, sql: tutela_db::Sql) -> i64 {
        let mut tx = self.db.read().await.unwrap();
        tx.get(sql, args![]).await.unwrap().int(0).unwrap()
    }
}

/// Somebody with a session of his own.
pub async fn person(gate: &Gate, id: PersonId) -> Person {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await.unwrap();
    let started = session::start(&mut tx, id, "test", gate.ambient());
    let token = started.await.unwrap().token;
    tx.commit().await.unwrap();
    Person {
        id,
        caller: Caller::with(token.digest()),
        token,
    }
}

async fn hash(hasher: &Hasher) -> tutela_identity::password::Hashed {
    let typed = Secret::new(PASSWORD.to_owned());
    let password = NewPassword::check(&typed, FLOOR, &[]).unwrap();
    hasher.hash(password).await.unwrap()
}

async fn make_account(
    gate: &Gate,
    hasher: &Hasher,
    administrator: &Person,
    (name, owner): (&str, &str),
) -> Created {
    let owner = Newcomer {
        password: Some(hash(hasher).await),
        ..newcomer(&format!("{owner} the owner"), owner)
    };
    let name = AccountName::parse(name).unwrap();
    let mut guarded = gate.write(&administrator.caller).await.unwrap();
    let mut authorized = guarded.authorize(CreateAccount, Platform).await.unwrap();
    let new = NewAccount { name, owner };
    let made = account::create(&mut authorized, &new).await.unwrap();
    guarded.commit().await.unwrap();
    made
}

/// A channel with a course, as the feature that owns them would make them.
async fn content(gate: &Gate, account: AccountId) -> (ChannelId, CourseId) {
    let (ambient, now) = (gate.ambient(), gate.ambient().now());
    let (channel, course): (ChannelId, CourseId) = (ambient.id(), ambient.id());
    let within = Place {
        account: Some(account),
        ..Place::default()
    };
    let below = Place {
        channel: Some(channel),
        ..within
    };
    let mut tx = gate.enter(OpenDoor::OPERATOR).await.unwrap();
    for (scope, within) in [(channel.into(), within), (course.into(), below)] {
        open_scope(&mut tx, NewScope { scope, within }, now)
            .await
            .unwrap();
    }
    let insert = sql!(
        "INSERT INTO channels (id, account_id, name, summary, created_at)
         VALUES ($1, $2, 'Seamanship', '', $3)"
    );
    tx.run(insert, args![channel, account, now]).await.unwrap();
    let insert = sql!(
        "INSERT INTO courses (id, account_id, channel_id, title, summary, created_at)
         VALUES ($1, $2, $3, 'Knots', '', $4)"
    );
    tx.run(insert, args![course, account, channel, now])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (channel, course)
}
