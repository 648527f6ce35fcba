//! A second authorizer, slow and obvious, written from the promises alone: lists and loops, nothing of the policy.

/// A place of the tree.
pub struct Spot {
    pub level: &'static str,
    pub parent: Option<usize>,
    pub published: bool,
}

/// Somebody, the accounts he belongs to, and the roles he holds and where.
pub struct Person {
    pub blocked: bool,
    pub member_of: Vec<usize>,
    pub holds: Vec<(&'static str, usize)>,
    /// What a program calls with in his name, if he does not call himself.
    pub token: Option<Token>,
}

/// An API token: its place, and what it is for.
pub struct Token {
    pub at: usize,
    pub uses: Vec<&'static str>,
}

/// What is asked: an action, the role it is about if it is about one, and where; nowhere means one's own things.
#[derive(Clone, Copy)]
pub struct Question {
    pub action: &'static str,
    pub role: Option<&'static str>,
    pub at: Option<usize>,
}

/// `yes`; `forbidden` when he may know of the place but not do this; `not found` when he may not even know.
pub fn answer(tree: &[Spot], person: &Person, question: Question) -> &'static str {
    if allowed(tree, person, question) {
        return "yes";
    }
    let action = match question.at.map(|at| tree[at].level) {
        None => "viewSelf",
        Some("platform") => "viewPlatform",
        Some("account") => "enterAccount",
        Some("channel") => "viewChannel",
        Some("course") => "viewCourse",
        Some("lesson") => "viewLesson",
        Some(other) => panic!("there is no level {other}"),
    };
    let knows = Question {
        action,
        role: None,
        at: question.at,
    };
    match allowed(tree, person, knows) {
        true => "forbidden",
        false => "not found",
    }
}

fn allowed(tree: &[Spot], person: &Person, question: Question) -> bool {
    if person.blocked {
        return false;
    }
    let token_lets_him = |token: &Token| token_lets(tree, token, question);
    if !person.token.as_ref().is_none_or(token_lets_him) {
        return false;
    }
    let Some(at) = question.at else {
        return ["viewSelf", "changePassword", "changeUsername"].contains(&question.action);
    };
    if question.action == "enterAccount" {
        return question.role.is_none() && person.member_of.contains(&at);
    }
    let level = tree[at].level;
    for (role, held_at) in &person.holds {
        if is_at_or_below(tree, at, *held_at) {
            let may = match question.role {
                None => may_do(role, level, question.action, is_open(tree, at)),
                Some(given) => may_give(role, level, given) && is_giving(question.action),
            };
            if may {
                return true;
            }
        }
    }
    false
}

/// Whether a place is another one or stands in it.
pub fn is_at_or_below(tree: &[Spot], low: usize, high: usize) -> bool {
    let mut here = Some(low);
    while let Some(at) = here {
        if at == high {
            return true;
        }
        here = tree[at].parent;
    }
    false
}

/// A lesson is open when it and its course are published; a course when it is.
fn is_open(tree: &[Spot], at: usize) -> bool {
    let spot = &tree[at];
    let course_is = |at: usize| tree[at].published;
    match spot.level {
        "lesson" => spot.published && spot.parent.is_some_and(course_is),
        _ => spot.published,
    }
}

fn is_giving(action: &str) -> bool {
    ["grantRole", "revokeRole"].contains(&action)
}

