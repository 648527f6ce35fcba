//! Lists that are longer than a page, and looking for somebody in them.

use std::ops::Range;

use tutela_web::Words;

/// How many lines a page shows.
const LINES: usize = 50;

/// Which lines of a list a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pages {
    page: usize,
    total: usize,
}

impl Pages {
    /// The page asked for, counted from 1, or the nearest that there is.
    pub fn of(total: usize, asked: Option<usize>) -> Self {
        let last = total.div_ceil(LINES).max(1);
        let page = asked.unwrap_or(1).clamp(1, last);
        Self { page, total }
    }

    /// The lines it shows.
    pub fn range(self) -> Range<usize> {
        let start = (self.page - 1) * LINES;
        start..self.total.min(start + LINES)
    }

    /// How many lines there are on all pages.
    pub const fn total(self) -> usize {
        self.total
    }

    /// Whether there is more than one page.
    pub const fn are_many(&self) -> bool {
        self.total > LINES
    }

    /// Which lines are shown, in words.
    pub fn sentence(self, t: &Words) -> String {
        let Range { start, end } = self.range();
        let facts = [("first", start + 1), ("last", end), ("total", self.total)];
        t.with("pages-shown", &facts)
    }

    /// The page before this one.
    pub fn before(&self) -> Option<usize> {
        (self.page > 1).then(|| self.page - 1)
    }

    /// The page after this one.
    pub fn after(&self) -> Option<usize> {
        (self.range().end < self.total).then(|| self.page + 1)
    }
}

/// Whether one of the texts holds what is looked for, whatever the case.
pub fn is_found(looked_for: &str, texts: &[&str]) -> bool {
    let wanted = looked_for.trim().to_lowercase();
    texts
        .iter()
        .any(|text| text.to_lowercase().contains(&wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_its_lines() {
        let page = |total, asked| {
            let pages = Pages::of(total, asked);
            (pages.range(), pages.before(), pages.after())
        };
        assert_eq!(page(0, None), (0..0, None, None));
        assert_eq!(page(50, None), (0..50, None, None));
        assert_eq!(page(51, Some(1)), (0..50, None, Some(2)));
        assert_eq!(page(51, Some(2)), (50..51, Some(1), None));
        assert_eq!(page(51, Some(9)), (50..51, Some(1), None));
        assert_eq!(page(51, Some(0)), (0..50, None, Some(2)));
    }

    #[test]
    fn somebody_is_found_by_a_part_of_a_name() {
        let texts = ["Cecilie Østergaard", "cecilie"];
        assert!(is_found(" øster", &texts));
        assert!(is_found("", &texts));
        assert!(!is_found("anna", &texts));
    }
}
