//! The body of a request that brings bytes of an upload: cut where a piece ends, looked at as it passes, ended by a removal.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{self, Context};
use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::time::{Instant, sleep_until};
use tutela_access::{Error, Live, UploadMedia};

use super::header::{Algorithm, Checksum};
use crate::upload::{CannotUpload, Check, api};

/// What a request brings.
pub(super) struct Arrival {
    body: BodyDataStream,
    held: Bytes,
    live: Live<UploadMedia>,
    /// Looks at a file from its first byte on. What goes on in the middle is looked at when all of it is there.
    check: Option<Check>,
    sum: Option<(Checksum, Context)>,
    state: State,
}

enum State {
    Coming,
    /// All that the sender wanted to send has come.
    Whole,
    /// The line broke.
    Broken,
    Refused(Option<CannotUpload>),
}

impl Arrival {
    pub fn new(body: Body, live: Live<UploadMedia>, check: Option<Check>) -> Self {
        Self {
            body: body.into_data_stream(),
            held: Bytes::new(),
            live,
            check,
            sum: None,
            state: State::Coming,
        }
    }

    /// Wants what comes to add up to this.
    pub fn summed(mut self, checksum: Option<Checksum>) -> Self {
        self.sum = checksum.map(|sum| {
            let algorithm = match sum.algorithm {
                Algorithm::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
                Algorithm::Sha256 => &digest::SHA256,
                Algorithm::Sha512 => &digest::SHA512,
            };
            (sum, Context::new(algorithm))
        });
        self
    }

    /// The next bytes, `most` of them at most; nothing when none come until then or ever.
    pub async fn next(&mut self, most: u64, until: Instant) -> Option<Bytes> {
        while self.held.is_empty() {
            if self.is_over() {
                return None;
            }
            let next = tokio::select! {
                biased;
                () = self.live.ended() => return self.refuse(Error::NotFound.into()),
                next = self.body.next() => next,
                () = sleep_until(until) => return None,
            };
            match next {
                Some(Ok(bytes)) => self.held = bytes,
                Some(Err(_)) => self.state = State::Broken,
                None => self.state = State::Whole,
            }
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let bytes = self.held.split_to(most.min(self.held.len()));
        if let Some((_, context)) = &mut self.sum {
            context.update(&bytes);
        }
        match self.check.as_mut().map(|check| check.look(&bytes)) {
            Some(Err(unfit)) => self.refuse(unfit.into()),
            _ => Some(bytes),
        }
    }

    /// Whether nothing more will come.
    pub fn is_over(&self) -> bool {
        !matches!(self.state, State::Coming)
    }

    /// Why no more is taken, once.
    pub fn refusal(&mut self) -> Option<CannotUpload> {
        match &mut self.state {
            State::Refused(why) => why.take(),
            _ => None,
        }
    }

    /// Whether what comes counts only when all of it has come.
    pub fn has_checksum(&self) -> bool {
        self.sum.is_some()
    }

    /// Whether what came adds up to what the sender said, if he said anything.
    pub fn verify(&mut self) -> Result<(), CannotUpload> {
        let Some((sum, context)) = self.sum.take() else {
            return Ok(());
        };
        if matches!(self.state, State::Broken) {
            return Err(CannotUpload::BrokeOff);
        }
        verify_slices_are_equal(context.finish().as_ref(), &sum.digest)
            .map_err(|_| CannotUpload::Checksum)
    }

    /// Takes the rest of what is refused, within limits, so that the sender gets to read why.
    pub async fn drain(&mut self) {
        if !matches!(self.state, State::Broken) {
            api::drain(&mut self.body).await;
        }
    }

    fn refuse(&mut self, why: CannotUpload) -> Option<Bytes> {
        self.state = State::Refused(Some(why));
        None
    }
}
