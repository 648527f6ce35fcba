
# Passwords: what they must keep to.
password-hint = At least { $floor } characters. A sentence is easy to remember and hard to guess.
password-strength = How strong it is
password-strength-0 = Long enough, but easy to guess
password-strength-1 = Better, but a few more characters would help
password-strength-2 = Good
password-strength-3 = Strong
field-common-password = This is one of the passwords that everybody takes, and that are tried first; choose another
field-name-of-account = This is made of the account’s name; choose something that others would not guess
field-name-of-product = This is made of this product’s name; choose something that others would not guess
field-wrong-password = This is not your password of now

# Locked out.
sign-in-locked = Too many tries have failed
sign-in-locked-lede = Signing in with this name on this device is locked. Try again in { $wait }.
sign-in-locked-what = You need not wait: a device that you used before still works, the mail that was sent about it has a link that opens this one, and a new password can be set at once. Somebody who looks after your account can lift the lock too.
unlock-title = Hello { $name }
unlock-lede = Somebody failed to sign in with your name too often, so new devices are locked for a while. This opens the device that you use now. It works once, and does not sign you in yet.
unlock-do = Open this device
unlock-done = This device is open. Sign in as always.
unlock-gone = This link does not work any more
unlock-gone-lede = It was used already, or its time is over. The newest mail about it has a newer link.
locks-title = Locked out
locks-lede = People whose sign-in failed too often. A lock ends by itself; lift it when you know who is asking.
locks-none = Nobody is locked out
locks-none-lede = After three failed tries a sign-in is locked for a while, and its owner stands here until it ends.
lock-lift = Let in again
lock-lift-of = Let in again: { $name }
lock-lifted = Nothing keeps { $name } out any more.
person-locked = Locked, ends { $until }

# A forgotten password.
forgotten-link = Forgot your password?
forgotten-title = Set a new password
forgotten-lede = Type the name you sign in with. If we know where to reach you, a code and a link go to your e-mail or phone. This works while you are locked out, too.
forgotten-do = Send the code
forgotten-back = Back to sign in
reset-title = Choose a new password
reset-code-lede = If there is somebody of this name, a code is on its way. It works once, for half an hour.
reset-link-lede = All your sessions end when you save it, and any lock is lifted. Then sign in with it.
reset-code = Code
    .hint = Eight letters and digits, from the mail or the text message.
reset-do = Save the new password
reset-again = Ask for a new code
reset-wrong-code = This code does not work. Check it, or ask for a new one.
reset-done = Your new password is set. Sign in with it.
error-reset-gone = This code or link does not work any more
    .detail = It was used already, its time is over, or it is another one. Ask for a new one.

# One’s own password and names.
password-and-name = Password and user name
password-change = Change your password
password-change-lede = You stay signed in here. All your other sessions end, and you are told of it by mail.
password-current = Password of now
password-new = New password
password-change-do = Change password
password-changed = Your password is changed. Everywhere else you are signed out.
usernames-title = How you sign in
usernames-lede = Any of these works in the one box of the sign-in. Mail addresses and phone numbers are added by confirming them.
username-kind-id = User name
username-kind-email = E-mail
username-kind-phone = Phone
username-none = None
username-change = Another user name
username-new = New user name
    .hint = Letters, digits and the signs . _ - with at least one letter.
username-change-do = Take this name
username-changed = You sign in with your new name from now on.
field-confusable = Use letters of one alphabet; some here look like others
error-last-username = This is the last name you sign in with
    .detail = Add another one first; without a name you could not sign in any more.

# What an account asks for.
sign-in-rules = Sign-in rules
sign-in-rules-lede = They hold for everybody who belongs to this account. Who belongs to several keeps to the strictest. Passwords that are set already stay until they are changed.
password-floor = Shortest password
    .hint = The platform’s own floor is 6; its staff need 12.
password-floor-of = { $floor } characters
account-country = Country
    .hint = Two letters, such as DK. Phone numbers that name no country are taken as numbers of this one.
field-country = Use the two letters of a country, such as DK
sign-in-rules-saved = The rules are in force.
activity-editAccount = changed the account
activity-unlockMember = let in again
sign-in-rules-save = Save the rules

# What is recorded about sign-ins, passwords and names.
activity-signIn = signed in
activity-signOut = signed out
activity-createAdministrator = set this house up
activity-changePassword = changed the password
activity-resetPassword = set a new password by code or link
activity-changeUsername = took another user name
activity-lockSignIn = locked the sign-in after too many failed tries
activity-openDevice = opened a new device by mailed link
activity-renewRecoveryCodes = made new recovery codes
