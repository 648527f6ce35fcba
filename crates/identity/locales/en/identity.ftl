# Accounts, people, roles, and how one gets in.

# Signing in.
sign-in-title = Sign in
sign-in-name = User name, e-mail or phone
sign-in-do = Sign in
sign-in-failed = That did not work
sign-in-again = You were signed out, or had not signed in yet. Sign in to go on to the page you asked for.
sign-in-no-password = No password yet? Open the link that you were given; it lets you choose one.
error-wrong-sign-in = That did not work
    .detail = The name and the password do not belong together. Check both and try again.
password = Password
password-hint-staff = At least { $floor } characters. A sentence is easy to remember and hard to guess.
password-short-one = 1 more character
password-short-other = {"{n}"} more characters
field-own-name = This is your own name or user name; choose something that others would not guess

# The first person.
first-run-title = Set up Tutela
first-run-lede = Make the first person: the platform’s administrator. Everyone else is invited from inside.
first-run-do = Set up and sign in
first-run-code = Code from the terminal
    .hint = It was printed where the server was started. It keeps strangers from being first.
first-run-name = Your name
    .hint = As others shall see it.
field-wrong-code = This is not the code that was printed at the terminal
error-set-up-already = It is set up already
    .detail = This installation has its administrator. Sign in, or ask that person to invite you.


# People.
people = People
people-of = People of { $account }
people-search = Search people
    .hint = Name or user name
people-none = Nobody is called that
people-none-lede = Try a part of the name or of the user name.
people-role = Role in the account
people-no-role = None
people-state = State
people-since = Since
person-name = Name
person-new = Invite a person
person-new-do = Make the invitation
person-ready = Can sign in
person-invited = Invited
person-is-ready = This person has set a password already, so no new link was made.
person-not-here = Not a member yet?
username = User name
    .hint = A short name, an e-mail address or a phone number.
username-own-hint = A short name, an e-mail address or a phone number. You sign in with it.
field-username = Use letters, digits and the signs . _ - only, with at least one letter
link-again = New link
link-again-for = New link for { $name }
error-has-password = There is a password already
    .detail = This person has set a password, so no new link is made.
copy-link = Copy link
copied = Copied

# Roles.
role = Role
roles = Roles
roles-title = People and roles
roles-of = Roles in { $place }
roles-lede = Who may do what in { $place }. A role that you remove ends at once, whatever its holder is doing.
roles-none = Nobody holds a role here yet
roles-none-lede = Give somebody a role, and that person can begin at once.
role-person = Person
role-since = Since
role-of = of { $place }
role-until = until
role-from = from
role-give = Give a role
role-give-do = Give the role
role-given = The role is given.
role-removed = { $person } is no longer { $role } here.
role-back = { $person } is { $role } here again.
role-remove-from = Remove { $role } from { $person }
role-remove-what = It ends at once, also for films and uploads that are running. The person keeps all other roles.
role-remove-do = Remove the role
role-whom = Person
    .hint = User name, e-mail or phone.
role-platform_administrator = Administrator
    .hint = Makes accounts and gives the platform’s roles; sees nothing inside an account
role-platform_support = Support
    .hint = Helps accounts that ask for it
role-platform_developer = Developer
    .hint = Works on the product
role-platform_auditor = Auditor of the platform
    .hint = Looks at how the platform is run
role-account_owner = Owner
    .hint = Answers for the account
role-account_manager = Manager of the account
    .hint = Runs the account, its channels, people and roles
role-account_auditor = Auditor of the account
    .hint = Reads who did what, and changes nothing
role-channel_manager = Manager
    .hint = Runs the channel, its courses and roles
role-course_editor = Editor
    .hint = Makes and publishes lessons
role-course_tutor = Tutor
    .hint = Sees the course before it is published, and who learns in it
role-course_learner = Learner
    .hint = Watches and reads what is published
no-role = No role yet
    .hint = Belongs to the account, and gets roles in channels and courses later
field-nobody = Nobody here signs in with this name; check it, or invite the person
field-past = This moment has passed already; choose one ahead
field-role-level = This role belongs to another level; choose one of this place

# Accounts.
account = Account
accounts-storage = Storage and keys
accounts-title = Accounts
accounts-none = No account yet
accounts-none-lede = An account is a school, company or club that teaches here. Make the first one and hand its owner the link.
accounts-search = Search accounts
    .hint = Name of an account or owner
