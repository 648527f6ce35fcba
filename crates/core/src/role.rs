//! Levels, roles, and the places where a role is held.

use std::fmt;
use std::str::FromStr;

use crate::{AccountId, ChannelId, CourseId, InvalidId, LessonId, ScopeId};

/// The levels of the tree, from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Platform,
    Account,
    Channel,
    Course,
    Lesson,
}

impl Level {
    /// The word in the database, in the API and in the policy's snapshot.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Account => "account",
            Self::Channel => "channel",
            Self::Course => "course",
            Self::Lesson => "lesson",
        }
    }
}

impl FromStr for Level {
    type Err = InvalidId;

    fn from_str(word: &str) -> Result<Self, InvalidId> {
        [
            Self::Platform,
            Self::Account,
            Self::Channel,
            Self::Course,
            Self::Lesson,
        ]
        .into_iter()
        .find(|level| level.as_str() == word)
        .ok_or(InvalidId)
    }
}

/// What a person may be somewhere. Each role belongs to one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    PlatformAdministrator,
    PlatformSupport,
    PlatformDeveloper,
    PlatformAuditor,
    AccountOwner,
    AccountManager,
    AccountAuditor,
    ChannelManager,
    CourseEditor,
    CourseTutor,
    CourseLearner,
}

impl Role {
    /// Every role there is, from the top level down.
    pub const ALL: [Self; 11] = [
        Self::PlatformAdministrator,
        Self::PlatformSupport,
        Self::PlatformDeveloper,
        Self::PlatformAuditor,
        Self::AccountOwner,
        Self::AccountManager,
        Self::AccountAuditor,
        Self::ChannelManager,
        Self::CourseEditor,
        Self::CourseTutor,
        Self::CourseLearner,
    ];

    /// The word in the database, in the API and in the policy.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PlatformAdministrator => "platform_administrator",
            Self::PlatformSupport => "platform_support",
            Self::PlatformDeveloper => "platform_developer",
            Self::PlatformAuditor => "platform_auditor",
            Self::AccountOwner => "account_owner",
            Self::AccountManager => "account_manager",
            Self::AccountAuditor => "account_auditor",
            Self::ChannelManager => "channel_manager",
            Self::CourseEditor => "course_editor",
            Self::CourseTutor => "course_tutor",
            Self::CourseLearner => "course_learner",
        }
    }

    /// The level at which the role is held.
    pub const fn level(self) -> Level {
        match self {
            Self::PlatformAdministrator
            | Self::PlatformSupport
            | Self::PlatformDeveloper
            | Self::PlatformAuditor => Level::Platform,
            Self::AccountOwner | Self::AccountManager | Self::AccountAuditor => Level::Account,
            Self::ChannelManager => Level::Channel,
            Self::CourseEditor | Self::CourseTutor | Self::CourseLearner => Level::Course,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = InvalidId;

    fn from_str(word: &str) -> Result<Self, InvalidId> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or(InvalidId)
    }
}

/// A place in the tree, with its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Platform,
    Account(AccountId),
    Channel(ChannelId),
    Course(CourseId),
    Lesson(LessonId),
}

impl Scope {
    /// The level of the place.
    pub const fn level(self) -> Level {
        match self {
            Self::Platform => Level::Platform,
            Self::Account(_) => Level::Account,
            Self::Channel(_) => Level::Channel,
            Self::Course(_) => Level::Course,
            Self::Lesson(_) => Level::Lesson,
        }
    }

    /// The node of the tree; the platform is the nil UUID.
    pub fn id(self) -> ScopeId {
        match self {
            Self::Platform => uuid::Uuid::nil().into(),
            Self::Account(id) => id.into(),
            Self::Channel(id) => id.into(),
            Self::Course(id) => id.into(),
            Self::Lesson(id) => id.into(),
        }
    }

    /// The place with this level and this id.
    pub fn of(level: Level, id: ScopeId) -> Self {
        let uuid = id.uuid();
        match level {
            Level::Platform => Self::Platform,
            Level::Account => Self::Account(uuid.into()),
            Level::Channel => Self::Channel(uuid.into()),
            Level::Course => Self::Course(uuid.into()),
            Level::Lesson => Self::Lesson(uuid.into()),
        }
    }
}

macro_rules! from_id {
    ($($id:ident => $variant:ident),+) => {$(
        impl From<$id> for Scope {
            fn from(id: $id) -> Self {
                Self::$variant(id)
            }
        }
    )+};
}

from_id!(AccountId => Account, ChannelId => Channel, CourseId => Course, LessonId => Lesson);
