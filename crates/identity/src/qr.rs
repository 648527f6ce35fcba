//! A QR code as one path of an inline drawing, fetched from nowhere, with nothing that a content security policy must
//! allow. It is dark on light in every theme, or cameras do not see it.

use std::fmt::Write as _;

use askama::Template;
use askama::filters::HtmlSafe;
use qrcode::{Color, EcLevel, QrCode as Matrix};

/// The light border that readers need around a code, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// A drawing of a QR code.
#[derive(Debug, Template)]
#[template(
    source = r#"<svg class="qr" viewBox="0 0 {{ side }} {{ side }}" role="img" aria-label="{{ label }}" shape-rendering="crispEdges"><path d="{{ path }}"/></svg>"#,
    ext = "html"
)]
pub struct QrCode {
    side: usize,
    label: String,
    path: String,
}

/// The template escapes its words.
impl HtmlSafe for QrCode {}

impl QrCode {
    /// The code of a text, or nothing when it is too long for one.
    pub fn of(text: &str, label: String) -> Option<Self> {
        let matrix = Matrix::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = matrix.width();
        let mut path = String::new();
        for (at, color) in matrix.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let (x, y) = (at % width + QUIET, at / width + QUIET);
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
        Some(Self {
            side: width + 2 * QUIET,
            label,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_drawing_without_scripts_or_styles() {
        let drawn = QrCode::of("https://learn.example/invitations/x", "A <code>".to_owned());
        let drawn = drawn
            .and_then(|code| code.render().ok())
            .unwrap_or_default();
        assert!(
            drawn.starts_with("<svg class=\"qr\" viewBox=\"0 0 "),
            "{drawn}"
        );
        assert!(
            drawn.contains("M4 4h1v1h-1z"),
            "the corner of the finder pattern is dark"
        );
        assert!(
            !drawn.contains("style") && !drawn.contains("<script") && !drawn.contains("<code>")
        );
        assert!(QrCode::of(&"x".repeat(5_000), String::new()).is_none());
    }
}
