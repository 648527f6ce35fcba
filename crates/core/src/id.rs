//! Ids: UUIDv7 (RFC 9562) behind a type per thing, so that a course cannot stand where an account should.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// A text that is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id")]
pub struct InvalidId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The id as a plain UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            /// Takes the canonical form alone: 36 characters, lower case.
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let uuid = Uuid::try_parse(text).map_err(|_| InvalidId)?;
                if uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()) != text {
                    return Err(InvalidId);
                }
                Ok(Self(uuid))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.hyphenated(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// A company that teaches: the tenant.
    AccountId,
    /// One line of the activity record.
    ActivityId,
    /// What somebody lets a program do in his name.
    ApiTokenId,
    /// A shelf of courses inside an account.
    ChannelId,
    /// A confirmed e-mail address or phone number of a person.
    ContactId,
    /// A course inside a channel.
    CourseId,
    /// A browser or program from which a person has signed in.
    DeviceId,
    /// One role, held by one person, at one scope.
    GrantId,
    /// A file of people to be brought in.
    ImportId,
    /// A way in that somebody was offered.
    InvitationId,
    /// A lesson inside a course.
    LessonId,
    /// A mail or text message on its way.
    LetterId,
    /// Something that a person was told in the application.
    NotificationId,
    /// A sealed object: a video, a document, a poster.
    ObjectId,
    /// An account that its owner offers to somebody.
    OfferId,
    /// A person, of the whole installation.
    PersonId,
    /// A review of who may do what in an account.
    ReviewId,
    /// Any node of the scope tree.
    ScopeId,
    /// One sign-in on one device.
    SessionId,
    /// A file on its way in, in as many requests as it takes.
    UploadId,
}

macro_rules! scopes {
    ($($name:ident),+) => {$(
        impl From<$name> for ScopeId {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }
    )+};
}

scopes!(AccountId, ChannelId, CourseId, LessonId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_form_is_an_id() {
        let text = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(
            text.parse::<CourseId>().map(|id| id.to_string()),
            Ok(text.to_owned())
        );
        for other in [
            "01890A5D-AC96-774B-BCCE-B302099A8057",
            "01890a5dac96774bbcceb302099a8057",
            "{01890a5d-ac96-774b-bcce-b302099a8057}",
            "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057",
            "",
            "1",
        ] {
            assert_eq!(other.parse::<CourseId>(), Err(InvalidId), "{other}");
        }
    }
}
