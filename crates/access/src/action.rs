//! Everything a person can be allowed to do, one type per action of the policy's schema.

use tutela_core::{AccountId, ChannelId, CourseId, LessonId, Role, Scope};

/// What an action is done to: a place in the tree, or the caller's own things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    Place(Scope),
    Myself,
}

impl<T: Into<Scope>> From<T> for Target {
    fn from(place: T) -> Self {
        Self::Place(place.into())
    }
}

/// The caller's own things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Myself;

impl From<Myself> for Target {
    fn from(_: Myself) -> Self {
        Self::Myself
    }
}

/// The whole installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform;

impl From<Platform> for Scope {
    fn from(_: Platform) -> Self {
        Self::Platform
    }
}

/// An action of the policy.
pub trait Action: Copy + Send + Sync {
    /// Its name in the policy.
    const NAME: &'static str;
    /// What it is done to.
    type On: Copy + Into<Target> + Send + Sync;

    /// The role that is given or taken, where the action is about one.
    fn role(self) -> Option<Role> {
        None
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal on $on:ty;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl Action for $name {
                const NAME: &'static str = $text;
                type On = $on;
            }
        )+

        /// The names of all actions, those about roles included.
        pub const ACTIONS: &[&str] = &[$($text,)+ GrantRole::NAME, RevokeRole::NAME];
    };
}

actions! {
    /// See one's own courses, roles, sessions.
    ViewSelf = "viewSelf" on Myself;
    /// Change one's own password.
    ChangePassword = "changePassword" on Myself;
    /// Change the id by which one signs in.
    ChangeUsername = "changeUsername" on Myself;
    /// See the platform's page with its accounts.
    ViewPlatform = "viewPlatform" on Platform;
    /// Make an account with its owner.
    CreateAccount = "createAccount" on Platform;
    /// Look for people of the whole installation.
    FindPeople = "findPeople" on Platform;
    /// Keep somebody out of the whole installation.
    BlockUser = "blockUser" on Platform;
    /// Let somebody in again.
    UnblockUser = "unblockUser" on Platform;
    /// See how the sealed objects and their keys stand.
    ViewVault = "viewVault" on Platform;
    /// Say how many bytes an account may keep.
    SetQuota = "setQuota" on Platform;
    /// Have the key of an account changed for a new one.
    RotateKeys = "rotateKeys" on Platform;
    /// Open the account's page; what stands on it is narrower.
    EnterAccount = "enterAccount" on AccountId;
    /// See who belongs to the account.
    ViewPeople = "viewPeople" on AccountId;
    /// Make a channel.
    CreateChannel = "createChannel" on AccountId;
    /// Change the account's name.
    EditAccount = "editAccount" on AccountId;
    /// Sign a member out on all devices.
    EndSessionsOfMember = "endSessionsOfMember" on AccountId;
    /// Read who did what in the account.
    ViewActivities = "viewActivities" on AccountId;
    /// Look through all grants of the account, and sign for it.
    ReviewAccess = "reviewAccess" on AccountId;
    /// See how much the account keeps, and what was removed and can be restored.
    ViewStorage = "viewStorage" on AccountId;
    /// See a channel with its courses, drafts included.
    ViewChannel = "viewChannel" on ChannelId;
    /// Change a channel's name and summary.
    EditChannel = "editChannel" on ChannelId;
    /// Make a course.
    CreateCourse = "createCourse" on ChannelId;
    /// See the courses that were removed from a channel, and bring one back.
    RestoreCourse = "restoreCourse" on ChannelId;
    /// See a course and its published lessons.
    ViewCourse = "viewCourse" on CourseId;
    /// See a course's drafts too.
    PreviewCourse = "previewCourse" on CourseId;
    /// Change a course's title and summary.
    EditCourse = "editCourse" on CourseId;
    /// Publish a course, or take it back.
    PublishCourse = "publishCourse" on CourseId;
    /// Add a lesson.
    CreateLesson = "createLesson" on CourseId;
    /// Put the lessons in order.
    OrderLessons = "orderLessons" on CourseId;
    /// See what was removed from a course, and bring a lesson back.
    RestoreLesson = "restoreLesson" on CourseId;
    /// Remove a course with all that is in it.
    RemoveCourse = "removeCourse" on CourseId;
    /// Open a lesson.
    ViewLesson = "viewLesson" on LessonId;
    /// Fetch a lesson's video, document or poster.
    GetMedia = "getMedia" on LessonId;
    /// Remember where one stopped.
    SavePlace = "savePlace" on LessonId;
    /// Change a lesson's title and text.
    EditLesson = "editLesson" on LessonId;
    /// Give a lesson its video, document or poster.
    UploadMedia = "uploadMedia" on LessonId;
    /// Take a lesson's video, document or poster out of it.
    RemoveMedia = "removeMedia" on LessonId;
    /// Remove a lesson from its course.
    RemoveLesson = "removeLesson" on LessonId;
    /// See who holds which role at a place.
    ListRoles = "listRoles" on Scope;
    /// End the lock of somebody whose sign-in failed too often.
    UnlockMember = "unlockMember" on Scope;
    /// Bring a new person in at a place.
    AddPerson = "addPerson" on Scope;
    /// Offer the account that one owns to a manager of it, and take the offer back.
    OfferOwnership = "offerOwnership" on Scope;
    /// Say yes or no to an account that is offered.
    AcceptOwnership = "acceptOwnership" on Scope;
    /// Take away the second factor of somebody who has lost it.
    ResetSecondFactor = "resetSecondFactor" on Scope;
}

/// Give somebody a role at a place.
#[derive(Debug, Clone, Copy)]
pub struct GrantRole(pub Role);

impl Action for GrantRole {
    const NAME: &'static str = "grantRole";
    type On = Scope;

    fn role(self) -> Option<Role> {
        Some(self.0)
    }
}

/// Take a role from somebody at a place.
#[derive(Debug, Clone, Copy)]
pub struct RevokeRole(pub Role);

impl Action for RevokeRole {
    const NAME: &'static str = "revokeRole";
    type On = Scope;

    fn role(self) -> Option<Role> {
        Some(self.0)
    }
}
