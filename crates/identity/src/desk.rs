//! What the screens and operations of this feature need besides the visit.

use crate::first_run::FirstRunCode;
use crate::password::Hasher;

/// The state of the feature. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub hasher: Hasher,
    pub first_run: FirstRunCode,
}
