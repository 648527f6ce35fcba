//! Making of one film what plays well everywhere: the smallest rendition first, because it plays as soon as it is there.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use tokio::time::Instant;
use tutela_access::{Gate, OpenDoor};
use tutela_core::ObjectId;
use tutela_vault::{AccountKey, BoxError, NewObject, Sealed, Vault};

use super::ffmpeg::{Failed, Meter, Run, Share, Tools};
use super::fragment::{Reader, Strange, Written};
use super::job::{Job, Reason};
use super::recipe::{Pictures, Probe, Size, poster};
use super::rendition::{self, Made, keep, note, note_sheet};
use super::source::{CannotRead, Source};
use crate::account_key::{self, KeyError};
use crate::object::{self, Use};

/// For how long a film may be asked what it is, and a picture be made of it.
const SHORT_RUN: Duration = Duration::from_secs(600);
/// The most bytes of a poster, and of a sheet of small pictures.
const PICTURE: u64 = 5 * 1024 * 1024;

/// What the making of films is built on. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Workshop {
    pub gate: Gate,
    pub vault: Vault,
    pub tools: Tools,
    /// Threads of one ffmpeg.
    pub threads: usize,
}

/// Why nothing was made of a film.
#[derive(Debug, thiserror::Error)]
pub enum CannotMake {
    /// It was replaced or removed meanwhile, or somebody else is at it.
    #[error("the film is no longer to be processed here")]
    Gone,
    #[error(transparent)]
    Ffmpeg(#[from] Failed),
    #[error(transparent)]
    Read(#[from] CannotRead),
    #[error(transparent)]
    Strange(#[from] Strange),
    #[error(transparent)]
    Vault(tutela_vault::Error),
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
    #[error(transparent)]
    Access(#[from] tutela_access::Error),
}

impl From<tutela_vault::Error> for CannotMake {
    /// What ffmpeg said comes back inside the vault's error.
    fn from(error: tutela_vault::Error) -> Self {
        match error {
            tutela_vault::Error::Body(inner) => match inner.downcast::<Self>() {
                Ok(own) => *own,
                Err(other) => Self::Vault(tutela_vault::Error::Body(other)),
            },
            other => Self::Vault(other),
        }
    }
}

impl From<KeyError> for CannotMake {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Db(error) => error.into(),
            KeyError::Vault(error) => error.into(),
        }
    }
}

impl CannotMake {
    /// The word for it; nothing when there is nobody to tell.
    pub fn reason(&self) -> Option<Reason> {
        let of_vault = |error: &tutela_vault::Error| match error {
            tutela_vault::Error::Full => Reason::NoRoom,
            tutela_vault::Error::TooLarge { .. } => Reason::Unreadable,
            _ => Reason::Trouble,
        };
        Some(match self {
            Self::Gone => return None,
            Self::Ffmpeg(Failed::Film(_)) | Self::Read(CannotRead::Contents) | Self::Strange(_) => {
                Reason::Unreadable
            }
            Self::Ffmpeg(Failed::TooLarge) => Reason::TooLarge,
            Self::Ffmpeg(Failed::Memory) => Reason::Memory,
            Self::Ffmpeg(Failed::TooLong) => Reason::TooLong,
            Self::Ffmpeg(Failed::Vault(error))
            | Self::Read(CannotRead::Vault(error))
            | Self::Vault(error) => of_vault(error),
            Self::Ffmpeg(Failed::Start(_)) | Self::Db(_) | Self::Access(_) => Reason::Trouble,
        })
    }
}

/// Everything that is to be had of a film, made and put beside it. What is there already is not made again.
pub async fn make(shop: &Workshop, job: &Job, meter: &Meter) -> Result<(), CannotMake> {
    let (key, film, old) = open(shop, job).await?;
    let film = Source::of(film).await?;
    let work = Work {
        shop,
        job,
        key,
        film,
    };
    let probe = work.probe().await?;
    meter.reach(10);
    let mut missing = probe.sizes();
    missing.retain(|size| !old.lines.contains(&size.lines));
    let whole: u64 = missing.iter().map(Size::work).sum();
    let (mut done, until) = (0, Instant::now() + longest(probe.lasts));
    for (at, size) in missing.iter().enumerate() {
        let (from, to) = (share(done, whole), share(done + size.work(), whole));
        let share = Share {
            meter: meter.clone(),
            from,
            to,
            lasts: probe.lasts,
        };
        let run = Run {
            arguments: size.arguments(shop.threads),
            until,
            share: Some(share),
        };
        work.rendition(*size, run, probe.lasts).await?;
        done += size.work();
        if at == 0 {
            work.pictures(&probe, &old).await?;
        }
    }
    if missing.is_empty() {
        work.pictures(&probe, &old).await?;
    }
    Ok(())
}

/// The thousandth at which so much of the work is done; asking the film takes the first ten.
fn share(done: u64, whole: u64) -> u64 {
    10 + done.saturating_mul(980) / whole.max(1)
}

/// For how long a film may be worked on.
fn longest(lasts: Duration) -> Duration {
    SHORT_RUN + lasts.min(Duration::from_secs(24 * 3600)).saturating_mul(15)
}

/// What is there already.
struct Old {
    lines: Vec<u64>,
    has_poster: bool,
    has_sheet: bool,
}

async fn open(
    shop: &Workshop,
    job: &Job,
) -> Result<(AccountKey, tutela_vault::SealedObject, Old), CannotMake> {
    let mut tx = shop.gate.look(OpenDoor::OPERATOR).await?;
    let film = object::find(&mut tx, job.lesson, job.film)
        .await?
        .ok_or(CannotMake::Gone)?;
    let made = rendition::of_film(&mut tx, job.film).await?;
    let there = object::in_lesson(&mut tx, job.lesson).await?;
    let old = Old {
        lines: made.iter().map(|made| made.lines).collect(),
        has_poster: there.iter().any(|object| object.purpose == Use::Poster),
        has_sheet: rendition::sheet(&mut tx, job.film).await?.is_some(),
    };
    let key = account_key::get(&mut tx, &shop.vault, job.account).await?;
    let sealed = shop.vault.open(&key, &film.meta()).await?;
    Ok((key, sealed, old))
}

struct Work<'a> {
    shop: &'a Workshop,
    job: &'a Job,
    key: AccountKey,
    film: Source,
}

impl Work<'_> {
    async fn probe(&self) -> Result<Probe, CannotMake> {
        let run = Run {
            arguments: Probe::question(),
            until: Instant::now() + SHORT_RUN,
            share: None,
        };
        let said = self.shop.tools.ffprobe(&self.film, run).await?;
        let probe = Probe::read(&said)
            .ok_or_else(|| Failed::Film("it has no picture, or no length".to_owned()))?;
        if !probe.fits() {
            return Err(Failed::TooLarge.into());
        }
        Ok(probe)
    }

