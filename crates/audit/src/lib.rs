//! What was done is recorded, and who must hear of it is told, in the transaction that does it, or it is not done.

#![forbid(unsafe_code)]

mod activity;
pub mod duty;
pub mod evidence;
pub mod notification;
mod opening;
pub mod outbound;
pub mod outbox;
pub mod probe;

pub use activity::{Activity, Line, Wanted, find_line, latest, latest_of, record};
pub use notification::{Notice, NoticeKind, notify, notify_with};
pub use opening::{Opening, Openings};
pub use outbox::{Letter, LetterKind, To};
