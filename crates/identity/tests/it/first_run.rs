//! The first administrator, and nobody after him.

use tutela_core::Secret;
use tutela_identity::first_run::{self, CannotBegin, create_administrator, is_open};
use tutela_identity::password::{Hasher, WeakPassword};

use crate::world::{first, gate, on_both_empty};

#[tokio::test]
async fn an_empty_installation_is_open_once() {
    on_both_empty(async |db, clock| {
        let gate = gate(&db, &clock);
        let hasher = Hasher::new(2, gate.ambient());
        assert!(is_open(&gate).await.unwrap());

        let mut weak = first("ada");
        weak.password = Secret::new("eleven char".to_owned());
        let refused = create_administrator(&gate, &hasher, &weak).await;
        assert!(matches!(
            refused,
            Err(CannotBegin::Weak(WeakPassword::TooShort(12)))
        ));
        assert!(is_open(&gate).await.unwrap(), "nothing half-made");

        let signed_in =
            first_run::begin(&gate, &hasher, &first("ada"), ("test".into(), None)).await;
        assert_eq!(signed_in.unwrap().name, "Ada Berg");
        assert!(!is_open(&gate).await.unwrap());
        let second = create_administrator(&gate, &hasher, &first("bea")).await;
        assert!(matches!(second, Err(CannotBegin::Over)));
    })
    .await;
}

#[tokio::test]
async fn of_two_at_once_one_is_first() {
    on_both_empty(async |db, clock| {
        let gate = gate(&db, &clock);
        let hasher = Hasher::new(2, gate.ambient());
        let (one, two) = (first("ada"), first("bea"));
        let (one, two) = tokio::join!(
            create_administrator(&gate, &hasher, &one),
            create_administrator(&gate, &hasher, &two),
        );
        let made = [&one, &two].iter().filter(|made| made.is_ok()).count();
        let over = [&one, &two]
            .iter()
            .filter(|made| matches!(made, Err(CannotBegin::Over)))
            .count();
        assert_eq!((made, over), (1, 1), "{one:?} {two:?}");
    })
    .await;
}
