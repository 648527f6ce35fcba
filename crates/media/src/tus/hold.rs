//! Who writes to an upload holds it: nobody else does meanwhile, on any node, and one who died holds it for a few seconds only.

use tutela_access::{Caller, Gate, Live, UploadMedia};
use tutela_core::{AccountId, LessonId, ObjectId, UploadId};
use tutela_vault::Vault;

use super::row::{self, Part};
use crate::upload::CannotUpload;

/// The uploads that one writer holds, in the name of one caller.
pub(super) struct Hold {
    pub gate: Gate,
    pub caller: Caller,
    pub lesson: LessonId,
    /// What tells this writer from all others.
    pub writer: UploadId,
    pub uploads: Vec<UploadId>,
}

impl Hold {
    pub fn new(gate: &Gate, caller: &Caller, lesson: LessonId) -> Self {
        Self {
            gate: gate.clone(),
            caller: caller.afresh(),
            lesson,
            writer: gate.ambient().id(),
            uploads: Vec::new(),
        }
    }

    /// Says that it goes on; fails when it must not.
    pub async fn renew(&self) -> Result<(), CannotUpload> {
        let mut guarded = self.gate.write(&self.caller).await?;
        let mut authorized = guarded.authorize(UploadMedia, self.lesson).await?;
        let now = authorized.now();
        for upload in &self.uploads {
            if !row::renew(authorized.tx(), *upload, self.writer, now).await? {
                return Err(CannotUpload::Locked);
            }
        }
        Ok(guarded.commit().await?)
    }

    /// All pieces of the uploads held, in order, and what tells when they may no longer be read.
    pub async fn parts(&self) -> Result<(Vec<Part>, Live<UploadMedia>), CannotUpload> {
        let mut guarded = self.gate.read(&self.caller).await?;
        let mut authorized = guarded.authorize(UploadMedia, self.lesson).await?;
        let mut parts = Vec::new();
        for upload in &self.uploads {
            parts.extend(row::parts(authorized.tx(), *upload).await?);
        }
        Ok((parts, authorized.live()))
    }

    /// Lets go. Should that fail, the hold runs out by itself.
    pub async fn leave(&self) {
        if let Err(error) = self.try_leave().await {
            tracing::debug!(%error, "a hold on an upload is left to run out");
        }
    }

    /// Forgets the uploads with all that came of them. Should that fail, they expire.
    pub async fn forget(&self, vault: &Vault, account: AccountId) {
        match self.try_forget().await {
            Ok(pieces) => super::discard(vault, account, &pieces).await,
            Err(error) => tracing::debug!(%error, "a refused upload is left to expire"),
        }
    }

    async fn try_leave(&self) -> Result<(), CannotUpload> {
        let mut guarded = self.gate.write(&self.caller).await?;
        let mut authorized = guarded.authorize(UploadMedia, self.lesson).await?;
        for upload in &self.uploads {
            row::leave(authorized.tx(), *upload, self.writer).await?;
        }
        Ok(guarded.commit().await?)
    }

    async fn try_forget(&self) -> Result<Vec<ObjectId>, CannotUpload> {
        let mut guarded = self.gate.write(&self.caller).await?;
        let mut authorized = guarded.authorize(UploadMedia, self.lesson).await?;
        let mut pieces = Vec::new();
        for upload in &self.uploads {
            let parts = row::parts(authorized.tx(), *upload).await?;
            pieces.extend(parts.iter().map(|part| part.object));
            row::remove(authorized.tx(), *upload).await?;
        }
        guarded.commit().await?;
        Ok(pieces)
    }
}
