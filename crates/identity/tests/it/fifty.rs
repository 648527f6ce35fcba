//! T14: fifty at once at each code and link, and exactly one gets through; afterwards nobody does.

use std::time::Duration;

use tutela_access::{Caller, Error, Myself, ViewSelf, session};
use tutela_audit::LetterKind;
use tutela_core::{Secret, Token};
use tutela_db::{args, sql};
use tutela_identity::contact::{self, Address, ask, confirm_by_code, confirm_by_link};
use tutela_identity::factor::half;
use tutela_identity::reset::{self, Proof};
use tutela_identity::unlock;

use crate::factors::{half_way, set_up};
use crate::invitations::enter;
use crate::world::{PASSWORD, World, link, on_both};

/// Starts fifty of them at once; gives how many got through.
async fn of_fifty<F, T, E>(act: impl Fn(usize) -> F) -> usize
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let all: Vec<_> = (0..50).map(|at| tokio::spawn(act(at))).collect();
    let mut through = 0;
    for one in all {
        through += usize::from(one.await.unwrap().is_ok());
    }
    through
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_a_link_opens_one_device() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "email", "max@example.org").await;
        for _ in 0..3 {
            let _ = w.sign_in("max", "a guess").await;
        }
        let token = link(&w.letters().await[0]);
        let open = |_| {
            let (gate, token) = (w.gate.clone(), token.clone());
            async move { unlock::open(&gate, &token, None).await }
        };
        assert_eq!(of_fifty(open).await, 1);
        assert_eq!(of_fifty(open).await, 0);
    })
    .await;
}

async fn want(w: &World, address: &str) {
    let password = Secret::new(PASSWORD.to_owned());
    let address = Address::email(address).unwrap();
    let caller = (&w.gate, &w.owner.caller);
    ask(caller, &w.hasher, &password, &address).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_an_address_is_confirmed_once_and_its_change_undone_once() {
    on_both(async |w: World| {
        want(&w, "olga@old.example.org").await;
        let token = link(&w.letters().await[0]);
        let confirm = |_| {
            let (gate, caller, token) = (w.gate.clone(), w.owner.caller.clone(), token.clone());
            async move { confirm_by_link(&gate, &caller, &token).await }
        };
        assert_eq!(of_fifty(confirm).await, 1, "the link");
        assert_eq!(of_fifty(confirm).await, 0);

        want(&w, "olga@new.example.org").await;
        let asked = w.letters().await;
        let asked = asked
            .iter()
            .find(|one| one.kind == LetterKind::ConfirmContact);
        let code = asked.unwrap().words["code"].expose().clone();
        // Tries at one code take turns under the limiter: those beyond the third are not looked at.
        let confirm = |_| {
            let (gate, caller, code) = (w.gate.clone(), w.owner.caller.clone(), code.clone());
            async move { confirm_by_code(&gate, &caller, &code).await }
        };
        assert_eq!(of_fifty(confirm).await, 1, "the code");
        assert_eq!(of_fifty(confirm).await, 0);

        let told = w.letters().await;
        let undoing = told.iter().find(|one| one.kind == LetterKind::UndoContact);
        let token = link(undoing.unwrap());
        let undo = |_| {
            let (gate, token) = (w.gate.clone(), token.clone());
            async move { contact::undo(&gate, &token).await }
        };
        assert_eq!(of_fifty(undo).await, 1, "the way back");
        assert_eq!(of_fifty(undo).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_a_code_sets_one_password() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "email", "max@example.org").await;
        let ticket = reset::request(&w.gate, "max").await.unwrap();
        let code = w.letters().await[0].words["code"].expose().clone();
        let set = |at| {
            let (gate, hasher) = (w.gate.clone(), w.hasher.clone());
            let (ticket, code) = (ticket.clone(), code.clone());
            async move {
                let password = Secret::new(format!("the password {at}"));
                reset::set(&gate, &hasher, &Proof::Code { ticket, code }, &password).await
            }
        };
        assert_eq!(of_fifty(set).await, 1);
        assert_eq!(of_fifty(set).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_a_welcome_lets_one_in() {
    on_both(async |w: World| {
        let added = w.add(&w.owner, w.account.into(), ("anna", None)).await;
        let welcome = added.unwrap().welcome.unwrap();
        let mut through = 0;
        // Hashes take turns, and whoever finds the queue full has not got in either.
        for _ in 0..2 {
            let all = (0..25).map(|at| enter_as(&w, &welcome, at));
            for one in futures_util::future::join_all(all).await {
                through += usize::from(one);
            }
        }
        assert_eq!(through, 1);
    })
    .await;
}

async fn enter_as(w: &World, token: &Token, at: usize) -> bool {
    let password = format!("the password {at}");
    enter(w, token, ("", "", &password)).await.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_a_recovery_code_is_spent_once() {
    on_both(async |w: World| {
        let (_, codes) = set_up(&w, &w.manager).await;
        let code = codes[0].clone();
        let half = half_way(&w, "max").await;
        let spend = |_| {
            let (gate, half, code) = (w.gate.clone(), half.clone(), code.clone());
            async move { half::finish(&gate, (&half, None), &code).await }
        };
        assert_eq!(of_fifty(spend).await, 1);
        assert_eq!(of_fifty(spend).await, 0);
    })
    .await;
}

async fn is_in(w: &World, caller: &Caller) -> Result<(), Error> {
    let mut guarded = w.gate.read(caller).await?;
    guarded.authorize(ViewSelf, Myself).await.map(drop)
}

#[tokio::test]
async fn t14_a_session_ends_after_thirty_days_however_much_it_is_used() {
    on_both(async |w: World| {
        let day = Duration::from_secs(24 * 3600);
        for _ in 0..29 {
            w.clock.forward(day);
            let mut tx = w.db.write().await.unwrap();
            let used = sql!("UPDATE sessions SET seen_at = $1, idle_until = $2");
            let now = w.clock_now();
            tx.run(used, args![now, now.plus(session::IDLE)])
                .await
                .unwrap();
            tx.commit().await.unwrap();
            assert!(is_in(&w, &w.owner.caller).await.is_ok());
        }
        w.clock.forward(day - Duration::from_secs(1));
        assert!(is_in(&w, &w.owner.caller).await.is_ok());
        w.clock.forward(Duration::from_secs(1));
        let over = is_in(&w, &w.owner.caller).await;
        assert!(matches!(over, Err(Error::NotSignedIn)), "{over:?}");
    })
    .await;
}
