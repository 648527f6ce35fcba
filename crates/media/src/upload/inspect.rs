//! What a file passes on its way to being sealed: the check of its kind, clamd where there is one, and the question whether its
//! sender still may.

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use tutela_access::{Error, Live, UploadMedia};
use tutela_vault::BoxError;

use super::CannotUpload;
use super::check::{Check, Found};
use crate::object::Use;
use crate::scan::{Scan, Scanner};

/// Somebody who looks at every byte of one file.
pub(crate) struct Inspection {
    check: Check,
    scan: Option<Scan>,
    live: Live<UploadMedia>,
}

impl Inspection {
    pub async fn begin(
        scanner: Option<&Scanner>,
        purpose: Use,
        live: Live<UploadMedia>,
    ) -> Result<Self, CannotUpload> {
        let scan = match scanner {
            Some(scanner) => Some(scanner.begin().await?),
            None => None,
        };
        Ok(Self {
            check: Check::new(purpose),
            scan,
            live,
        })
    }

    /// The bytes as they come, looked at on their way; what does not fit ends the stream with the reason, and so does a
    /// removal, also while nothing comes.
    pub fn pass<'a, S, E>(
        &'a mut self,
        body: S,
    ) -> impl Stream<Item = Result<Bytes, BoxError>> + Send + 'a
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'a,
        E: Into<BoxError>,
    {
        stream::unfold(Some((Box::pin(body), self)), async |state| {
            let (mut body, inspection) = state?;
            let next = tokio::select! {
                biased;
                () = inspection.live.ended() => return end(Error::NotFound.into()),
                next = body.next() => next.map(|piece| piece.map_err(Into::<BoxError>::into)),
            };
            match next {
                Some(Ok(bytes)) => match inspection.look(&bytes).await {
                    Ok(()) => Some((Ok(bytes), Some((body, inspection)))),
                    Err(reason) => end(reason),
                },
                Some(Err(error)) => Some((Err(error), None)),
                None => inspection.close().await.err().and_then(end),
            }
        })
    }

    /// What the whole file turned out to be.
    pub fn found(&self) -> Result<Found, CannotUpload> {
        Ok(self.check.finish()?)
    }

    async fn look(&mut self, bytes: &[u8]) -> Result<(), CannotUpload> {
        self.check.look(bytes)?;
        if let Some(scan) = &mut self.scan {
            scan.look(bytes).await?;
        }
        Ok(())
    }

    async fn close(&mut self) -> Result<(), CannotUpload> {
        self.check.finish()?;
        if let Some(scan) = &mut self.scan {
            scan.finish().await?;
        }
        Ok(())
    }
}

/// The end of a stream, with its reason.
fn end<T>(reason: CannotUpload) -> Option<(Result<Bytes, BoxError>, Option<T>)> {
    Some((Err(reason.into()), None))
}
