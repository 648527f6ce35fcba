//! The second net (promise DA5): on a server, a statement that forgets its scope finds nothing of another account, and
//! writes nothing there. The statements here forget it on purpose.

use tutela_access::{
    EnterAccount, Error, Guarded, Myself, NewScope, OpenDoor, Place, Platform, ViewPlatform,
    ViewSelf, open_scope,
};
use tutela_core::{AccountId, ChannelId, CourseId, Role};
use tutela_db::{Sql, Tx, args, sql};

use crate::world::{World, on_both};

const ACCOUNTS: Sql = sql!("SELECT COUNT(*) FROM accounts");
const CHANNELS: Sql = sql!("SELECT COUNT(*) FROM channels");
const COURSES: Sql = sql!("SELECT COUNT(*) FROM courses");
const NAMES: Sql = sql!("SELECT COUNT(*) FROM scope_name");
const MEMBERS: Sql = sql!("SELECT COUNT(*) FROM members");
const GRANTS: Sql = sql!("SELECT COUNT(*) FROM grants");
const ALL: [Sql; 6] = [ACCOUNTS, CHANNELS, COURSES, NAMES, MEMBERS, GRANTS];

async fn counts(tx: &mut Tx) -> [i64; 6] {
    let mut found = [0; 6];
    for (count, statement) in found.iter_mut().zip(ALL) {
        *count = tx.get(statement, args![]).await.unwrap().int(0).unwrap();
    }
    found
}

/// Both accounts of the world, each with a channel and a course; gives the other account and its channel. Nothing where the
/// engine has no second net.
async fn shops(world: &World) -> Option<(AccountId, ChannelId)> {
    if world.db.engine_name() == "SQLite" {
        return None;
    }
    let mut tx = world.gate.enter(OpenDoor::OPERATOR).await.unwrap();
    let find = sql!("SELECT scope_id FROM effective_grant WHERE person_id = $1 AND role = $2");
    let owned = args![world.stranger.id, Role::AccountOwner];
    let other: AccountId = tx.get(find, owned).await.unwrap().id(0).unwrap();
    shop(&mut tx, world, world.account).await;
    let channel = shop(&mut tx, world, other).await;
    tx.commit().await.unwrap();
    Some((other, channel))
}

async fn shop(tx: &mut Tx, world: &World, account: AccountId) -> ChannelId {
    let now = world.ambient.now();
    let (channel, course): (ChannelId, CourseId) = (world.ambient.id(), world.ambient.id());
    let made = sql!("INSERT INTO accounts (id, name, created_at) VALUES ($1, 'Galley', $2)");
    tx.run(made, args![account, now]).await.unwrap();
    let mut within = Place {
        account: Some(account),
        ..Place::default()
    };
    let scope = channel.into();
    open_scope(tx, NewScope { scope, within }, now)
        .await
        .unwrap();
    within.channel = Some(channel);
    let scope = course.into();
    open_scope(tx, NewScope { scope, within }, now)
        .await
        .unwrap();
    tx.run(SHELF, args![channel, account, now]).await.unwrap();
    tx.run(COURSE, args![course, account, channel, now])
        .await
        .unwrap();
    channel
}

const SHELF: Sql = sql!(
    "INSERT INTO channels (id, account_id, name, summary, created_at) VALUES ($1, $2, 'Shelf', '', $3)"
);
const COURSE: Sql = sql!(
    "INSERT INTO courses (id, account_id, channel_id, title, summary, created_at)
     VALUES ($1, $2, $3, 'Course', '', $4)"
);

/// What the owner of the world's account sees there without any scope in the statement.
async fn entered<'g>(world: &'g World, guarded: &mut Guarded<'g>) -> [i64; 6] {
    let entered = guarded.authorize(EnterAccount, world.account).await;
    counts(entered.unwrap().tx()).await
}

#[tokio::test]
async fn da5_a_forgetful_statement_finds_nothing_of_others() {
    on_both(async |world: World| {
        let w = &world;
        if shops(w).await.is_none() {
            return;
        }
        let mut house = w.db.read().await.unwrap();
        assert_eq!(counts(&mut house).await, [2, 2, 2, 6, 4, 5], "all there is");

        let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
        assert_eq!(entered(w, &mut guarded).await, [1, 1, 1, 3, 3, 3]);

        let mut guarded = w.gate.read(&w.learner.caller).await.unwrap();
        let mut me = guarded.authorize(ViewSelf, Myself).await.unwrap();
        let own = counts(me.tx()).await;
        assert_eq!(
            own,
            [1, 1, 1, 3, 1, 1],
            "the own account, and one's own roles"
        );

        let mut guarded = w.gate.read(&w.administrator.caller).await.unwrap();
        let platform = guarded.authorize(ViewPlatform, Platform).await;
        let seen = counts(platform.unwrap().tx()).await;
        assert_eq!(
            seen,
            [2, 0, 0, 2, 4, 5],
            "who is where, and nothing that is taught"
        );
    })
    .await;
}

