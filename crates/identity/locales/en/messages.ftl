# What people are told: letters, notifications, where they can be reached.

# Letters. The name of each is its title and its subject; .text is what it says, .button the way on, .more what else helps.
letter-greeting = Hello,
letter-greeting-name = Hello { $name },
letter-link-by-hand = If the button does not work, open this address:
letter-foot = { $house } sent you this because it concerns your account there. Nobody reads answers to this address.
letter-new-device = You signed in on a new device
    .text = Somebody signed in as you on a device that was not known before: { $detail }.
    .more = Was it you? Then there is nothing to do. If not, change your password now; that ends all other sessions.
letter-locked = Your sign-in is locked for a while
    .text = There were too many failed attempts to sign in as you. New devices cannot sign in for now. Devices that you used before still can.
    .button = Sign in on this device
    .more = The link works once. If it was not you who tried: your password held, and there is nothing to do.
letter-password-changed = Your password was changed
    .text = The password of your account was changed, and all other sessions ended.
    .more = If it was not you, set a new password at once with “Forgot your password?” on the sign-in page.
letter-contact-changed = { $detail ->
        [email] Your e-mail address was changed
       *[phone] Your phone number was changed
    }
    .text = { $detail ->
        [email] From now on, mails about your account go to another e-mail address.
       *[phone] From now on, text messages about your account go to another phone number.
    }
    .more = If it was not you, undo it with the link that was sent to the old address, and change your password.
letter-blocked = Your account was blocked
    .text = You cannot sign in at the moment. The reason given: { $detail }
    .more = If you think that this is a mistake, write to the people who run the platform.
letter-unblocked = You can sign in again
    .text = Your account is no longer blocked. Sign in as before.
letter-factor-added = A second factor was added
    .text = Your account now asks for more than the password at sign-in: { $detail }.
    .more = If it was not you, change your password now and remove it.
letter-factor-removed = A second factor was removed
    .text = Your account no longer asks for this at sign-in: { $detail }.
    .more = If it was not you, change your password now and set it up again.
letter-recovery-code-used = A recovery code was used
    .text = Somebody signed in as you with one of your recovery codes. Codes left: { $detail }.
    .more = If it was not you, change your password now and make new codes.
letter-sessions-ended = You were signed out everywhere
    .text = Somebody who looks after your account ended all your sessions. Sign in again to go on.
letter-token-made = An API token was made in your name
    .text = A program can now act in your name with the token { $detail }.
    .more = If it was not you, change your password now and end the token on the page “API tokens”.
letter-token-ended = An API token of yours was ended
    .text = Somebody who looks after your account ended the token { $detail }. The program that used it gets nothing any more.
letter-role-granted = You have a new role: { $role }
    .text = You are now { $role } of { $place }.
letter-role-removed = A role ended: { $role }
    .text = You are no longer { $role } of { $place }. Everything else stays as it was.
letter-ownership-offered = You are offered an account
    .text = { $detail } offers you to become the owner of { $account }. Say yes or no within 7 days.
    .button = See the offer
    .more = If you do nothing, the offer expires and nothing changes.
letter-ownership-accepted = Your account has a new owner
    .text = { $detail } has accepted and is now the owner of { $account }.
    .more = If you did not offer the account, write to the people who run the platform.
letter-ownership-declined = Your offer was declined
    .text = { $detail } does not want to become the owner of { $account }. You are still its owner.
letter-ownership-withdrawn = An offer was taken back
    .text = { $detail } no longer offers you to become the owner of { $account }.
letter-password-reset = Set a new password
    .text = Somebody asked for a new password for your account. Type this code, or open the link. Both work once, for a short while.
    .button = Set a new password
    .more = If it was not you, do nothing: without the code your password stays as it is.
letter-confirm-contact = Confirm that this is yours
    .text = Somebody gave this as the place where their account can be reached. Type this code, or open the link.
    .button = Confirm
    .more = If it was not you, do nothing: without the code nothing changes.
letter-undo-contact = { $detail ->
        [email] Your e-mail address was changed
       *[phone] Your phone number was changed
    }
    .text = { $detail ->
        [email] Your account can no longer be reached at this e-mail address; another one took its place.
       *[phone] Your account can no longer be reached at this phone number; another one took its place.
    }
    .button = Undo the change
    .more = If it was you, there is nothing to do. If not, undo it within 7 days: this address comes back, and all sessions end.
