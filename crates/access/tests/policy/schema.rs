//! The schema's actions and the types in `src/action.rs` are the same actions.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use cedar_policy::{EntityUid, Schema};
use tutela_access::{ACTIONS, SCHEMA};

/// What only gathers other actions, so that a rule can name them together.
const GROUPS: [&str; 4] = ["changeCourse", "changeLesson", "delegate", "learnLesson"];

#[test]
fn every_action_of_the_schema_has_a_type_and_every_type_an_action() {
    let in_schema: BTreeSet<String> = SCHEMA_READ.actions().map(name).collect();
    let mut in_code: BTreeSet<String> = ACTIONS.iter().map(ToString::to_string).collect();
    assert_eq!(in_code.len(), ACTIONS.len(), "an action stands there twice");
    in_code.extend(GROUPS.map(str::to_owned));
    assert_eq!(in_schema, in_code);
    let groups: BTreeSet<String> = SCHEMA_READ.action_groups().map(name).collect();
    assert_eq!(groups, GROUPS.map(str::to_owned).into());
}

/// Whether the schema lets an action be asked about a place of this level.
pub fn fits(action: &str, level: &str) -> bool {
    FITTING.contains(&(action.to_owned(), level.to_owned()))
}

static SCHEMA_READ: LazyLock<Schema> =
    LazyLock::new(|| Schema::from_cedarschema_str(SCHEMA).unwrap().0);

static FITTING: LazyLock<BTreeSet<(String, String)>> = LazyLock::new(|| {
    let mut fitting = BTreeSet::new();
    for uid in SCHEMA_READ.actions() {
        for kind in SCHEMA_READ.resources_for_action(uid).into_iter().flatten() {
            fitting.insert((name(uid), kind.to_string().to_lowercase()));
        }
    }
    fitting
});

fn name(uid: &EntityUid) -> String {
    AsRef::<str>::as_ref(uid.id()).to_owned()
}