accounts-not-found = No account and no owner is called that.
account-new = New account
account-new-do = Make account
account-name = Name of the account
    .hint = The school, company or club.
account-owner = Owner
account-owner-name = Owner’s name
account-owner-username = Owner’s user name
account-made = Made
platform-roles = Who runs this platform

# The record.
activities = Activities
activities-lede = Who did what in this account, and which rule of the access policy allowed it.
activities-none = Nothing was done here yet.
activities-earlier = Earlier
activity-when = When
activity-who = Who
activity-what = What
activity-where = Where
activity-policy = Allowed by
activity-by-machine = The system
activity-createAccount = made the account
activity-addPerson = invited
activity-renewLink = made a new link for
activity-grantRole = gave a role
activity-revokeRole = removed a role

# What other features record.
activity-createChannel = made the channel
activity-createCourse = made the course
activity-publishCourse = published the course
activity-unpublishCourse = took the course back
activity-createLesson = added the lesson
activity-uploadMedia = uploaded
activity-removeLesson = removed the lesson
activity-restoreLesson = brought the lesson back
activity-removeCourse = removed the course
activity-restoreCourse = brought the course back
activity-removeMedia = removed a file from
activity-restoreMedia = put a file back into
activity-setQuota = set the quota of
activity-rotateKeys = gave a new key to
activity-destroyKey = destroyed the key of
activity-destroyRemoved = destroyed what was removed:

# Everywhere.
actions = Actions
cancel = Cancel
done = Done
keep = Keep
remove = Remove
pages = Pages
page-before = Before
page-first = First
people-count = { $total } people in all
page-after = After
pages-shown = { $first } to { $last } of { $total }

# Sign-in and security: second factors, recovery codes, sessions.
security-title = Sign-in and security
security-lede = How you prove that it is you, and where you are signed in.
factor-asked = { $account } asks a second factor of everybody who runs it. What you may do there as its manager waits until you have one.
factor-asked-platform = This platform asks a second factor of its staff. What you may do as one of them waits until you have one.
factor-spared = Those who run a platform need a second factor. This demo spares you; an installation of your own does not.
factor-go-on = Go on to where you wanted
app-title = Authenticator app
app-lede = An app on your phone shows six digits that change every half minute. With them, a stolen password is not enough.
app-since = In use, set up
app-set-up = Set up an authenticator app
app-replace = Move to another phone
app-remove = Remove the app
app-remove-what = Signing in then takes your password alone, unless you have a passkey. Your recovery codes go with the last second factor.
app-scan = Scan the picture with an authenticator app, then type the six digits that it shows.
app-picture = A QR code that holds the secret written below it
app-secret = Cannot scan? Type this into the app
app-secret-copy = Copy
app-code = Six digits
    .hint = From the app, as they stand there now.
app-confirm = Take it into use
app-confirmed = The app is in use.
app-removed = The app is removed.
field-wrong-app-code = This is not what the app shows now; wait for the next six digits and check that the phone’s clock is right
codes-title = Recovery codes
codes-lede = Each lets you in once when your phone or passkey is lost. Keep them where you keep papers that matter; they are not shown again.
codes-left = { $count ->
    [0] No recovery code is left. Make new ones before you need one.
    [one] One recovery code is left. Make new ones soon.
   *[other] { $count } recovery codes are left.
}
codes-renew = Make new codes
codes-download = Download as text
codes-kept = I have kept them
passkeys-title = Passkeys
passkeys-lede = A passkey signs you in by fingerprint, face or the code of your device, without a password. It works on this address alone, so nobody can lure it out of you.
passkey-name = Name
    .hint = So that you know it again: the device on which it is.
passkey-made = Made
passkey-used = Last used
passkey-never = Never
passkey-add = Add a passkey
passkey-remove = Remove the passkey { $name }
passkey-removed = The passkey is removed.
passkey-use = Use a passkey
passkey-sign-in = Sign in with a passkey
passkey-failed = That did not work. Try again, or take another way.
passkey-without = Adding one takes a browser that knows passkeys, and an address with a name.
field-passkey = This passkey does not fit; try again
error-wrong-passkey = That did not work
    .detail = The passkey does not fit this challenge. Try again, or take another way.
error-passkey-no-name = Passkeys need a name
    .detail = This address is a number. Open the house by its name, such as localhost, and try again.
error-passkeys-too-many = That is enough passkeys
    .detail = Remove one that you do not use any more.
half-title = One more thing
half-lede = Your password was right. Now show your second factor.
half-code = Code
    .hint = Six digits of your authenticator app, or a recovery code.
