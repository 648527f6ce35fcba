//! What may be bound to a statement: text, whole number, bytes, or the absence of one of these.

use tutela_core::{Level, Role, Scope, Secret, Time, TokenDigest, Username};

/// A value to bind. Absence keeps its kind, because PostgreSQL wants to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Blob(Option<Vec<u8>>),
}

/// What can stand in a column: how it is bound.
macro_rules! bind {
    ($($kind:ident: $($type:ty => |$v:ident| $make:expr),+;)+) => {$($(
        impl From<$type> for Value {
            fn from($v: $type) -> Self {
                Self::$kind(Some($make))
            }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                Self::$kind(value.map(|$v: $type| $make))
            }
        }
    )+)+};
}

bind! {
    Text:
        &str => |v| v.to_owned(),
        String => |v| v,
        &String => |v| v.clone(),
        Role => |v| v.as_str().to_owned(),
        Level => |v| v.as_str().to_owned(),
        Scope => |v| v.id().to_string(),
        &Username => |v| v.as_str().to_owned(),
        &Secret<String> => |v| v.expose().clone();
    Int:
        i64 => |v| v,
        u32 => |v| i64::from(v),
        Time => |v| v.micros();
    Blob:
        &[u8] => |v| v.to_vec(),
        Vec<u8> => |v| v,
        TokenDigest => |v| v.as_bytes().to_vec();
}

macro_rules! bind_ids {
    ($($id:ident),+) => {$(
        impl From<tutela_core::$id> for Value {
            fn from(id: tutela_core::$id) -> Self {
                Self::Text(Some(id.to_string()))
            }
        }
        impl From<Option<tutela_core::$id>> for Value {
            fn from(id: Option<tutela_core::$id>) -> Self {
                Self::Text(id.map(|id| id.to_string()))
            }
        }
    )+};
}

bind_ids!(
    AccountId,
    ActivityId,
    ApiTokenId,
    ChannelId,
    ContactId,
    CourseId,
    DeviceId,
    GrantId,
    ImportId,
    InvitationId,
    LessonId,
    LetterId,
    NotificationId,
    ObjectId,
    OfferId,
    PersonId,
    ReviewId,
    ScopeId,
    SessionId,
    UploadId
);
