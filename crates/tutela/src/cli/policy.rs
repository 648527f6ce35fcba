//! `tutela policy`: who may do what, as it is compiled in, and the doors that no policy guards.

use tutela_access::{OPEN_DOORS, RULES, SCHEMA};

/// All of it, as text.
pub fn text() -> String {
    let mut text = format!("// tutela.cedarschema\n\n{}\n", SCHEMA.trim());
    for (name, rules) in RULES {
        text += &format!("\n// {name}\n\n{}\n", rules.trim());
    }
    text += "\n// Open doors: what is answered without asking the policy, and why.\n\n";
    for door in OPEN_DOORS {
        text += &format!("// {}: {}\n", door.name, door.why);
    }
    text
}
