//! The rules for one person's password: the floor of the house, raised by the accounts he belongs to, and the words
//! that he may not make it of.

use tutela_access::is_staff;
use tutela_core::{AccountId, PersonId, Time};
use tutela_db::{Row, Tx, args, sql};

use super::context::{Context, fold, is_made_of};
use super::{FLOOR, STAFF_FLOOR};

/// The floors that an account can choose.
pub const FLOORS: [usize; 4] = [FLOOR, 8, 12, 15];

const PRODUCT: &str = "tutela";

/// What a password must keep to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    floor: usize,
    own: Vec<String>,
    accounts: Vec<String>,
}

impl Rules {
    /// At least so many characters, and never fewer than [`FLOOR`].
    pub fn new(floor: usize) -> Self {
        Self {
            floor: floor.max(FLOOR),
            ..Self::default()
        }
    }

    /// Not made of these names of its owner.
    pub fn own(mut self, names: &[&str]) -> Self {
        self.own.extend(names.iter().map(|name| (*name).to_owned()));
        self
    }

    /// Not made of these names of accounts.
    pub fn accounts(mut self, names: &[&str]) -> Self {
        let names = names.iter().map(|name| (*name).to_owned());
        self.accounts.extend(names);
        self
    }

    /// The rules for somebody who exists: the strictest of all the places where he belongs.
    pub async fn of(tx: &mut Tx, person: PersonId, now: Time) -> Result<Self, tutela_db::Error> {
        let list = sql!(
            "SELECT a.password_floor, a.name FROM members m
             JOIN accounts a ON a.id = m.account_id
             WHERE m.person_id = $1 AND m.left_at IS NULL
             ORDER BY a.id"
        );
        let mut rules = Self::read(&tx.rows(list, args![person]).await?)?;
        if is_staff(tx, person, now).await? {
            rules.floor = rules.floor.max(STAFF_FLOOR);
        }
        let list = sql!(
            "SELECT canonical AS name FROM usernames WHERE person_id = $1
             UNION SELECT name FROM persons WHERE id = $1"
        );
        for row in tx.rows(list, args![person]).await? {
            rules.own.push(row.text(0)?);
        }
        Ok(rules)
    }

    /// The rules of both.
    pub fn and(mut self, other: Self) -> Self {
        self.floor = self.floor.max(other.floor);
        self.own.extend(other.own);
        self.accounts.extend(other.accounts);
        self
    }

    /// The rules of an account, for somebody who is brought in there.
    pub async fn at(tx: &mut Tx, account: AccountId) -> Result<Self, tutela_db::Error> {
        let find = sql!("SELECT password_floor, name FROM accounts WHERE id = $1");
        Self::read(&tx.rows(find, args![account]).await?)
    }

    fn read(rows: &[Row]) -> Result<Self, tutela_db::Error> {
        let mut rules = Self::new(FLOOR);
        for row in rows {
            let floor = usize::try_from(row.int(0)?).unwrap_or(FLOOR);
            rules.floor = rules.floor.max(floor);
            rules.accounts.push(row.text(1)?);
        }
        Ok(rules)
    }

    /// The fewest characters.
    pub const fn floor(&self) -> usize {
        self.floor
    }

    /// The words that a page may hold against what is typed there: all of them are known to whoever types.
    pub fn words(&self) -> String {
        let all = self.own.iter().chain(&self.accounts);
        all.map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Of what a password is made, if it is made of what everybody knows.
    pub(super) fn made_of(&self, typed: &str) -> Option<Context> {
        let folded = fold(typed);
        let product = [PRODUCT.to_owned()];
        let all = [
            (Context::Own, &self.own[..]),
            (Context::Account, &self.accounts),
            (Context::Product, &product),
        ];
        let found = all
            .into_iter()
            .find(|(_, names)| is_made_of(&folded, names));
        found.map(|(context, _)| context)
    }
}
