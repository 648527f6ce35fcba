//! What somebody has promised others while he might: it comes true without him only while he still may (promise DA4).

use tutela_core::{PersonId, Scope};
use tutela_db::Tx;

use crate::authorized::Authorized;
use crate::gate::Gate;
use crate::{Action, AddPerson, Error, GrantRole, OfferOwnership, slice};

/// What can be promised: a role, to belong to an account, or the account itself. Nothing else is ever done in the name of somebody absent.
pub trait Promise: Action<On = Scope> + sealed::Sealed {}

impl Promise for GrantRole {}
impl Promise for AddPerson {}
impl Promise for OfferOwnership {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for crate::GrantRole {}
    impl Sealed for crate::AddPerson {}
    impl Sealed for crate::OfferOwnership {}
}

impl Gate {
    /// Asks the policy about somebody who is not calling, on his live grants as this transaction sees them. The
    /// transaction came through an open door, or is that of the person to whom it was promised.
    ///
    /// # Errors
    /// [`Error::NotFound`] when he may not do it any more, whatever the reason.
    pub async fn in_the_name_of<'t, A: Promise>(
        &'t self,
        tx: &'t mut Tx,
        promiser: PersonId,
        (action, on): (A, Scope),
    ) -> Result<Authorized<'t, A>, Error> {
        let slice = slice::load_absent(tx, promiser, on, self.ambient().now()).await?;
        let case = self.policy().case(slice.ok_or(Error::NotFound)?);
        let allowed = self.policy().decide(&case, A::NAME, action.role());
        match allowed {
            Ok(allowed) => Ok(Authorized {
                tx,
                action,
                on,
                allowed,
                case,
                gate: self,
                caller: None,
            }),
            Err(Error::Db(error)) => Err(error.into()),
            Err(_) => Err(Error::NotFound),
        }
    }
}
