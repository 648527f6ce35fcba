//! Ways in: by mail, by link, once or often, and no longer than who made them may give what they offer.

use std::time::Duration;

use tutela_access::{AddPerson, Error, Myself, ViewSelf};
use tutela_core::Username;
use tutela_core::{Ambient, InvitationId, Role, Scope, Secret, Token};
use tutela_db::{args, sql};
use tutela_identity::invitation::{
    Address, CannotAccept, CannotInvite, Chosen, LONGEST, Made, NewInvitation, State, USUAL,
    accept, accept_as_me, create, find, list, revoke,
};
use tutela_identity::password::WeakPassword;
use tutela_identity::people::{CannotAdd, PersonName, link_again};
use tutela_identity::roles::CannotGrant;
use tutela_identity::sign_in::SignedIn;

use crate::world::{PASSWORD, Person, World, on_both, person};

fn link(role: Role, uses: u32) -> NewInvitation {
    NewInvitation {
        role: Some(role),
        to: None,
        name: None,
        lasts: USUAL,
        uses,
    }
}

fn mailed(role: Role, address: &str) -> NewInvitation {
    NewInvitation {
        to: Some(Address::mail(address).unwrap()),
        ..link(role, 1)
    }
}

async fn invite(
    w: &World,
    by: &Person,
    scope: Scope,
    new: &NewInvitation,
) -> Result<Made, CannotInvite> {
    let mut guarded = w.gate.write(&by.caller).await?;
    let made = create(&mut guarded, scope, new).await?;
    guarded.commit().await?;
    Ok(made)
}

async fn enter(
    w: &World,
    token: &Token,
    (name, username, password): (&str, &str, &str),
) -> Result<SignedIn, CannotAccept> {
    let password = Secret::new(password.to_owned());
    let chosen = Chosen {
        name: PersonName::parse(name).ok(),
        username: Username::parse(username).ok(),
        password: &password,
        language: "da",
        user_agent: "test",
    };
    accept(&w.gate, &w.hasher, token, &chosen).await
}

