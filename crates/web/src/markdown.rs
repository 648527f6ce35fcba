//! Markdown that people write becomes HTML that can do no harm and fits into a page.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use askama::filters::HtmlSafe;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// HTML that was made safe: prints itself unescaped in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Markup that a template of ours made.
    pub(crate) const fn made(markup: String) -> Self {
        Self(markup)
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl HtmlSafe for Html {}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// CommonMark with tables, footnotes and strikethrough, as safe HTML. Headings begin at `<h2>`, because the page
/// has its one `<h1>`; HTML in the text is shown as text; pictures come from this very host or not at all.
pub fn markdown(text: &str) -> Html {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let events = Parser::new_ext(text, options).map(tame);
    let mut raw = String::with_capacity(text.len() * 2);
    html::push_html(&mut raw, events);
    Html(CLEANER.clean(&raw).to_string())
}

fn tame(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Heading {
            level,
            id,
            classes,
            attrs,
        }) => Event::Start(Tag::Heading {
            level: lower(level),
            id,
            classes,
            attrs,
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        other => other,
    }
}

const fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

/// The second lock: even if the first let something through, only these elements and addresses come out.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::default();
    cleaner
        .tags(HashSet::from([
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "em",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "img",
            "li",
            "ol",
            "p",
            "pre",
            "strong",
            "sup",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
        ]))
        .add_tag_attributes("ol", ["start"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener nofollow"))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("img", "src") => crate::is_local(value).then_some(Cow::Borrowed(value)),
            _ => Some(Cow::Borrowed(value)),
        });
    cleaner
});

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        markdown(text).0
    }

    #[test]
    fn writing_is_kept() {
        assert_eq!(
            html("# Fog\n\n*Cold* water"),
            "<h2>Fog</h2>\n<p><em>Cold</em> water</p>\n"
        );
        assert!(html("###### Deep").starts_with("<h6>"));
        assert!(html("|a|b|\n|-|-:|\n|1|2|").contains("<td>1</td>"));
        assert!(
            html("![Chart](/media/chart.png)")
                .contains("<img src=\"/media/chart.png\" alt=\"Chart\">")
        );
        assert!(html("3. a\n4. b").contains("<ol start=\"3\">"));
    }

    #[test]
    fn links_tell_nobody_and_lend_no_name() {
        let link = html("[a](https://example.org/)");
        assert!(link.contains("rel=\"noopener nofollow\""), "{link}");
        assert!(link.contains("href=\"https://example.org/\""), "{link}");
    }

    #[test]
    fn nothing_harmful_comes_out() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<iframe src=//evil.example></iframe>",
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "[a](data:text/html,<script>alert(1)</script>)",
            "![a](https://evil.example/pixel.png)",
            "![a](//evil.example/pixel.png)",
            "![a](/\\evil.example/pixel.png)",
            "![a](data:image/svg+xml,<svg onload=alert(1)>)",
            "<p style=\"position:fixed\" onclick=\"x\">a</p>",
            "<form action=/sign-out><button>a</button></form>",
            "[a]: javascript:alert(1)\n\n[a]",
            "# a {onclick=alert(1) .evil}",
        ] {
            let html = html(hostile).to_lowercase();
            let tags = html
                .split('<')
                .skip(1)
                .filter_map(|rest| rest.split_once('>'));
            for (tag, _) in tags {
                for evil in [
                    "script", "iframe", "form", "button", "svg", "style", " on", "data:", "//",
                    "/\\", "src=\"x",
                ] {
                    assert!(!tag.contains(evil), "{hostile} became {html}");
                }
            }
        }
    }
}
