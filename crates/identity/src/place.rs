//! Places as pages and documents name them: by address, by level and id, and by what they are called.

use serde::Deserialize;
use tutela_access::{
    AddPerson, Authorized, Error as Refusal, Guarded, Place, PlaceNames, ViewChannel, place_names,
};
use tutela_core::{Country, Level, Scope, ScopeId, Username};
use tutela_web::{Error, FieldErrors, Page, Visit};

use crate::username;

/// The platform, as a route without a parameter names it.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Everywhere;

impl From<Everywhere> for Scope {
    fn from(_: Everywhere) -> Self {
        Self::Platform
    }
}

/// The address of a place; its roles and people stand below it.
pub fn path(scope: Scope) -> String {
    match scope {
        Scope::Platform => "/platform".to_owned(),
        Scope::Account(id) => format!("/accounts/{id}"),
        Scope::Channel(id) => format!("/channels/{id}"),
        Scope::Course(id) => format!("/courses/{id}"),
        Scope::Lesson(id) => format!("/lessons/{id}"),
    }
}

/// Reads a level and an id; what is wrong is noted at `level` and `scope_id`. The platform needs no id.
pub fn parse(level: &str, id: Option<&str>, errors: &mut FieldErrors) -> Option<Scope> {
    let Ok(level) = level.parse::<Level>() else {
        errors.add("level", "choice");
        return None;
    };
    if level == Level::Platform {
        return Some(Scope::Platform);
    }
    match id.map(str::parse::<ScopeId>) {
        Some(Ok(id)) => return Some(Scope::of(level, id)),
        Some(Err(_)) => errors.add("scope_id", "invalid"),
        None => errors.add("scope_id", "required"),
    }
    None
}

/// In which country a phone number counts that somebody types at a place without naming one.
///
/// # Errors
/// When the caller may bring nobody in there.
pub async fn country(visit: &Visit, scope: Scope, typed: &str) -> Result<Option<Country>, Error> {
    if !Username::lacks_country(typed) {
        return Ok(None);
    }
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(AddPerson, scope).await?;
    match authorized.place().account {
        Some(account) => Ok(username::country_of(authorized.tx(), account).await?),
        None => Ok(None),
    }
}

/// Where a page stands.
#[derive(Debug, Clone)]
pub struct Spot {
    pub scope: Scope,
    pub place: Place,
    pub names: PlaceNames,
    /// Whether the reader may open the channel that the place stands in.
    sees_channel: bool,
}

impl Spot {
    /// Where somebody was let in, with the names along the way.
    pub async fn find<A>(authorized: &mut Authorized<'_, A>) -> Result<Self, Error>
    where
        A: tutela_access::Action<On = Scope>,
    {
        let (scope, place) = (authorized.on(), authorized.place());
        Ok(Self {
            scope,
            place,
            names: place_names(authorized.tx(), place).await?,
            sees_channel: false,
        })
    }

    /// Looks whether the way down through the channel is open to the reader.
    pub async fn look_around(mut self, guarded: &mut Guarded<'_>) -> Result<Self, Error> {
        if let Some(channel) = self.place.channel {
            self.sees_channel = match guarded.authorize(ViewChannel, channel).await {
                Ok(_) => true,
                Err(Refusal::NotFound | Refusal::Forbidden | Refusal::FactorNeeded) => false,
                Err(error) => return Err(error.into()),
            };
        }
        Ok(self)
    }

    /// What the place itself is called; the platform has no name of its own.
    pub fn name(&self) -> Option<&str> {
        let names = &self.names;
        match self.scope {
            Scope::Platform => None,
            Scope::Account(_) => names.account.as_deref(),
            Scope::Channel(_) => names.channel.as_deref(),
            Scope::Course(_) | Scope::Lesson(_) => names.course.as_deref(),
        }
    }

    /// Puts the account's name into the bar, and the way down to the place into the breadcrumb.
    pub fn dress(&self, mut page: Page) -> Page {
        let Self { place, names, .. } = self;
        if let (Some(account), Some(name)) = (place.account, &names.account) {
            page = page.brand(name).crumb(name, path(account.into()));
        }
        if let (Some(channel), Some(name), true) =
            (place.channel, &names.channel, self.sees_channel)
        {
            page = page.crumb(name, path(channel.into()));
        }
        if let (Some(course), Some(name)) = (place.course, &names.course) {
            page = page.crumb(name, path(course.into()));
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_level_and_an_id() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let read = |level, id| {
            let mut errors = FieldErrors::default();
            let scope = parse(level, id, &mut errors);
            let wrong: Vec<_> = errors
                .iter()
                .map(|error| (error.field.to_string(), error.code))
                .collect();
            (scope.map(path), wrong)
        };
        assert_eq!(
            read("platform", None),
            (Some("/platform".to_owned()), vec![])
        );
        assert_eq!(
            read("course", Some(id)),
            (Some(format!("/courses/{id}")), vec![])
        );
        assert_eq!(
            read("galaxy", Some(id)),
            (None, vec![("level".to_owned(), "choice")])
        );
        assert_eq!(
            read("course", Some("7")),
            (None, vec![("scope_id".to_owned(), "invalid")])
        );
        assert_eq!(
            read("course", None),
            (None, vec![("scope_id".to_owned(), "required")])
        );
    }
}
