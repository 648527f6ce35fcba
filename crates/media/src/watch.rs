//! Giving a film, a document or a poster back: allowed for this very request, opened from the byte it asks for.

pub mod api;

use tutela_access::{Authorized, EditLesson, Error, GetMedia, ViewLesson};
use tutela_core::ObjectId;
use tutela_vault::{SealedObject, Vault};

use crate::account_key::{self, KeyError};
use crate::object::{self, Object, Use};

/// Why an object is not given.
#[derive(Debug, thiserror::Error)]
pub enum CannotWatch {
    #[error(transparent)]
    Access(#[from] Error),
    #[error(transparent)]
    Vault(#[from] tutela_vault::Error),
}

impl From<tutela_db::Error> for CannotWatch {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

impl From<KeyError> for CannotWatch {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Db(error) => error.into(),
            KeyError::Vault(error) => error.into(),
        }
    }
}

/// The object with this id in the lesson; one that was replaced is not found.
pub async fn find(
    authorized: &mut Authorized<'_, GetMedia>,
    object: ObjectId,
) -> Result<Object, Error> {
    let lesson = authorized.on();
    object::find(authorized.tx(), lesson, object)
        .await?
        .ok_or(Error::NotFound)
}

/// The object of this use in the lesson.
pub async fn find_by_use(
    authorized: &mut Authorized<'_, GetMedia>,
    wanted: Use,
) -> Result<Object, Error> {
    let lesson = authorized.on();
    let all = object::in_lesson(authorized.tx(), lesson).await?;
    all.into_iter()
        .find(|object| object.purpose == wanted)
        .ok_or(Error::NotFound)
}

/// Opens an object; its bytes can be read after the transaction has ended.
pub async fn open(
    authorized: &mut Authorized<'_, GetMedia>,
    vault: &Vault,
    object: &Object,
) -> Result<SealedObject, CannotWatch> {
    let key = account_key::get(authorized.tx(), vault, object.account).await?;
    Ok(vault.open(&key, &object.meta()).await?)
}

/// What stands in a lesson, for its page.
pub async fn in_lesson(authorized: &mut Authorized<'_, ViewLesson>) -> Result<Vec<Object>, Error> {
    let lesson = authorized.on();
    Ok(object::in_lesson(authorized.tx(), lesson).await?)
}

/// The same for the page on which it is changed.
pub async fn in_lesson_to_edit(
    authorized: &mut Authorized<'_, EditLesson>,
) -> Result<Vec<Object>, Error> {
    let lesson = authorized.on();
    Ok(object::in_lesson(authorized.tx(), lesson).await?)
}
