# What all pages share.

skip = Skip to the content
nav-main = Main
nav-menu = Main, in the menu
crumbs = Breadcrumb
home = My courses
sign-out = Sign out
bell = { $count ->
        [0] Notifications
        [one] Notifications: one new
       *[other] Notifications: { $count } new
    }
nav-own = Your own
own-contacts = How you are reached
own-activities = What you did
own-security = Sign-in and security
own-tokens = API tokens
language-switch = Language
undo = Undo
optional = (optional)
show = Show
hide = Hide
title-with-error = Error: { $title }
built-on = { $brand } on { $product }
door-motto = Learn in peace. Nobody is watching.

# Errors: the title, and what to do.
error-not-signed-in = Sign in first
    .detail = Nobody is signed in, or the sign-in has ended.
error-not-found = There is nothing here
    .detail = The page may have moved, or it belongs to someone else. What you may not see looks exactly like what does not exist.
error-forbidden = You may not do this
    .detail = You can see this page, but your role here does not allow what you tried.
error-proof-needed = Prove once more who you are
    .detail = This takes a password, code or passkey shown within the last 15 minutes. Programs call the operation reauthenticate (POST /api/v1/session/proof) and try again with the token it gives.
error-not-by-token = An API token does not do this
    .detail = It takes you yourself: sign in and do it there. A token sees nothing of its person's own, proves nothing, and changes nothing about sign-ins.
error-second-factor-needed = Set up a second factor first
    .detail = Your role here counts once you have a second factor: an authenticator app or a passkey. Programs call enrollTotp (POST /api/v1/me/totp).
error-cross-site = This came from somewhere else
    .detail = The request did not come from one of our own pages, so it was not carried out. Open the page here and try once more.
error-fields = Something is missing or wrong
    .detail = Put the named fields right and send again.
error-conflict = That does not fit any more
    .detail = Something changed meanwhile. Look at the page again, then decide.
error-malformed = This cannot be read
    .detail = The request does not have the form that is expected here.
error-malformed-json = This is not valid JSON
    .detail = The JSON breaks off or goes wrong in line { $line }, column { $column }.
error-too-large = This is too large
    .detail = At most { $limit } can be sent here.
error-over-quota = There is no room left for this
    .detail = The account has { $left } left. Delete what it no longer needs, or ask whoever runs this installation for more.
error-locked = This upload is being written to
    .detail = Another connection is sending to it. Go on when that one has ended.
error-checksum = What arrived is not what was sent
    .detail = The checksum does not fit, so nothing of this part was kept. Send it again.
error-protocol = This version of tus is not spoken here
    .detail = Say Tus-Resumable: 1.0.0.
error-media-type = This kind of content is not taken here
    .detail = Expected: { $expected }.
error-method = This cannot be done here
    .detail = The address exists, but not for this kind of request.
error-timeout = That took too long
    .detail = The request did not arrive in time. Nothing was saved; try once more.
error-range = This part does not exist
    .detail = The range asked for lies outside the { $size } that there are.
error-several-ranges = One part at a time
    .detail = Ask for one range of bytes only.
error-too-many = Too many tries
    .detail = Wait { $wait }, then try again.
error-busy = Back in a moment
    .detail = The house is being looked after, or its database is out of reach. Nothing is lost. Try again in a minute.
error-full = No space is left
    .detail = The storage of this installation is full. What you sent was not saved; tell the person who runs it.
error-damaged = This file cannot be opened
    .detail = What is stored does not pass its check, so it is not shown. It is written down and will be looked at.
error-internal = Something broke on our side
    .detail = It is written down and will be looked at. What you sent was not saved; go back and try once more.
error-code-number = { $name }, { $status }
error-code-id = { $name }, { $status }. Tell the number { $id } if you ask about it.
go-home = Go to my courses
proof-title = Is it you?
proof-lede = What comes next is worth a second look. Type your password; what you have filled in is kept.
proof-password = Password
proof-do = Go on
try-again = Try again

# Errors at a field.
errors-title = { $count ->
    [one] One thing to put right
   *[other] { $count } things to put right
}
field-required = Fill this in
field-too-short = Use at least { $min } characters
field-too-long = Use at most { $max } characters
field-invalid = This is not what is expected here
field-number = Give a whole number
field-taken = This is taken already; choose another
field-unknown = This field is not known here
field-choice = Choose one of the list

# Sizes and times.
size-bytes = { $count ->
    [one] 1 byte
   *[other] { $count } bytes
}
hours-short = h
time-now = just now
time-minutes-ago = { $count ->
    [one] a minute ago
   *[other] { $count } minutes ago
}
time-hours-ago = { $count ->
    [one] an hour ago
   *[other] { $count } hours ago
}
time-days-ago = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}
time-in-minutes = { $count ->
    [one] in a minute
   *[other] in { $count } minutes
}
time-in-hours = { $count ->
    [one] in an hour
   *[other] in { $count } hours
}
time-in-days = { $count ->
    [one] tomorrow
   *[other] in { $count } days
}
date-day = { $day } { $month } { $year }
date-on = on { $day }
date-exact = { $day } at { $time } UTC
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

# The tabs of an account.
tab-channels = Channels
tab-people = People
tab-roles = Roles
tab-activities = Activities
tab-storage = Storage
tab-security = Security
foot-policy = Who may do what

# Files on their way.
upload-uploading = Uploading
upload-paused = Paused
upload-waiting = Waiting for the line
upload-queued = Waiting its turn
upload-speed = {"{"}speed{"}"} a second
upload-left = {"{"}time{"}"} left
upload-sent = {"{"}sent{"}"} of {"{"}total{"}"}
upload-finishing = Sealing the file
upload-ready = Ready
upload-failed = Not uploaded
upload-too-large = The file is larger than {"{"}limit{"}"}, the most that is taken here.
upload-refused = The server did not take the file. Try again in a moment.
upload-cancelled = Cancelled. Nothing was kept.
upload-wrong-type = This kind of file is not taken here.
upload-open = Open the lesson
upload-retry = Try again
upload-other = Choose another file
upload-pause = Pause
upload-resume = Go on
upload-cancel = Cancel
