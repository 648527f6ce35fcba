//! T14 for a forgotten password: code and link work once, in time, for their person, also while he is locked out.

use std::time::Duration;

use tutela_access::{Myself, ViewSelf};
use tutela_audit::LetterKind;
use tutela_audit::outbox::{Due, To};
use tutela_core::{Ambient, Secret, Token};
use tutela_db::sql;
use tutela_identity::limiter::ALLOWED;
use tutela_identity::password::WeakPassword;
use tutela_identity::reset::{CannotReset, LASTS, LETTERS, Proof, find, request, set};

use crate::world::{PASSWORD, World, link, on_both};

const NEW: &str = "quite new sea legs";

/// The letters about a new password among those that went out.
async fn letters(w: &World) -> Vec<Due> {
    let mut all = w.letters().await;
    all.retain(|letter| letter.kind == LetterKind::PasswordReset);
    all
}

fn code(ticket: &Token, letter: &Due) -> Proof {
    Proof::Code {
        ticket: ticket.clone(),
        code: letter.words["code"].expose().clone(),
    }
}

async fn try_to(w: &World, proof: &Proof, password: &str) -> Result<(), CannotReset> {
    let password = Secret::new(password.to_owned());
    set(&w.gate, &w.hasher, proof, &password).await.map(|_| ())
}

#[tokio::test]
async fn ua6_a_code_sets_a_new_password_while_locked() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "email", "max@example.org").await;
        for _ in 0..=ALLOWED {
            assert!(w.sign_in("max", "a guess").await.is_err());
        }
        let ticket = request(&w.gate, "MAX").await.unwrap();
        let letter = letters(&w).await.remove(0);
        assert_eq!(letter.to, To::Mail("max@example.org".to_owned()));
        let proof = code(&ticket, &letter);
        let weak = try_to(&w, &proof, "abc").await;
        assert!(matches!(
            weak,
            Err(CannotReset::Weak(WeakPassword::TooShort(6)))
        ));
        try_to(&w, &proof, NEW).await.unwrap();

        let mut guarded = w.gate.read(&w.manager.caller).await.unwrap();
        assert!(
            guarded.authorize(ViewSelf, Myself).await.is_err(),
            "all sessions end"
        );
        drop(guarded);
        w.sign_in("max", NEW).await.expect("and the lock is lifted");
        assert!(w.sign_in("max", PASSWORD).await.is_err());
        assert!(matches!(
            try_to(&w, &proof, "another one now").await,
            Err(CannotReset::Wrong)
        ));
        let by_link = Proof::Link(link(&letter));
        assert!(matches!(
            try_to(&w, &by_link, "another one now").await,
            Err(CannotReset::Wrong)
        ));
        let recorded = sql!("SELECT COUNT(*) FROM activities WHERE action = 'resetPassword'");
        let told = sql!("SELECT COUNT(*) FROM notifications WHERE kind = 'password-changed'");
        assert_eq!((w.count(recorded).await, w.count(told).await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn ua6_of_fifty_at_once_one_sets_the_password() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "phone", "+4532123456").await;
        request(&w.gate, "max").await.unwrap();
        let letter = letters(&w).await.remove(0);
        assert_eq!(letter.to, To::Phone("+4532123456".to_owned()));
        let all = (0..50).map(|at| {
            let (gate, hasher) = (w.gate.clone(), w.hasher.clone());
            let proof = Proof::Link(link(&letter));
            tokio::spawn(async move {
                let password = Secret::new(format!("the password {at}"));
                set(&gate, &hasher, &proof, &password).await
            })
        });
        let mut redeemed = 0;
        for one in all.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Ok(_) => redeemed += 1,
                Err(CannotReset::Wrong | CannotReset::TooBusy(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(redeemed, 1);
    })
    .await;
}

#[tokio::test]
async fn ua6_codes_and_links_die_with_every_ending_event() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "email", "max@example.org").await;
        let mut dead = Vec::new();

        // Time.
        let ticket = request(&w.gate, "max").await.unwrap();
        let letter = letters(&w).await.remove(0);
        w.clock.forward(LASTS - Duration::from_secs(1));
        assert!(find(&w.gate, &link(&letter)).await.is_ok());
        w.clock.forward(Duration::from_secs(1));
        dead.extend([code(&ticket, &letter), Proof::Link(link(&letter))]);

        // Another one was used.
        w.clock.forward(Duration::from_secs(3600));
        let first = request(&w.gate, "max").await.unwrap();
        let second = request(&w.gate, "max").await.unwrap();
        let both = letters(&w).await;
        dead.extend([code(&first, &both[1]), code(&second, &both[0])]);
        try_to(&w, &Proof::Link(link(&both[1])), NEW).await.unwrap();
        dead.extend(both.iter().map(|letter| Proof::Link(link(letter))));
        dead.extend([code(&first, &both[0]), code(&second, &both[1])]);

        // The person was blocked.
        let ticket = request(&w.gate, "max").await.unwrap();
        let letter = letters(&w).await.remove(0);
        w.block(w.manager.id).await;
        dead.extend([code(&ticket, &letter), Proof::Link(link(&letter))]);
        dead.push(Proof::Link(Token::new(&Ambient::system())));
        for proof in &dead {
            let refused = try_to(&w, proof, "another one now").await;
            assert!(
                matches!(refused, Err(CannotReset::Wrong)),
                "{proof:?} {refused:?}"
            );
        }
        request(&w.gate, "max").await.unwrap();
        assert!(letters(&w).await.is_empty(), "nothing goes to the blocked");
    })
    .await;
}

#[tokio::test]
async fn ua6_three_wrong_codes_spoil_their_own_ticket_alone() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "email", "max@example.org").await;
        let strangers = request(&w.gate, "max").await.unwrap();
        w.clock.forward(Duration::from_secs(1));
        let owners = request(&w.gate, "max").await.unwrap();
        let letters = letters(&w).await;
        let guess = Proof::Code {
            ticket: strangers.clone(),
            code: "0000-0000".to_owned(),
        };
        for _ in 0..ALLOWED {
            assert!(matches!(
                try_to(&w, &guess, NEW).await,
                Err(CannotReset::Wrong)
            ));
        }
        let right = code(&strangers, &letters[0]);
        assert!(matches!(
            try_to(&w, &right, NEW).await,
            Err(CannotReset::Locked(_))
        ));
        try_to(&w, &code(&owners, &letters[1]), NEW).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn ua6_nobody_is_flooded_with_letters() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "email", "max@example.org").await;
        w.reach(w.manager.id, "phone", "+4532123456").await;
        for _ in 0..LETTERS + 3 {
            request(&w.gate, "max").await.unwrap();
        }
        assert_eq!(letters(&w).await.len(), usize::try_from(LETTERS).unwrap());
        for nobody in ["nobody", "", "sten", "32 12 34 56"] {
            request(&w.gate, nobody).await.unwrap();
        }
        assert!(letters(&w).await.is_empty(), "sten cannot be reached");
    })
    .await;
}
