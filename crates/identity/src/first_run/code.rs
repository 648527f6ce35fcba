//! The code that keeps strangers from being first where the installation can be reached from outside.

use tutela_core::Secret;

/// The code printed at the terminal, or none where only this very machine reaches the installation.
#[derive(Debug, Clone, Default)]
pub struct FirstRunCode(pub Option<Secret<String>>);

impl FirstRunCode {
    /// Whether a code must be typed.
    pub const fn is_needed(&self) -> bool {
        self.0.is_some()
    }

    /// Whether the typed text is the code. How long it takes tells nothing about where they differ.
    pub fn fits(&self, typed: &str) -> bool {
        let Some(code) = &self.0 else {
            return true;
        };
        let (code, typed) = (code.expose().as_bytes(), typed.trim().as_bytes());
        aws_lc_rs::constant_time::verify_slices_are_equal(code, typed).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_lets_in_who_knows_it() {
        let code = FirstRunCode(Some(Secret::new("4821-9930".to_owned())));
        assert!(code.fits(" 4821-9930\n"));
        for wrong in ["", "4821-9931", "4821", "4821-99300"] {
            assert!(!code.fits(wrong), "{wrong}");
        }
        assert!(FirstRunCode(None).fits(""));
    }
}
