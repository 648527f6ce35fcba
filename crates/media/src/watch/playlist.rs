//! Playlists (RFC 8216): which sizes a film has, and which bytes of a size are which seconds. They are written for each
//! request from rows, name nothing but addresses of their own lesson, and open nothing: each piece is asked for by itself.

use std::fmt::Write as _;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use tutela_access::{Authorized, Error as Refused, GetMedia};
use tutela_core::{LessonId, ObjectId};
use tutela_web::{Error, Path, Visit};

use super::find;
use crate::Media;
use crate::object::Use;
use crate::process::recipe::Pictures;
use crate::process::rendition::{self, Rendition, Sheet};

const PLAYLIST: HeaderValue = HeaderValue::from_static("application/vnd.apple.mpegurl");
const TEXT_TRACK: HeaderValue = HeaderValue::from_static("text/vtt; charset=utf-8");

/// Gives the playlist of a film, which names its sizes, or that of one size, which names its pieces.
#[utoipa::path(
    get,
    path = "/api/v1/lessons/{lesson}/media/{object}/playlist.m3u8",
    operation_id = "getPlaylist",
    tag = "media",
    params(
        ("lesson" = String, Path, description = "The lesson"),
        ("object" = String, Path, description = "The film, as `getLesson` names it, or one of its sizes, as its playlist names it"),
    ),
    responses((status = 200, description = "A playlist of HTTP Live Streaming", content_type = "application/vnd.apple.mpegurl"))
)]
pub async fn get_playlist(
    state: State<Media>,
    visit: Visit,
    path: Path<(LessonId, ObjectId)>,
) -> Result<Response, Error> {
    playlist(state, visit, path).await
}

/// The same for the pages.
pub async fn playlist(
    _: State<Media>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
) -> Result<Response, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(GetMedia, lesson).await?;
    let text = text(&mut authorized, object).await?;
    Ok(([(CONTENT_TYPE, PLAYLIST)], text).into_response())
}

/// Which small picture stands for which seconds, for the bar under a film.
pub async fn pictures(
    _: State<Media>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
) -> Result<Response, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(GetMedia, lesson).await?;
    let film = find(&mut authorized, object).await?;
    let sheet = rendition::sheet(authorized.tx(), film.id).await?;
    let text = track(&sheet.ok_or(Error::NotFound)?);
    Ok(([(CONTENT_TYPE, TEXT_TRACK)], text).into_response())
}

async fn text(
    authorized: &mut Authorized<'_, GetMedia>,
    object: ObjectId,
) -> Result<String, Refused> {
    let object = find(authorized, object).await?;
    match object.purpose {
        Use::Video => {
            let sizes = rendition::of_film(authorized.tx(), object.id).await?;
            if sizes.is_empty() {
                return Err(Refused::NotFound);
            }
            Ok(of_sizes(&sizes))
        }
        Use::Rendition => {
            let size = rendition::find(authorized.tx(), object.id).await?;
            Ok(of_pieces(&size.ok_or(Refused::NotFound)?))
        }
        _ => Err(Refused::NotFound),
    }
}

/// The playlist of a film. Addresses are relative to its own, so that it serves pages and programs alike.
fn of_sizes(sizes: &[Rendition]) -> String {
    let mut text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n".to_owned();
    for size in sizes {
        let (peak, average) = rates(size);
        let _ = write!(
            text,
            "#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},RESOLUTION={}x{},CODECS=\"{}\",NAME=\"{}p\"\n\
             ../{}/playlist.m3u8\n",
            size.width, size.height, size.codecs, size.lines, size.id
        );
    }
    text
}

/// The bits a second of the piece that takes the most, and of all of them.
fn rates(size: &Rendition) -> (u64, u64) {
    let rate = |length: u64, lasts: u64| length.saturating_mul(8000) / lasts.max(1);
    let peak = size.segments.iter().map(|one| rate(one.length, one.lasts));
    let whole = size
        .segments
        .iter()
        .fold((0, 0), |sum, one| (sum.0 + one.length, sum.1 + one.lasts));
    (peak.max().unwrap_or(0), rate(whole.0, whole.1))
}