half-do = Go in
half-lost = Lost your phone and your codes? Ask whoever runs your account; they can take the second factor away.
half-anew = Begin anew
field-wrong-code-typed = This code is wrong, or was used already; take the next one
error-wrong-code-typed = That did not work
    .detail = The code is wrong, or was used already. Take the next one.
error-sign-in-anew = Sign in anew
    .detail = It took too long, or something changed meanwhile. Begin with your password.
error-second-factor-owed = A second factor is owed
    .detail = Sign in with your password, then show your second factor.
proof-code = Or a code
    .hint = Of your authenticator app, or a recovery code.
proof-done = That was right
proof-done-lede = Go on with what you were about to do.
field-wrong-proof = This is not it; try again
field-one-proof = Give a password or a code, one of the two
error-wrong-proof = That did not work
    .detail = What was given does not prove who you are.
error-own-factor-first = Set up your own first
    .detail = Whoever asks a second factor of others has one himself; otherwise you would shut yourself out.
sessions-title = Where you are signed in
sessions-lede = If you do not know one of these devices, end it and change your password.
sessions-open = See the devices
sessions-end-others = Sign out on all other devices
sessions-end-all = Sign out everywhere
sessions-ended = You are signed out on all other devices.
sessions-kept = Of the address from which you signed in, only the network is kept, for 90 days.
session-device = Device
session-network = Network
session-network-unknown = Not known
session-started = Signed in
session-used = Last used
session-this = This one
session-end = End
session-end-on = End the session on { $device }
session-ended = The session has ended.
device-on = { $browser } on { $system }
device-unknown = An unknown device

# People, as those who run an account or the platform look after them.
member-blocked = The platform keeps this person out.
member-signed-in = Signed in
member-devices = { $count ->
    [0] On no device.
    [one] On one device.
   *[other] On { $count } devices.
}
member-sign-out = Sign out on all devices
member-sign-out-what = It ends at once, whatever the person is doing. Signing in again takes the password.
member-signed-out = { $name } is signed out on all devices.
member-factor-since = Set up
people-factor = Second factor
people-factor-yes = Set up
people-factor-no = None
factor-reset = Reset the second factor
factor-reset-of = Reset the second factor of { $name }
factor-reset-ask = Reset the second factor of
factor-reset-what = App, passkeys and recovery codes are taken away, and all sessions end. Do it only when you know who asks: from then on the password alone lets in.
factor-was-reset = The second factor of { $name } is reset.
account-factor = A second factor for those who run it
account-factor-lede = A second factor keeps out whoever has learnt a password. Ask it of everybody who runs this account or a channel of it; learners are not asked.
factor-asked-since = Asked of everybody who runs the account, set
factor-not-asked = Not asked
factor-ask-yes = Ask for a second factor
factor-ask-no = Ask no more
factor-is-asked = From now on whoever runs this account needs a second factor.
factor-is-not-asked = A second factor is no longer asked for.
everybody-title = Everybody on this platform
everybody-lede = Look for somebody by name. What people do in their accounts is not shown here.
person-is-blocked = Blocked
person-is-not-blocked = Not blocked
block = Block
block-of = Block { $name }
block-title = Block { $name }
block-lede = Every session, link and token of this person ends at once, in all accounts. The person is told the reason, and can be let in again.
block-reason = Reason
    .hint = The person reads it.
block-do = Block
unblock = Let in again
unblock-of = Let in again: { $name }
person-blocked = { $name } is blocked.
person-unblocked = { $name } may sign in again.
error-block-oneself = You cannot block yourself
    .detail = Ask another administrator.
error-last-administrator = This is the last administrator
    .detail = Make another one first; otherwise nobody could let anybody in again.
error-blocked-already = This person is blocked already
    .detail = Look at the list again.
activity-endSessionsOfMember = signed out on all devices
activity-resetSecondFactor = reset the second factor of
activity-askSecondFactor = asked managers for a second factor
activity-askNoSecondFactor = no longer asks managers for a second factor