    async fn rendition(&self, size: Size, run: Run, lasts: Duration) -> Result<(), CannotMake> {
        let pieces = self.shop.tools.ffmpeg(&self.film, run)?;
        let mut reader = Reader::default();
        let (id, sealed) = self
            .seal(Use::Rendition, size.most(lasts), read(pieces, &mut reader))
            .await?;
        let written = match reader.finish() {
            Ok(written) => written,
            Err(strange) => {
                self.shop.vault.delete(self.job.account, id).await?;
                return Err(strange.into());
            }
        };
        let made = Made {
            id,
            purpose: Use::Rendition,
            variant: &size.name(),
            media_type: "video/mp4",
            sealed: &sealed,
            size: Some((written.width, written.height)),
            lasts: Some(lasts),
        };
        self.put(&made, Beside::Rendition(size, &written)).await
    }

    /// A poster where nobody gave one, and the small pictures. A film without them plays as well.
    async fn pictures(&self, probe: &Probe, old: &Old) -> Result<(), CannotMake> {
        let pictures = probe.pictures();
        let poster = poster(self.shop.threads);
        if !old.has_poster {
            self.picture(Use::Poster, poster, Beside::Nothing).await?;
        }
        if !old.has_sheet {
            let sheet = pictures.arguments(self.shop.threads);
            self.picture(Use::Sheet, sheet, Beside::Pictures(pictures))
                .await?;
        }
        Ok(())
    }

