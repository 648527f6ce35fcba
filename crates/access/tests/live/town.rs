//! Two accounts, each with two channels of two courses of two lessons, in a real database, and people who hold
//! whatever was drawn for them.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use tokio::runtime::Handle;
use tutela_access::{NewScope, OpenDoor, Place, add_member, close, open_scope, publish};
use tutela_core::{GrantId, Level, Role, Scope, ScopeId, Time};
use tutela_db::{Tx, args, sql};

use crate::reference::{self, Spot};
use crate::world::{self, World};

/// How many people live there.
pub const PEOPLE: usize = 5;

/// What becomes of a grant that was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Lasting,
    Ending,
    Ended,
    Revoked,
}

/// Everything that is left to chance. Numbers are taken modulo what there is to choose from.
#[derive(Debug, Clone)]
pub struct Draw {
    /// Person, role, place among those of the role's level, fate.
    pub grants: Vec<(usize, usize, usize, Fate)>,
    /// The places that are not published.
    pub drafts: Vec<usize>,
    /// A place that was closed with all that is in it.
    pub closed: Option<usize>,
    pub blocked: Option<usize>,
    /// A person and an account that he has left.
    pub left: Option<(usize, usize)>,
}

/// Anything that can be drawn.
pub fn draws() -> impl Strategy<Value = Draw> {
    let fate = prop_oneof![
        4 => Just(Fate::Lasting),
        1 => Just(Fate::Ending),
        1 => Just(Fate::Ended),
        1 => Just(Fate::Revoked),
    ];
    let grant = (0..PEOPLE, 0..Role::ALL.len(), 0_usize..64, fate);
    let grants = proptest::collection::vec(grant, 0..20);
    let drafts = proptest::collection::vec(0_usize..31, 0..12);
    let closed = proptest::option::weighted(0.3, 1_usize..31);
    let blocked = proptest::option::weighted(0.3, 0..PEOPLE);
    let left = proptest::option::weighted(0.5, (0..PEOPLE, 0_usize..2));
    (grants, drafts, closed, blocked, left).prop_map(|(grants, drafts, closed, blocked, left)| {
        Draw {
            grants,
            drafts,
            closed,
            blocked,
            left,
        }
    })
}

/// Tries a property on what is drawn, from a seed that `TUTELA_SEED` sets and a failure prints.
pub fn for_all<S: Strategy>(strategy: S, cases: u32, property: impl AsyncFn(S::Value))
where
    S::Value: Clone,
{
    let given = std::env::var("TUTELA_SEED").ok();
    let seed = given.map_or(2026, |seed| seed.parse().unwrap());
    println!("TUTELA_SEED={seed}");
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let tried = TestRunner::new(config).run(&strategy, |drawn| {
        tokio::task::block_in_place(|| Handle::current().block_on(property(drawn)));
        Ok(())
    });
    if let Err(error) = tried {
        panic!("{error}");
    }
}

/// The town, in the database and in the words of the reference.
pub struct Town {
    pub spots: Vec<Spot>,
    pub scopes: Vec<Scope>,
    pub people: Vec<world::Person>,
    pub as_known: Vec<reference::Person>,
    pub closed: Vec<usize>,
    pub grants: HashMap<(usize, Role, usize), GrantId>,
}

impl Town {
    /// The tree and the people, who hold nothing yet.
    pub async fn empty(world: &World) -> Self {
        let mut town = Self {
            spots: vec![spot(Level::Platform, None)],
            scopes: vec![Scope::Platform],
            people: Vec::new(),
            as_known: Vec::new(),
            closed: Vec::new(),
            grants: HashMap::new(),
        };
        let mut tx = world.gate.enter(OpenDoor::OPERATOR).await.unwrap();
        for _ in 0..PEOPLE {
            town.people
                .push(world::person(&mut tx, "Anna", &world.ambient).await);
            town.as_known.push(reference::Person {
                blocked: false,
                member_of: Vec::new(),
                holds: Vec::new(),
                token: None,
            });
        }
        town.grow(&mut tx, world, 0, Place::default()).await;
        tx.commit().await.unwrap();
        town
    }

    /// The same with all that was drawn.
    pub async fn drawn(world: &World, draw: &Draw) -> Self {
        let mut town = Self::empty(world).await;
        let mut tx = world.gate.enter(OpenDoor::OPERATOR).await.unwrap();
        town.publish(&mut tx, world.ambient.now(), &draw.drafts)
            .await;
        for (person, role, place, fate) in &draw.grants {
            let role = Role::ALL[*role];
            let places = town.places(role.level());
            let at = places[place % places.len()];
            town.hold(&mut tx, world, (*person, role, at), *fate).await;
        }
        town.befall(&mut tx, world, draw).await;
        tx.commit().await.unwrap();
        town
    }