/// The playlist of one size: ranges of one object.
fn of_pieces(size: &Rendition) -> String {
    let longest = size.segments.iter().map(|one| one.lasts).max();
    let longest = longest.unwrap_or(0).div_ceil(1000);
    let file = format!("../{}", size.id);
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{longest}\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n\
         #EXT-X-MAP:URI=\"{file}\",BYTERANGE=\"{}@0\"\n",
        size.head
    );
    let mut at = size.head;
    for one in &size.segments {
        let (seconds, thousandths) = (one.lasts / 1000, one.lasts % 1000);
        let _ = write!(
            text,
            "#EXTINF:{seconds}.{thousandths:03},\n#EXT-X-BYTERANGE:{}@{at}\n{file}\n",
            one.length
        );
        at += one.length;
    }
    text.push_str("#EXT-X-ENDLIST\n");
    text
}

/// WebVTT whose cues are parts of the sheet (`#xywh`, Media Fragments 4.2.2).
fn track(sheet: &Sheet) -> String {
    let (w, h, across) = (Pictures::WIDTH, Pictures::HEIGHT, Pictures::ACROSS);
    let every = u64::try_from(sheet.every.as_millis()).unwrap_or(u64::MAX);
    let mut text = "WEBVTT\n".to_owned();
    for at in 0..sheet.count {
        let (x, y) = (at % across * w, at / across * h);
        let _ = write!(
            text,
            "\n{} --> {}\n../{}#xywh={x},{y},{w},{h}\n",
            moment(at * every),
            moment((at + 1) * every),
            sheet.id
        );
    }
    text
}

/// As WebVTT writes it: `00:01:02.500`.
pub(crate) fn moment(millis: u64) -> String {
    let (seconds, rest) = (millis / 1000, millis % 1000);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{rest:03}", seconds % 60)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tutela_core::Ambient;

    use super::*;
    use crate::process::fragment::Segment;

    fn size() -> Rendition {
        Rendition {
            id: Ambient::system().id(),
            lines: 240,
            width: 426,
            height: 240,
            codecs: "avc1.4d4015,mp4a.40.2".to_owned(),
            head: 1272,
            segments: vec![
                Segment {
                    length: 125_180,
                    lasts: 4000,
                },
                Segment {
                    length: 64_000,
                    lasts: 2040,
                },
            ],
        }
    }

    #[test]
    fn the_pieces_of_a_size_are_ranges_that_touch() {
        let size = size();
        let text = of_pieces(&size);
        let id = size.id;
        assert_eq!(
            text,
            format!(
                "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:4\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n\
                 #EXT-X-MAP:URI=\"../{id}\",BYTERANGE=\"1272@0\"\n\
                 #EXTINF:4.000,\n#EXT-X-BYTERANGE:125180@1272\n../{id}\n\
                 #EXTINF:2.040,\n#EXT-X-BYTERANGE:64000@126452\n../{id}\n#EXT-X-ENDLIST\n"
            )
        );
    }

    #[test]
    fn a_film_names_its_sizes_with_what_they_take() {
        let size = size();
        let text = of_sizes(std::slice::from_ref(&size));
        let line = "BANDWIDTH=250980,AVERAGE-BANDWIDTH=250569,RESOLUTION=426x240,CODECS=\"avc1.4d4015,mp4a.40.2\"";
        assert!(text.contains(line), "{text}");
        assert!(
            text.ends_with(&format!("../{}/playlist.m3u8\n", size.id)),
            "{text}"
        );
    }

    #[test]
    fn small_pictures_lie_in_rows() {
        let sheet = Sheet {
            id: Ambient::system().id(),
            every: Duration::from_secs(2),
            count: 12,
        };
        let text = track(&sheet);
        assert_eq!(text.matches("-->").count(), 12);
        assert!(text.contains("00:00:22.000 --> 00:00:24.000"), "{text}");
        assert!(text.trim_end().ends_with("#xywh=160,90,160,90"), "{text}");
    }
}
