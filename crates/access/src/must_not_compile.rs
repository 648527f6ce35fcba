//! What must not compile, because a permission is a value that can be neither forged, nor forgotten, nor kept, nor
//! copied, nor used for something else. Each program here differs from [`honest`]'s in the line that breaks it.
//! Their error codes are checked by a nightly compiler alone, so keep the differences to that line.

/// The honest way, which must compile: else the others would fail for another reason than theirs.
///
/// ```no_run
/// use tutela_access::{Authorized, Caller, EditCourse, Error, Gate};
/// use tutela_core::CourseId;
/// use tutela_db::{args, sql};
///
/// async fn rename(authorized: &mut Authorized<'_, EditCourse>) -> Result<(), Error> {
///     let course = authorized.on();
///     let rename = sql!("UPDATE courses SET title = 'New' WHERE id = $1");
///     authorized.tx().run(rename, args![course]).await?;
///     Ok(())
/// }
///
/// async fn answer(gate: &Gate, caller: &Caller, course: CourseId) -> Result<(), Error> {
///     let mut guarded = gate.write(caller).await?;
///     let mut authorized = guarded.authorize(EditCourse, course).await?;
///     rename(&mut authorized).await?;
///     guarded.commit().await
/// }
/// ```
pub fn honest() {}

/// Forging one by writing it down: its fields are private.
///
/// ```compile_fail,E0451
/// use tutela_access::{Authorized, EditCourse, Gate};
/// use tutela_core::CourseId;
/// use tutela_db::Tx;
///
/// fn forge<'tx>(tx: &'tx mut Tx, gate: &'tx Gate, on: CourseId) -> Authorized<'tx, EditCourse> {
///     Authorized { tx, gate, on, action: EditCourse, ..unimplemented!() }
/// }
/// ```
pub fn forged() {}

/// Keeping one past the commit: it borrows the transaction that the commit takes.
///
/// ```compile_fail,E0505
/// use tutela_access::{Authorized, Caller, EditCourse, Error, Gate};
/// use tutela_core::CourseId;
///
/// async fn answer(gate: &Gate, caller: &Caller, course: CourseId) -> Result<(), Error> {
///     let mut guarded = gate.write(caller).await?;
///     let mut authorized = guarded.authorize(EditCourse, course).await?;
///     guarded.commit().await?;
///     let _ = authorized.tx();
///     Ok(())
/// }
/// ```
///
/// Or handing it out of the function that holds the transaction.
///
/// ```compile_fail,E0515
/// use tutela_access::{Authorized, Caller, EditCourse, Error, Gate};
/// use tutela_core::CourseId;
///
/// async fn keep<'g>(gate: &'g Gate, caller: &'g Caller, course: CourseId)
///     -> Result<Authorized<'g, EditCourse>, Error>
/// {
///     let mut guarded = gate.write(caller).await?;
///     Ok(guarded.authorize(EditCourse, course).await?)
/// }
/// ```
pub fn kept() {}

/// Passing the permission to see where that to change is needed.
///
/// ```compile_fail,E0308
/// use tutela_access::{Authorized, Caller, EditCourse, Error, Gate, ViewCourse};
/// use tutela_core::CourseId;
///
/// async fn rename(authorized: &mut Authorized<'_, EditCourse>) {}
///
/// async fn answer(gate: &Gate, caller: &Caller, course: CourseId) -> Result<(), Error> {
///     let mut guarded = gate.write(caller).await?;
///     let mut authorized = guarded.authorize(ViewCourse, course).await?;
///     rename(&mut authorized).await;
///     guarded.commit().await
/// }
/// ```
///
/// Or asking for it on a thing of another kind.
///
/// ```compile_fail,E0308
/// use tutela_access::{Caller, EditCourse, Error, Gate};
/// use tutela_core::ChannelId;
///
/// async fn answer(gate: &Gate, caller: &Caller, channel: ChannelId) -> Result<(), Error> {
///     let mut guarded = gate.write(caller).await?;
///     guarded.authorize(EditCourse, channel).await?;
///     guarded.commit().await
/// }
/// ```
pub fn exchanged() {}

/// Running a statement before anything was authorized: the transaction has no such method.
///
/// ```compile_fail,E0599
/// use tutela_access::{Caller, Error, Gate};
/// use tutela_db::{args, sql};
///
/// async fn answer(gate: &Gate, caller: &Caller) -> Result<(), Error> {
///     let mut guarded = gate.write(caller).await?;
///     guarded.run(sql!("DELETE FROM courses"), args![]).await?;
///     guarded.commit().await
/// }
/// ```
///
/// And the one inside it is private.
///
/// ```compile_fail,E0624
/// use tutela_access::{Caller, Error, Gate};
/// use tutela_db::{args, sql};
///
/// async fn answer(gate: &Gate, caller: &Caller) -> Result<(), Error> {
///     let mut guarded = gate.write(caller).await?;
///     guarded.tx().run(sql!("DELETE FROM courses"), args![]).await?;
///     guarded.commit().await
/// }
/// ```
pub fn forgotten() {}

/// Copying one.
///
/// ```compile_fail,E0599
/// use tutela_access::{Caller, EditCourse, Error, Gate};
/// use tutela_core::CourseId;
///
/// async fn answer(gate: &Gate, caller: &Caller, course: CourseId) -> Result<(), Error> {
///     let mut guarded = gate.write(caller).await?;
///     let authorized = guarded.authorize(EditCourse, course).await?;
///     let _second = authorized.clone();
///     Ok(())
/// }
/// ```
pub fn copied() {}
