//! The slice in the words of the schema: the person in the teams of his grants, the place and its ancestors
//! with the teams that count there.

use std::collections::{HashMap, HashSet};

use cedar_policy::{Entities, Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression};
use tutela_core::{Level, Role, Scope, ScopeId};

use crate::action::Target;
use crate::slice::Slice;
use crate::token::Use;

/// What questions about one slice are asked about.
pub struct World {
    pub principal: EntityUid,
    pub resource: EntityUid,
    pub entities: Entities,
}

/// The names of the schema's entities, read once: reading one costs more than a decision.
pub struct Words {
    person: EntityTypeName,
    team: EntityTypeName,
    platform: EntityTypeName,
    account: EntityTypeName,
    channel: EntityTypeName,
    course: EntityTypeName,
    lesson: EntityTypeName,
}

impl Words {
    /// Nothing when the words themselves cannot be read.
    pub fn new() -> Option<Self> {
        Some(Self {
            person: "Person".parse().ok()?,
            team: "Team".parse().ok()?,
            platform: "Platform".parse().ok()?,
            account: "Account".parse().ok()?,
            channel: "Channel".parse().ok()?,
            course: "Course".parse().ok()?,
            lesson: "Lesson".parse().ok()?,
        })
    }

    /// The world of a slice; nothing when the slice does not hang together.
    pub fn world(&self, slice: &Slice) -> Option<World> {
        let principal = uid(&self.person, slice.somebody.id);
        let mut all = vec![self.principal(slice, principal.clone())?];
        let resource = match slice.target {
            Target::Myself => principal.clone(),
            Target::Place(place) => {
                let chain = self.chain(slice, place)?;
                let resource = chain.first()?.uid();
                all.extend(chain);
                resource
            }
        };
        let entities = Entities::from_entities(all, None).ok()?;
        Some(World {
            principal,
            resource,
            entities,
        })
    }

    fn principal(&self, slice: &Slice, uid: EntityUid) -> Option<Entity> {
        let mut teams = HashSet::with_capacity(slice.held.len() + 2);
        for (role, place) in &slice.held {
            teams.insert(self.team(*place, role.as_str()));
        }
        if let (true, Some(account)) = (slice.member, slice.place.account) {
            teams.insert(self.team(account.into(), MEMBER));
        }
        let mut uses = Vec::new();
        if let Some(token) = slice.token {
            teams.insert(self.team(token.place, TOKEN));
            let word = |one: Use| RestrictedExpression::new_string(one.as_str().to_owned());
            uses.extend(token.allows.iter().map(word));
        }
        let attributes = HashMap::from([
            ("blocked".to_owned(), truth(slice.blocked)),
            ("byToken".to_owned(), truth(slice.token.is_some())),
            ("tokenFor".to_owned(), RestrictedExpression::new_set(uses)),
        ]);
        Entity::new(uid, attributes, teams).ok()
    }

    /// The place first, then what it stands in.
    fn chain(&self, slice: &Slice, place: Scope) -> Option<Vec<Entity>> {
        let mut chain = Vec::with_capacity(4);
        let level = place.level();
        if level == Level::Platform {
            chain.push(self.platform()?);
            return Some(chain);
        }
        if level >= Level::Lesson {
            chain.push(self.lesson(slice, place)?);
        }
        if level >= Level::Course {
            chain.push(self.course(slice)?);
        }
        if level >= Level::Channel {
            chain.push(self.channel(slice)?);
        }
        chain.push(self.account(slice)?);
        Some(chain)
    }

    fn platform(&self) -> Option<Entity> {
        let id = Scope::Platform.id();
        let teams = [
            ("administrators", Role::PlatformAdministrator),
            ("support", Role::PlatformSupport),
            ("developers", Role::PlatformDeveloper),
            ("auditors", Role::PlatformAuditor),
        ];
        entity(uid(&self.platform, id), self.with_teams(id, &teams))
    }

    fn account(&self, slice: &Slice) -> Option<Entity> {
        let id = slice.place.account?;
        let teams = [
            ("owners", Role::AccountOwner),
            ("managers", Role::AccountManager),
            ("auditors", Role::AccountAuditor),
        ];
        let mut attributes = self.with_teams(id.into(), &teams);
        let members = self.team(id.into(), MEMBER);
        attributes.insert("members".to_owned(), reference(members));
        entity(uid(&self.account, id), attributes)
    }

    fn channel(&self, slice: &Slice) -> Option<Entity> {
        let id = slice.place.channel?;
        let teams = [("managers", Role::ChannelManager)];
        let mut attributes = self.with_teams(id.into(), &teams);
        let account = uid(&self.account, slice.place.account?);
        attributes.insert("account".to_owned(), reference(account));
        entity(uid(&self.channel, id), attributes)
    }

    fn course(&self, slice: &Slice) -> Option<Entity> {
        let id = slice.place.course?;
        let teams = [
            ("editors", Role::CourseEditor),
            ("tutors", Role::CourseTutor),
            ("learners", Role::CourseLearner),
        ];
        let mut attributes = self.with_teams(id.into(), &teams);
        let channel = uid(&self.channel, slice.place.channel?);
        attributes.insert("channel".to_owned(), reference(channel));
        attributes.insert("published".to_owned(), truth(slice.course_published));
        entity(uid(&self.course, id), attributes)
    }

    fn lesson(&self, slice: &Slice, place: Scope) -> Option<Entity> {
        let course = uid(&self.course, slice.place.course?);
        let attributes = HashMap::from([
            ("course".to_owned(), reference(course)),
            ("published".to_owned(), truth(slice.published)),
        ]);
        entity(uid(&self.lesson, place.id()), attributes)
    }

    fn with_teams(&self, id: ScopeId, teams: &[(&str, Role)]) -> Attributes {
        let one = |(name, role): &(&str, Role)| {
            ((*name).to_owned(), reference(self.team(id, role.as_str())))
        };
        let tokens = ("tokens".to_owned(), reference(self.team(id, TOKEN)));
        teams.iter().map(one).chain([tokens]).collect()
    }

    fn team(&self, place: ScopeId, role: &str) -> EntityUid {
        let id = EntityId::new(format!("{place}/{role}"));
        EntityUid::from_type_name_and_id(self.team.clone(), id)
    }
}

/// Those who belong to an account in any way; not a role, nobody grants it.
const MEMBER: &str = "member";

/// Those who call with an API token of a place.
const TOKEN: &str = "token";

type Attributes = HashMap<String, RestrictedExpression>;

fn entity(uid: EntityUid, attributes: Attributes) -> Option<Entity> {
    Entity::new(uid, attributes, HashSet::new()).ok()
}

fn uid(kind: &EntityTypeName, id: impl ToString) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id.to_string()))
}

fn reference(uid: EntityUid) -> RestrictedExpression {
    RestrictedExpression::new_entity_uid(uid)
}

fn truth(is: bool) -> RestrictedExpression {
    RestrictedExpression::new_bool(is)
}
