//! Which bytes of a thing a request wants: conditions and ranges of HTTP (RFC 9110, 13 and 14). Pure rules; what
//! holds the bytes asks [`decide`] and sends what it says.

use http::header::{
    ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE,
    LAST_MODIFIED, RANGE,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use jiff::fmt::rfc2822::DateTimeParser;
use tutela_core::Time;

use crate::Error;

/// A thing of bytes, as its validators describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// How many bytes it has.
    pub size: u64,
    /// Its strong entity tag, with the quotes: `"abc"`.
    pub etag: String,
    /// When it last changed.
    pub changed_at: Time,
}

/// What to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it: 200.
    Whole,
    /// The bytes from `first` to `last`, both included: 206.
    Slice { first: u64, last: u64 },
    /// Nothing: what the asker has is still good: 304.
    Unchanged,
}

impl Part {
    /// The status of the answer.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Whole => StatusCode::OK,
            Self::Slice { .. } => StatusCode::PARTIAL_CONTENT,
            Self::Unchanged => StatusCode::NOT_MODIFIED,
        }
    }

    /// How many bytes follow.
    pub const fn length(self, thing: &Thing) -> u64 {
        match self {
            Self::Whole => thing.size,
            Self::Slice { first, last } => last - first + 1,
            Self::Unchanged => 0,
        }
    }

    /// The headers that say what follows. The type of the content is for the caller to add.
    pub fn head(self, thing: &Thing) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(6);
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        let mut put = |name, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        };
        put(ETAG, thing.etag.clone());
        put(LAST_MODIFIED, thing.changed_at.http_date());
        if let Self::Slice { first, last } = self {
            put(
                CONTENT_RANGE,
                format!("bytes {first}-{last}/{}", thing.size),
            );
        }
        if self != Self::Unchanged {
            headers.insert(CONTENT_LENGTH, self.length(thing).into());
        }
        headers
    }
}

/// Decides what a request for a thing gets, in the order that RFC 9110, 13.2.2 gives.
///
/// # Errors
/// [`Error::Range`] for a range that is none or lies outside, [`Error::SeveralRanges`] for more than one: both 416.
pub fn decide(method: &Method, headers: &HeaderMap, thing: &Thing) -> Result<Part, Error> {
    if is_unchanged(headers, thing) {
        return Ok(Part::Unchanged);
    }
    // Ranges are defined for GET alone; a HEAD answers as if there were none.
    let Some(range) = headers.get(RANGE).filter(|_| *method == Method::GET) else {
        return Ok(Part::Whole);
    };
    if !is_same(headers.get(IF_RANGE), thing) {
        return Ok(Part::Whole);
    }
    slice(range, thing.size)
}

/// Whether the asker has this very state of the thing already.
fn is_unchanged(headers: &HeaderMap, thing: &Thing) -> bool {
    let mut lists = headers.get_all(IF_NONE_MATCH).iter().peekable();
    if lists.peek().is_some() {
        return lists.any(|list| lists_etag(list, thing.etag.as_bytes()));
    }
    let since = headers.get(IF_MODIFIED_SINCE).and_then(date);
    since.is_some_and(|since| thing.changed_at.seconds() <= since)
}

/// Whether a list of entity tags has this one. Weak ones count too: what is compared is the thing, not its bytes.
pub fn lists_etag(list: &HeaderValue, etag: &[u8]) -> bool {
    list.as_bytes().split(|byte| *byte == b',').any(|entry| {
        let entry = entry.trim_ascii();
        entry == b"*" || entry.strip_prefix(b"W/").unwrap_or(entry) == etag
    })
}

/// Whether a range may be cut from the thing as it is now: the strong tag, or the very date.
fn is_same(condition: Option<&HeaderValue>, thing: &Thing) -> bool {
    let Some(condition) = condition else {
        return true;
    };
    let condition_bytes = condition.as_bytes();
    if condition_bytes.starts_with(b"\"") || condition_bytes.starts_with(b"W/") {
        return condition_bytes == thing.etag.as_bytes();
    }
    date(condition) == Some(thing.changed_at.seconds())
}

/// An HTTP date in seconds since 1970; the two obsolete forms are not taken.
fn date(value: &HeaderValue) -> Option<i64> {
    let text = value.to_str().ok().filter(|text| text.ends_with(" GMT"))?;
    let moment = DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(moment.as_second())
}

fn slice(range: &HeaderValue, size: u64) -> Result<Part, Error> {
    let outside = Error::Range { size };
    let text = range.to_str().map_err(|_| Error::Range { size })?;
    let Some((unit, ranges)) = text.split_once('=') else {
        return Err(outside);
    };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        // A unit that is not ours is to be passed over.
        return Ok(Part::Whole);
    }
    let mut ranges = ranges
        .split(',')
        .map(str::trim)
        .filter(|range| !range.is_empty());
    match (ranges.next(), ranges.next()) {
        (Some(_), Some(_)) => Err(Error::SeveralRanges { size }),
        (Some(range), None) => cut(range, size).ok_or(outside),
        (None, _) => Err(outside),
    }
}

/// One range: `first-last`, `first-` or `-length`. Nothing when it is malformed or holds no byte of the thing.
fn cut(range: &str, size: u64) -> Option<Part> {
    let end = size.checked_sub(1)?;
    let (first, last) = match range.split_once('-')? {
        ("", length) => {
            let length = number(length).filter(|length| *length > 0)?;
            (size.saturating_sub(length), end)
        }
        (first, "") => (number(first)?, end),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (
                first,
                if last < first {
                    return None;
                } else {
                    last.min(end)
                },
            )
        }
    };
    (first <= last).then_some(Part::Slice { first, last })
}

/// A number of digits alone; one too large for any thing counts as the largest there is.
fn number(digits: &str) -> Option<u64> {
    let well_formed = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    well_formed.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests;