letter-invitation = You are invited to { $account }
    .text = { $from } invited you to { $account }. Open the link to go in.
    .button = Accept the invitation
letter-registration = Go on to { $account }
    .text = Somebody, we hope it was you, asked to come into { $account } with this address. Open the link to choose a password and go in.
    .button = Go on
    .more = If it was not you, do nothing: without the link nothing happens.
letter-already-here = You are in { $account } already
    .text = Somebody, we hope it was you, asked to come into { $account } with this address. It is yours there already: sign in as always.
    .button = Sign in
    .more = If you have forgotten your password, the page of the sign-in helps you to a new one. If it was not you, do nothing.

# Notifications.
notifications = Notifications
notifications-read-all = Mark all as read
notifications-none = All quiet
notifications-none-lede = What happens to your account, to your roles and to your sign-in is told here.
notification-new = New
notification-read = Read
notification-read-this = Mark as read: { $title }
notices-by-mail = By mail as well
notices-kinds = Send me a mail when
notice-role-granted = I get a role
notice-role-removed = a role of mine ends
notices-security = What concerns the security of your account always goes to your confirmed address.
notices-keep = Save
notices-kept = Your choice is kept.
mail-not-set-up = Mail is not set up on this installation, so nothing goes by mail for now.
contacts = How you are reached

# Where one can be reached.
contacts-lede = What concerns your account goes here. A confirmed address or number is also a name to sign in with.
contact-email = E-mail address
contact-phone = Phone number
    .hint = With + and the country, such as +45 32 12 34 56.
contact-since = confirmed
contact-none = None yet.
contact-waits = { $address } waits to be confirmed, until
contact-add-email = Add an e-mail address
contact-add-phone = Add a phone number
contact-change-email = Change the e-mail address
contact-change-phone = Change the phone number
contact-not-sent-email = Mail is not set up on this installation, so no code can reach you there for now.
contact-not-sent-phone = Text messages are not set up on this installation, so no code can reach you there for now.
contact-new-email = Another e-mail address
contact-new-phone = Another phone number
contact-new-lede = A code and a link go to it. Until you confirm it, nothing changes; then the old one is told and can undo it for 7 days.
contact-password = Your password
    .hint = So that nobody at an open screen changes where you are reached.
contact-ask = Send the code
contact-asked = A code is on its way to { $address }.
contact-code = Code
    .hint = The 8 digits that were sent to you. They work for an hour.
contact-confirm = Confirm that this is yours
contact-confirm-lede = You asked to be reached at { $address } from now on.
contact-confirm-do = Confirm
contact-link-once = The link works once.
contact-done-email = Your new e-mail address counts from now on.
contact-done-phone = Your new phone number counts from now on.
contact-undo = Undo the change
contact-undo-lede = { $address } becomes yours again, and everybody who is signed in as you is signed out.
contact-undo-do = Undo it
contact-undone = The old address is back, and all sessions have ended. Sign in, and change your password.
contact-gone = This link no longer works
contact-gone-lede = It was used, its time is over, or it belongs to somebody else. If you still need it, ask for a new one.
field-no-email = This is not an e-mail address; it looks like anna@example.org
field-no-domain = What stands after the @ does not exist; check it
field-no-phone = Begin with + and the country, and write digits only
field-unknown-phone = There is no such number; check it
field-same-address = This is the one of now; type another
field-not-your-password = This is not your password; try again
field-wrong-contact-code = This is not the code; check it and try again
field-contact-code-locked = Too many wrong codes were typed. Open the link in the letter instead, or come back in a while
field-code-gone = Nothing waits for a code any more; ask for a new one
field-address-taken = Somebody else can be reached there; take another
error-same-address = Nothing to change
    .detail = This is the address of now.
error-address-taken = This address is taken
    .detail = Somebody else can be reached there. Take another.
activity-changeEmail = changed the e-mail address
activity-changePhone = changed the phone number
activity-undoContactChange = brought the old address back

# The record, narrowed down, exported, and one's own.
activities-own = What you did
activities-own-lede = Everything that was done under your name, newest first. If something of it was not you, change your password.
activities-export = Export as CSV
activities-filter = Narrow down
activities-of = What { $name } did
activities-any = Anything
activities-from = From
activities-to = To
activities-show = Show
activities-all = Show everything
field-no-day = Write a day such as 2026-11-24
