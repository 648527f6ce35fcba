//! What a file is called: safe to show, safe to save, and with an ending that says what it is.

use tutela_core::squeeze;

/// The most characters of a name.
const MOST: usize = 200;

/// The endings of the kinds that people save again; the first is given where none fits.
const ENDINGS: &[(&str, &[&str])] = &[
    ("application/pdf", &["pdf"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/png", &["png"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("text/csv", &["csv"]),
    ("text/plain", &["txt", "md", "srt", "vtt"]),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        &["docx"],
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &["xlsx"],
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        &["pptx"],
    ),
    ("application/vnd.oasis.opendocument.text", &["odt"]),
    ("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    ("application/vnd.oasis.opendocument.presentation", &["odp"]),
];

/// The name without folders, control characters, and characters that turn the direction of what follows; never empty.
pub(crate) fn file_name(claimed: &str) -> String {
    let last = claimed.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|c| !is_deceptive(*c)).collect();
    let name: String = squeeze(&shown).chars().take(MOST).collect();
    let name = name.trim_start_matches('.').trim();
    match name.is_empty() {
        true => "file".to_owned(),
        false => name.to_owned(),
    }
}

/// The name with an ending that fits what was found in the file, so that nobody opens one thing as another.
pub(crate) fn with_ending(name: String, media_type: &str) -> String {
    let Some((_, endings)) = ENDINGS.iter().find(|(kind, _)| *kind == media_type) else {
        return name;
    };
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.unwrap_or_default().to_ascii_lowercase();
    match (endings.contains(&ending.as_str()), endings.first()) {
        (false, Some(right)) => format!("{name}.{right}"),
        _ => name,
    }
}

/// Marks of direction (Unicode UAX 9), joiners and other things that nobody sees.
const fn is_deceptive(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_its_last_name() {
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("C:\\films\\a  shot\u{7}.mp4"), "a shot .mp4");
        assert_eq!(file_name("folder/"), "file");
        assert_eq!(file_name("..."), "file");
        assert_eq!(file_name(".htaccess"), "htaccess");
        assert_eq!(file_name(&"x".repeat(500)).len(), 200);
    }

    #[test]
    fn no_name_turns_its_own_direction() {
        // Shown, this would end in «exe.pdf».
        assert_eq!(file_name("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
        assert_eq!(file_name("a\u{200b}\u{feff}b.pdf"), "ab.pdf");
    }

    #[test]
    fn the_ending_says_what_it_is() {
        let named = |name: &str, kind| with_ending(name.to_owned(), kind);
        assert_eq!(named("page.html", "application/pdf"), "page.html.pdf");
        assert_eq!(named("Report.PDF", "application/pdf"), "Report.PDF");
        assert_eq!(named("photo.webp", "image/jpeg"), "photo.webp.jpg");
        assert_eq!(named("film.mov", "video/mp4"), "film.mov");
    }
}
