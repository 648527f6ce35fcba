//! The words every other crate uses: ids, time, chance, secrets, roles and levels. Pure: no input, no output.

#![forbid(unsafe_code)]

mod ambient;
mod email;
mod id;
mod names;
mod phone;
mod role;
mod sealing;
mod secret;
mod time;

pub use ambient::{Ambient, Clock, Rng, SystemClock, SystemRng};
pub use email::{EmailAddress, InvalidEmail};
pub use id::{
    AccountId, ActivityId, ApiTokenId, ChannelId, ContactId, CourseId, DeviceId, GrantId, ImportId,
    InvalidId, InvitationId, LessonId, LetterId, NotificationId, ObjectId, OfferId, PersonId,
    ReviewId, ScopeId, SessionId, UploadId,
};
pub use names::{InvalidUsername, MOST, NameKind, Username, squeeze};
pub use phone::{Country, InvalidPhone, PhoneNumber};
pub use role::{Level, Role, Scope};
pub use sealing::SealingKey;
pub use secret::{Secret, Token, TokenDigest};
pub use time::{InvalidTime, Time};
