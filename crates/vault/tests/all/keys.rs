//! The key tree: a wrong, missing, careless or rotated root key.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use tutela_core::{AccountId, Secret};
use tutela_vault::{Error, HeldRoot, RootKey, RootSource, Store, Vault, VaultConfig};

use crate::world::{VIDEO, World, ambient, files, start};

#[tokio::test]
async fn the_first_start_makes_a_key_for_its_owner_alone() {
    let world = World::new().await;
    let path = world.folder.path().join("root.key");
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        files(world.folder.path()).len(),
        2,
        "the key and its check value"
    );
    let before = fs::read(&path).unwrap();
    start(world.folder.path(), "school", &ambient(2))
        .await
        .unwrap();
    assert_eq!(
        fs::read(&path).unwrap(),
        before,
        "a second start keeps the key"
    );
}

#[tokio::test]
async fn a_wrong_root_key_is_told_at_the_start() {
    let world = World::new().await;
    let path = world.folder.path().join("root.key");
    let (_, other) = RootKey::generate(&ambient(3));
    fs::write(&path, other.expose()).unwrap();
    let started = start(world.folder.path(), "school", &world.ambient).await;
    assert!(matches!(started, Err(Error::WrongKey)));
    let text = RootSource::Text(other);
    let config = VaultConfig {
        store: world.vault.store(),
        installation: "school".into(),
        root: text,
    };
    assert!(matches!(
        Vault::start(config, &world.ambient).await,
        Err(Error::WrongKey)
    ));
}

#[tokio::test]
async fn another_installation_is_told_at_the_start() {
    let world = World::new().await;
    let started = start(world.folder.path(), "academy", &world.ambient).await;
    assert!(matches!(started, Err(Error::WrongKey)));
    for id in ["", "a|b", "a b", &"a".repeat(65)] {
        let folder = tempfile::tempdir().unwrap();
        let started = start(folder.path(), id, &world.ambient).await;
        assert!(matches!(started, Err(Error::Config(_))), "{id}");
    }
}

#[tokio::test]
async fn a_missing_root_key_is_not_replaced_when_there_is_data() {
    let world = World::new().await;
    let path = world.folder.path().join("root.key");
    fs::remove_file(&path).unwrap();
    let error = start(world.folder.path(), "school", &world.ambient)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::MissingKey { .. }));
    assert!(error.to_string().contains("root.key") && error.to_string().contains("escrow"));
    assert!(!path.exists());
}

#[tokio::test]
async fn objects_without_a_check_value_are_not_blessed_with_any_key() {
    let world = World::new().await;
    let key = world.account().await;
    world.seal(&key, b"words").await;
    fs::remove_dir_all(world.folder.path().join("key-check")).unwrap();
    let started = start(world.folder.path(), "school", &world.ambient).await;
    assert!(matches!(started, Err(Error::Damaged { .. })));
}

#[tokio::test]
async fn a_careless_or_broken_key_file_is_refused_with_the_remedy() {
    let world = World::new().await;
    let path = world.folder.path().join("root.key");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let error = start(world.folder.path(), "school", &world.ambient)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("chmod 600"), "{error}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    for text in ["", "short", &"A".repeat(45), &"!".repeat(43)] {
        fs::write(&path, text).unwrap();
        let error = start(world.folder.path(), "school", &world.ambient)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::BadKey { .. }), "{text:?}");
    }
}

#[tokio::test]
async fn a_key_from_the_environment_opens_what_the_same_key_in_a_file_sealed() {
    let world = World::new().await;
    let text = fs::read_to_string(world.folder.path().join("root.key")).unwrap();
    let padded = format!(" {}=\n", text.trim().replace('-', "+").replace('_', "/"));
    for text in [text, padded] {
        let root = RootSource::Text(Secret::new(text));
        let store = Store::folder(world.folder.path()).unwrap();
        let config = VaultConfig {
            store,
            installation: "school".into(),
            root,
        };
        Vault::start(config, &world.ambient).await.unwrap();
    }
}

