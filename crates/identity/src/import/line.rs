//! A line, understood: who is to come in, how he is reached, and what he gets.

use tutela_core::{Country, Role, Scope, Username};

use super::LineError;
use super::file::Row;
use super::places::Places;
use crate::invitation::Address;
use crate::people::PersonName;

/// Somebody to bring in.
#[derive(Debug)]
pub struct Line {
    pub line: u64,
    pub name: PersonName,
    pub reach: Reach,
    pub role: Option<Role>,
    pub scope: Scope,
}

/// How somebody is reached, which is how he will sign in.
#[derive(Debug)]
pub enum Reach {
    /// He gets a letter.
    Address(Address),
    /// He has a user name and nothing that could be written to.
    Id(Username),
}

impl Reach {
    /// The user name.
    pub const fn username(&self) -> &Username {
        match self {
            Self::Address(address) => address.username(),
            Self::Id(username) => username,
        }
    }

    /// As it was written.
    pub fn written(&self) -> &str {
        match self {
            Self::Address(address) => address.written(),
            Self::Id(username) => username.as_str(),
        }
    }

    /// The word for its kind in the database.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Address(address) => address.way().contact(),
            Self::Id(_) => "id",
        }
    }

    /// What was written down before.
    pub fn stored(kind: &str, written: String, username: Username) -> Self {
        match kind {
            "id" => Self::Id(username),
            _ => Self::Address(Address::stored(written, username)),
        }
    }
}

/// Understands a row, or says the first thing that is wrong with it.
pub fn understand(row: &Row, places: &Places) -> Result<Line, LineError> {
    let wrong = |field, code| LineError::new(row.line, field, code);
    let name = PersonName::parse(&row.name).map_err(|invalid| match invalid {
        crate::people::InvalidName::Empty => wrong("name", "required"),
        crate::people::InvalidName::TooLong => wrong("name", "name-too-long"),
    })?;
    let reach = reach(row, places.country())?;
    let (role, scope) = places.place(row)?;
    Ok(Line {
        line: row.line,
        name,
        reach,
        role,
        scope,
    })
}

fn reach(row: &Row, home: Option<Country>) -> Result<Reach, LineError> {
    let wrong = |field, code| LineError::new(row.line, field, code);
    let given = [
        ("email", row.email.as_str()),
        ("phone", row.phone.as_str()),
        ("id", row.id.as_str()),
    ];
    let mut given = given.into_iter().filter(|(_, text)| !text.is_empty());
    let Some((field, text)) = given.next() else {
        return Err(wrong("email", "required"));
    };
    if given.next().is_some() {
        return Err(wrong(field, "only-one"));
    }
    let address = Address::read(text, home);
    match (field, address) {
        ("email", Ok(Some(address))) if address.way().contact() == "email" => {
            Ok(Reach::Address(address))
        }
        ("phone", Ok(Some(address))) if address.way().contact() == "phone" => {
            Ok(Reach::Address(address))
        }
        ("id", Ok(None)) => match Username::parse(text) {
            Ok(username) => Ok(Reach::Id(username)),
            Err(_) => Err(wrong("id", "username")),
        },
        ("email", _) => Err(wrong("email", "email")),
        ("phone", _) => Err(wrong("phone", "phone")),
        _ => Err(wrong("id", "username")),
    }
}
