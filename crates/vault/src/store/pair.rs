//! Two stores as one, while objects move from one to the other: what is new goes to the new one, what is read may lie in either.

use futures_util::StreamExt as _;
use tutela_core::Time;

use super::{EntryStream, Name, Source, Store, Upload};
use crate::Error;
use crate::chunked::Header;

pub(super) struct Pair {
    pub(super) to: Store,
    pub(super) from: Store,
}

impl Pair {
    pub(super) async fn begin(&self, name: &Name) -> Result<Upload, Error> {
        match self.from.size(name).await {
            Err(Error::NotFound) => self.to.begin(name).await,
            Err(error) => Err(error),
            Ok(_) => Err(Error::Exists),
        }
    }

    pub(super) async fn source(&self, name: &Name) -> Result<Source, Error> {
        // The third look is for what moved between the first and the second.
        for store in [&self.to, &self.from] {
            match store.source(name).await {
                Err(Error::NotFound) => {}
                found => return found,
            }
        }
        self.to.source(name).await
    }

    pub(super) async fn sealed_source(&self, name: &Name) -> Result<(Source, Header), Error> {
        for store in [&self.to, &self.from] {
            match store.sealed_source(name).await {
                Err(Error::NotFound) => {}
                found => return found,
            }
        }
        self.to.sealed_source(name).await
    }

    /// From both; first where it comes from, so that it is not carried over meanwhile.
    pub(super) async fn delete(&self, name: &Name) -> Result<(), Error> {
        self.from.delete(name).await?;
        self.to.delete(name).await
    }

    pub(super) fn list(&self, prefix: &Name) -> EntryStream {
        Box::pin(self.to.list(prefix).chain(self.from.list(prefix)))
    }

    pub(super) async fn sweep_unfinished(&self, before: Time) -> Result<u64, Error> {
        Ok(self.to.sweep_unfinished(before).await? + self.from.sweep_unfinished(before).await?)
    }
}
