//! The whole of a day: taken, recorded, fetched back and proved, and each week damaged on purpose. Whatever goes wrong is
//! recorded with it.

use std::time::Duration;

use tutela_core::{BackupRunId, Time};

use crate::runs::{self, Run};
use crate::setup::Backups;
use crate::take::{Kind, Taken};
use crate::verify::{Rehearse, Share, Verified};
use crate::{Error, Snapshot, ledger};

/// How often a damaged copy must be refused.
const DRILL: Duration = Duration::from_secs(6 * 24 * 3600 + 12 * 3600);

/// What a day brought.
#[derive(Debug, Clone)]
pub struct Day {
    pub id: BackupRunId,
    pub taken: Taken,
    pub proof: Verified,
    /// Damaged copies that were refused, when it was their day.
    pub refused: u64,
}

impl Backups {
    /// Backs up and proves it.
    ///
    /// # Errors
    /// Whatever was not as it should be; it stands in the record as well.
    pub async fn day(&self, share: Share, rehearse: Option<&dyn Rehearse>) -> Result<Day, Error> {
        let id: BackupRunId = self.ambient.id();
        runs::begin(&self.db, id, &self.place_name, self.ambient.now()).await?;
        let done = self.take_and_prove(id, share, rehearse).await;
        let trouble = done.as_ref().err().map(ToString::to_string);
        runs::end(&self.db, id, trouble.as_deref(), self.ambient.now()).await?;
        done
    }

    async fn take_and_prove(
        &self,
        id: BackupRunId,
        share: Share,
        rehearse: Option<&dyn Rehearse>,
    ) -> Result<Day, Error> {
        let before = self.proved_before().await?;
        let taken = self.take(Kind::Daily).await?;
        runs::taken(&self.db, id, &taken, &self.ambient).await?;
        let snapshot = taken.snapshot.clone();
        let snapshot = snapshot.ok_or_else(|| Error::Nothing("that was taken".to_owned()))?;
        let proof = self.verify(&snapshot, share, rehearse).await?;
        runs::verified(&self.db, id, &proof, &self.ambient).await?;
        let refused = self.drill_weekly(id, &snapshot, before.as_slice()).await?;
        self.let_ledger_go().await?;
        if let Some(shrunken) = before.first().and_then(|last| shrunken(last, &taken)) {
            return Err(Error::Damaged(shrunken));
        }
        Ok(Day {
            id,
            taken,
            proof,
            refused,
        })
    }

    async fn proved_before(&self) -> Result<Vec<Run>, Error> {
        let mut tx = self.db.read().await?;
        let runs = runs::latest(&mut tx, 60).await?;
        let proved = |run: &Run| run.verified_at.is_some();
        Ok(runs.into_iter().filter(proved).collect())
    }

    async fn drill_weekly(
        &self,
        id: BackupRunId,
        snapshot: &Snapshot,
        before: &[Run],
    ) -> Result<u64, Error> {
        let now = self.ambient.now();
        let recent = |at: Time| now.since(at) < DRILL;
        if before.iter().filter_map(|run| run.drilled_at).any(recent) {
            return Ok(0);
        }
        let refused = self.drill(snapshot).await?;
        runs::drilled(&self.db, id, self.ambient.now()).await?;
        Ok(refused)
    }

    /// Pages of the ledger that every kept backup holds already are of no use.
    async fn let_ledger_go(&self) -> Result<(), Error> {
        let all = self.list().await?;
        let oldest = all
            .iter()
            .filter_map(Snapshot::noted)
            .map(|note| note.ledger)
            .min();
        ledger::let_go(&self.place, oldest.unwrap_or(0)).await
    }
}

/// Why a backup is too small to be believed: it holds less than half of the one before.
fn shrunken(before: &Run, taken: &Taken) -> Option<String> {
    let manifest = &taken.manifest;
    let half = |now: u64, then: Option<u64>| then.is_some_and(|then| now.saturating_mul(2) < then);
    if half(manifest.rows(), before.rows) {
        let (now, then) = (manifest.rows(), before.rows.unwrap_or(0));
        return Some(format!(
            "it has shrunken: {now} rows, and {then} the time before"
        ));
    }
    half(manifest.object_bytes, before.object_bytes).then(|| {
        let (now, then) = (manifest.object_bytes, before.object_bytes.unwrap_or(0));
        format!("it has shrunken: {now} bytes of objects, and {then} the time before")
    })
}
