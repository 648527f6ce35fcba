//! One promise: the sentence, how it is enforced, what is checked here and what that found.

pub mod api;
pub mod screen;

use tutela_db::{Error, Tx, args, sql};

use crate::register::Promise;
use crate::rows::{Run, figures};

/// How many runs of a control are shown.
const LATEST: u32 = 12;

/// The latest runs of a control, newest first. `since` is the moment of the run itself.
///
/// # Errors
/// When the database fails.
pub async fn latest(tx: &mut Tx, control: &str) -> Result<Vec<Run>, Error> {
    let list = sql!(
        "SELECT at, outcome, figures, words FROM control_runs WHERE control = $1
         ORDER BY at DESC, id DESC LIMIT $2"
    );
    let rows = tx.rows(list, args![control, LATEST]).await?;
    let read = |row: &tutela_db::Row| {
        Ok(Run {
            control: control.to_owned(),
            at: row.time(0)?,
            since: row.time(0)?,
            outcome: row.text(1)?,
            figures: figures(&row.text(2)?),
            words: row.text(3)?,
        })
    };
    rows.iter().map(read).collect()
}

/// The rules of the policy that keep a promise, by their ids.
pub fn rules(promise: &Promise) -> Vec<String> {
    let rules = crate::policy::rules().into_iter();
    let rules = rules.flat_map(|(_, rules)| rules);
    let keeps = |rule: &crate::policy::Rule| rule.promises.iter().any(|id| id == promise.id);
    rules.filter(keeps).map(|rule| rule.id).collect()
}

/// The claims about the policy that are proved for a promise, by their ids.
pub fn claims(promise: &Promise) -> Vec<String> {
    let claims = crate::policy::claims().into_iter();
    let keeps = |rule: &crate::policy::Rule| rule.promises.iter().any(|id| id == promise.id);
    claims.filter(keeps).map(|rule| rule.sentence).collect()
}
