//! The eight digits that a person types. They rest sealed, since anybody could try all of them on a digest.

use tutela_core::{Ambient, ContactId};

/// Eight random digits.
pub struct Code(String);

impl Code {
    /// New ones.
    pub fn new(ambient: &Ambient) -> Self {
        let mut bytes = [0; 8];
        ambient.fill(&mut bytes);
        let number = u64::from_be_bytes(bytes) % 100_000_000;
        Self(format!("{number:08}"))
    }

    /// As they are shown, in two groups.
    pub fn shown(&self) -> String {
        let (first, second) = self.0.split_at(4);
        format!("{first} {second}")
    }

    /// What the row of `change` keeps of them.
    pub fn seal(&self, change: ContactId, ambient: &Ambient) -> Vec<u8> {
        ambient.seal(&context(change), self.0.as_bytes())
    }
}

/// Whether what was typed is the code of `change`, whatever stands between its digits.
pub fn fits(typed: &str, change: ContactId, sealed: &[u8], ambient: &Ambient) -> bool {
    let digits: Vec<u8> = typed.bytes().filter(u8::is_ascii_digit).collect();
    let Some(code) = ambient.unseal(&context(change), sealed) else {
        return false;
    };
    aws_lc_rs::constant_time::verify_slices_are_equal(&digits, code.expose()).is_ok()
}

fn context(change: ContactId) -> String {
    format!("contact code|{change}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_fits_its_own_change_alone() {
        let ambient = Ambient::system();
        let (one, other): (ContactId, ContactId) = (ambient.id(), ambient.id());
        let code = Code::new(&ambient);
        let sealed = code.seal(one, &ambient);
        assert!(fits(&code.shown(), one, &sealed, &ambient));
        assert!(fits(&format!(" {}-", code.0), one, &sealed, &ambient));
        assert!(!fits(&code.0, other, &sealed, &ambient));
        assert!(!fits("", one, &sealed, &ambient));
        assert!(!fits(&code.0[..7], one, &sealed, &ambient));
        assert_eq!(code.0.len(), 8);
    }
}
