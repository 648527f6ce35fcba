//! What left the house, counted by destination and day: how often and how many bytes, never what or for whom (PC4).

use tutela_core::Time;
use tutela_db::{Error, Row, Tx, args, sql};

const DAY: i64 = 24 * 3600;

/// What went to one server in the days that were asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub purpose: String,
    pub host: String,
    pub times: u64,
    pub bytes: u64,
    pub last_at: Time,
}

/// Counts something that was handed to a server outside.
///
/// # Errors
/// When the database fails.
pub async fn note(
    tx: &mut Tx,
    (purpose, host): (&str, &str),
    bytes: u64,
    now: Time,
) -> Result<(), Error> {
    let day = now.seconds().div_euclid(DAY);
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let first = sql!(
        "INSERT INTO outbound (day, purpose, host, sent, bytes, last_at) VALUES ($1, $2, $3, 0, 0, $4)
         ON CONFLICT (day, purpose, host) DO NOTHING"
    );
    tx.run(first, args![day, purpose, host, now]).await?;
    let count = sql!(
        "UPDATE outbound SET sent = sent + 1, bytes = bytes + $4, last_at = $5
         WHERE day = $1 AND purpose = $2 AND host = $3"
    );
    tx.run(count, args![day, purpose, host, bytes, now]).await?;
    Ok(())
}

/// What went where since a moment, by the whole days.
///
/// # Errors
/// When the database fails.
pub async fn since(tx: &mut Tx, since: Time) -> Result<Vec<Sent>, Error> {
    let list = sql!(
        "SELECT purpose, host, CAST(SUM(sent) AS BIGINT), CAST(SUM(bytes) AS BIGINT), MAX(last_at)
         FROM outbound WHERE day >= $1 GROUP BY purpose, host"
    );
    let day = since.seconds().div_euclid(DAY);
    tx.rows(list, args![day]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Sent, Error> {
    Ok(Sent {
        purpose: row.text(0)?,
        host: row.text(1)?,
        times: row.count(2)?,
        bytes: row.count(3)?,
        last_at: row.time(4)?,
    })
}
