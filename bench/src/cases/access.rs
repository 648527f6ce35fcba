//! What one permission costs in a request: session, person, place and grants in one statement, and the decision. It must not
//! grow with the grants that somebody holds elsewhere, nor with the number of channels.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use tempfile::TempDir;
use tutela_access::{
    Caller, Gate, NewPerson, NewScope, OpenDoor, Place as Stands, ViewCourse, create_person,
    found_with, open_scope, publish, session,
};
use tutela_core::{AccountId, Ambient, ChannelId, CourseId, PersonId, Role, Secret};
use tutela_db::{Db, Place, Sql, Tx, args, sql};

use super::Bench;
use crate::figures::median;
use crate::report::{Report, Target};

/// Microseconds of a permission on the file.
const ON_A_FILE: Target = Target::AtMost(150.0);
/// The dearest as a multiple of the cheapest, by grants and channels.
const FLAT: Target = Target::AtMost(1.5);
/// A permission as a multiple of one exchange with the server that does next to nothing: it is one statement.
const OF_AN_EXCHANGE: Target = Target::AtMost(4.0);
const GRANTS: [usize; 3] = [1, 10, 1_000];
const CHANNELS: [usize; 4] = [10, 1_000, 10_000, 100_000];
const ASKED: usize = 2_000;

/// An account on one engine.
struct Town {
    db: Db,
    gate: Gate,
    ambient: Ambient,
    account: AccountId,
    courses: Vec<CourseId>,
    channels: usize,
    people: Vec<(usize, Caller)>,
}

/// Measures it on the file and, where there is one, on a server.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let folder = TempDir::with_prefix("tutela-bench-access-")?;
    on("file", file(folder.path()), bench, report).await?;
    match std::env::var("TUTELA_TEST_POSTGRES") {
        Ok(server) => {
            let server = Place::Server(Secret::new(server));
            let name = format!("bench_{}", std::process::id());
            on("server", Db::create(&server, &name).await?, bench, report).await
        }
        Err(_) => {
            report.absent("server", "PostgreSQL is not installed");
            Ok(())
        }
    }
}

fn file(folder: &Path) -> Place {
    Place::File(folder.join("bench.db"))
}

async fn on(engine: &str, place: Place, bench: &Bench, report: &mut Report) -> Result<()> {
    let mut town = Town::found(&place).await?;
    let exchange = town.exchange(bench).await?;
    report.know(&format!("{engine}.exchange_us"), exchange);
    let channels = match bench.short {
        true => &CHANNELS[..2],
        false => &CHANNELS[..],
    };
    let mut all = Vec::new();
    for channels in channels {
        town.grow(*channels).await?;
        for (grants, caller) in &town.people {
            let cost = town.permission(caller, bench).await?;
            let name = format!("{engine}.at_{channels}_channels.with_{grants}_grants_us");
            let target = (engine == "file").then_some(ON_A_FILE);
            report.tell(&name, cost, target);
            all.push(cost);
        }
    }
    let dearest = all.iter().copied().fold(f64::MIN, f64::max);
    let cheapest = all.iter().copied().fold(f64::MAX, f64::min);
    report.aim(&format!("{engine}.flat"), dearest / cheapest, FLAT);
    if engine == "server" {
        let of = median(&all) / exchange;
        report.aim("server.of_an_exchange", of, OF_AN_EXCHANGE);
    }
    Ok(())
}

impl Town {
    /// An account with a thousand published courses, and people who learn in 1, 10 and all of them.
    async fn found(place: &Place) -> Result<Self> {
        let ambient = Ambient::system();
        let db = Db::open(place, ambient.now()).await?;
        let gate = Gate::new(db.clone(), ambient.clone())?;
        let account: AccountId = ambient.id();
        let mut town = Self {
            db,
            gate,
            ambient,
            account,
            courses: Vec::new(),
            channels: 0,
            people: Vec::new(),
        };
        let mut tx = town.gate.enter(OpenDoor::OPERATOR).await?;
        town.build(&mut tx).await?;
        for grants in GRANTS {
            let caller = town.learner(&mut tx, grants).await?;
            town.people.push((grants, caller));
        }
        tx.commit().await?;
        Ok(town)
    }