fn may_do(role: &str, level: &str, action: &str, open: bool) -> bool {
    let actions: &[&str] = match (role, level) {
        ("platform_administrator", "platform") => &[
            "viewPlatform",
            "createAccount",
            "listRoles",
            "addPerson",
            "findPeople",
            "blockUser",
            "unblockUser",
            "resetSecondFactor",
            "unlockMember",
            "viewVault",
            "setQuota",
            "rotateKeys",
        ],
        ("account_owner", "account") if action == "offerOwnership" => &["offerOwnership"],
        ("account_manager", "account") if action == "acceptOwnership" => &["acceptOwnership"],
        ("account_owner" | "account_manager", "account") => &[
            "viewPeople",
            "viewActivities",
            "listRoles",
            "createChannel",
            "editAccount",
            "unlockMember",
            "addPerson",
            "endSessionsOfMember",
            "resetSecondFactor",
            "reviewAccess",
            "viewStorage",
        ],
        ("account_auditor", "account") => &[
            "viewPeople",
            "viewActivities",
            "listRoles",
            "reviewAccess",
            "viewStorage",
        ],
        ("account_owner" | "account_manager" | "channel_manager", "channel") => &[
            "viewChannel",
            "editChannel",
            "createCourse",
            "restoreCourse",
            "addPerson",
            "listRoles",
        ],
        ("account_owner" | "account_manager" | "channel_manager", "course") => &[
            "viewCourse",
            "previewCourse",
            "editCourse",
            "publishCourse",
            "createLesson",
            "orderLessons",
            "restoreLesson",
            "removeCourse",
            "addPerson",
            "listRoles",
        ],
        ("course_editor", "course") => &[
            "viewCourse",
            "previewCourse",
            "editCourse",
            "publishCourse",
            "createLesson",
            "orderLessons",
            "restoreLesson",
        ],
        ("course_tutor", "course") => &["viewCourse", "previewCourse", "listRoles"],
        ("course_learner", "course") if open => &["viewCourse"],
        ("account_owner" | "account_manager" | "channel_manager" | "course_editor", "lesson") => &[
            "viewLesson",
            "getMedia",
            "savePlace",
            "editLesson",
            "uploadMedia",
            "removeMedia",
            "removeLesson",
        ],
        ("course_tutor", "lesson") => &["viewLesson", "getMedia", "savePlace"],
        ("course_learner", "lesson") if open => &["viewLesson", "getMedia", "savePlace"],
        _ => &[],
    };
    actions.contains(&action)
}

fn may_give(role: &str, level: &str, given: &str) -> bool {
    let roles: &[&str] = match (role, level) {
        ("platform_administrator", "platform") => &[
            "platform_administrator",
            "platform_support",
            "platform_developer",
            "platform_auditor",
        ],
        ("account_owner" | "account_manager", "account") => &["account_manager", "account_auditor"],
        ("account_owner" | "account_manager" | "channel_manager", "channel") => {
            &["channel_manager"]
        }
        ("account_owner" | "account_manager" | "channel_manager", "course") => {
            &["course_editor", "course_tutor", "course_learner"]
        }
        _ => &[],
    };
    roles.contains(&given)
}

/// Whether a token leaves anything of what its person may do: never his own things, never another place, never a role of an
/// account or of the platform, and of the rest what it is for.
fn token_lets(tree: &[Spot], token: &Token, question: Question) -> bool {
    let Some(at) = question.at else {
        return false;
    };
    let on_platform = tree[token.at].level == "platform";
    if (on_platform && at != token.at) || !is_at_or_below(tree, at, token.at) {
        return false;
    }
    match (tree[at].level, question.action) {
        ("platform", "addPerson") => return false,
        ("platform" | "account", action) if is_giving(action) => return false,
        _ => {}
    }
    token.uses.iter().any(|one| is_for(one, question.action))
}

fn is_for(one: &str, action: &str) -> bool {
    let looking = ["viewCourse", "viewLesson", "getMedia"].contains(&action);
    let looking_behind = ["enterAccount", "viewChannel", "previewCourse"].contains(&action);
    match one {
        "read" => looking || looking_behind,
        "learn" => looking || action == "savePlace",
        "content" => {
            let made = ["createChannel", "createCourse", "createLesson"].contains(&action);
            let changed = ["editChannel", "editCourse", "editLesson"].contains(&action);
            let rest = ["publishCourse", "orderLessons", "uploadMedia"].contains(&action);
            let removed = ["removeMedia", "removeLesson", "removeCourse"].contains(&action);
            let restored = ["restoreLesson", "restoreCourse"].contains(&action);
            looking || looking_behind || made || changed || rest || removed || restored
        }
        "people" => ["viewPeople", "listRoles", "addPerson"].contains(&action) || is_giving(action),
        "record" => ["viewPeople", "listRoles", "viewActivities"].contains(&action),
        "platform" => ["viewPlatform", "createAccount"].contains(&action),
        other => panic!("there is no use {other}"),
    }
}
