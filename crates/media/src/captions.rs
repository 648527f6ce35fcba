//! What is said in a film, in several languages: text that is sealed like the film and given under the same guard. It belongs
//! to the lesson, so that a better copy of the film keeps it.

pub mod api;
mod editor;
pub mod screen;
mod store;
pub mod text;

use std::str::FromStr;

use tutela_access::{Authorized, EditLesson, Error, Gate, UploadMedia, ViewLesson};
use tutela_audit::{Activity, record};
use tutela_core::{InvalidId, LessonId, ObjectId, Time};
use tutela_vault::Vault;
use unic_langid::LanguageIdentifier;

use crate::account_key::KeyError;
use crate::object::{self, Use};
use text::{Cue, Wrong};

/// A language by its tag (BCP 47): `en`, `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tongue(String);

impl FromStr for Tongue {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let read: LanguageIdentifier = text.parse().map_err(|_| InvalidId)?;
        let tag = read.to_string();
        let fits = tag.len() <= 35 && read.language.as_str() != "und";
        fits.then_some(Self(tag)).ok_or(InvalidId)
    }
}

impl std::fmt::Display for Tongue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Tongue {
    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What those who speak it call it; the tag where that is not known here.
    pub fn name(&self) -> &str {
        let known = TONGUES.iter().find(|(tag, _)| *tag == self.0);
        known.map_or(&self.0, |(_, name)| name)
    }
}

/// The languages that are offered; any other is taken by its tag.
pub const TONGUES: &[(&str, &str)] = &[
    ("en", "English"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("nn", "Norsk nynorsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-BR", "Português (Brasil)"),
    ("ro", "Română"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ar", "العربية"),
    ("hi", "हिन्दी"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("zh", "中文"),
];

/// What is said in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captions {
    pub id: ObjectId,
    pub lesson: LessonId,
    pub tongue: Tongue,
    /// Bytes of text.
    pub size: u64,
    pub created_at: Time,
    /// Whether they are shown unless somebody chooses otherwise.
    pub is_default: bool,
}

impl Captions {
    /// Where those who may see the lesson fetch them.
    pub fn path(&self) -> String {
        format!("/media/{}/{}", self.lesson, self.id)
    }
}

/// Why captions were not kept.
#[derive(Debug, thiserror::Error)]
pub enum CannotKeep {
    #[error("the captions cannot be read")]
    Wrong(Wrong),
    #[error("captions belong to a film")]
    OtherKind,
    #[error(transparent)]
    Vault(#[from] tutela_vault::Error),
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotKeep {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

impl From<KeyError> for CannotKeep {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Db(error) => error.into(),
            KeyError::Vault(error) => error.into(),
        }
    }
}

/// The captions of a lesson, for those who learn from it.
pub async fn list(authorized: &mut Authorized<'_, ViewLesson>) -> Result<Vec<Captions>, Error> {
    let lesson = authorized.on();
    Ok(store::in_lesson(authorized.tx(), lesson).await?)
}

/// The same in a transaction in which the lesson was opened.
pub(crate) async fn of_lesson(
    tx: &mut tutela_db::Tx,
    lesson: LessonId,
) -> Result<Vec<Captions>, tutela_db::Error> {
    store::in_lesson(tx, lesson).await
}

/// The same for those who change it.
pub async fn list_to_edit(
    authorized: &mut Authorized<'_, EditLesson>,
) -> Result<Vec<Captions>, Error> {
    let lesson = authorized.on();
    Ok(store::in_lesson(authorized.tx(), lesson).await?)
}

/// The cues in one language, to be changed; none where there are none yet.
pub async fn cues(
    authorized: &mut Authorized<'_, EditLesson>,
    vault: &Vault,
    tongue: &Tongue,
) -> Result<Vec<Cue>, CannotKeep> {
    let lesson = authorized.on();
    let tx = authorized.tx();
    let all = store::in_lesson(tx, lesson).await?;
    let Some(captions) = all.iter().find(|one| one.tongue == *tongue) else {
        return Ok(Vec::new());
    };
    let found = object::find(tx, lesson, captions.id).await?;
    let object = found.ok_or(Error::NotFound)?;
    let key = crate::account_key::get(tx, vault, object.account).await?;
    let sealed = vault.open(&key, &object.meta()).await?;
    let bytes = sealed.bytes(0..object.size).await?;
    text::read(&bytes).or_else(|wrong| match wrong {
        Wrong::Empty => Ok(Vec::new()),
        wrong => Err(CannotKeep::Wrong(wrong)),
    })
}

/// Keeps what is said in one language, in the place of what was said before. Whoever may fill the lesson is asked before the
/// text is sealed, and again when it is put in its place.
pub async fn put(
    (gate, caller): (&Gate, &tutela_access::Caller),
    vault: &Vault,
    (lesson, tongue): (LessonId, &Tongue),
    cues: &[Cue],
) -> Result<(), CannotKeep> {
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(UploadMedia, lesson).await?;
    let (account, now) = (authorized.account()?, authorized.now());
    if tutela_catalog::lesson::kind(authorized.tx(), lesson).await?
        != tutela_catalog::lesson::Kind::Video
    {
        return Err(CannotKeep::OtherKind);
    }
    let key = crate::account_key::get_or_create(authorized.tx(), vault, account, now).await?;
    guarded.commit().await?;
    let sealed = store::seal(gate.ambient(), vault, &key, cues).await?;
    let put = async {
        let mut guarded = gate.write(caller).await?;
        let mut authorized = guarded.authorize(UploadMedia, lesson).await?;
        store::stand_in(&mut authorized, tongue, &sealed).await?;
        note(&mut authorized, tongue, "putCaptions").await?;
        guarded.commit().await
    };
    match put.await {
        Ok(()) => Ok(()),
        Err(error) => {
            vault.delete(account, sealed.0).await?;
            Err(error.into())
        }
    }
}

/// Takes what is said in one language away.
///
/// # Errors
/// [`Error::NotFound`] when there is nothing in it.
pub async fn remove(
    authorized: &mut Authorized<'_, UploadMedia>,
    tongue: &Tongue,
) -> Result<(), Error> {
    let (lesson, now) = (authorized.on(), authorized.now());
    if !store::retire(authorized.tx(), lesson, tongue, now).await? {
        return Err(Error::NotFound);
    }
    note(authorized, tongue, "removeCaptions").await
}

/// Says which language is shown unless somebody chooses otherwise.
///
/// # Errors
/// [`Error::NotFound`] when there is nothing in it.
pub async fn prefer(
    authorized: &mut Authorized<'_, UploadMedia>,
    tongue: &Tongue,
) -> Result<(), Error> {
    let lesson = authorized.on();
    let all = store::in_lesson(authorized.tx(), lesson).await?;
    if !all.iter().any(|one| one.tongue == *tongue) {
        return Err(Error::NotFound);
    }
    store::prefer(authorized.tx(), lesson, tongue).await?;
    note(authorized, tongue, "preferCaptions").await
}

async fn note(
    authorized: &mut Authorized<'_, UploadMedia>,
    tongue: &Tongue,
    action: &'static str,
) -> Result<(), Error> {
    let policy = authorized.policy().to_owned();
    let activity = Activity {
        actor: Some(authorized.somebody().id),
        account: Some(authorized.account()?),
        scope: authorized.on().into(),
        action,
        policy: &policy,
        subject: authorized.on().to_string(),
        detail: tongue.as_str(),
    };
    let ambient = authorized.ambient();
    Ok(record(authorized.tx(), activity, ambient).await?)
}

/// What is said of captions in words: purpose of their objects.
pub(crate) const USE: Use = Use::Captions;
