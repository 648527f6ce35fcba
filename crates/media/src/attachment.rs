//! What is attached to a lesson: files to take along, in an order, each only ever given as a download.

pub mod api;
pub mod screen;

use tutela_access::{Authorized, EditLesson, Error, UploadMedia};
use tutela_audit::{Activity, record};
use tutela_core::{LessonId, ObjectId, Time};
use tutela_db::{Tx, args, sql};

use crate::object::{self, Object, Use};

/// The most attachments of a lesson.
pub(crate) const MOST: usize = 50;

/// The attachments of a lesson, in order.
pub(crate) async fn in_lesson(
    tx: &mut Tx,
    lesson: LessonId,
) -> Result<Vec<Object>, tutela_db::Error> {
    let list = sql!(
        "SELECT a.object_id FROM attachments a JOIN objects o ON o.id = a.object_id
         WHERE a.lesson_id = $1 AND o.replaced_at IS NULL ORDER BY a.place, a.object_id"
    );
    let rows = tx.rows(list, args![lesson]).await?;
    let order: Vec<ObjectId> = rows.iter().map(|row| row.id(0)).collect::<Result<_, _>>()?;
    let mut all = object::in_lesson(tx, lesson).await?;
    all.retain(|object| object.purpose == Use::Attachment);
    all.sort_by_key(|object| order.iter().position(|id| *id == object.id));
    Ok(all)
}

/// Puts an object behind the attachments that there are.
pub(crate) async fn append(
    tx: &mut Tx,
    lesson: LessonId,
    object: ObjectId,
) -> Result<(), tutela_db::Error> {
    let insert = sql!(
        "INSERT INTO attachments (object_id, lesson_id, place)
         SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), COALESCE(MAX(place), 0) + 1 FROM attachments WHERE lesson_id = $2"
    );
    tx.run(insert, args![object, lesson]).await?;
    Ok(())
}

/// Takes an attachment out of its lesson; gives what it was called.
pub async fn remove(
    authorized: &mut Authorized<'_, UploadMedia>,
    attachment: ObjectId,
) -> Result<String, Error> {
    let (lesson, now) = (authorized.on(), authorized.now());
    let found = object::find(authorized.tx(), lesson, attachment).await?;
    let found = found.filter(|object| object.purpose == Use::Attachment);
    let found = found.ok_or(Error::NotFound)?;
    retire(authorized.tx(), attachment, now).await?;
    let policy = authorized.policy().to_owned();
    let activity = Activity {
        actor: Some(authorized.somebody().id),
        account: Some(found.account),
        scope: lesson.into(),
        action: "uploadMedia",
        policy: &policy,
        subject: attachment.to_string(),
        detail: "attachment removed",
    };
    let ambient = authorized.ambient();
    record(authorized.tx(), activity, ambient).await?;
    Ok(found.file_name)
}

/// Puts the attachments in this order. Those that are not named come behind, as they stood.
pub async fn order(
    authorized: &mut Authorized<'_, EditLesson>,
    wanted: &[ObjectId],
) -> Result<Vec<Object>, Error> {
    let lesson = authorized.on();
    let tx = authorized.tx();
    let mut all = in_lesson(tx, lesson).await?;
    if let Some(strange) = wanted
        .iter()
        .find(|id| !all.iter().any(|one| one.id == **id))
    {
        tracing::debug!(%strange, "an order names what is not attached");
        return Err(Error::NotFound);
    }
    let place = |id: ObjectId| wanted.iter().position(|one| *one == id);
    all.sort_by_key(|object| place(object.id).unwrap_or(usize::MAX));
    for (place, object) in (1u32..).zip(&all) {
        let put = sql!("UPDATE attachments SET place = $2 WHERE object_id = $1");
        tx.run(put, args![object.id, place]).await?;
    }
    Ok(all)
}

/// Moves an attachment one place up or down.
pub async fn shift(
    authorized: &mut Authorized<'_, EditLesson>,
    attachment: ObjectId,
    up: bool,
) -> Result<(), Error> {
    let lesson = authorized.on();
    let all = in_lesson(authorized.tx(), lesson).await?;
    let mut ids: Vec<_> = all.iter().map(|object| object.id).collect();
    let at = ids.iter().position(|id| *id == attachment);
    let at = at.ok_or(Error::NotFound)?;
    let to = if up { at.checked_sub(1) } else { Some(at + 1) };
    if let Some(to) = to.filter(|to| *to < ids.len()) {
        ids.swap(at, to);
        order(authorized, &ids).await?;
    }
    Ok(())
}

async fn retire(tx: &mut Tx, attachment: ObjectId, now: Time) -> Result<(), tutela_db::Error> {
    let retire = sql!("UPDATE objects SET replaced_at = $2 WHERE id = $1 AND replaced_at IS NULL");
    tx.run(retire, args![attachment, now]).await?;
    Ok(())
}

/// Forgets where an attachment stood that is destroyed.
pub(crate) async fn forget(tx: &mut Tx, object: ObjectId) -> Result<(), tutela_db::Error> {
    let delete = sql!("DELETE FROM attachments WHERE object_id = $1");
    tx.run(delete, args![object]).await?;
    Ok(())
}
