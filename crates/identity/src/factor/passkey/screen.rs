//! Taking a passkey away on the page; making one takes a script.

use tutela_access::{Myself, ViewSelf};
use tutela_web::{Error, Flash, Path, Redirect, Visit};

/// `POST /me/security/passkeys/{passkey}/removal`.
pub async fn remove(visit: Visit, Path(passkey): Path<String>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::remove(&mut authorized, &passkey).await?;
    guarded.commit().await?;
    let flash = Flash::new("passkey-removed");
    Ok(Redirect::to("/me/security").saying(&flash, &visit))
}
