//! The link of somebody who was added by name and has no password yet.

use tutela_access::{AddPerson, Error};
use tutela_core::Role;
use tutela_identity::invitation::{CannotAccept, find};
use tutela_identity::people::{CannotAdd, link_again};

use crate::invitations::{come_along, enter};
use crate::world::{Person, World, on_both};

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
        assert_eq!((offer.person, offer.rules.floor()), (Some(anna), 6));

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
