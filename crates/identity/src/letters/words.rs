//! The words of a letter as its sentences need them.

use tutela_audit::outbox::Due;
use tutela_core::Role;
use tutela_web::Words;

use crate::roles::choice::label;

/// What a sentence may name. What a letter does not say is empty.
pub struct Terms<'a> {
    pub code: Option<&'a str>,
    pub path: Option<&'a str>,
    detail: &'a str,
    account: &'a str,
    from: &'a str,
    /// The role and the place that `detail` names, where it names them.
    role: String,
    place: &'a str,
}

impl<'a> Terms<'a> {
    /// The words of a letter.
    pub fn of(t: &Words, due: &'a Due) -> Self {
        let find = |name: &str| due.words.get(name).map(|word| word.expose().as_str());
        let detail = find("detail").unwrap_or_default();
        let (word, place) = detail.split_once(' ').unwrap_or((detail, ""));
        let role = word.parse::<Role>().map(|role| label(t, role));
        Self {
            code: find("code"),
            path: find("path"),
            detail,
            account: find("account").unwrap_or_default(),
            from: find("from").unwrap_or_default(),
            place: if role.is_ok() { place } else { "" },
            role: role.unwrap_or_default(),
        }
    }

    /// The terms by their names in the sentences.
    pub fn all(&self) -> [(&'static str, &str); 5] {
        [
            ("detail", self.detail),
            ("account", self.account),
            ("from", self.from),
            ("role", &self.role),
            ("place", self.place),
        ]
    }
}
