//! Two stores as one, while objects move.

use futures_util::StreamExt as _;
use tutela_vault::{Error, Store};

use crate::world::{World, body, new, noise};

#[tokio::test]
async fn while_objects_move_all_of_them_open_and_new_ones_go_to_the_new_place() {
    let world = World::new().await;
    let key = world.account().await;
    let plain = noise(1, 200_000);
    let old = world.seal(&key, &plain).await;
    let there = tempfile::tempdir().unwrap();
    let (from, to) = (world.vault.store(), Store::folder(there.path()).unwrap());
    world
        .vault
        .change_store(Store::pair(to.clone(), from.clone()));
    let fresh = world.seal(&key, &plain).await;
    for meta in [&old, &fresh] {
        world.vault.verify(&key, meta).await.unwrap();
    }
    let again = world
        .vault
        .seal(&key, new(old.object), body(b"other"))
        .await;
    assert!(
        matches!(again, Err(Error::Exists)),
        "it lies in the old place"
    );
    let name = tutela_vault::Name::object(key.account(), old.object);
    let stored = from.digest(&name).await.unwrap();
    let bytes = from.read(&name, 0..stored.size).await.unwrap();
    assert_eq!(to.put(&name, bytes).await.unwrap(), stored);
    assert_eq!(to.digest(&name).await.unwrap(), stored);
    from.delete(&name).await.unwrap();
    world.vault.verify(&key, &old).await.unwrap();
    assert_eq!(to.list(&tutela_vault::Name::objects()).count().await, 2);
    world.vault.delete(key.account(), old.object).await.unwrap();
    assert_eq!(world.vault.list().count().await, 1);
}
