//! Signing in: right, and wrong in all the ways that look the same.

use tutela_access::{Caller, Error, Myself, ViewSelf};
use tutela_identity::me;
use tutela_identity::sign_in::{CannotSignIn, sign_out};

use crate::world::{PASSWORD, World, on_both};

#[tokio::test]
async fn the_right_password_lets_in() {
    on_both(async |world: World| {
        let w = &world;
        let signed_in = w.sign_in(" MAX ", PASSWORD).await.unwrap();
        assert_eq!(
            (signed_in.person, signed_in.name.as_str()),
            (w.manager.id, "Max Lund")
        );

        let caller = Caller::with(signed_in.session.token.digest());
        let mut guarded = w.gate.read(&caller).await.unwrap();
        let mut authorized = guarded.authorize(ViewSelf, Myself).await.unwrap();
        let me = me::get(&mut authorized).await.unwrap();
        assert_eq!(
            (me.username.as_str(), me.session),
            ("max", signed_in.session.id)
        );
        assert_eq!(me.until, signed_in.session.until);
        let held: Vec<_> = me.roles.iter().map(|held| held.scope).collect();
        assert_eq!(held, [w.channel.into()]);
        drop(guarded);

        sign_out(&w.gate, &caller).await.unwrap();
        let mut guarded = w.gate.read(&caller).await.unwrap();
        let ended = guarded.authorize(ViewSelf, Myself).await;
        assert!(matches!(ended.err(), Some(Error::NotSignedIn)));
        drop(guarded);
        sign_out(&w.gate, &caller).await.unwrap();
        sign_out(&w.gate, &Caller::anonymous()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn everything_wrong_looks_the_same() {
    on_both(async |world: World| {
        let w = &world;
        let link_only = w.add(&w.owner, w.account.into(), ("anna", None)).await;
        link_only.unwrap();
        w.block(w.stranger.id).await;
        for (username, password) in [
            ("max", "wrong"),
            ("max", ""),
            ("nobody", PASSWORD),
            ("", PASSWORD),
            ("not a name", PASSWORD),
            ("anna", ""),
            ("anna", PASSWORD),
            ("sten", PASSWORD),
            ("max", &"x".repeat(70_000)),
        ] {
            let refused = w.sign_in(username, password).await;
            assert!(matches!(refused, Err(CannotSignIn::Wrong)), "{username}");
        }
    })
    .await;
}