    /// The places of a level.
    pub fn places(&self, level: Level) -> Vec<usize> {
        let all = 0..self.scopes.len();
        all.filter(|at| self.scopes[*at].level() == level).collect()
    }

    /// Everything at or below a place.
    pub fn within(&self, top: usize) -> Vec<usize> {
        let all = 0..self.scopes.len();
        all.filter(|at| reference::is_at_or_below(&self.spots, *at, top))
            .collect()
    }

    /// The account that a place is in; the platform is in none.
    pub fn account(&self, at: usize) -> Option<usize> {
        let mut accounts = self.places(Level::Account).into_iter();
        accounts.find(|account| reference::is_at_or_below(&self.spots, at, *account))
    }

    async fn grow(&mut self, tx: &mut Tx, world: &World, parent: usize, within: Place) {
        let level = match self.scopes[parent].level() {
            Level::Platform => Level::Account,
            Level::Account => Level::Channel,
            Level::Channel => Level::Course,
            Level::Course => Level::Lesson,
            Level::Lesson => return,
        };
        for _ in 0..2 {
            let id: ScopeId = world.ambient.id();
            let scope = Scope::of(level, id);
            let new = NewScope { scope, within };
            open_scope(tx, new, world.ambient.now()).await.unwrap();
            let mut inside = within;
            match scope {
                Scope::Account(id) => inside.account = Some(id),
                Scope::Channel(id) => inside.channel = Some(id),
                Scope::Course(id) => inside.course = Some(id),
                Scope::Platform | Scope::Lesson(_) => {}
            }
            let at = self.scopes.len();
            self.scopes.push(scope);
            self.spots.push(spot(level, Some(parent)));
            Box::pin(self.grow(tx, world, at, inside)).await;
        }
    }

    async fn publish(&mut self, tx: &mut Tx, now: Time, drafts: &[usize]) {
        for at in 1..self.scopes.len() {
            if !drafts.contains(&at) {
                publish(tx, self.scopes[at], now).await.unwrap();
                self.spots[at].published = true;
            }
        }
    }

    /// Writes a grant as it would stand after its fate, whoever may have given it.
    pub async fn hold(
        &mut self,
        tx: &mut Tx,
        world: &World,
        held: (usize, Role, usize),
        fate: Fate,
    ) {
        let (person, role, at) = held;
        if self.grants.contains_key(&held) {
            return;
        }
        let (id, now) = (world.ambient.id::<GrantId>(), world.ambient.now());
        let account = self.account(at);
        let account_id = account.map(|account| self.scopes[account]);
        if let (Some(account), Some(Scope::Account(id))) = (account, account_id) {
            add_member(tx, id, self.people[person].id, now)
                .await
                .unwrap();
            self.as_known[person].member_of.push(account);
        }
        let until = match fate {
            Fate::Ending => Some(Time::from_micros(now.micros() + 1)),
            Fate::Ended => Some(now),
            Fate::Lasting | Fate::Revoked => None,
        };
        let revoked = (fate == Fate::Revoked).then_some(now);
        let insert = sql!(
            "INSERT INTO grants (id, person_id, role, scope_id, account_id, granted_at, until_at, revoked_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        );
        let (who, place) = (self.people[person].id, self.scopes[at]);
        let args = args![id, who, role, place, account_id, now, until, revoked];
        tx.run(insert, args).await.unwrap();
        self.grants.insert(held, id);
        if matches!(fate, Fate::Lasting | Fate::Ending) {
            self.as_known[person].holds.push((role.as_str(), at));
        }
    }

    async fn befall(&mut self, tx: &mut Tx, world: &World, draw: &Draw) {
        if let Some(person) = draw.blocked {
            let block = sql!("UPDATE persons SET blocked_at = 1 WHERE id = $1");
            tx.run(block, args![self.people[person].id]).await.unwrap();
            self.as_known[person].blocked = true;
        }
        if let Some((person, account)) = draw.left {
            let account = self.places(Level::Account)[account];
            let leave =
                sql!("UPDATE members SET left_at = 1 WHERE person_id = $1 AND account_id = $2");
            let args = args![self.people[person].id, self.scopes[account]];
            tx.run(leave, args).await.unwrap();
            let gone = self.within(account);
            let known = &mut self.as_known[person];
            known.member_of.retain(|at| *at != account);
            known.holds.retain(|(_, at)| !gone.contains(at));
        }
        if let Some(at) = draw.closed {
            close(tx, self.scopes[at], &world.ambient).await.unwrap();
            self.closed = self.within(at);
        }
    }
}

fn spot(level: Level, parent: Option<usize>) -> Spot {
    Spot {
        level: level.as_str(),
        parent,
        published: false,
    }
}
