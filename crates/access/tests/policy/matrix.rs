//! Who may do what, as a table: each role held alone, each action, at its own place and elsewhere.

use tutela_access::token::Use;
use tutela_access::{OPEN_DOORS, Policy};
use tutela_core::{Level, Role};

use crate::reference::{Person, Question, Token};
use crate::tables::assert_stands;
use crate::town::{Town, actions, decide};

#[test]
fn da1_the_table_of_roles_and_actions_stands() {
    assert_stands("MATRIX.md", &Matrix::new().text());
}

#[test]
fn da1_the_list_of_open_doors_stands() {
    let mut text = String::from(DOORS);
    for door in OPEN_DOORS {
        text.push_str(&format!("| {} | {} |\n", door.name, door.why));
    }
    assert_stands("OPEN_DOORS.md", &text);
}

const DOORS: &str = "\
# The open doors
The few ways to the database that no policy decides. Everything else takes a signed-in person and a permission. This file is
computed from `src/door.rs` and checked by a test.

| door | why it is open, and what closes it instead |
|---|---|
";

const LEGEND: &str = "\
# Who may do what
What the policy answers to somebody who holds one role and nothing else. The file is computed by asking the policy and checked by a
test; it is not written by hand.

- **yes**: allowed, published or not.
- **once published**: allowed when the course (and the lesson) is published; before that it is as if it were not there.
- **no**: refused, and he is told so, because he may know of the place.
- **no\u{2009}/\u{2009}·**: refused once published, as if it were not there before.
- **·**: answered as if there were no such place.

Each role is asked on its own line of the tree: the place where it is held, what that stands in, and everything below. What it may
do beside that line stands at the end.
";

const BY_TOKEN: &str = "
## By an API token
A program with a token of somebody who may do everything there: what is left of it, by what the token is for. Outside the token's
place nothing is left.

| for | what is left |
|---|---|
";

/// The levels, with the heading of each table.
const LEVELS: [(&str, &str); 5] = [
    ("platform", "On the platform"),
    ("account", "On his account"),
    ("channel", "On his channels"),
    ("course", "On his courses"),
    ("lesson", "On his lessons"),
];

const HEADS: &str = "\
| | platform administrator | platform support | platform developer | platform auditor | account owner | account manager | \
account auditor | channel manager | course editor | course tutor | course learner |
|---|---|---|---|---|---|---|---|---|---|---|---|
";

const ELSEWHERE: &str = "
## Elsewhere
Beside his own line, on the same level, above or below it, and in another account:

| role | may do |
|---|---|
";

struct Matrix {
    policy: Policy,
    /// The ways not to be published: the course, the lesson, or both.
    drafts: [Town; 3],
    published: Town,
}

impl Matrix {
    fn new() -> Self {
        Self {
            policy: Policy::built_in().unwrap(),
            drafts: [
                Town::new(false, false),
                Town::new(false, true),
                Town::new(true, false),
            ],
            published: Town::new(true, true),
        }
    }

    fn text(&self) -> String {
        let mut text = String::from(LEGEND);
        for (level, heading) in LEVELS {
            text.push_str(&format!("\n## {heading}\n{HEADS}"));
            for (action, role) in actions() {
                let cells = Role::ALL.map(|held| self.cell(held, level, action, role));
                if cells.contains(&"yes") {
                    let row = cells.join(" | ");
                    text.push_str(&format!("| **{}** | {row} |\n", words(action, role)));
                }
            }
            text.push_str("\nWhat is not in the table nobody may do here.\n");
        }
        text.push_str(ELSEWHERE);
        for held in Role::ALL {
            let role = held.as_str().replace('_', " ");
            text.push_str(&format!("| {role} | {} |\n", self.elsewhere(held)));
        }
        text.push_str(BY_TOKEN);
        for one in Use::ALL {
            let left = self.left_by_token(one);
            text.push_str(&format!("| {} | {left} |\n", one.as_str()));
        }
        text
    }

    fn cell(
        &self,
        held: Role,
        level: &str,
        action: &'static str,
        role: Option<&'static str>,
    ) -> &'static str {
        let at = self.own(held, level);
        let asked = Question {
            action,
            role,
            at: Some(at),
        };
        let say = |town: &Town| town.policy_says(&self.policy, &holder(town, held), asked);
        let (published, both) = (say(&self.published), say(&self.drafts[0]));
        if level == "lesson" {
            let as_both = self.drafts.iter().all(|town| say(town) == both);
            assert!(as_both, "{held} {action}: half published is another thing");
        }
        match (both, published) {
            ("yes", "yes") => "yes",
            ("not found", "yes") => "once published",
            ("forbidden", "forbidden") => "no",
            ("not found", "not found") => "·",
            ("not found", "forbidden") => "no\u{2009}/\u{2009}·",
            other => panic!("{held} {action} at {level}: the table has no word for {other:?}"),
        }
    }

    /// The first place of a level on the line of the first holding of a role.
    fn own(&self, held: Role, level: &str) -> usize {
        let town = &self.published;
        let (_, home) = holding(town, held);
        let mut places = 0..town.spots.len();
        let own = |at: &usize| town.line(*at).contains(&home) || town.line(home).contains(at);
        places
            .find(|at| town.spots[*at].level == level && own(at))
            .unwrap()
    }

    /// What the holder of every role may still do by a token of the account, or of the platform.
    fn left_by_token(&self, one: Use) -> String {
        let town = &self.published;
        let level = if one.fits(Level::Platform) {
            "platform"
        } else {
            "account"
        };
        let mut places = 0..town.spots.len();
        let at = places.find(|at| town.spots[*at].level == level).unwrap();
        let mut person = town.person(town.holdings(), false);
        person.token = Some(Token {
            at,
            uses: vec![one.as_str()],
        });
        let mut left = Vec::new();
        for at in 0..town.spots.len() {
            let case = town.case(&self.policy, &person, Some(at));
            for (action, role) in actions() {
                let at = Some(at);
                let asked = Question { action, role, at };
                let words = words(action, role);
                if decide(&self.policy, &case, asked) == "yes" && !left.contains(&words) {
                    left.push(words);
                }
            }
        }
        left.join(", ")
    }

    fn elsewhere(&self, held: Role) -> String {
        let (town, person) = (&self.published, holder(&self.published, held));
        let (_, home) = holding(town, held);
        let mut may = Vec::new();
        for at in 0..town.spots.len() {
            if town.line(at).contains(&home) || town.line(home).contains(&at) {
                continue;
            }
            let case = town.case(&self.policy, &person, Some(at));
            for (action, role) in actions() {
                let asked = Question {
                    action,
                    role,
                    at: Some(at),
                };
                if decide(&self.policy, &case, asked) != "not found" {
                    may.push(format!(
                        "{} at a {}",
                        words(action, role),
                        town.spots[at].level
                    ));
                }
            }
        }
        may.sort();
        may.dedup();
        if may.is_empty() {
            "nothing".to_owned()
        } else {
            may.join(", ")
        }
    }
}

fn holding(town: &Town, held: Role) -> (&'static str, usize) {
    let mut all = town.holdings().into_iter();
    all.find(|(role, _)| *role == held.as_str()).unwrap()
}

fn holder(town: &Town, held: Role) -> Person {
    town.person(vec![holding(town, held)], false)
}

/// An action's name in words: `grantRole` of a tutor is `grant role: course tutor`.
fn words(action: &str, role: Option<&str>) -> String {
    let mut words = String::new();
    for letter in action.chars() {
        if letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    if let Some(role) = role {
        words.push_str(": ");
        words.push_str(&role.replace('_', " "));
    }
    words
}
