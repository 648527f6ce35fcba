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
letter-role-granted = You have a new role: { $role }
    .text = You are now { $role } of { $place }.
letter-role-removed = A role ended: { $role }
    .text = You are no longer { $role } of { $place }. Everything else stays as it was.
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
notices-keep = Keep this
notices-kept = Your choice is kept.
mail-not-set-up = Mail is not set up on this installation, so nothing goes by mail for now.
contacts = How you are reached
