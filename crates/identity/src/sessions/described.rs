//! A device in words. Browsers pretend to be one another, so only the few marks that tell them apart are looked for.

use tutela_web::Words;

/// What a device says it is, in names that people know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The browser, or the name that a program gives itself.
    pub browser: Option<String>,
    pub system: Option<&'static str>,
}

/// In this order: what stands further down is also claimed by those above.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

impl Described {
    /// Reads a `User-Agent`.
    pub fn read(user_agent: &str) -> Self {
        let find = |names: &[(&str, &'static str)]| {
            let mut names = names.iter();
            let found = names.find(|(mark, _)| user_agent.contains(mark));
            found.map(|(_, name)| *name)
        };
        let browser = find(BROWSERS).map(str::to_owned);
        Self {
            browser: browser.or_else(|| program(user_agent)),
            system: find(SYSTEMS),
        }
    }

    /// In the words of the reader.
    pub fn told(&self, t: &Words) -> String {
        match (&self.browser, self.system) {
            (Some(browser), Some(system)) => t.with(
                "device-on",
                &[("browser", browser.as_str()), ("system", system)],
            ),
            (None, None) => t.say("device-unknown").into_owned(),
            _ => self.briefly(),
        }
    }

    /// The names alone, where no language is known.
    pub fn briefly(&self) -> String {
        let names = self.browser.as_deref().into_iter().chain(self.system);
        names.collect::<Vec<_>>().join(", ")
    }
}

/// Programs name themselves first: `curl/8.5.0`. What pretends to be Mozilla has no name of its own.
fn program(user_agent: &str) -> Option<String> {
    let name = user_agent.split(['/', ' ', '(']).next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_name = (1..=30).contains(&name.len()) && name.bytes().all(plain);
    (is_name && name != "Mozilla").then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_known_by_the_names_people_use() {
        for (agent, told) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox, Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
                "Safari, macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
                "Chrome, iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome, Android",
            ),
            ("curl/8.5.0", "curl"),
            ("Mozilla/5.0", ""),
            ("<script>alert(1)</script>", ""),
            ("", ""),
        ] {
            assert_eq!(Described::read(agent).briefly(), told, "{agent}");
        }
    }
}
