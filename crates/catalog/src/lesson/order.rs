//! The order of lessons: all at once, as dragging does, or one a step up or down, as buttons do.

use std::collections::HashSet;

use tutela_access::{Authorized, Error, OrderLessons};
use tutela_core::{CourseId, LessonId};
use tutela_db::{Tx, args, sql};

/// Why the lessons were not put in this order.
#[derive(Debug, thiserror::Error)]
pub enum CannotOrder {
    #[error(
        "the order must name each lesson of the course once; somebody may have added or removed one"
    )]
    NotTheLessons,
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotOrder {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// Puts the lessons in an order that names each of them once.
pub async fn order(
    authorized: &mut Authorized<'_, OrderLessons>,
    wanted: &[LessonId],
) -> Result<(), CannotOrder> {
    let course = authorized.on();
    let there = current(authorized.tx(), course).await?;
    let named: HashSet<_> = wanted.iter().collect();
    if named.len() != wanted.len()
        || wanted.len() != there.len()
        || !there.iter().all(|id| named.contains(id))
    {
        return Err(CannotOrder::NotTheLessons);
    }
    write(authorized.tx(), wanted).await
}

/// Moves one lesson a step up or down. At the end of the list it stays where it is.
pub async fn shift(
    authorized: &mut Authorized<'_, OrderLessons>,
    lesson: LessonId,
    up: bool,
) -> Result<(), CannotOrder> {
    let course = authorized.on();
    let mut order = current(authorized.tx(), course).await?;
    let from = order
        .iter()
        .position(|id| *id == lesson)
        .ok_or(CannotOrder::NotTheLessons)?;
    let to = if up {
        from.saturating_sub(1)
    } else {
        (from + 1).min(order.len() - 1)
    };
    order.swap(from, to);
    write(authorized.tx(), &order).await
}

async fn current(tx: &mut Tx, course: CourseId) -> Result<Vec<LessonId>, CannotOrder> {
    let list = sql!(
        "SELECT l.id FROM lessons l JOIN scopes s ON s.id = l.id
         WHERE l.course_id = $1 AND s.closed_at IS NULL
         ORDER BY l.place, l.id"
    );
    let rows = tx.rows(list, args![course]).await?;
    Ok(rows.iter().map(|row| row.id(0)).collect::<Result<_, _>>()?)
}

async fn write(tx: &mut Tx, order: &[LessonId]) -> Result<(), CannotOrder> {
    let update = sql!("UPDATE lessons SET place = $2 WHERE id = $1");
    for (place, lesson) in (1_i64..).zip(order) {
        tx.run(update, args![*lesson, place]).await?;
    }
    Ok(())
}
