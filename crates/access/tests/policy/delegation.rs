//! Who may give and take which role where, as one table: every role held alone, at every place of the town.

use tutela_access::delegation::{Deed, decide, delegable};
use tutela_access::{ListRoles, Policy};
use tutela_core::{Level, Role};

use crate::reference::is_at_or_below;
use crate::town::Town;

/// Who delegates, on which level, which roles. Whatever stands in no line nobody delegates.
const TABLE: &[(Role, Level, &[Role])] = &[
    (
        Role::PlatformAdministrator,
        Level::Platform,
        &[
            Role::PlatformAdministrator,
            Role::PlatformSupport,
            Role::PlatformDeveloper,
            Role::PlatformAuditor,
        ],
    ),
    (Role::AccountOwner, Level::Account, ACCOUNT),
    (Role::AccountOwner, Level::Channel, CHANNEL),
    (Role::AccountOwner, Level::Course, COURSE),
    (Role::AccountManager, Level::Account, ACCOUNT),
    (Role::AccountManager, Level::Channel, CHANNEL),
    (Role::AccountManager, Level::Course, COURSE),
    (Role::ChannelManager, Level::Channel, CHANNEL),
    (Role::ChannelManager, Level::Course, COURSE),
];

const ACCOUNT: &[Role] = &[Role::AccountManager, Role::AccountAuditor];
const CHANNEL: &[Role] = &[Role::ChannelManager];
const COURSE: &[Role] = &[Role::CourseEditor, Role::CourseTutor, Role::CourseLearner];

#[test]
fn da2_da3_delegation_is_one_table() {
    let (policy, town) = (Policy::built_in().unwrap(), Town::new(true, true));
    let mut allowed = 0;
    for (role, home) in town.holdings() {
        let person = town.person(vec![(role, home)], false);
        for at in 0..town.spots.len() {
            let case = town.case(&policy, &person, Some(at));
            let expected = match is_at_or_below(&town.spots, at, home) {
                true => row(role.parse().unwrap(), town.scopes[at].level()),
                false => &[],
            };
            for given in Role::ALL {
                for deed in [Deed::Give, Deed::Take] {
                    let may = decide(&policy, &case, deed, given).is_ok();
                    let said = format!("{deed:?} {given} at {at} by {role} of {home}");
                    assert_eq!(may, expected.contains(&given), "{said}");
                    allowed += usize::from(may);
                }
            }
            assert_eq!(delegable(&policy, &case), expected, "{role} at {at}");
        }
    }
    assert!(allowed > 100, "too little was allowed to say anything");
}

#[test]
fn da2_da3_the_blocked_delegate_nothing() {
    let (policy, town) = (Policy::built_in().unwrap(), Town::new(true, true));
    let person = town.person(town.holdings(), true);
    for at in 0..town.spots.len() {
        let case = town.case(&policy, &person, Some(at));
        assert_eq!(delegable(&policy, &case), [], "{at}");
    }
}

#[test]
fn da3_who_lists_the_roles_of_a_channel_lists_those_of_its_courses() {
    let (policy, town) = (Policy::built_in().unwrap(), Town::new(false, false));
    let name = <ListRoles as tutela_access::Action>::NAME;
    let mut seen = 0;
    for held in town.holdings() {
        let person = town.person(vec![held], false);
        for channel in 0..town.spots.len() {
            let case = town.case(&policy, &person, Some(channel));
            let is_channel = town.spots[channel].level == "channel";
            if !is_channel || !policy.allows(&case, name, None) {
                continue;
            }
            let below = 0..town.spots.len();
            for course in below.filter(|at| town.spots[*at].parent == Some(channel)) {
                let case = town.case(&policy, &person, Some(course));
                assert!(policy.allows(&case, name, None), "{held:?} at {course}");
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}

fn row(role: Role, level: Level) -> &'static [Role] {
    let mut lines = TABLE.iter();
    let line = lines.find(|(who, at, _)| *who == role && *at == level);
    line.map_or(&[], |(_, _, roles)| roles)
}
