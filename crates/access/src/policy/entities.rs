//! The slice in the words of the schema: the person in the teams of his grants, the place and its ancestors
//! with the teams that count there.

use std::collections::{HashMap, HashSet};

use cedar_policy::{Entities, Entity, EntityUid, RestrictedExpression};
use tutela_core::{Level, Role, Scope, ScopeId};

use super::uid;
use crate::action::Target;
use crate::slice::Slice;

/// What one question is asked about.
pub struct World {
    pub principal: EntityUid,
    pub resource: EntityUid,
    pub entities: Entities,
}

/// The world of a slice; nothing when the slice does not hang together.
pub fn of(slice: &Slice, action: Entity) -> Option<World> {
    let principal = uid("Person", &slice.somebody.id.to_string())?;
    let mut all = vec![action, person(slice, principal.clone())?];
    let resource = match slice.target {
        Target::Myself => principal.clone(),
        Target::Place(place) => {
            let chain = chain(slice, place)?;
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

fn person(slice: &Slice, uid: EntityUid) -> Option<Entity> {
    let mut teams = HashSet::with_capacity(slice.held.len() + 1);
    for (role, place) in &slice.held {
        teams.insert(team(*place, role.as_str())?);
    }
    if let (true, Some(account)) = (slice.member, slice.place.account) {
        teams.insert(team(account.into(), MEMBER)?);
    }
    let blocked = RestrictedExpression::new_bool(slice.blocked);
    Entity::new(uid, HashMap::from([("blocked".to_owned(), blocked)]), teams).ok()
}

/// The place first, then what it stands in.
fn chain(slice: &Slice, place: Scope) -> Option<Vec<Entity>> {
    let mut chain = Vec::with_capacity(4);
    match place.level() {
        Level::Platform => chain.push(platform()?),
        Level::Account => chain.push(account(slice)?),
        Level::Channel => chain.extend([channel(slice)?, account(slice)?]),
        Level::Course => chain.extend([course(slice)?, channel(slice)?, account(slice)?]),
        Level::Lesson => {
            chain.extend([
                lesson(slice, place)?,
                course(slice)?,
                channel(slice)?,
                account(slice)?,
            ]);
        }
    }
    Some(chain)
}

fn platform() -> Option<Entity> {
    let id = Scope::Platform.id();
    let teams = [
        ("administrators", Role::PlatformAdministrator),
        ("support", Role::PlatformSupport),
        ("developers", Role::PlatformDeveloper),
        ("auditors", Role::PlatformAuditor),
    ];
    entity("Platform", id, with_teams(id, &teams)?)
}

fn account(slice: &Slice) -> Option<Entity> {
    let id = slice.place.account?.into();
    let teams = [
        ("owners", Role::AccountOwner),
        ("managers", Role::AccountManager),
        ("auditors", Role::AccountAuditor),
    ];
    let mut attributes = with_teams(id, &teams)?;
    attributes.insert("members".to_owned(), reference(team(id, MEMBER)?));
    entity("Account", id, attributes)
}

fn channel(slice: &Slice) -> Option<Entity> {
    let id = slice.place.channel?.into();
    let mut attributes = with_teams(id, &[("managers", Role::ChannelManager)])?;
    let account = uid("Account", &slice.place.account?.to_string())?;
    attributes.insert("account".to_owned(), reference(account));
    entity("Channel", id, attributes)
}

fn course(slice: &Slice) -> Option<Entity> {
    let id = slice.place.course?.into();
    let teams = [
        ("editors", Role::CourseEditor),
        ("tutors", Role::CourseTutor),
        ("learners", Role::CourseLearner),
    ];
    let mut attributes = with_teams(id, &teams)?;
    let channel = uid("Channel", &slice.place.channel?.to_string())?;
    attributes.insert("channel".to_owned(), reference(channel));
    attributes.insert(
        "published".to_owned(),
        RestrictedExpression::new_bool(slice.course_published),
    );
    entity("Course", id, attributes)
}

fn lesson(slice: &Slice, place: Scope) -> Option<Entity> {
    let course = uid("Course", &slice.place.course?.to_string())?;
    let attributes = HashMap::from([
        ("course".to_owned(), reference(course)),
        (
            "published".to_owned(),
            RestrictedExpression::new_bool(slice.published),
        ),
    ]);
    entity("Lesson", place.id(), attributes)
}

type Attributes = HashMap<String, RestrictedExpression>;

fn with_teams(id: ScopeId, teams: &[(&str, Role)]) -> Option<Attributes> {
    let one = |(name, role): &(&str, Role)| {
        Some(((*name).to_owned(), reference(team(id, role.as_str())?)))
    };
    teams.iter().map(one).collect()
}

fn entity(kind: &str, id: ScopeId, attributes: Attributes) -> Option<Entity> {
    Entity::new(uid(kind, &id.to_string())?, attributes, HashSet::new()).ok()
}

fn reference(uid: EntityUid) -> RestrictedExpression {
    RestrictedExpression::new_entity_uid(uid)
}

/// Those who belong to an account in any way; not a role, nobody grants it.
const MEMBER: &str = "member";

fn team(place: ScopeId, role: &str) -> Option<EntityUid> {
    uid("Team", &format!("{place}/{role}"))
}
