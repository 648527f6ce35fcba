//! A small world: an administrator, an account with its owner, a channel with a manager, a course; and another
//! account with an owner of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use tutela_access::{
    Caller, CreateAccount, Gate, NewScope, OpenDoor, Place, Platform, open_scope, session,
};
use tutela_audit::outbox::{self, Due, Outcome};
use tutela_core::{
    AccountId, Ambient, ChannelId, Clock, CourseId, PersonId, Role, Scope, SealingKey, Secret,
    SystemRng, Time, Token, Username,
};
use tutela_db::{Db, args, sql};
use tutela_identity::account::{self, AccountName, Created, NewAccount};
use tutela_identity::first_run::{First, create_administrator};
use tutela_identity::password::{FLOOR, Hasher, NewPassword, Rules};
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
    pub place: tutela_db::Place,
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
    on_both_places(async |place, clock| {
        let db = Db::open(&place, clock.now()).await.unwrap();
        test(db, clock).await;
    })
    .await;
}

async fn on_both_places<F: Future<Output = ()>>(
    test: impl Fn(tutela_db::Place, Arc<StoppedClock>) -> F,
) {
    let clock = || Arc::new(StoppedClock(AtomicI64::new(1_800_000_000_000_000)));
    let folder = tempfile::tempdir().unwrap();
    let file = tutela_db::Place::File(folder.path().join("t.db"));
    test(file, clock()).await;
    if let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("identity_{}_{next}", std::process::id());
        let server = tutela_db::Place::Server(Secret::new(server));
        let place = Db::create(&server, &name).await.unwrap();
        test(place, clock()).await;
    }
}

/// The same test in two such worlds.
pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    on_both_places(async |place, clock| {
        let db = Db::open(&place, clock.now()).await.unwrap();
        test(World::new(db, clock, place).await).await;
    })
    .await;
}

/// A gate as each node of one installation has it: the clock and the house's key are the same.
pub fn gate(db: &Db, clock: &Arc<StoppedClock>) -> Gate {
    let ambient = Ambient::new(clock.clone(), Arc::new(SystemRng));
    ambient.seal_with(SealingKey::new(&[7; 32]));
    Gate::new(db.clone(), ambient).unwrap()
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
    pub async fn new(db: Db, clock: Arc<StoppedClock>, place: tutela_db::Place) -> Self {
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
            place,
        }
    }

    pub fn clock_now(&self) -> Time {
        self.clock.now()
    }

    /// Another node of the same installation, or the same one after a restart.
    pub async fn node(&self) -> (Gate, Hasher) {
        let db = Db::open(&self.place, self.clock.now()).await.unwrap();
        let gate = gate(&db, &self.clock);
        let hasher = Hasher::new(2, gate.ambient());
        (gate, hasher)
    }

    /// Somebody can be reached there.
    pub async fn reach(&self, person: PersonId, kind: &'static str, address: &'static str) {
        let mut tx = self.db.write().await.unwrap();
        let insert = sql!(
            "INSERT INTO contacts (id, person_id, kind, address, canonical, confirmed_at)
             VALUES ($1, $2, $3, $4, $4, 1)"
        );
        let id: tutela_core::ContactId = self.ambient.id();
        tx.run(insert, args![id, person, kind, address])
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// The letters that went out since the last time.
    pub async fn letters(&self) -> Vec<Due> {
        let mut all = Vec::new();
        loop {
            let due = outbox::claim(&self.db, &self.ambient).await.unwrap();
            if due.is_empty() {
                return all;
            }
            for letter in &due {
                let now = self.clock.now();
                let sent = outbox::settle(&self.db, letter, &Outcome::Sent, now);
                sent.await.unwrap();
            }
            all.extend(due);
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
        self.sign_in_on(username, password, None).await
    }

    pub fn attempt(&self, username: &str, password: &str) -> Attempt {
        attempt(username, password, None)
    }

    /// On a device that holds this token.
    pub async fn sign_in_on(
        &self,
        username: &str,
        password: &str,
        device: Option<&Token>,
    ) -> Result<SignedIn, CannotSignIn> {
        let attempt = attempt(username, password, device);
        sign_in::sign_in(&self.gate, &self.hasher, attempt).await
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

pub fn attempt(username: &str, password: &str, device: Option<&Token>) -> Attempt {
    Attempt {
        username: username.to_owned(),
        password: Secret::new(password.to_owned()),
        user_agent: "test".to_owned(),
        network: "192.0.2.0/24".to_owned(),
        device: device.cloned(),
    }
}

/// The last part of the link of a letter.
pub fn link(letter: &Due) -> Token {
    let path = letter.words["path"].expose();
    Token::parse(path.rsplit('/').next().unwrap()).unwrap()
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
    let password = NewPassword::check(&typed, &Rules::new(FLOOR)).unwrap();
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
