//! Pages run nothing inline and load nothing from elsewhere; the content security policy would refuse it (PC3).

use super::tree::{File, Finding, Tree};

/// What loads something, and is therefore followed by an address of our own.
const LOADERS: &[&str] = &[
    "src=", "href=", "action=", "poster=", "srcset=", "data=", "url(", "@import", "import ",
    "import(", "from ", "fetch(",
];

/// Templates, style sheets and scripts; what others wrote stands in folders named vendor.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let assets = tree.ending(&[".html", ".css", ".js", ".mjs", ".svg"]);
    let ours = assets.filter(|file| file.path.starts_with("crates/"));
    ours.flat_map(file_findings).collect()
}

fn file_findings(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    if file.path.ends_with(".html") {
        let tags = tags(&file.text);
        found.extend(
            tags.into_iter()
                .filter(|(_, tag)| !(is_letter(file) && is_style(tag)))
                .filter_map(|(line, tag)| Some(file.finding(line, inline(tag)?))),
        );
    }
    for (number, line) in file
        .text
        .lines()
        .enumerate()
        .filter(|(_, line)| loads_from_elsewhere(line))
    {
        let text = format!("an address of another origin: {}", line.trim());
        found.push(file.finding(number + 1, text));
    }
    found
}

/// Mails bear their style in place: programs that read mail fetch no style sheet, and have no policy that forbids it.
fn is_letter(file: &File) -> bool {
    file.path.contains("/letters/")
}

fn is_style(tag: &str) -> bool {
    inline(tag).is_some_and(|why| why.starts_with("a style"))
}

/// Every opening tag with its line, from `<name` to its `>`.
fn tags(text: &str) -> Vec<(usize, &str)> {
    let starts = text
        .match_indices('<')
        .filter(|(at, _)| text[at + 1..].starts_with(|letter: char| letter.is_ascii_alphabetic()));
    let tag = |at: usize| &text[at..at + text[at..].find('>').unwrap_or(text.len() - at)];
    starts
        .map(|(at, _)| (text[..at].matches('\n').count() + 1, tag(at)))
        .collect()
}

/// What of a tag is code or style written in place.
fn inline(tag: &str) -> Option<&'static str> {
    let tag = tag.to_ascii_lowercase();
    let mut words = tag.split_whitespace();
    let name = words.next().unwrap_or("");
    let attributes: Vec<&str> = words
        .filter_map(|word| word.split_once('=').map(|(name, _)| name))
        .collect();
    let is_event = |name: &&str| {
        name.starts_with("on")
            && name.len() > 2
            && name[2..].bytes().all(|byte| byte.is_ascii_lowercase())
    };
    if name == "<style" {
        return Some("a style element: write it into a style sheet");
    }
    if name == "<script" && !attributes.contains(&"src") {
        return Some("an inline script: write it into a file");
    }
    if attributes.contains(&"style") {
        return Some("a style attribute: use a class");
    }
    if attributes.iter().any(is_event) || tag.contains("javascript:") {
        return Some("an inline event handler: listen in a script file");
    }
    None
}

fn loads_from_elsewhere(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    LOADERS.iter().any(|loader| {
        line.match_indices(loader).any(|(at, _)| {
            let rest =
                line[at + loader.len()..].trim_start_matches([' ', '"', '\'', '(', '`', '\\']);
            ["http:", "https:", "//", "ws:", "wss:"]
                .iter()
                .any(|start| rest.starts_with(start))
                && !rest.starts_with("// ")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(name: &str, text: &str) -> usize {
        findings(&Tree::of(&[(name, text)])).len()
    }

    #[test]
    fn inline_code_and_style_are_found() {
        for bad in [
            "<script>go()</script>",
            "<p\n  style=\"color: red\">",
            "<style>p {}</style>",
            "<button onclick=\"go()\">",
            "<a href=\"javascript:go()\">",
        ] {
            assert_eq!(count("crates/web/src/a.html", bad), 1, "{bad}");
        }
        let letter = "crates/identity/src/letters/a.html";
        assert_eq!(
            count(letter, "<style>p {}</style><p style=\"margin: 0\">"),
            0
        );
        assert_eq!(count(letter, "<script>go()</script>"), 1);
        let good = "<script type=\"module\" src=\"{{ a }}\"></script><p class=\"style\" data-on=\"x\">a < b</p>";
        assert_eq!(count("crates/web/src/a.html", good), 0);
    }

    #[test]
    fn another_origin_is_found() {
        assert_eq!(
            count(
                "crates/web/src/a.html",
                "<img src=\"https://example.org/a.png\">"
            ),
            1
        );
        assert_eq!(
            count("crates/web/src/a.html", "<img src='//example.org/a.png'>"),
            1
        );
        assert_eq!(
            count(
                "crates/web/assets/a.css",
                "@import url(\"http://example.org/a.css\");"
            ),
            1
        );
        assert_eq!(
            count(
                "crates/web/assets/a.js",
                "import a from 'https://example.org/a.js'"
            ),
            1
        );
        assert_eq!(
            count(
                "crates/web/assets/vendor/a.js",
                "fetch('https://example.org/')"
            ),
            0
        );
        assert_eq!(
            count(
                "crates/web/assets/a.svg",
                "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"
            ),
            0
        );
        assert_eq!(
            count(
                "crates/web/assets/a.js",
                "const b = a // from here\nlet c = '/courses/1' // fine"
            ),
            0
        );
    }
}