# Invitations: taking one up.
welcome-title = Welcome, { $name }
welcome-lede-both = { $from } has invited you to { $account }. Choose a password that only you know.
welcome-lede-place = { $from } has invited you to { $place } at { $account }.
welcome-lede = { $from } has invited you. Choose a password that only you know.
welcome-hint = At least { $floor } characters. The invitation stops working { $until }.
welcome-username = You sign in as
welcome-do = Save and go in
welcome-gone = This link does not work any more
welcome-gone-lede = It was used already, taken back, or its time is over. If you have a password, sign in; otherwise ask the person who gave you the link for a new one.
invitation-to = You are invited to { $place }
invitation-to-house = You are invited
invitation-accept-as = Accept as { $name }
invitation-not-me = This is not you?
invitation-known = Somebody signs in with { $address } already. If that is you, sign in, and you can accept with one click.
invitation-sign-in-first = You have a user name here already?
invitation-accepted = You are in: { $place }.
registration-goes-on = Choose how you will sign in to { $account }.
error-sign-in-to-accept = Sign in first
    .detail = Somebody signs in with this address already. If that is you, sign in and open the invitation again.
error-invitation-apart = This invitation is not for you
    .detail = It is for a new person, or for the other side of the house: those who run the platform and the people of accounts are kept apart.

# Invitations: making one.
invitations = Invitations
invitations-none = Nobody is invited
invitations-none-lede = Invite somebody by mail, or make a link to hand over.
invitation-email = E-mail
    .hint = The invitation is sent there, and the address becomes the user name. Leave it empty to get a link and a QR code to hand over.
invitation-days = Days until it ends
invitation-uses = Uses
    .hint = How many people may come in by the link. A mailed invitation is for one.
invitation-mailed = The invitation is on its way to { $address }.
invitation-ready = The invitation is ready
invitation-title = The invitation for { $name } is ready
invitation-lede = { $uses ->
    [one] Hand over this link. It works once, stops working { $until }, and lets its reader choose a password that nobody else knows. It is not shown again.
   *[other] Hand over this link. { $uses } people can use it, and it stops working { $until }. It is not shown again.
}
invitation-link = Link for { $name }
invitation-the-link = Link
invitation-qr = The link as a QR code
invitation-qr-lede = The same link, for a phone’s camera.
invitation-whom = For whom
invitation-by-link = Whoever has the link
invitation-from = Invited by
invitation-until = Until
invitation-used = { $uses } of { $limit } used
invitation-open = Open
invitation-used-up = Used
invitation-expired = Run out
invitation-taken-back = Taken back
invitation-ended = Ended with the inviter’s role
invitation-revoke = Take back
invitation-revoke-for = Take back the invitation for { $name }
invitation-revoked = The invitation is taken back; the link does not work any more.
field-between = Give a whole number from { $min } to { $max }
field-email = This is not an e-mail address; it looks like name@example.org
activity-createInvitation = made an invitation
activity-revokeInvitation = took an invitation back
activity-acceptInvitation = accepted an invitation
activity-openRegistration = opened the account to newcomers
activity-closeRegistration = closed the account to newcomers
activity-setPassword = set a password

# Many people at once.
import-title = Bring people in from a file
import-lede = A table saved as CSV: one person a line. Nobody is brought in before you have seen what is in it.
import-file = File
    .hint = The columns name; email, phone or id; and, where wanted, role, channel, course. UTF-8, with commas or semicolons, at most 100,000 people.
import-look = Look it through
import-before = Files before
import-run = Bring in
import-undo = Take back
import-ready = Looked through
import-begun = Broke off
import-is-done = Brought in
import-is-undone = Taken back
import-looked = { $people ->
    [one] One person, and nothing is wrong.
   *[other] { $people } people, and nothing is wrong.
}
import-wrong = { $wrong ->
    [one] One thing is wrong. Correct it in the file and look it through again; nobody was brought in.
   *[other] { $wrong } things are wrong. Correct them in the file and look it through again; nobody was brought in.
}
import-more = And { $left } more.
import-what = Who has an address gets an invitation there. Who has an id becomes a member at once; make a link for each in the list of people. For seven days you can take it all back.
import-run-all = { $people ->
    [one] Bring one person in
   *[other] Bring { $people } people in
}
import-again = Choose another file
import-line = Line
import-column = Column
import-why = What is wrong
import-done = Brought in: { $people }.
import-undone = Taken back: { $people }.
error-too-late-to-undo = It is too late for that
    .detail = A file can be taken back for seven days after it was brought in.