#[tokio::test]
async fn da5_the_fence_follows_what_is_asked_about() {
    on_both(async |world: World| {
        let w = &world;
        let Some((other, _)) = shops(w).await else {
            return;
        };
        let mut fenced = w.db.read_fenced().await.unwrap();
        assert_eq!(
            counts(&mut fenced).await,
            [0; 6],
            "before anything is asked"
        );

        let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
        let refused = guarded.authorize(EnterAccount, other).await;
        assert!(matches!(refused, Err(Error::NotFound)));
        assert_eq!(entered(w, &mut guarded).await, [1, 1, 1, 3, 3, 3]);
        let mut me = guarded.authorize(ViewSelf, Myself).await.unwrap();
        assert_eq!(counts(me.tx()).await, [1, 1, 1, 3, 1, 1]);
    })
    .await;
}

#[tokio::test]
async fn da5_a_forgetful_write_changes_nothing_of_others() {
    on_both(async |world: World| {
        let w = &world;
        let Some((other, channel)) = shops(w).await else {
            return;
        };
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        let mut owner = guarded.authorize(EnterAccount, w.account).await.unwrap();
        let take = sql!("UPDATE channels SET name = 'taken'");
        assert_eq!(owner.tx().run(take, args![]).await.unwrap(), 1);
        let clear = sql!("DELETE FROM courses WHERE channel_id = $1");
        let cleared = owner.tx().run(clear, args![channel]).await;
        assert_eq!(cleared.unwrap(), 0);
        let new: ChannelId = w.ambient.id();
        let smuggled = args![new, other, w.ambient.now()];
        let refused = owner.tx().run(SHELF, smuggled).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("row-level security"), "{refused}");
    })
    .await;
}

/// A table that names an account and that nobody fenced in would be a hole in the net.
#[tokio::test]
async fn da5_every_table_that_names_an_account_is_fenced_in() {
    on_both(async |world: World| {
        if world.db.engine_name() == "SQLite" {
            return;
        }
        let mut tx = world.db.read().await.unwrap();
        let open = Sql::literal(
            "SELECT c.relname::text FROM pg_class c
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id' AND NOT a.attisdropped
             WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
               AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1",
        );
        let open = tx.rows(open, args![]).await.unwrap();
        let open: Vec<_> = open.iter().map(|row| row.text(0).unwrap()).collect();
        let known = ["evidence_entries", "evidence_pending", "notifications", "scopes"];
        assert_eq!(open, known);
        let role = Sql::literal(
            "SELECT COUNT(*) FROM pg_roles WHERE rolname = 'tutela_rows'
             AND NOT rolsuper AND NOT rolbypassrls AND NOT rolcanlogin",
        );
        assert_eq!(tx.get(role, args![]).await.unwrap().int(0).unwrap(), 1);
    })
    .await;
}

/// On both engines: what stands in one account refers to nothing in another one.
#[tokio::test]
async fn da5_no_row_reaches_across_accounts() {
    on_both(async |world: World| {
        let w = &world;
        let now = w.ambient.now();
        let mut tx = w.gate.enter(OpenDoor::OPERATOR).await.unwrap();
        let find = sql!("SELECT scope_id FROM effective_grant WHERE person_id = $1 AND role = $2");
        let owned = args![w.stranger.id, Role::AccountOwner];
        let other: AccountId = tx.get(find, owned).await.unwrap().id(0).unwrap();
        shop(&mut tx, w, w.account).await;
        let theirs = shop(&mut tx, w, other).await;
        tx.commit().await.unwrap();

        let mut tx = w.gate.enter(OpenDoor::OPERATOR).await.unwrap();
        let moved = sql!("UPDATE courses SET channel_id = $1 WHERE account_id = $2");
        let moved = tx.run(moved, args![theirs, w.account]).await;
        assert!(
            matches!(moved, Err(tutela_db::Error::Reference)),
            "{moved:?}"
        );
        drop(tx);
        let mut tx = w.gate.enter(OpenDoor::OPERATOR).await.unwrap();
        let grant = sql!(
            "INSERT INTO grants (id, person_id, role, scope_id, account_id, granted_at)
             VALUES ($1, $2, 'channel_manager', $3, $4, $5)"
        );
        let id: ChannelId = w.ambient.id();
        let across = args![id, w.owner.id, theirs, w.account, now];
        let across = tx.run(grant, across).await;
        assert!(
            matches!(across, Err(tutela_db::Error::Reference)),
            "{across:?}"
        );
    })
    .await;
}
