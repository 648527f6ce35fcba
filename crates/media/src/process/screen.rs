//! How the processing of a film stands, in words, and the button that has it tried again.

use axum::extract::State;
use tutela_access::UploadMedia;
use tutela_core::LessonId;
use tutela_web::{Error, Flash, Icon, Path, Redirect, Visit, Words, icon};

use super::{Processing, job, retry};
use crate::Media;

/// What the page of a lesson says of its film.
#[derive(Debug)]
pub struct Said {
    /// The word of the API.
    pub word: &'static str,
    /// The drawing.
    pub look: &'static str,
    pub title: String,
    pub sentence: String,
    /// Hundredths.
    pub done: Option<u64>,
    pub can_retry: bool,
}

impl Said {
    /// The drawing of how it stands.
    pub const fn drawing(&self) -> Icon {
        icon(self.look)
    }
}

/// Says how it stands. A film that waits in a house that processes none plays as it is, and nothing needs to be said.
pub fn say(t: &Words, found: &Processing, processes: bool) -> Option<Said> {
    let sizes = found.sizes.join(", ");
    let (word, look, done, can_retry) = match found.state {
        job::State::Waiting { after: None } if !processes && sizes.is_empty() => return None,
        job::State::Waiting { after } => ("waiting", "uploading", None, after.is_some()),
        job::State::Running { done } => ("processing", "uploading", Some(done / 10), false),
        job::State::Ready => ("ready", "ready", None, false),
        job::State::Failed { .. } => ("failed", "failed", None, true),
    };
    let sentence = match found.state {
        job::State::Failed { reason } => t.say(of_reason(reason)).into_owned(),
        job::State::Waiting {
            after: Some(reason),
        } => {
            format!("{} {}", t.say(of_reason(reason)), t.say("processing-later"))
        }
        job::State::Ready => t.with("processing-ready-in", &[("sizes", sizes.as_str())]),
        _ if sizes.is_empty() => t.say("processing-meanwhile").into_owned(),
        _ => t.with("processing-plays-in", &[("sizes", sizes.as_str())]),
    };
    let title = t.say(title(word)).into_owned();
    Some(Said {
        word,
        look,
        title,
        sentence,
        done,
        can_retry,
    })
}

fn title(word: &str) -> &'static str {
    match word {
        "waiting" => "processing-waiting",
        "processing" => "processing-running",
        "ready" => "processing-ready",
        _ => "processing-failed",
    }
}

const fn of_reason(reason: job::Reason) -> &'static str {
    match reason {
        job::Reason::Unreadable => "processing-unreadable",
        job::Reason::TooLarge => "processing-too-large",
        job::Reason::Memory => "processing-memory",
        job::Reason::TooLong => "processing-too-long",
        job::Reason::NoRoom => "processing-no-room",
        job::Reason::BrokeOff => "processing-broke-off",
        job::Reason::Trouble => "processing-trouble",
    }
}

/// Lets the film wait for its turn again.
pub async fn again(
    _: State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(UploadMedia, lesson).await?;
    retry(&mut authorized).await?;
    guarded.commit().await?;
    let flash = Flash::new("processing-again");
    Ok(Redirect::to(format!("/lessons/{lesson}/edit")).saying(&flash, &visit))
}
