//! What was done is recorded, and who must hear of it is told, in the transaction that does it, or it is not done.

#![forbid(unsafe_code)]

mod activity;
pub mod duty;
pub mod notification;
pub mod outbox;

pub use activity::{Activity, Line, Wanted, latest, latest_of, record};
pub use notification::{Notice, NoticeKind, notify, notify_with};
pub use outbox::{Letter, LetterKind, To};
