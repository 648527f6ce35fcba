//! The key tree: a wrong, missing, careless or rotated root key.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use tutela_core::{AccountId, Secret};
use tutela_vault::{Error, RootKey, RootSource, Store, Vault, VaultConfig};

use crate::world::{World, ambient, files, start};

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
        store: world.vault.store().clone(),
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
async fn a_rotation_wraps_again_and_then_refuses_the_old_root() {
    let world = World::new().await;
    let account: AccountId = world.ambient.id();
    let (key, wrapped) = world.vault.keyring().create(account).await.unwrap();
    let meta = world.seal(&key, b"words").await;
    let (root, text) = RootKey::generate(&world.ambient);
    let next = world.vault.begin_rotation(Arc::new(root)).await.unwrap();
    let again = world
        .vault
        .keyring()
        .rewrap(&next, account, &wrapped)
        .await
        .unwrap();
    start(world.folder.path(), "school", &world.ambient)
        .await
        .unwrap();

    let rotated = world.vault.clone().finish_rotation(next).await.unwrap();
    let key = rotated.keyring().account(account, &again).await.unwrap();
    rotated.verify(&key, &meta).await.unwrap();
    assert!(rotated.keyring().account(account, &wrapped).await.is_err());
    let started = start(world.folder.path(), "school", &world.ambient).await;
    assert!(matches!(started, Err(Error::WrongKey)));
    fs::write(world.folder.path().join("root.key"), text.expose()).unwrap();
    start(world.folder.path(), "school", &world.ambient)
        .await
        .unwrap();
}
