//! The policy in force, read from what is compiled in: the rules and the claims about them as they stand, and the table
//! of who may do what, which a test computes by asking the policy.

pub mod api;
pub mod screen;

use tutela_access::{CLAIMS, MATRIX, RULES};

/// A rule of the policy, or a claim about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub id: String,
    /// The promises that it keeps, by their ids.
    pub promises: Vec<String>,
    /// What stands above it.
    pub sentence: String,
    /// The Cedar text.
    pub text: String,
}

/// What the roles may do at one kind of place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    pub title: &'static str,
    pub lines: Vec<Line>,
}

impl Level {
    /// The word for it: `on-his-account`.
    fn word(&self) -> String {
        self.title.to_lowercase().replace(' ', "-")
    }
}

/// Who may do one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub action: &'static str,
    /// Roles, as the texts call them: `account_owner`.
    pub always: Vec<String>,
    pub once_published: Vec<String>,
}

/// The rules, with the file in which each group stands and what is said above it.
pub fn rules() -> Vec<(&'static str, Vec<Rule>)> {
    let files = RULES.iter();
    files.map(|(name, text)| (*name, read(text))).collect()
}

/// What is proved of the rules for every request there can be.
pub fn claims() -> Vec<Rule> {
    CLAIMS.iter().flat_map(|(_, text)| read(text)).collect()
}

/// The table of roles and actions.
pub fn levels() -> Vec<Level> {
    let parts = MATRIX.split("\n## ").skip(1);
    let of_places = parts.filter(|part| part.starts_with("On "));
    of_places.filter_map(level).collect()
}

/// The rules of a file. A comment belongs to the rule below it.
fn read(text: &str) -> Vec<Rule> {
    let (mut rules, mut sentence) = (Vec::new(), Vec::new());
    for part in text.split("\n\n").map(str::trim) {
        let is_comment = |line: &&str| line.starts_with("//");
        let above = part.lines().take_while(is_comment);
        sentence.extend(above.map(|line| line.trim_start_matches('/').trim().to_owned()));
        let body: Vec<&str> = part.lines().skip_while(is_comment).collect();
        let Some(id) = annotation(&body, "@id") else {
            continue;
        };
        rules.push(Rule {
            id,
            promises: words(annotation(&body, "@promise")),
            sentence: std::mem::take(&mut sentence).join(" "),
            text: body.join("\n"),
        });
    }
    rules
}

fn annotation(body: &[&str], name: &str) -> Option<String> {
    let mut found = body.iter().filter_map(|line| line.strip_prefix(name));
    let value = found.next()?.strip_prefix("(\"")?.strip_suffix("\")")?;
    Some(value.to_owned())
}

fn words(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.split_whitespace().map(str::to_owned).collect()
}

fn level(part: &'static str) -> Option<Level> {
    let (title, rest) = part.split_once('\n')?;
    let mut rows = rest.lines().filter(|line| line.starts_with('|'));
    let roles: Vec<&str> = cells(rows.next()?).collect();
    let lines = rows.skip(1).map(|row| line(row, &roles));
    Some(Level {
        title: title.trim(),
        lines: lines.collect(),
    })
}

fn line(row: &'static str, roles: &[&str]) -> Line {
    let mut cells = cells(row);
    let action = cells.next().unwrap_or_default().trim_matches('*');
    let cells: Vec<&str> = cells.collect();
    let those = |wanted: &str| {
        let held = roles.iter().skip(1).zip(&cells);
        let held = held.filter(|(_, cell)| **cell == wanted);
        held.map(|(role, _)| role.replace(' ', "_")).collect()
    };
    Line {
        action,
        always: those("yes"),
        once_published: those("once published"),
    }
}

fn cells(row: &'static str) -> impl Iterator<Item = &'static str> {
    let row = row.trim().trim_start_matches('|').trim_end_matches('|');
    row.split('|').map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn da1_every_rule_in_force_is_shown_with_its_promise() {
        let rules: Vec<Rule> = rules().into_iter().flat_map(|(_, rules)| rules).collect();
        let ids = RULES.iter().map(|(_, text)| text.matches("@id(").count());
        assert_eq!(rules.len(), ids.sum::<usize>());
        assert_eq!(claims().len(), CLAIMS.len());
        for rule in rules.iter().chain(&claims()) {
            assert!(!rule.promises.is_empty(), "{}", rule.id);
            assert!(rule.text.ends_with(';'), "{}", rule.text);
            assert_eq!(rule.text.matches("@id(").count(), 1, "{}", rule.text);
        }
    }

    #[test]
    fn da1_the_table_says_who_may_do_what() {
        let levels = levels();
        assert_eq!(levels.len(), 5);
        let find = |action: &str| {
            let mut lines = levels.iter().flat_map(|level| &level.lines);
            lines.find(|line| line.action == action).cloned()
        };
        let channel = find("create channel").map(|line| line.always);
        let heads = ["account_owner", "account_manager"].map(str::to_owned);
        assert_eq!(channel.as_deref(), Some(&heads[..]));
        let lesson = find("view lesson").map(|line| line.once_published);
        assert!(lesson.is_some_and(|roles| roles.contains(&"course_learner".to_owned())));
    }
}
