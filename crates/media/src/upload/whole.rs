//! Kinds of files that can be judged only as a whole: pictures, which are made anew, office files and plain texts. Each is read
//! back from where it rests sealed, one at a time, so that memory does not grow with the number of senders.

use futures_util::stream;
use tokio::sync::Semaphore;
use tutela_core::Ambient;
use tutela_vault::{AccountKey, NewObject, ObjectMeta, Sealed, Vault};

use super::check::{Found, Unfit};
use super::{CannotUpload, Incoming, Received, office, picture};

/// The most bytes of a text.
const TEXT: usize = 5 << 20;

/// One at a time.
static DESK: Semaphore = Semaphore::const_new(1);

/// The endings that a plain text may have. A page or a script is none of them.
const TEXTS: [&str; 5] = ["txt", "csv", "md", "srt", "vtt"];

/// Looks at the whole of a file that rests sealed, where its kind asks for that; gives what is to stand in the lesson.
/// What is refused, or was made anew, is gone from the store.
pub(crate) async fn judge(
    (vault, key, ambient): (&Vault, &AccountKey, &Ambient),
    incoming: &Incoming,
    (received, sealed): (Received, Sealed),
) -> Result<(Received, Sealed), CannotUpload> {
    let Some(most) = most(&received.found) else {
        return Ok((received, sealed));
    };
    let raw = received.object;
    let judged = async {
        let _turn = DESK.acquire().await.map_err(|_| CannotUpload::BrokeOff)?;
        if received.size > most as u64 {
            return Err(too_large(&received.found, most));
        }
        let meta = ObjectMeta {
            object: raw,
            purpose: incoming.purpose.purpose(),
            size: received.size,
            wrapped_key: sealed.wrapped_key.clone(),
        };
        let opened = vault.open(key, &meta).await?;
        let bytes = opened.bytes(0..received.size).await?;
        match verdict(bytes.into(), &received.found, incoming).await? {
            Verdict::Is(found) => Ok((Received { found, ..received }, sealed)),
            Verdict::Became(picture) => anew((vault, key, ambient), incoming, picture).await,
        }
    };
    let judged = judged.await;
    if judged.as_ref().map_or(true, |(kept, _)| kept.object != raw) {
        vault.delete(key.account(), raw).await?;
    }
    judged
}

enum Verdict {
    Is(Found),
    Became(picture::Picture),
}

/// The most bytes of a kind that is judged as a whole.
fn most(found: &Found) -> Option<usize> {
    match found.media_type {
        "application/zip" => Some(office::MOST),
        "text/plain" => Some(TEXT),
        kind if kind.starts_with("image/") => Some(picture::MOST),
        _ => None,
    }
}

fn too_large(found: &Found, most: usize) -> CannotUpload {
    match found.media_type.starts_with("image/") {
        true => Unfit::PictureTooLarge.into(),
        false => CannotUpload::TooLarge { limit: most as u64 },
    }
}

async fn verdict(
    bytes: Vec<u8>,
    found: &Found,
    incoming: &Incoming,
) -> Result<Verdict, CannotUpload> {
    Ok(match found.media_type {
        "application/zip" => {
            let look = tokio::task::spawn_blocking(move || office::look(&bytes));
            let kind = look.await.map_err(|_| Unfit::ArchiveDamaged)??;
            Verdict::Is(Found::plain(kind))
        }
        "text/plain" => Verdict::Is(Found::plain(text(&bytes, &incoming.file_name)?)),
        _ => Verdict::Became(picture::remake(bytes).await?),
    })
}

async fn anew(
    (vault, key, ambient): (&Vault, &AccountKey, &Ambient),
    incoming: &Incoming,
    picture: picture::Picture,
) -> Result<(Received, Sealed), CannotUpload> {
    let new = NewObject {
        object: ambient.id(),
        purpose: incoming.purpose.purpose(),
        limit: incoming.limit,
    };
    let object = new.object;
    let body = stream::iter([Ok::<_, std::convert::Infallible>(picture.bytes.into())]);
    let sealed = vault.seal(key, new, body).await?;
    let received = Received {
        object,
        size: sealed.size,
        found: picture.found,
    };
    Ok((received, sealed))
}

/// A text that is nothing else: UTF-8 without control characters, and not called like something that runs.
fn text(bytes: &[u8], name: &str) -> Result<&'static str, Unfit> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.unwrap_or_default().to_ascii_lowercase();
    if !TEXTS.contains(&ending.as_str()) {
        return Err(Unfit::AttachmentKind);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Unfit::AttachmentKind)?;
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}');
    match (text.chars().any(control), ending.as_str()) {
        (true, _) => Err(Unfit::AttachmentKind),
        (false, "csv") => Ok("text/csv"),
        (false, _) => Ok("text/plain"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_nothing_that_runs() {
        assert_eq!(text(b"a,b\r\n1,2", "Numbers.CSV"), Ok("text/csv"));
        assert_eq!(text("søm\n".as_bytes(), "notes.txt"), Ok("text/plain"));
        for (bytes, name) in [
            (b"<script>".as_slice(), "page.html"),
            (b"<svg/>", "drawing.svg"),
            (b"x", "run"),
            (b"\x7fELF\0", "notes.txt"),
            (b"\xff\xfea", "notes.txt"),
            (b"MZ\0", "notes.csv"),
        ] {
            assert_eq!(text(bytes, name), Err(Unfit::AttachmentKind), "{name}");
        }
    }
}