activity-importMembers = brought people in from a file
activity-undoImport = took a file of people back
field-csv = The file cannot be read from here on; check the quotation marks
field-encoding = This is not UTF-8; save the table as “CSV UTF-8”
field-column = There is a column that is not known; the columns are name, email, phone, id, role, channel, course
field-column-twice = A column stands there twice
field-column-missing = This column is missing
field-no-lines = There is nobody in the file
field-too-many-lines = A file has at most 100,000 people
field-name-too-long = A name has at most 120 characters
field-only-one = Give one of email, phone and id, not several
field-phone = This is not a phone number; begin with + and the country
field-role-unknown = There is no such role
field-not-yours-to-give = This is not a role that you may give there
field-no-such-place = There is no channel or course of this name here
field-ambiguous = There are several of this name; give the id
field-twice = This person stands in the file already, further up
field-member = This person is a member already

# Accounts that are open to newcomers.
registration-title = Join { $account }
registration-lede = Give your e-mail address. We send you a link, and when you open it you choose how you will sign in.
registration-email = Your e-mail address
    .hint = It will be your user name.
registration-do = Send me the link
registration-sent = Look into your mailbox
registration-sent-lede = If { $address } can join, a letter is on its way there. It works for a day.
registration-setting = Newcomers
registration-setting-lede = Whether people may come into the account who were not invited. They confirm their address first.
registration-open = Open to newcomers
    .hint = In your name: it is shut when you no longer may let people in.
registration-domains = Mail domains
    .hint = Only addresses of these domains are let in, such as example.org. Empty means all.
registration-courses = Everybody who comes in learns in
registration-link = The page for newcomers
registration-save = Save
registration-opened = The account is open to newcomers.
registration-closed = The account is closed to newcomers.
field-mail-domain = Addresses of this domain cannot join here
field-mail-domains = This is not a mail domain; it looks like example.org

# API tokens: what a program may do in somebody's name.
tokens-title = API tokens
tokens-lede = A token lets a program do what you may do: at one place, for one purpose, for a while. It ends with the roles that you had when you made it.
tokens-none = You have no tokens
tokens-none-lede = Make one when a program of yours should read courses, upload films or enrol people without you. Never give it your password.
tokens-kept = What has ended stays in the list for 30 days.
token = Token
token-new = New token
token-new-lede = Give it as little as the program needs. You can always make another one.
token-make = Make the token
token-name = Name
    .hint = So that you know it again: the program, or the machine it runs on.
token-purpose = What it is for
    .hint = One sentence. Those who look after your account read it too.
token-days = Days
    .hint = It ends by itself after so many days, 365 at most.
token-place = Place
    .hint = It reaches this place and what stands in it, and nothing else.
token-allows = What it may do
token-use-read = Read content
    .hint = See channels, courses and lessons, drafts included, and fetch their files.
token-use-learn = Learn
    .hint = See what learners see, fetch films and documents, and keep the place where you stopped.
token-use-content = Manage content
    .hint = Make and change channels, courses and lessons, and upload files.
token-use-people = Manage people
    .hint = Bring people in, and give and take roles on channels and courses. Never on an account.
token-use-record = Read the record
    .hint = See who belongs there, who holds which role, and who did what.
token-use-platform = Make accounts
    .hint = See the accounts of the platform and make new ones.
token-at-platform = The platform
token-at-account = An account
token-at-channel = A channel
token-at-course = A course
token-no-place = You have no role anywhere
token-no-place-lede = A token does what you may do. Ask whoever looks after your account for a role first.
token-made = Made
token-used = Last used
token-never-used = Never
token-ends = Ends
token-ended-state = Ended
token-ran-out = Its time is over
token-no-role = The role has ended
token-shown-title = Copy the token now
token-shown-lede = { $name } works until { $until }. The token is shown this once; we keep nothing by which it could be found again.
token-shown-how = Keep it where the program keeps its secrets, never in its code. The program sends it with every request:
token-copy = Copy the token
token-kept = I have kept it
token-end = End
token-end-of = End the token { $name }
token-end-ask = End
token-end-what = The program that uses it gets nothing any more, from this moment on. This cannot be undone, but you can make another token.
token-was-ended = The token { $name } has ended.
member-tokens = Programs that act in this person's name in your account.
field-token-for-nothing = Tick at least one thing that it may do
field-token-use-elsewhere = This cannot be done at the place that you chose
field-no-role-there = You have no role there; choose a place where you have one
error-tokens-too-many = You have too many tokens
    .detail = 50 can stand at once. End those that you no longer need, then make the new one.
activity-createApiToken = made the API token
activity-revokeApiToken = ended the API token

# Roles: terms, several at once.
role-by = by { $person }
role-founded = with the account
role-last-day = Last day
    .hint = The role ends by itself after this day (UTC). Leave it empty for a role without an end.
