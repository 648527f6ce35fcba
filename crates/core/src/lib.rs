//! The words every other crate uses: ids, time, chance, secrets, roles and levels. Pure: no input, no output.

#![forbid(unsafe_code)]

mod ambient;
mod id;
mod names;
mod role;
mod sealing;
mod secret;
mod time;

pub use ambient::{Ambient, Clock, Rng, SystemClock, SystemRng};
pub use id::{
    AccountId, ActivityId, ChannelId, ContactId, CourseId, GrantId, ImportId, InvalidId,
    InvitationId, LessonId, LetterId, NotificationId, ObjectId, PersonId, ScopeId, SessionId,
};
pub use names::{InvalidUsername, Username, squeeze};
pub use role::{Level, Role, Scope};
pub use sealing::SealingKey;
pub use secret::{Secret, Token, TokenDigest};
pub use time::{InvalidTime, Time};
