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
        let find_or_none = |name| find(name).unwrap_or_default();
        Self {
            code: find("code"),
            path: find("path"),
            from: find_or_none("from"),
            ..Self::told(t, find_or_none("detail"), find_or_none("account"))
        }
    }

    /// The words of a notification.
    pub fn told(t: &Words, detail: &'a str, account: &'a str) -> Self {
        let (word, place) = detail.split_once(' ').unwrap_or((detail, ""));
        let role = word.parse::<Role>().map(|role| label(t, role));
        Self {
            code: None,
            path: None,
            detail,
            account,
            from: "",
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
