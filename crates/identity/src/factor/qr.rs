//! The square picture that an app scans, as inline SVG: drawn here, fetched from nowhere.

use std::fmt::Write as _;

use askama::filters::HtmlSafe;
use qrcode::{Color, QrCode};

/// A QR code. It is dark on light in every theme, or cameras do not see it.
#[derive(Debug)]
pub struct Qr {
    side: usize,
    path: String,
}

impl Qr {
    /// Nothing when the text is too long for one.
    pub fn draw(text: &str) -> Option<Self> {
        let code = QrCode::new(text.as_bytes()).ok()?;
        let side = code.width();
        let mut path = String::new();
        for (at, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let _ = write!(path, "M{} {}h1v1h-1z", at % side + 4, at / side + 4);
            }
        }
        Some(Self {
            side: side + 8,
            path,
        })
    }
}

/// Made of numbers.
impl HtmlSafe for Qr {}

impl std::fmt::Display for Qr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { side, path } = self;
        write!(
            f,
            r##"<svg class="qr" viewBox="0 0 {side} {side}" width="240" height="240" role="img" shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>"##
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_a_quiet_zone_and_its_three_corners() {
        let qr = Qr::draw("otpauth://totp/Tutela:anna?secret=GEZDGNBVGY3TQOJQ").unwrap();
        assert!(qr.side >= 21 + 8);
        let last = qr.side - 4 - 7;
        for corner in [(4, 4), (last, 4), (4, last)] {
            let mark = format!("M{} {}h1", corner.0, corner.1);
            assert!(qr.path.contains(&mark), "{mark}");
        }
        assert!(!qr.path.contains("M3 "));
        assert!(Qr::draw(&"x".repeat(5_000)).is_none());
    }
}
