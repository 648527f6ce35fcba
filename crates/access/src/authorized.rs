//! The proof that the policy allowed an action, which is also the only handle to the database.

use std::fmt;

use tutela_core::{AccountId, Ambient, ApiTokenId, ChannelId, CourseId, PersonId, SessionId, Time};
use tutela_db::Tx;

use crate::gate::Gate;
use crate::policy::{Allowed, Case};
use crate::role::delegation;
use crate::{Action, Caller, Error, Live, session};

/// The caller, as the database knows him in this transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Somebody {
    pub id: PersonId,
    pub name: String,
    pub language: String,
    pub session: SessionId,
    /// How much he was told and has not read yet.
    pub unread: u64,
}

/// Where in the tree the thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Place {
    pub account: Option<AccountId>,
    pub channel: Option<ChannelId>,
    pub course: Option<CourseId>,
}

/// Proof that the policy allowed `A` in this very transaction. It cannot be made outside this crate, cannot
/// be copied, and ends before the transaction is committed.
pub struct Authorized<'tx, A: Action> {
    pub(crate) tx: &'tx mut Tx,
    pub(crate) action: A,
    pub(crate) on: A::On,
    pub(crate) allowed: Allowed,
    pub(crate) case: Case,
    pub(crate) gate: &'tx Gate,
    /// Nobody, when it is decided in the name of somebody absent: nothing of his goes on afterwards.
    pub(crate) caller: Option<&'tx Caller>,
}

impl<'tx, A: Action> Authorized<'tx, A> {
    /// The transaction.
    pub const fn tx(&mut self) -> &mut Tx {
        self.tx
    }

    /// What was allowed.
    pub const fn action(&self) -> A {
        self.action
    }

    /// What it was allowed on.
    pub const fn on(&self) -> A::On {
        self.on
    }

    /// The caller.
    pub const fn somebody(&self) -> &Somebody {
        &self.case.slice().somebody
    }

    /// The API token by which the caller called, if he did not come himself.
    pub fn token(&self) -> Option<ApiTokenId> {
        self.case.slice().token.map(|token| token.id)
    }

    /// The ancestors of what it was allowed on, itself included.
    pub const fn place(&self) -> Place {
        self.case.slice().place
    }

    /// The account in which it happens.
    ///
    /// # Errors
    /// [`Error::NotFound`] on the platform, which is in no account.
    pub fn account(&self) -> Result<AccountId, Error> {
        self.case.slice().place.account.ok_or(Error::NotFound)
    }

    /// Asks for a proof of who the caller is that is no older than [`session::PROOF`]: for acts that somebody at an
    /// unlocked screen must not get through with.
    ///
    /// # Errors
    /// [`Error::ProofNeeded`] when the last secret was shown longer ago; [`Error::NotByToken`] for a program, which can show none.
    pub fn demand_proof(&self) -> Result<(), Error> {
        if self.token().is_some() {
            return Err(Error::NotByToken);
        }
        let proved_at = self.case.slice().proved_at;
        match proved_at.is_some_and(|at| self.now().since(at) <= session::PROOF) {
            true => Ok(()),
            false => Err(Error::ProofNeeded),
        }
    }

    /// The `@id` of the policy that decided.
    pub fn policy(&self) -> &str {
        &self.allowed.policy
    }

    /// Whether the policy would allow another action on the same thing: for the buttons of a page.
    pub fn also<B: Action<On = A::On>>(&self, other: B) -> bool {
        self.allows(B::NAME, other.role())
    }

    /// The same by name, for actions that are declared on another kind of place.
    pub fn allows(&self, action: &str, role: Option<tutela_core::Role>) -> bool {
        self.gate.policy().allows(&self.case, action, role)
    }

    /// Which roles of the place's level the caller may give and take there.
    pub fn delegable(&self) -> Vec<tutela_core::Role> {
        delegation::delegable(self.gate.policy(), &self.case)
    }

    /// The same for what goes on after the transaction: to be asked before each piece.
    pub fn live(&self) -> Live<A> {
        Live::new(self.gate, self.caller, self.action, self.on)
    }

    /// Now.
    pub fn now(&self) -> Time {
        self.gate.ambient().now()
    }

    /// The clock and the randomness in force.
    pub const fn ambient(&self) -> &'tx Ambient {
        self.gate.ambient()
    }
}

impl<A: Action> fmt::Debug for Authorized<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authorized({} by {})", A::NAME, self.allowed.policy)
    }
}