    async fn picture(
        &self,
        purpose: Use,
        arguments: Vec<std::ffi::OsString>,
        beside: Beside<'_>,
    ) -> Result<(), CannotMake> {
        let run = Run {
            arguments,
            until: Instant::now() + SHORT_RUN,
            share: None,
        };
        let pieces = self.shop.tools.ffmpeg(&self.film, run)?;
        let pieces =
            pieces.map(|piece| piece.map_err(|error| BoxError::from(CannotMake::from(error))));
        let (id, sealed) = self.seal(purpose, PICTURE, pieces).await?;
        if sealed.size == 0 {
            self.shop.vault.delete(self.job.account, id).await?;
            return Ok(());
        }
        let made = Made {
            id,
            purpose,
            variant: "",
            media_type: "image/jpeg",
            sealed: &sealed,
            size: None,
            lasts: None,
        };
        self.put(&made, beside).await
    }

    async fn seal(
        &self,
        purpose: Use,
        limit: u64,
        body: impl Stream<Item = Result<Bytes, BoxError>> + Send,
    ) -> Result<(ObjectId, Sealed), CannotMake> {
        let object = self.shop.gate.ambient().id();
        let new = NewObject {
            object,
            purpose: purpose.purpose(),
            limit,
        };
        Ok((object, self.shop.vault.seal(&self.key, new, body).await?))
    }

    /// Puts it beside the film, or takes it out of the store again.
    async fn put(&self, made: &Made<'_>, beside: Beside<'_>) -> Result<(), CannotMake> {
        let put = self.commit(made, beside).await;
        if !matches!(put, Ok(true)) {
            self.shop.vault.delete(self.job.account, made.id).await?;
        }
        match (put?, made.purpose) {
            (true, _) | (false, Use::Poster) => Ok(()),
            (false, _) => Err(CannotMake::Gone),
        }
    }

    async fn commit(&self, made: &Made<'_>, beside: Beside<'_>) -> Result<bool, CannotMake> {
        let now = self.shop.gate.ambient().now();
        let mut tx = self.shop.gate.enter(OpenDoor::OPERATOR).await?;
        if !keep(&mut tx, self.job, made, now).await? {
            return Ok(false);
        }
        match beside {
            Beside::Nothing => {
                tutela_catalog::lesson::picture(&mut tx, self.job.lesson, now).await?
            }
            Beside::Rendition(size, written) => {
                note(&mut tx, made.id, self.job.film, (size, written)).await?
            }
            Beside::Pictures(pictures) => {
                note_sheet(&mut tx, made.id, self.job.film, pictures).await?
            }
        }
        tx.commit().await?;
        Ok(true)
    }
}

/// What is noted beside an object.
#[derive(Clone, Copy)]
enum Beside<'a> {
    Nothing,
    Rendition(Size, &'a Written),
    Pictures(Pictures),
}

/// The pieces as they come, looked at on their way.
fn read<'a>(
    pieces: impl Stream<Item = Result<Bytes, Failed>> + Send + Unpin + 'a,
    reader: &'a mut Reader,
) -> impl Stream<Item = Result<Bytes, BoxError>> + Send + 'a {
    stream::unfold(Some((pieces, reader)), async |state| {
        let (mut pieces, reader) = state?;
        let piece = pieces.next().await?.map_err(CannotMake::from);
        let looked = piece.and_then(|piece| {
            reader.push(&piece)?;
            Ok(piece)
        });
        match looked {
            Ok(piece) => Some((Ok(piece), Some((pieces, reader)))),
            Err(error) => Some((Err(error.into()), None)),
        }
    })
}