role-reason = Reason
    .hint = Everybody who sees the roles here can read it.
role-change = Change
role-change-of = Change { $role } of { $person }
role-change-lede = An earlier last day takes away at once what lies after it. You cannot lengthen a role of your own.
role-change-do = Save
role-changed = { $role } of { $person } is changed.
role-choose = Choose
role-tick = Choose { $role } of { $person }
roles-several = Those you have ticked
roles-several-remove = Remove their roles
roles-several-role = Another role
roles-several-give = Give it to them
roles-removed = Roles removed: { $count }.
roles-back = Roles given back: { $count }.
roles-given = People who got the role: { $count }.
roles-left-out = These were left out:
roles-left-not-found = not here any more
roles-left-forbidden = you may not take this role
roles-left-own = nobody lengthens a role of his own
roles-somebody = Somebody
roles-learners = { $count ->
    [0] Nobody learns here yet
    [one] One learner
   *[other] { $count } learners
}
roles-nobody-runs = Nobody edits or tutors this course.
field-day = Write a day as 2026-12-31
field-tomorrow = Choose tomorrow or a later day
field-tick-one = Tick somebody in the list first
field-too-many = { $max } at once are the most; do it in parts
error-own-role-longer = You cannot lengthen a role of your own
    .detail = Ask somebody else who may give it.
activity-changeGrant = changed the terms of

# An account changes hands.
ownership-title = Owner of the account
ownership-lede = The owner answers for the account. It changes hands when the owner offers it to a manager of the account, and that person accepts.
ownership-offer = An offer stands
ownership-offered-to = { $from } has offered the account to { $to }. What { $from } keeps: { $keeps }.
ownership-offered-to-you = { $from } offers you the account. If you accept, you answer for it from that moment. What { $from } keeps: { $keeps }.
ownership-keeps-nothing = no role
ownership-expires = It expires
ownership-accept = Accept: I answer for the account
ownership-decline = Decline
ownership-withdraw = Take the offer back
ownership-hand-over = Hand the account over
ownership-to = To whom
ownership-you = What you keep
ownership-you-manager = I become a manager of the account
ownership-you-nothing = I keep no role in the account
ownership-offer-do = Offer the account
ownership-nobody = There is no manager of the account
ownership-nobody-lede = Make the person a manager of the account first; only managers can become its owner.
ownership-was-offered = The account is offered. The offer stands for 7 days, and you can take it back.
ownership-was-accepted = The account is yours.
ownership-was-declined = You have declined. The owner is told.
ownership-was-withdrawn = The offer is taken back.
field-no-manager = Choose a manager of the account; nobody else can become its owner
error-ownership-offered = The account is offered already
    .detail = Take that offer back first, or wait for the answer.
error-ownership-gone = This offer does not stand any more
    .detail = It was answered, taken back or has expired, or who made it is no longer the owner.
activity-offerOwnership = offered the account to
activity-acceptOwnership = became the owner, in the place of
activity-declineOwnership = declined the account from
activity-withdrawOwnership = took back the offer of the account to

# What a person can see.
reach-title = What this person can see
reach-of = What { $name } can see
reach-lede = Each place that is open to this person, with the role that opens it. Places that you do not look after yourself are not shown.
reach-as-member = belongs to it
reach-nothing = Nothing that you look after is open to this person.
reach-draft = Draft
reach-more = There is more than is shown here. Look at a channel or a course by itself.

# Access reviews.
review-title = Access review
review-lede = Who holds which role in this account, its channels and courses, and when it was last used. Remove what is not needed, then sign.
review-never = Nobody has signed a review yet, so one is due.
review-due = A review is due: the last was signed by { $person } { $when }.
review-last = Last signed by { $person } { $when }.
review-facts = { $grants } roles; not used for 90 days: { $unused }; never used: { $never }; ending within 30 days: { $ending }.
review-which = Show
review-all = All roles
review-mark-never = Never used
review-mark-unused = Not used for 90 days
review-mark-ending = Ending soon
review-mark-fine = In use
review-used = Last used
review-not-yet = Not yet
review-none = No role is like that.
review-sign = Sign the review
review-note = Note
    .hint = What you looked at, and what you found.
review-sign-do = I have looked through all roles
review-was-signed = The review is signed.
review-signed = Signed reviews
review-what = What was signed
error-review-changed = The roles have changed meanwhile
    .detail = Look through the list once more, then sign.
activity-signReview = signed an access review
