//! The rows of captions, and their sealed text.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use tutela_access::{Authorized, Error as Refused, UploadMedia};
use tutela_core::{Ambient, LessonId, ObjectId, Time};
use tutela_db::{Error, Row, Tx, args, sql};
use tutela_vault::{AccountKey, NewObject, Sealed, Vault};

use super::text::{self, Cue};
use super::{Captions, Tongue, USE};

/// What they are served as.
const MEDIA_TYPE: &str = "text/vtt; charset=utf-8";
/// The most bytes as they are written here: every character may be one that is escaped.
const LIMIT: u64 = 32 * 1024 * 1024;

pub(super) async fn seal(
    ambient: &Ambient,
    vault: &Vault,
    key: &AccountKey,
    cues: &[Cue],
) -> Result<(ObjectId, Sealed), tutela_vault::Error> {
    let object = ambient.id();
    let new = NewObject {
        object,
        purpose: USE.purpose(),
        limit: LIMIT,
    };
    let text = Bytes::from(text::write(cues));
    let body = stream::iter([Ok::<_, Infallible>(text)]);
    Ok((object, vault.seal(key, new, body).await?))
}

pub(super) async fn stand_in(
    authorized: &mut Authorized<'_, UploadMedia>,
    tongue: &Tongue,
    (id, sealed): &(ObjectId, Sealed),
) -> Result<(), Refused> {
    let (lesson, now) = (authorized.on(), authorized.now());
    let (account, by) = (authorized.account()?, authorized.somebody().id);
    let tx = authorized.tx();
    let all = in_lesson(tx, lesson).await?;
    replace(tx, lesson, tongue, now).await?;
    let insert = sql!(
        "INSERT INTO objects (id, account_id, lesson_id, purpose, variant, media_type, file_name, size, wrapped_key,
                              sealed_sha256, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    let values = args![
        *id,
        account,
        lesson,
        USE.as_str(),
        tongue.as_str(),
        MEDIA_TYPE,
        format!("{tongue}.vtt"),
        i64::try_from(sealed.size).unwrap_or(i64::MAX),
        sealed.wrapped_key.0.clone(),
        sealed.sha256.to_vec(),
        by,
        now,
    ];
    tx.run(insert, values).await?;
    if all.is_empty() {
        prefer(tx, lesson, tongue).await?;
    }
    Ok(())
}

/// Takes the captions in a language out of their lesson. Says whether there were any.
pub(super) async fn retire(
    tx: &mut Tx,
    lesson: LessonId,
    tongue: &Tongue,
    now: Time,
) -> Result<bool, Error> {
    if !replace(tx, lesson, tongue, now).await? {
        return Ok(false);
    }
    let forget = sql!("DELETE FROM preferred_captions WHERE lesson_id = $1 AND language = $2");
    tx.run(forget, args![lesson, tongue.as_str()]).await?;
    Ok(true)
}

async fn replace(tx: &mut Tx, lesson: LessonId, tongue: &Tongue, now: Time) -> Result<bool, Error> {
    let retire = sql!(
        "UPDATE objects SET replaced_at = $4
         WHERE lesson_id = $1 AND purpose = $2 AND variant = $3 AND replaced_at IS NULL"
    );
    let values = args![lesson, USE.as_str(), tongue.as_str(), now];
    Ok(tx.run(retire, values).await? > 0)
}

pub(super) async fn prefer(tx: &mut Tx, lesson: LessonId, tongue: &Tongue) -> Result<(), Error> {
    let prefer = sql!(
        "INSERT INTO preferred_captions (lesson_id, language) VALUES ($1, $2)
         ON CONFLICT (lesson_id) DO UPDATE SET language = $2"
    );
    tx.run(prefer, args![lesson, tongue.as_str()]).await?;
    Ok(())
}

/// The captions of a lesson, by their languages.
pub(super) async fn in_lesson(tx: &mut Tx, lesson: LessonId) -> Result<Vec<Captions>, Error> {
    let list = sql!(
        "SELECT o.id, o.lesson_id, o.variant, o.size, o.created_at, p.language
         FROM objects o LEFT JOIN preferred_captions p ON p.lesson_id = o.lesson_id AND p.language = o.variant
         WHERE o.lesson_id = $1 AND o.purpose = 'captions' AND o.replaced_at IS NULL ORDER BY o.variant, o.id"
    );
    tx.rows(list, args![lesson])
        .await?
        .iter()
        .map(read)
        .collect()
}

fn read(row: &Row) -> Result<Captions, Error> {
    Ok(Captions {
        id: row.id(0)?,
        lesson: row.id(1)?,
        tongue: row.id(2)?,
        size: row.count(3)?,
        created_at: row.time(4)?,
        is_default: row.opt_text(5)?.is_some(),
    })
}
