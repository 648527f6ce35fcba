//! Every word a person sees comes from here, in the person's language (Fluent, `locales/*/*.ftl`).

mod format;

use std::borrow::Cow;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use tutela_core::Time;
use unic_langid::LanguageIdentifier;

use crate::Language;

pub use fluent_bundle::FluentValue as Arg;
pub use format::When;

/// The texts of one feature, in every language.
#[derive(Debug, Clone, Copy)]
pub struct Locale {
    pub english: &'static str,
    pub danish: &'static str,
}

/// The texts that all pages share.
pub const SHARED: Locale = Locale {
    english: include_str!("../locales/en/web.ftl"),
    danish: include_str!("../locales/da/web.ftl"),
};

/// A file of texts that cannot be used, or a key that two files define.
#[derive(Debug, thiserror::Error)]
#[error("the {language} texts do not load: {reasons}")]
pub struct TextsError {
    language: &'static str,
    reasons: String,
}

/// All texts of the program, in all languages.
pub struct Texts {
    english: FluentBundle<FluentResource>,
    danish: FluentBundle<FluentResource>,
}

impl Texts {
    /// Joins the texts of the features with those that all pages share.
    ///
    /// # Errors
    /// [`TextsError`] when a file does not parse or a key is defined twice.
    pub fn load(features: &[Locale]) -> Result<Self, TextsError> {
        let all = || std::iter::once(&SHARED).chain(features);
        Ok(Self {
            english: bundle(Language::English, all().map(|locale| locale.english))?,
            danish: bundle(Language::Danish, all().map(|locale| locale.danish))?,
        })
    }

    fn bundle(&self, language: Language) -> &FluentBundle<FluentResource> {
        match language {
            Language::English => &self.english,
            Language::Danish => &self.danish,
        }
    }

    /// The text of `key`, or of an attribute when the key is written `message.attribute`.
    fn find<'t>(
        &'t self,
        language: Language,
        key: &str,
        args: Option<&'t FluentArgs>,
    ) -> Option<Cow<'t, str>> {
        let (name, attribute) = key
            .split_once('.')
            .map_or((key, None), |(name, attribute)| (name, Some(attribute)));
        let bundle = self.bundle(language);
        let message = bundle.get_message(name)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(attribute) => message.get_attribute(attribute)?.value(),
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors);
        if !errors.is_empty() {
            tracing::warn!(key, language = language.tag(), "a text lacks an argument");
        }
        Some(text)
    }
}

fn bundle<'a>(
    language: Language,
    files: impl Iterator<Item = &'a str>,
) -> Result<FluentBundle<FluentResource>, TextsError> {
    let identifier: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // The isolating marks are for running text of unknown direction; in HTML they only break comparisons.
    bundle.set_use_isolating(false);
    for file in files {
        let resource = FluentResource::try_new(file.to_owned())
            .map_err(|(_, errors)| refusal(language, &errors))?;
        let added: Result<(), Vec<FluentError>> = bundle.add_resource(resource);
        added.map_err(|errors| refusal(language, &errors))?;
    }
    Ok(bundle)
}

fn refusal<E: std::fmt::Display>(language: Language, errors: &[E]) -> TextsError {
    let reasons: Vec<_> = errors.iter().map(E::to_string).collect();
    TextsError {
        language: language.own_name(),
        reasons: reasons.join("; "),
    }
}

/// The texts in one language, at one moment: the `t` of every template. Cheap to clone.
#[derive(Clone)]
pub struct Words {
    texts: Arc<Texts>,
    language: Language,
    now: Time,
}

impl Words {
    /// The texts in a language; times are told as seen from `now`.
    pub const fn new(texts: Arc<Texts>, language: Language, now: Time) -> Self {
        Self {
            texts,
            language,
            now,
        }
    }

    /// The language spoken.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The same texts in another language.
    pub fn in_language(&self, language: Language) -> Self {
        Self::new(Arc::clone(&self.texts), language, self.now)
    }

    /// The text of a key. One that is missing shows itself as `⟦key⟧`.
    pub fn say(&self, key: &str) -> Cow<'_, str> {
        self.speak(key, None)
    }

    /// The text of a key with its arguments filled in.
    pub fn with<'a, V>(&self, key: &str, args: &[(&'a str, V)]) -> String
    where
        V: Clone + Into<Arg<'a>>,
    {
        let args: FluentArgs<'a> = args.iter().cloned().collect();
        self.speak(key, Some(&args)).into_owned()
    }

    /// The text of a key, if there is one.
    pub fn find(&self, key: &str) -> Option<Cow<'_, str>> {
        self.texts.find(self.language, key, None)
    }

    fn speak<'t>(&'t self, key: &str, args: Option<&'t FluentArgs>) -> Cow<'t, str> {
        self.texts
            .find(self.language, key, args)
            .or_else(|| self.texts.find(Language::default(), key, args))
            .unwrap_or_else(|| {
                tracing::error!(key, "a text is missing");
                Cow::Owned(format!("⟦{key}⟧"))
            })
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.language.tag())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn words(language: Language) -> Words {
        let feature = Locale {
            english: "greeting = Hello, { $name }\nonly-english = Here\n    .hint = And there\n\
                      lessons = { $count ->\n    [one] One lesson\n   *[other] { $count } lessons\n }\n",
            danish: "greeting = Hej { $name }\n\
                     lessons = { $count ->\n    [one] Én lektion\n   *[other] { $count } lektioner\n }\n",
        };
        let texts = Texts::load(&[feature]).unwrap();
        Words::new(Arc::new(texts), language, Time::from_micros(0))
    }

    #[test]
    fn texts_are_said_in_the_language_asked_for() {
        let danish = words(Language::Danish);
        assert_eq!(danish.with("greeting", &[("name", "Bo <b>")]), "Hej Bo <b>");
        assert_eq!(danish.with("lessons", &[("count", 1)]), "Én lektion");
        assert_eq!(danish.with("lessons", &[("count", 12)]), "12 lektioner");
        let english = danish.in_language(Language::English);
        assert_eq!(english.with("greeting", &[("name", "Bo")]), "Hello, Bo");
    }

    #[test]
    fn what_is_missing_falls_back_and_then_shows() {
        let danish = words(Language::Danish);
        assert_eq!(danish.say("only-english"), "Here");
        assert_eq!(danish.say("only-english.hint"), "And there");
        assert_eq!(danish.say("nowhere"), "⟦nowhere⟧");
        assert_eq!(danish.find("only-english"), None);
    }

    #[test]
    fn a_key_defined_twice_is_refused() {
        let twice = Locale {
            english: "home = Again\n",
            danish: "",
        };
        assert!(Texts::load(&[twice]).is_err());
        let broken = Locale {
            english: "no value here\n",
            danish: "",
        };
        assert!(Texts::load(&[broken]).is_err());
    }
}
