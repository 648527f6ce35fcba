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
password-enough = Long enough
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

# The link for a new person.
welcome-title = Welcome, { $name }
welcome-lede-both = { $from } has invited you to { $account }. Choose a password that only you know.
welcome-lede-account = You are invited to { $account }. Choose a password that only you know.
welcome-lede = You are invited. Choose a password that only you know.
welcome-hint = At least { $floor } characters. The link works once and stops working { $until }.
welcome-username = You sign in as
welcome-do = Save and go in
welcome-gone = This link does not work any more
welcome-gone-lede = It was used already, or its time is over. If you have set your password, sign in; otherwise ask the person who gave you the link for a new one.

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
field-username = Use letters, digits and the signs . _ - + @ only
link-again = New link
link-again-for = New link for { $name }
error-has-password = There is a password already
    .detail = This person has set a password, so no new link is made.
invitation-title = The invitation for { $name } is ready
invitation-lede = Hand over this link. It works once, stops working { $until }, and lets its reader choose a password that nobody else knows. It is not shown again.
invitation-link = Link for { $name }
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
account-channels = Channels
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

# Everywhere.
actions = Actions
cancel = Cancel
done = Done
keep = Keep
remove = Remove
pages = Pages
page-before = Before
page-after = After
pages-shown = { $first } to { $last } of { $total }