async fn come_along(w: &World, me: &Person, token: &Token) -> Result<(), CannotAccept> {
    let mut guarded = w.gate.write(&me.caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    accept_as_me(&w.gate, &mut authorized, token).await?;
    Ok(guarded.commit().await?)
}

/// The path in the latest letter of a kind.
pub async fn letter_path(w: &World, kind: &str) -> String {
    let mut tx = w.db.read().await.unwrap();
    let find = sql!("SELECT id, words FROM outbox WHERE kind = $1 ORDER BY id DESC LIMIT 1");
    let row = tx.get(find, args![kind]).await.unwrap();
    let context = format!("letter|{}", row.text(0).unwrap());
    let words = w.ambient.unseal(&context, &row.blob(1).unwrap()).unwrap();
    let words: serde_json::Value = serde_json::from_slice(words.expose()).unwrap();
    words["path"].as_str().unwrap().to_owned()
}

pub fn token_of(path: &str) -> Token {
    Token::parse(path.rsplit('/').next().unwrap()).unwrap()
}

#[tokio::test]
async fn somebody_new_comes_in_by_a_link_and_has_the_role() {
    on_both(async |world: World| {
        let w = &world;
        let course = Scope::from(w.course);
        let made = invite(w, &w.manager, course, &link(Role::CourseLearner, 2)).await;
        let token = made.unwrap().token.unwrap();
        let offer = find(&w.gate, &token).await.unwrap();
        assert_eq!(offer.from, "Max Lund");
        assert_eq!(offer.place_name.as_deref(), Some("Knots"));
        assert_eq!(offer.account_name.as_deref(), Some("Nordlys"));

        let anna = ("Anna Lind", "anna", "sea legs");
        let weak = enter(w, &token, ("Anna Lind", "anna", "anna lind")).await;
        assert!(matches!(
            weak,
            Err(CannotAccept::Weak(WeakPassword::OwnName))
        ));
        let taken = enter(w, &token, ("Anna Lind", "sten", "sea legs")).await;
        assert!(matches!(taken, Err(CannotAccept::Taken)));
        let nameless = enter(w, &token, ("", "anna", "sea legs")).await;
        assert!(matches!(nameless, Err(CannotAccept::NameNeeded)));
        assert_eq!(
            find(&w.gate, &token).await.unwrap().id,
            offer.id,
            "nothing was used for those"
        );

        let entered = enter(w, &token, anna).await.unwrap();
        assert_eq!(
            w.sign_in("anna", "sea legs").await.unwrap().person,
            entered.person
        );
        let held = sql!(
            "SELECT COUNT(*) FROM effective_grant g JOIN persons p ON p.id = g.person_id
             WHERE p.name = 'Anna Lind' AND g.role = 'course_learner' AND p.language = 'da'"
        );
        assert_eq!(w.count(held).await, 1);
        enter(w, &token, ("Bo Friis", "bo.friis", "sea legs"))
            .await
            .unwrap();
        let third = enter(w, &token, ("Eva Dahl", "eva.dahl", "sea legs")).await;
        assert!(matches!(third, Err(CannotAccept::Gone)));
    })
    .await;
}

#[tokio::test]
async fn ua2_the_address_of_a_mailed_invitation_becomes_the_confirmed_user_name() {
    on_both(async |world: World| {
        let w = &world;
        let new = mailed(Role::ChannelManager, "Anna.Lind@Example.org");
        let made = invite(w, &w.owner, w.channel.into(), &new).await.unwrap();
        assert!(made.token.is_none(), "only the mailbox has the link");
        let token = token_of(&letter_path(w, "invitation").await);
        let entered = enter(w, &token, ("Anna Lind", "another.name", PASSWORD)).await;
        let anna = entered.unwrap().person;
        let signed_in = w.sign_in("ANNA.LIND@example.org", PASSWORD).await.unwrap();
        assert_eq!(signed_in.person, anna);
        assert!(w.sign_in("another.name", PASSWORD).await.is_err());
        let confirmed = sql!(
            "SELECT COUNT(*) FROM contacts
             WHERE kind = 'email' AND canonical = 'anna.lind@example.org' AND confirmed_at > 0"
        );
        assert_eq!(w.count(confirmed).await, 1);

        // The same address again, from elsewhere: its owner signs in and comes along with one click.
        w.clock.forward(Duration::from_secs(1));
        let account = Scope::from(w.account);
        let again = mailed(Role::AccountAuditor, "anna.lind@example.org");
        invite(w, &w.owner, account, &again).await.unwrap();
        let token = token_of(&letter_path(w, "invitation").await);
        let twice = enter(w, &token, ("Anna Lind", "anna", PASSWORD)).await;
        assert!(matches!(twice, Err(CannotAccept::Known)));
        let anna = person(&w.gate, anna).await;
        come_along(w, &anna, &token).await.unwrap();
        assert!(matches!(
            find(&w.gate, &token).await,
            Err(CannotAccept::Gone)
        ));
    })
    .await;
}

#[tokio::test]
async fn da2_da3_one_invites_to_what_one_may_give_and_to_nothing_else() {
    on_both(async |world: World| {
        let w = &world;
        let (account, channel, course) = (
            Scope::from(w.account),
            Scope::from(w.channel),
            Scope::from(w.course),
        );
        let invited = async |by, scope, role| invite(w, by, scope, &link(role, 1)).await;
        for (by, scope, role) in [
            (&w.owner, account, Role::AccountManager),
            (&w.owner, channel, Role::ChannelManager),
            (&w.manager, channel, Role::ChannelManager),
            (&w.manager, course, Role::CourseEditor),
            (&w.administrator, Scope::Platform, Role::PlatformSupport),
        ] {
            assert!(invited(by, scope, role).await.is_ok(), "{role:?}");
        }
        for (by, scope, role) in [
            (&w.owner, account, Role::AccountOwner),
            (&w.manager, account, Role::AccountManager),
        ] {
            let refused = invited(by, scope, role).await;
            assert!(
                matches!(refused, Err(CannotInvite::Access(Error::Forbidden))),
                "{role:?}"
            );
        }
        for (by, scope, role) in [
            (&w.stranger, course, Role::CourseLearner),
            (&w.administrator, course, Role::CourseLearner),
            (&w.owner, Scope::Platform, Role::PlatformSupport),
        ] {
            let refused = invited(by, scope, role).await;
            assert!(
                matches!(refused, Err(CannotInvite::Access(Error::NotFound))),
                "{role:?}"
            );
        }
        let level = invited(&w.owner, account, Role::CourseLearner).await;
        assert!(matches!(
            level,
            Err(CannotInvite::Grant(CannotGrant::WrongLevel))
        ));
        let plain = NewInvitation {
            role: None,
            ..link(Role::CourseLearner, 1)
        };
        assert!(invite(w, &w.owner, account, &plain).await.is_ok());
        let nothing = invite(w, &w.owner, course, &plain).await;
        assert!(matches!(nothing, Err(CannotInvite::RoleNeeded)));
        let long = NewInvitation {
            lasts: LONGEST + Duration::from_secs(1),
            ..link(Role::CourseLearner, 1)
        };
        let long = invite(w, &w.owner, course, &long).await;
        assert!(matches!(long, Err(CannotInvite::Lasting)));
    })
    .await;
}

#[tokio::test]
async fn da4_an_invitation_dies_with_the_role_of_who_made_it() {
    on_both(async |world: World| {
        let w = &world;
        let course = Scope::from(w.course);
        let made = invite(w, &w.manager, course, &link(Role::CourseLearner, 5)).await;
        let token = made.unwrap().token.unwrap();
        // Somebody whom he has added by name has a link that is just as much his word.
        let added = w.add(&w.manager, course, ("lena", Some(Role::CourseLearner)));
        let welcome = added.await.unwrap().welcome.unwrap();
        assert!(find(&w.gate, &token).await.is_ok());
        assert!(find(&w.gate, &welcome).await.is_ok());

        let mut tx = w.db.read().await.unwrap();
        let find_grant = sql!("SELECT id FROM effective_grant WHERE person_id = $1");
        let row = tx.get(find_grant, args![w.manager.id]).await.unwrap();
        let grant = row.id(0).unwrap();
        drop(tx);
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        tutela_identity::roles::revoke(&mut guarded, grant)
            .await
            .unwrap();
        guarded.commit().await.unwrap();

        for (token, who) in [
            (&token, ("Anna", "anna", "sea legs")),
            (&welcome, ("", "", "sea legs")),
        ] {
            assert!(matches!(
                find(&w.gate, token).await,
                Err(CannotAccept::Gone)
            ));
            let late = enter(w, token, who).await;
            assert!(matches!(late, Err(CannotAccept::Gone)));
        }
        let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
        let mut authorized = guarded.authorize(AddPerson, course).await.unwrap();
        let listed = list(&w.gate, &mut authorized, None).await.unwrap();
        let states: Vec<_> = listed.iter().map(|one| one.state).collect();
        assert_eq!(states, [State::Ended, State::Ended]);
    })
    .await;
}

#[tokio::test]
async fn ua5_an_invitation_of_somebody_blocked_opens_nothing() {
    on_both(async |world: World| {
        let w = &world;
        let made = invite(
            w,
            &w.manager,
            w.course.into(),
            &link(Role::CourseLearner, 5),
        )
        .await;
        let token = made.unwrap().token.unwrap();
        w.block(w.manager.id).await;
        let late = enter(w, &token, ("Anna", "anna", "sea legs")).await;
        assert!(matches!(late, Err(CannotAccept::Gone)));
        assert!(matches!(
            come_along(w, &w.owner, &token).await,
            Err(CannotAccept::Gone)
        ));
    })
    .await;
}

#[tokio::test]
async fn used_up_run_out_taken_back_and_never_made_are_the_same() {
    on_both(async |world: World| {
        let w = &world;
        let course = Scope::from(w.course);
        let made = async || {
            let made = invite(w, &w.manager, course, &link(Role::CourseLearner, 1)).await;
            made.unwrap()
        };
        let (used, taken_back, late) = (made().await, made().await, made().await);
        enter(
            w,
            used.token.as_ref().unwrap(),
            ("Anna", "anna", "sea legs"),
        )
        .await
        .unwrap();

        let revoked = async |by: &Person, id: InvitationId| revoke(&w.gate, &by.caller, id).await;
        assert!(matches!(
            revoked(&w.stranger, late.id).await,
            Err(Error::NotFound)
        ));
        assert_eq!(revoked(&w.owner, taken_back.id).await.unwrap(), course);
        for over in [taken_back.id, used.id, w.ambient.id()] {
            assert!(matches!(
                revoked(&w.owner, over).await,
                Err(Error::NotFound)
            ));
        }
        w.clock.forward(USUAL);
        let never = Token::new(&Ambient::system());
        for token in [used.token, taken_back.token, late.token, Some(never)] {
            let token = token.unwrap();
            assert!(matches!(
                find(&w.gate, &token).await,
                Err(CannotAccept::Gone)
            ));
            let refused = enter(w, &token, ("Eva", "eva", "sea legs")).await;
            assert!(matches!(refused, Err(CannotAccept::Gone)));
        }
    })
    .await;
}

#[tokio::test]
async fn of_fifty_at_once_as_many_get_in_as_it_is_for() {
    on_both(async |world: World| {
        let w = &world;
        let made = invite(w, &w.owner, w.course.into(), &link(Role::CourseLearner, 7)).await;
        let token = made.unwrap().token.unwrap();
        let mut people = Vec::new();
        for at in 0..50 {
            let name = format!("member{at}");
            let added = w
                .add(&w.owner, w.account.into(), (&name, None))
                .await
                .unwrap();
            people.push(person(&w.gate, added.person).await);
        }
        let all = people.into_iter().map(|me| {
            let (gate, token) = (w.gate.clone(), token.clone());
            tokio::spawn(async move {
                let mut guarded = gate.write(&me.caller).await?;
                let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
                accept_as_me(&gate, &mut authorized, &token).await?;
                guarded.commit().await?;
                Ok::<_, CannotAccept>(())
            })
        });
        let mut entered = 0;
        for one in all.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Ok(()) => entered += 1,
                Err(CannotAccept::Gone) => {}
                Err(error) => panic!("{error}"),
            }
        }
        let learners = sql!("SELECT COUNT(*) FROM effective_grant WHERE role = 'course_learner'");
        assert_eq!((entered, w.count(learners).await), (7, 7));
        let uses = sql!("SELECT COUNT(*) FROM invitations WHERE uses = 7 AND use_limit = 7");
        assert_eq!(w.count(uses).await, 1);
    })
    .await;
}

