//! What was taken reaches what is already running (promise DA4). A removal leaves a row in its own transaction. The node that
//! took it notices at the commit, the others when they look, twice a second; then everything that still runs asks the
//! policy again, and what is no longer allowed is broken off.

use std::sync::LazyLock;
use std::time::Duration;

use tokio::sync::watch;
use tutela_core::{Ambient, Time};
use tutela_db::{Db, Error, Tx, args, sql};
use uuid::Uuid;

/// How often a node looks for what others took.
const LOOK: Duration = Duration::from_millis(400);

/// How long a removal is kept for others to see.
const KEPT: Duration = Duration::from_secs(3600);

/// Changes whenever anything was taken from anybody. One for the process: who listens asks the database what it means.
static TAKEN: LazyLock<watch::Sender<()>> = LazyLock::new(|| watch::Sender::new(()));

/// To be told of removals from now on.
pub(crate) fn listen() -> watch::Receiver<()> {
    TAKEN.subscribe()
}

/// Notes, in the transaction that takes something from somebody, that it does.
pub async fn note(tx: &mut Tx, ambient: &Ambient) -> Result<(), Error> {
    let id: Uuid = ambient.id();
    let insert = sql!("INSERT INTO removals (id, at) VALUES ($1, $2)");
    tx.run(insert, args![id.to_string(), ambient.now()]).await?;
    tx.on_commit(tell);
    Ok(())
}

fn tell() {
    TAKEN.send_replace(());
}

/// Listens to what other nodes and programs take, for as long as the process lives. While the database does not answer,
/// nothing is known, and everything that runs has to ask.
pub(crate) async fn follow(db: Db, ambient: Ambient) {
    let mut known = None;
    loop {
        let seen = look(&db, &ambient).await.ok();
        if seen.is_none() || seen != known {
            tell();
        }
        known = seen;
        tokio::time::sleep(LOOK).await;
    }
}

/// How many removals there are, and the time of the oldest and of the latest: any change of these is news.
type Seen = (u64, Option<Time>, Option<Time>);

async fn look(db: &Db, ambient: &Ambient) -> Result<Seen, Error> {
    let mut tx = db.read().await?;
    let count = sql!("SELECT COUNT(*), MIN(at), MAX(at) FROM removals");
    let row = tx.get(count, args![]).await?;
    let seen = (row.count(0)?, row.opt_time(1)?, row.opt_time(2)?);
    drop(tx);
    let old = |at: Time| ambient.now().since(at) > 2 * KEPT;
    if seen.1.is_some_and(old) {
        clear(db, ambient.now()).await?;
    }
    Ok(seen)
}

async fn clear(db: &Db, now: Time) -> Result<(), Error> {
    let mut tx = db.write().await?;
    let clear = sql!("DELETE FROM removals WHERE at < $1");
    tx.run(clear, args![now.minus(KEPT)]).await?;
    tx.commit().await
}
