//! A platform with two accounts, each with two channels of two courses of two lessons, and what the gate would load
//! about one person at one of these places.

use tutela_access::token::{Allows, ByToken, Use};
use tutela_access::{Case, Error, Myself, Place, Policy, Slice, Somebody, Target};
use tutela_core::{Level, PersonId, Role, Scope, ScopeId, Time};
use uuid::Uuid;

use crate::reference::{Person, Question, Spot, Token};

/// The tree twice over: as the reference knows it, and as the policy does.
pub struct Town {
    pub spots: Vec<Spot>,
    pub scopes: Vec<Scope>,
}

impl Town {
    pub fn new(courses_published: bool, lessons_published: bool) -> Self {
        let mut town = Self {
            spots: Vec::new(),
            scopes: Vec::new(),
        };
        let platform = town.add(Level::Platform, None, false);
        for _ in 0..2 {
            let account = town.add(Level::Account, Some(platform), false);
            for _ in 0..2 {
                let channel = town.add(Level::Channel, Some(account), false);
                for _ in 0..2 {
                    let course = town.add(Level::Course, Some(channel), courses_published);
                    for _ in 0..2 {
                        town.add(Level::Lesson, Some(course), lessons_published);
                    }
                }
            }
        }
        town
    }

    fn add(&mut self, level: Level, parent: Option<usize>, published: bool) -> usize {
        let at = self.spots.len();
        let id: ScopeId = Uuid::from_u128(0x7000_8000_0000_0000_0000 + at as u128).into();
        self.scopes.push(Scope::of(level, id));
        self.spots.push(Spot {
            level: level.as_str(),
            parent,
            published,
        });
        at
    }

    /// Every way in which one person can hold one role.
    pub fn holdings(&self) -> Vec<(&'static str, usize)> {
        let mut all = Vec::new();
        for role in Role::ALL {
            for (at, scope) in self.scopes.iter().enumerate() {
                if scope.level() == role.level() {
                    all.push((role.as_str(), at));
                }
            }
        }
        all
    }

    /// Somebody who holds these roles and so belongs to their accounts.
    pub fn person(&self, holds: Vec<(&'static str, usize)>, blocked: bool) -> Person {
        let mut member_of = Vec::new();
        for (_, held_at) in &holds {
            let line = self.line(*held_at).into_iter();
            member_of.extend(line.filter(|at| self.spots[*at].level == "account"));
        }
        Person {
            blocked,
            member_of,
            holds,
            token: None,
        }
    }

    /// The place and all it stands in, itself first.
    pub fn line(&self, at: usize) -> Vec<usize> {
        let mut line = vec![at];
        while let Some(parent) = self.spots[line[line.len() - 1]].parent {
            line.push(parent);
        }
        line
    }

    fn by_token(&self, token: &Token) -> ByToken {
        ByToken {
            id: Uuid::from_u128(3).into(),
            place: self.scopes[token.at].id(),
            allows: uses(&token.uses),
        }
    }

    /// What the policy says, in the reference's words.
    pub fn policy_says(&self, policy: &Policy, person: &Person, asked: Question) -> &'static str {
        let case = self.case(policy, person, asked.at);
        decide(policy, &case, asked)
    }

    /// What the gate would load about a person at a place.
    pub fn case(&self, policy: &Policy, person: &Person, at: Option<usize>) -> Case {
        let line = at.map(|at| self.line(at)).unwrap_or_default();
        let of = |level: Level| {
            let mut scopes = line.iter().map(|at| self.scopes[*at]);
            scopes.find(|scope| scope.level() == level)
        };
        let uuid = |level: Level| of(level).map(|scope| scope.id().uuid());
        let published = |at: usize| self.spots[at].published;
        let held = person.holds.iter();
        policy.case(Slice {
            somebody: Somebody {
                id: PersonId::from(Uuid::from_u128(1)),
                name: "Anna".to_owned(),
                language: "en".to_owned(),
                session: Uuid::from_u128(2).into(),
                unread: 0,
            },
            token: person.token.as_ref().map(|token| self.by_token(token)),
            blocked: person.blocked,
            seen_at: Time::from_micros(0),
            proved_at: None,
            target: at.map_or(Myself.into(), |at| Target::Place(self.scopes[at])),
            place: Place {
                account: uuid(Level::Account).map(Into::into),
                channel: uuid(Level::Channel).map(Into::into),
                course: uuid(Level::Course).map(Into::into),
            },
            exists: at.is_some(),
            published: at.is_some_and(published),
            course_published: line
                .iter()
                .any(|at| self.spots[*at].level == "course" && published(*at)),
            member: person.member_of.iter().any(|at| line.contains(at)),
            held: held
                .filter(|(_, at)| line.contains(at))
                .map(|(role, at)| (role.parse().unwrap(), self.scopes[*at].id()))
                .collect(),
        })
    }
}

/// The word of a use, read as the database's would be.
fn uses(words: &[&str]) -> Allows {
    words
        .iter()
        .map(|word| word.parse::<Use>().unwrap())
        .collect()
}

/// The policy's answer in the reference's words.
pub fn decide(policy: &Policy, case: &Case, asked: Question) -> &'static str {
    let role = asked.role.map(|role| role.parse().unwrap());
    match policy.decide(case, asked.action, role) {
        Ok(_) => "yes",
        Err(Error::Forbidden) => "forbidden",
        Err(Error::NotFound) => "not found",
        Err(error) => panic!("{error}"),
    }
}

/// Every action, and those about roles once for each role.
pub fn actions() -> Vec<(&'static str, Option<&'static str>)> {
    let mut all = Vec::new();
    for action in tutela_access::ACTIONS {
        match *action {
            "grantRole" | "revokeRole" => {
                all.extend(Role::ALL.map(|role| (*action, Some(role.as_str()))));
            }
            _ => all.push((*action, None)),
        }
    }
    all
}
