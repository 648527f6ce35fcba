//! The whole way, from the rows to the answer, agrees with the reference: sessions, members, ends, closed places.

use tutela_access::{
    AcceptOwnership, AddPerson, Authorized, ChangePassword, ChangeUsername, CreateAccount,
    CreateChannel, CreateCourse, CreateLesson, EditAccount, EditChannel, EditCourse, EditLesson,
    EnterAccount, Error, GetMedia, GrantRole, Guarded, ListRoles, Myself, OfferOwnership,
    OrderLessons, Platform, PreviewCourse, PublishCourse, ReviewAccess, RevokeRole, SavePlace,
    UnlockMember, UploadMedia, ViewActivities, ViewChannel, ViewCourse, ViewLesson, ViewPeople,
    ViewPlatform, ViewSelf,
};
use tutela_core::{Level, Role, Scope};

use crate::reference::{Question, answer};
use crate::town::{Town, draws, for_all};
use crate::world::{World, on_both};

#[tokio::test(flavor = "multi_thread")]
async fn da1_da5_the_gate_agrees_with_the_reference() {
    on_both(async |world: World| {
        for_all(draws(), 16, async |draw| {
            let town = Town::drawn(&world, &draw).await;
            for person in 0..town.people.len() {
                compare(&world, &town, person).await;
            }
        });
    })
    .await;
}

/// Asks one person every action at one place of each level, another place for another person.
async fn compare(world: &World, town: &Town, person: usize) {
    let mut guarded = world.gate.read(&town.people[person].caller).await.unwrap();
    compare_as(&mut guarded, town, person).await;
}

/// The same for whoever calls for him.
pub async fn compare_as(guarded: &mut Guarded<'_>, town: &Town, person: usize) {
    let levels = [
        Level::Platform,
        Level::Account,
        Level::Channel,
        Level::Course,
        Level::Lesson,
    ];
    let own = ["viewSelf", "changePassword", "changeUsername"];
    let mut asked: Vec<_> = own.map(|action| (action, None, None)).into();
    for level in levels {
        let places = town.places(level);
        let at = places[(person * 3 + 1) % places.len()];
        for action in tutela_access::ACTIONS {
            asked.push((action, roles_of(action, person), Some(at)));
        }
    }
    for (action, role, at) in asked {
        let scope = at.map(|at| town.scopes[at]);
        let Some(said) = ask(guarded, action, role, scope).await else {
            continue;
        };
        let role = role.map(Role::as_str);
        let question = Question { action, role, at };
        let known = &town.as_known[person];
        let closed = at.is_some_and(|at| town.closed.contains(&at));
        let expected = match closed {
            true => "not found",
            false => answer(&town.spots, known, question),
        };
        let holds = &known.holds;
        assert_eq!(
            said, expected,
            "{action} {role:?} at {at:?}, holding {holds:?}"
        );
    }
}

fn roles_of(action: &str, person: usize) -> Option<Role> {
    let about = ["grantRole", "revokeRole"].contains(&action);
    about.then(|| Role::ALL[(person * 2 + action.len()) % Role::ALL.len()])
}

/// Asks the gate by the action's name; nothing when the action has no such place.
async fn ask(
    guarded: &mut Guarded<'_>,
    action: &str,
    role: Option<Role>,
    on: Option<Scope>,
) -> Option<&'static str> {
    macro_rules! ask {
        ($($pattern:pat => $action:expr, $on:expr;)+) => {
            match (action, on) {
                $($pattern => word(guarded.authorize($action, $on).await),)+
                _ => return None,
            }
        };
    }
    Some(ask! {
        ("viewSelf", None) => ViewSelf, Myself;
        ("changePassword", None) => ChangePassword, Myself;
        ("changeUsername", None) => ChangeUsername, Myself;
        ("viewPlatform", Some(Scope::Platform)) => ViewPlatform, Platform;
        ("createAccount", Some(Scope::Platform)) => CreateAccount, Platform;
        ("enterAccount", Some(Scope::Account(id))) => EnterAccount, id;
        ("viewPeople", Some(Scope::Account(id))) => ViewPeople, id;
        ("createChannel", Some(Scope::Account(id))) => CreateChannel, id;
        ("editAccount", Some(Scope::Account(id))) => EditAccount, id;
        ("viewActivities", Some(Scope::Account(id))) => ViewActivities, id;
        ("reviewAccess", Some(Scope::Account(id))) => ReviewAccess, id;
        ("offerOwnership", Some(scope)) => OfferOwnership, scope;
        ("acceptOwnership", Some(scope)) => AcceptOwnership, scope;
        ("viewChannel", Some(Scope::Channel(id))) => ViewChannel, id;
        ("editChannel", Some(Scope::Channel(id))) => EditChannel, id;
        ("createCourse", Some(Scope::Channel(id))) => CreateCourse, id;
        ("viewCourse", Some(Scope::Course(id))) => ViewCourse, id;
        ("previewCourse", Some(Scope::Course(id))) => PreviewCourse, id;
        ("editCourse", Some(Scope::Course(id))) => EditCourse, id;
        ("publishCourse", Some(Scope::Course(id))) => PublishCourse, id;
        ("createLesson", Some(Scope::Course(id))) => CreateLesson, id;
        ("orderLessons", Some(Scope::Course(id))) => OrderLessons, id;
        ("viewLesson", Some(Scope::Lesson(id))) => ViewLesson, id;
        ("getMedia", Some(Scope::Lesson(id))) => GetMedia, id;
        ("savePlace", Some(Scope::Lesson(id))) => SavePlace, id;
        ("editLesson", Some(Scope::Lesson(id))) => EditLesson, id;
        ("uploadMedia", Some(Scope::Lesson(id))) => UploadMedia, id;
        ("unlockMember", Some(scope)) => UnlockMember, scope;
        ("listRoles", Some(scope)) => ListRoles, scope;
        ("addPerson", Some(scope)) => AddPerson, scope;
        ("grantRole", Some(scope)) => GrantRole(role?), scope;
        ("revokeRole", Some(scope)) => RevokeRole(role?), scope;
    })
}

/// The gate's answer in the reference's words.
pub fn word<A: tutela_access::Action>(answer: Result<Authorized<'_, A>, Error>) -> &'static str {
    match answer {
        Ok(_) => "yes",
        Err(Error::Forbidden) => "forbidden",
        Err(Error::NotFound | Error::NotByToken) => "not found",
        Err(error) => panic!("{error}"),
    }
}
