//! The two buttons on the page where a course is made.

use tutela_access::EditCourse;
use tutela_core::CourseId;
use tutela_web::{Error, Flash, Path, Redirect, Visit};

use super::offer;

/// `POST /courses/{course}/downloads`
pub async fn allow(visit: Visit, Path(course): Path<CourseId>) -> Result<Redirect, Error> {
    settle(&visit, course, true).await
}

/// `POST /courses/{course}/downloads/removal`
pub async fn forbid(visit: Visit, Path(course): Path<CourseId>) -> Result<Redirect, Error> {
    settle(&visit, course, false).await
}

async fn settle(visit: &Visit, course: CourseId, offers: bool) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditCourse, course).await?;
    offer(&mut authorized, offers).await?;
    guarded.commit().await?;
    let said = Flash::new(match offers {
        true => "downloads-are-on",
        false => "downloads-are-off",
    });
    Ok(Redirect::to(format!("/courses/{course}/edit")).saying(&said, visit))
}