#[tokio::test]
async fn an_account_key_opens_for_its_account_alone() {
    let world = World::new().await;
    let (anna, bo): (AccountId, AccountId) = (world.ambient.id(), world.ambient.id());
    let (_, wrapped) = world.vault.keyring().create(anna).await.unwrap();
    assert!(world.vault.keyring().account(anna, &wrapped).await.is_ok());
    let moved = world.vault.keyring().account(bo, &wrapped).await;
    assert!(matches!(moved, Err(Error::WrongKey)));
}

#[tokio::test]
async fn a_rotation_of_the_root_reaches_a_vault_that_runs() {
    let world = World::new().await;
    let (path, ambient) = (world.folder.path().join("root.key"), &world.ambient);
    let account: AccountId = ambient.id();
    let keyring = world.vault.keyring();
    let (key, wrapped) = keyring.create(account).await.unwrap();
    let meta = world.seal(&key, b"words").await;
    assert!(
        keyring
            .renew_account(account, &wrapped)
            .await
            .unwrap()
            .is_none()
    );

    HeldRoot::prepend(&path, ambient).unwrap();
    let between = start(world.folder.path(), "school", ambient).await.unwrap();
    let again = between
        .keyring()
        .renew_account(account, &wrapped)
        .await
        .unwrap()
        .unwrap();
    // The one that runs since before opens what either key wrapped, and wraps with the new one.
    for one in [&wrapped, &again] {
        let key = keyring.account(account, one).await.unwrap();
        world.vault.verify(&key, &meta).await.unwrap();
    }
    let (_, late) = keyring.create(ambient.id()).await.unwrap();
    let retired = world.folder.path().join("retired.key");
    HeldRoot::retire(&path, &retired).unwrap();
    between.forget_former_roots().await.unwrap();

    let rotated = start(world.folder.path(), "school", ambient).await.unwrap();
    let key = rotated.keyring().account(account, &again).await.unwrap();
    rotated.verify(&key, &meta).await.unwrap();
    assert!(rotated.keyring().account(account, &wrapped).await.is_err());
    assert!(
        rotated.keyring().account(account, &late).await.is_err(),
        "another account"
    );
    // A backup of before is opened with the key that was put aside, and the store refuses to start with it.
    let former = fs::read_to_string(&retired).unwrap();
    fs::write(&path, former).unwrap();
    let started = start(world.folder.path(), "school", ambient).await;
    assert!(matches!(started, Err(Error::WrongKey)));
}

#[tokio::test]
async fn a_new_version_of_an_account_key_leaves_objects_as_they_are() {
    let world = World::new().await;
    let account: AccountId = world.ambient.id();
    let keyring = world.vault.keyring();
    let (old, first) = keyring.create(account).await.unwrap();
    let mut meta = world.seal(&old, b"words").await;
    let (_, second) = keyring.create(account).await.unwrap();
    let both = [second.clone(), first.clone()];
    let key = keyring.account_versions(account, &both).await.unwrap();
    world.vault.verify(&key, &meta).await.unwrap();

    let on = (meta.object, &VIDEO);
    let renewed = key
        .renew(on, &meta.wrapped_key, &world.ambient)
        .unwrap()
        .unwrap();
    assert_eq!(
        key.renew(on, &renewed, &world.ambient).unwrap(),
        None,
        "once is enough"
    );
    meta.wrapped_key = renewed;
    let new = keyring.account(account, &second).await.unwrap();
    world.vault.verify(&new, &meta).await.unwrap();
    assert!(world.vault.verify(&old, &meta).await.is_err());
    let elsewhere = key.renew(
        (world.ambient.id(), &VIDEO),
        &meta.wrapped_key,
        &world.ambient,
    );
    assert!(elsewhere.is_err(), "a key of another object is not renewed");
}