    async fn build(&mut self, tx: &mut Tx) -> Result<()> {
        let now = self.ambient.now();
        let owner = self.person(tx).await?;
        let mut within = Stands::default();
        let scope = self.account.into();
        open_scope(tx, NewScope { scope, within }, now).await?;
        let role = Role::AccountOwner;
        found_with(tx, owner, role, Some(self.account), &self.ambient).await?;
        within.account = Some(self.account);
        let channel: ChannelId = self.ambient.id();
        let scope = channel.into();
        open_scope(tx, NewScope { scope, within }, now).await?;
        within.channel = Some(channel);
        for _ in 0..GRANTS[2] {
            let course: CourseId = self.ambient.id();
            let scope = course.into();
            open_scope(tx, NewScope { scope, within }, now).await?;
            publish(tx, scope, now).await?;
            self.courses.push(course);
        }
        self.channels = 1;
        Ok(())
    }

    async fn person(&self, tx: &mut Tx) -> Result<PersonId> {
        let new = NewPerson {
            name: "Anna".to_owned(),
            language: "en".to_owned(),
        };
        Ok(create_person(tx, &new, &self.ambient).await?)
    }

    /// Somebody who learns in so many courses, the first among them.
    async fn learner(&self, tx: &mut Tx, grants: usize) -> Result<Caller> {
        let (person, now) = (self.person(tx).await?, self.ambient.now());
        tutela_access::add_member(tx, self.account, person, now).await?;
        for course in &self.courses[..grants] {
            let id: CourseId = self.ambient.id();
            tx.run(GRANT, args![id, person, *course, self.account, now])
                .await?;
        }
        let started = session::start(tx, person, "bench", &self.ambient).await?;
        Ok(Caller::with(started.token.digest()))
    }

    /// More channels, until there are so many.
    async fn grow(&mut self, channels: usize) -> Result<()> {
        let mut tx = self.db.write().await?;
        let within = Stands {
            account: Some(self.account),
            ..Stands::default()
        };
        for _ in self.channels..channels {
            let channel: ChannelId = self.ambient.id();
            let scope = channel.into();
            open_scope(&mut tx, NewScope { scope, within }, self.ambient.now()).await?;
        }
        self.channels = channels;
        tx.commit().await?;
        let mut tx = self.db.write().await?;
        tx.run(ANALYZE, args![]).await?;
        Ok(tx.commit().await?)
    }

    /// Microseconds of the smallest statement there is.
    async fn exchange(&self, bench: &Bench) -> Result<f64> {
        let mut rounds = Vec::new();
        for _ in 0..bench.rounds() {
            let mut tx = self.db.read().await?;
            let begun = Instant::now();
            for _ in 0..ASKED {
                tx.get(NOTHING, args![]).await?;
            }
            rounds.push(each(begun, ASKED));
        }
        Ok(median(&rounds))
    }

    /// Microseconds of session, grants and decision: a transaction that asks, less one that does not.
    async fn permission(&self, caller: &Caller, bench: &Bench) -> Result<f64> {
        let course = *self.courses.first().context("there is no course")?;
        let mut rounds = Vec::new();
        for _ in 0..=bench.rounds() {
            let begun = Instant::now();
            for _ in 0..ASKED {
                drop(self.db.read_fenced().await?);
            }
            let bare = each(begun, ASKED);
            let begun = Instant::now();
            for _ in 0..ASKED {
                let mut guarded = self.gate.read(caller).await?;
                guarded.authorize(ViewCourse, course).await?;
            }
            rounds.push(each(begun, ASKED) - bare);
        }
        // The first round warms the statement up.
        Ok(median(&rounds[1..]))
    }
}

fn each(begun: Instant, times: usize) -> f64 {
    begun.elapsed().as_secs_f64() * 1e6 / times as f64
}

const NOTHING: Sql = sql!("SELECT 1");
const ANALYZE: Sql = sql!("ANALYZE");
const GRANT: Sql = sql!(
    "INSERT INTO grants (id, person_id, role, scope_id, account_id, granted_at)
     VALUES ($1, $2, 'course_learner', $3, $4, $5)"
);