#[tokio::test]
async fn of_fifty_new_people_at_once_one_gets_the_last_place() {
    on_both(async |world: World| {
        let w = &world;
        let made = invite(w, &w.owner, w.course.into(), &link(Role::CourseLearner, 1)).await;
        let token = made.unwrap().token.unwrap();
        let all = (0..50).map(|at| {
            let (gate, hasher, token) = (w.gate.clone(), w.hasher.clone(), token.clone());
            tokio::spawn(async move {
                let password = Secret::new(format!("the password {at}"));
                let chosen = Chosen {
                    name: PersonName::parse("Anna").ok(),
                    username: Username::parse(&format!("anna{at}")).ok(),
                    password: &password,
                    language: "en",
                    user_agent: "test",
                };
                accept(&gate, &hasher, &token, &chosen).await
            })
        });
        let mut entered = 0;
        for one in all.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Ok(_) => entered += 1,
                Err(CannotAccept::Gone | CannotAccept::TooBusy(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(entered, 1);
        let set = sql!("SELECT COUNT(*) FROM activities WHERE action = 'setPassword'");
        assert_eq!(w.count(set).await, 1);
        let anna = sql!("SELECT COUNT(*) FROM persons WHERE name = 'Anna'");
        assert_eq!(w.count(anna).await, 1, "who was late left nothing");
    })
    .await;
}

#[tokio::test]
async fn who_has_it_already_takes_no_use() {
    on_both(async |world: World| {
        let w = &world;
        let made = invite(
            w,
            &w.owner,
            w.channel.into(),
            &link(Role::ChannelManager, 1),
        )
        .await;
        let token = made.unwrap().token.unwrap();
        come_along(w, &w.manager, &token).await.unwrap();
        assert!(find(&w.gate, &token).await.is_ok());
        // Those who run the platform stay apart from the people of accounts.
        let apart = come_along(w, &w.administrator, &token).await;
        assert!(matches!(apart, Err(CannotAccept::Apart)));
        come_along(w, &w.stranger, &token).await.unwrap();
        assert!(matches!(
            find(&w.gate, &token).await,
            Err(CannotAccept::Gone)
        ));
    })
    .await;
}

#[tokio::test]
async fn a_new_link_takes_the_place_of_the_one_before() {
    on_both(async |world: World| {
        let w = &world;
        let role = Some(Role::ChannelManager);
        let added = w
            .add(&w.owner, w.channel.into(), ("anna", role))
            .await
            .unwrap();
        let (anna, first) = (added.person, added.welcome.unwrap());
        let renewed = async |by: &Person, whose| {
            let mut guarded = w.gate.write(&by.caller).await?;
            let mut authorized = guarded.authorize(AddPerson, w.account.into()).await?;
            let (_, link) = link_again(&mut authorized, whose).await?;
            guarded.commit().await?;
            Ok::<_, CannotAdd>(link)
        };
        let second = renewed(&w.owner, anna).await.unwrap();
        assert!(matches!(
            find(&w.gate, &first).await,
            Err(CannotAccept::Gone)
        ));
        let offer = find(&w.gate, &second).await.unwrap();
        assert_eq!((offer.person, offer.floor), (Some(anna), 6));

        // Whoever has a password keeps it: a link would let its reader take over what he has elsewhere.
        let ready = renewed(&w.owner, w.manager.id).await;
        assert!(matches!(ready, Err(CannotAdd::Ready)));
        let elsewhere = renewed(&w.owner, w.stranger.id).await;
        assert!(matches!(elsewhere, Err(CannotAdd::Access(Error::NotFound))));
        let beneath = renewed(&w.manager, anna).await;
        assert!(matches!(beneath, Err(CannotAdd::Access(Error::Forbidden))));

        let entered = enter(w, &second, ("", "", "sea legs")).await.unwrap();
        assert_eq!(entered.person, anna);
        let again = enter(w, &second, ("", "", "other legs")).await;
        assert!(matches!(again, Err(CannotAccept::Gone)));
        let other = come_along(w, &w.owner, &second).await;
        assert!(matches!(other, Err(CannotAccept::Gone)));
    })
    .await;
}

#[tokio::test]
async fn staff_need_longer_passwords() {
    on_both(async |world: World| {
        let w = &world;
        let role = Some(Role::PlatformSupport);
        let added = w
            .add(&w.administrator, Scope::Platform, ("sue", role))
            .await;
        let link_of_sue = added.unwrap().welcome.unwrap();
        assert_eq!(find(&w.gate, &link_of_sue).await.unwrap().floor, 12);
        let new = link(Role::PlatformAuditor, 1);
        let made = invite(w, &w.administrator, Scope::Platform, &new)
            .await
            .unwrap();
        let token = made.token.unwrap();
        assert_eq!(find(&w.gate, &token).await.unwrap().floor, 12);
        let short = enter(w, &token, ("Asta", "asta", "eleven char")).await;
        assert!(matches!(
            short,
            Err(CannotAccept::Weak(WeakPassword::TooShort(12)))
        ));
    })
    .await;
}
