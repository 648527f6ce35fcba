//! The first administrator of an empty installation. There is no default account and no default password.

pub(crate) mod api;
mod code;
pub(crate) mod screen;
mod typed;

use tutela_access::session::Origin;
use tutela_access::{Gate, OpenDoor, ask_for_factor, found_with};
use tutela_audit::{Activity, record};
use tutela_core::{PersonId, Role, Scope, Secret, Token};
use tutela_db::{Lock, Tx, args, sql};

pub use code::FirstRunCode;

use crate::password::{Hasher, NewPassword, Rules, STAFF_FLOOR, TooBusy, WeakPassword};
use crate::people::{self, CannotAdd, Newcomer};
use crate::sign_in::{self, SignedIn};

/// Two that want to be first take turns.
const BEING_FIRST: Lock = Lock::Exclusive(0x6669_7273_7400);

/// Why nobody became the first administrator.
#[derive(Debug, thiserror::Error)]
pub enum CannotBegin {
    #[error("this installation has an administrator already")]
    Over,
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    #[error(transparent)]
    Add(#[from] CannotAdd),
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

/// The first administrator to be.
#[derive(Debug)]
pub struct First {
    pub newcomer: Newcomer,
    pub password: Secret<String>,
    pub language: String,
}

/// Whether nobody runs this installation yet.
pub async fn is_open(gate: &Gate) -> Result<bool, tutela_db::Error> {
    let mut tx = gate.look(OpenDoor::FIRST_RUN).await?;
    nobody_yet(&mut tx).await
}

/// Makes the first administrator.
///
/// # Errors
/// [`CannotBegin::Over`] when there is one already, however close the race.
pub async fn create_administrator(
    gate: &Gate,
    hasher: &Hasher,
    first: &First,
) -> Result<PersonId, CannotBegin> {
    let newcomer = &first.newcomer;
    let names = [newcomer.name.as_str(), newcomer.username.as_str()];
    let password = NewPassword::check(&first.password, &Rules::new(STAFF_FLOOR).own(&names))?;
    if !is_open(gate).await? {
        return Err(CannotBegin::Over);
    }
    let newcomer = Newcomer {
        password: Some(hasher.hash(password).await?),
        ..newcomer.clone()
    };
    let mut tx = gate.enter(OpenDoor::FIRST_RUN).await?;
    tx.lock(BEING_FIRST).await?;
    if !nobody_yet(&mut tx).await? {
        return Err(CannotBegin::Over);
    }
    let person = make(&mut tx, gate, &newcomer, &first.language).await?;
    tx.commit().await?;
    Ok(person)
}

/// Makes the first administrator and signs him in, so that he need not type it all again. From then on the platform asks
/// its staff for a second factor: he sets one up before he does anything else.
pub async fn begin(
    gate: &Gate,
    hasher: &Hasher,
    first: &First,
    from: (Origin<'_>, Option<&Token>),
) -> Result<SignedIn, CannotBegin> {
    let name = first.newcomer.name.to_string();
    let person = create_administrator(gate, hasher, first).await?;
    let mut tx = gate.enter(OpenDoor::FIRST_RUN).await?;
    ask_for_factor(
        &mut tx,
        Scope::Platform,
        Some(gate.ambient().now()),
        gate.ambient(),
    )
    .await?;
    let signed_in = sign_in::let_in(&mut tx, gate, (person, name), from).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// From now on the platform's staff need a second factor.
pub async fn ask_staff_for_factor(gate: &Gate) -> Result<(), tutela_db::Error> {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    ask_for_factor(
        &mut tx,
        Scope::Platform,
        Some(gate.ambient().now()),
        gate.ambient(),
    )
    .await?;
    tx.commit().await
}

async fn make(
    tx: &mut Tx,
    gate: &Gate,
    newcomer: &Newcomer,
    language: &str,
) -> Result<PersonId, CannotBegin> {
    let ambient = gate.ambient();
    let person = people::create(tx, newcomer, language, ambient).await?;
    found_with(tx, person, Role::PlatformAdministrator, None, ambient)
        .await
        .map_err(CannotAdd::from)?;
    let activity = Activity {
        actor: Some(person),
        account: None,
        scope: Scope::Platform,
        action: "createAdministrator",
        policy: OpenDoor::FIRST_RUN.name,
        subject: person.to_string(),
        detail: "",
    };
    record(tx, activity, ambient).await?;
    Ok(person)
}

async fn nobody_yet(tx: &mut Tx) -> Result<bool, tutela_db::Error> {
    let find = sql!("SELECT COUNT(*) FROM usernames");
    Ok(tx.get(find, args![]).await?.int(0)? == 0)
}
