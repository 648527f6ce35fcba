//! The few places that reach the database for somebody who is not signed in. Each is a line here.

/// A way in that no policy decides, with the reason why it must be open.
#[derive(Debug, PartialEq, Eq)]
pub struct OpenDoor {
    /// Its name, as the snapshot shows it.
    pub name: &'static str,
    /// Why it is open, and what closes it instead of the policy.
    pub why: &'static str,
}

macro_rules! doors {
    ($($name:ident = $text:literal because $why:literal;)+) => {
        impl OpenDoor {
            $(
                #[doc = $why]
                pub const $name: &'static Self = &Self { name: $text, why: $why };
            )+
        }

        /// Every open door there is.
        pub const OPEN_DOORS: &[&OpenDoor] = &[$(OpenDoor::$name),+];
    };
}

doors! {
    SIGN_IN = "sign-in" because "Nobody is signed in before signing in; the password decides.";
    INVITATION = "invitation" because "Who is invited cannot sign in yet; the invitation decides, and whether who made it still may.";
    REGISTRATION = "registration" because "Where an account is open to newcomers, they ask for a link to their own address; nothing else happens.";
    FIRST_RUN = "first-run" because "An empty installation has nobody who could allow anything; it closes for good with the first administrator.";
    SIGN_OUT = "sign-out" because "Ending a session takes its own token and nothing else.";
    OPERATOR = "operator" because "The command line and the schedule of the machine itself; no request comes this way.";
    RESET = "reset" because "Who has forgotten the password cannot sign in; the code or link that went to the person decides.";
    UNLOCK = "unlock" because "Who is locked out cannot sign in; the one-time link that was mailed decides.";
    LIMITER = "limiter" because "Tries of a secret are counted before anybody is known; it tells how long to wait and nothing else.";
    UNDO_CONTACT = "undo-contact" because "Whoever took over a sign-in must not be able to keep the owner from undoing it; the link that went to the old address decides.";
    READY = "ready" because "The probe asks whether the database answers and reads nothing.";
}
