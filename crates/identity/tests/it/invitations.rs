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
use tutela_identity::password::{Context, WeakPassword};
use tutela_identity::people::PersonName;
use tutela_identity::roles::CannotGrant;
use tutela_identity::sign_in::SignedIn;

use crate::world::{PASSWORD, Person, World, on_both, person};

pub fn link(role: Role, uses: u32) -> NewInvitation {
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

pub async fn invite(
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

pub async fn enter(
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
        from: ("test".into(), None),
    };
    accept(&w.gate, &w.hasher, token, &chosen).await
}

pub async fn come_along(w: &World, me: &Person, token: &Token) -> Result<(), CannotAccept> {
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
            Err(CannotAccept::Weak(WeakPassword::Context(Context::Own)))
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
async fn staff_need_longer_passwords() {
    on_both(async |world: World| {
        let w = &world;
        let role = Some(Role::PlatformSupport);
        let added = w
            .add(&w.administrator, Scope::Platform, ("sue", role))
            .await;
        let link_of_sue = added.unwrap().welcome.unwrap();
        assert_eq!(find(&w.gate, &link_of_sue).await.unwrap().rules.floor(), 12);
        let new = link(Role::PlatformAuditor, 1);
        let made = invite(w, &w.administrator, Scope::Platform, &new)
            .await
            .unwrap();
        let token = made.token.unwrap();
        assert_eq!(find(&w.gate, &token).await.unwrap().rules.floor(), 12);
        let short = enter(w, &token, ("Asta", "asta", "eleven char")).await;
        assert!(matches!(
            short,
            Err(CannotAccept::Weak(WeakPassword::TooShort(12)))
        ));
    })
    .await;
}
