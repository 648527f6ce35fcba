//! What Cedar said to the very same facts before. A decision depends on nothing else: who asks, the place and what it stands
//! in, whether these are published, the roles held there, a block, an API token. All of them are read anew in every transaction, so
//! that nothing is remembered about anybody's rights, only that equal questions have equal answers.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use tutela_core::{PersonId, Role, ScopeId};

use super::Allowed;
use crate::action::Target;
use crate::authorized::Place;
use crate::slice::Slice;
use crate::token::ByToken;

/// About a megabyte. When it is full it begins anew: asking costs microseconds.
const MOST: usize = 4_096;

/// Everything that the policy is told.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Facts {
    person: PersonId,
    token: Option<ByToken>,
    blocked: bool,
    target: Target,
    place: Place,
    exists: bool,
    published: bool,
    course_published: bool,
    member: bool,
    held: Vec<(Role, ScopeId)>,
}

impl Facts {
    /// Takes the slice apart, so that a new part of it cannot be left out.
    pub fn of(slice: &Slice) -> Arc<Self> {
        let Slice {
            somebody,
            token,
            blocked,
            seen_at: _,
            proved_at: _,
            target,
            place,
            exists,
            published,
            course_published,
            member,
            held,
        } = slice;
        Arc::new(Self {
            person: somebody.id,
            token: *token,
            blocked: *blocked,
            target: *target,
            place: *place,
            exists: *exists,
            published: *published,
            course_published: *course_published,
            member: *member,
            held: held.clone(),
        })
    }
}

/// One action asked about facts.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Question {
    pub facts: Arc<Facts>,
    /// The number of the action.
    pub action: usize,
    pub role: Option<Role>,
}

/// Answers by question.
#[derive(Default)]
pub struct Known(RwLock<HashMap<Question, Option<Allowed>>>);

impl Known {
    /// The answer to a question that was asked before.
    pub fn find(&self, question: &Question) -> Option<Option<Allowed>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(question).cloned()
    }

    /// Keeps an answer.
    pub fn keep(&self, question: Question, answer: Option<Allowed>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(question, answer);
    }
}
