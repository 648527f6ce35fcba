//! A short name of one's own choice, such that nobody can take one that looks like it.

use unicode_security::{
    GeneralSecurityProfile as _, RestrictionLevel, RestrictionLevelDetection as _,
};

use super::{InvalidUsername, MOST};

/// The canonical form of a folded id.
pub fn parse(folded: &str) -> Result<String, InvalidUsername> {
    match folded.chars().count() {
        0..3 => return Err(InvalidUsername::TooShort),
        length if length > MOST => return Err(InvalidUsername::TooLong),
        _ => {}
    }
    let sign = |c: char| ".-_".contains(c);
    let plain = |c: char| c.is_alphanumeric() || sign(c);
    if !folded.chars().all(plain) || !folded.chars().any(char::is_alphabetic) {
        return Err(InvalidUsername::Character);
    }
    let allowed = folded.chars().all(|c| sign(c) || c.identifier_allowed());
    if !allowed || !folded.check_restriction_level(RestrictionLevel::HighlyRestrictive) {
        return Err(InvalidUsername::Confusable);
    }
    Ok(folded.to_owned())
}

/// The skeleton of UTS #39: what two names that look alike have in common.
pub fn look(canonical: &str) -> String {
    unicode_security::skeleton(canonical).collect()
}
