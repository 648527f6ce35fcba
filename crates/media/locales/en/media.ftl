# Lessons, films and documents.
kind-video = Video
kind-document = Document
kind-text = Text
save = Save

lesson-steps = Lessons before and after
lesson-number = Lesson { $number } of { $count }
lesson-previous = Previous lesson: { $title }
lesson-next = Next lesson
lesson-last = That was the last lesson
lesson-back = Back to the course
lesson-edit = Edit
lesson-preview = Preview

lesson-text = Text
lesson-text-hint = Markdown: # for a heading, * for a list, **bold**, [a link](https://example.org).
lesson-notes = Text under it
lesson-notes-hint = For notes and links; Markdown works here.
lesson-saved = Saved.
about-lesson = About the lesson

player-continue-at = Continue at {"{"}time{"}"}
player-restart = Start over
player-speed = Speed
player-keys = Keys
film-missing = The film has not been uploaded yet.
keys-title = Keys for the player
key-space = Space
keys-play = Play or pause
keys-ten = Ten seconds back or forward
keys-five = Five seconds back or forward
keys-loud = Louder or softer
keys-mute = Sound off or on
keys-full = Full screen
keys-tenths = Go to that tenth of the film
keys-speed = Slower or faster
keys-close = Close

document-open = Open
document-open-long = Open the document
document-download = Download
document-not-shown = This browser does not show documents inside a page.
document-missing = The document has not been uploaded yet.

the-film = The film
the-document = The document
replace-film = Replace the film
replace-document = Replace the document
sealed = Sealed
file-received = { $name } is uploaded and sealed.
drop-film = Drop a film here
drop-film-hint = or choose one from your device. MP4 with H.264, up to { $limit }. It is sealed as it arrives.
drop-pdf = Drop a PDF or a picture here
drop-pdf-hint = or choose one from your device. PDF, PNG, JPEG, WebP or GIF, up to { $limit }. It is sealed as it arrives.

upload-send = Upload
upload-remembered = You were uploading {"{"}name{"}"}. Choose the same file again, and it goes on where it stopped.
upload-not-film = This is not an MP4 film. Export it as MP4 with H.264 and choose that file.
upload-not-pdf = This is neither a PDF nor a picture. Save or print it as PDF and choose that file.

field-file-empty = The file is empty. Choose another one.
field-not-a-film = This is not an MP4 film. Export it as MP4 with H.264 and upload that file.
field-film-cut = The film ends too soon: it was not copied completely. Export or copy it again.
field-film-damaged = The film is damaged and cannot be read. Export it again.
field-film-without-picture = There is no picture in this film, only sound or text.
field-film-codec = Browsers cannot play this film. Export it as MP4 with H.264 and upload that file.
field-not-a-pdf = This is neither a PDF nor a picture. Save or print it as PDF and upload that file.
field-pdf-cut = The PDF ends too soon: it was not copied completely. Save it again.
field-not-a-picture = This is not a picture. Use a JPEG, PNG, WebP or GIF file.
field-picture-too-large = The picture is larger than 20 MB. Make it smaller.
error-upload-offset = The upload goes on somewhere else
    .detail = Ask where it stands (HEAD), and go on from there.
error-upload-parts = Not all parts are whole
    .detail = Only parts that were sent completely can be put together, each of them once.
error-too-many-uploads = Too many uploads are under way
    .detail = End some of them first, or wait until they are done.
field-other-kind = This lesson takes another kind of file.

# Taking files out, and putting them back.
remove-file-title = Remove the file
remove-file-ask = Remove “{ $name }” from its lesson?
remove-file-at-once = From that moment nobody sees it, and what is being watched is broken off. The lesson stays.
remove-file-until = Until { $day } you can put it back. Then it is destroyed for good, and its { $size } are free again.
remove-file = Remove the file
keep-file = Keep it
file-is-removed = “{ $name }” is removed.
file-is-restored = “{ $name }” is back.
gone-title = Recently removed
gone-lede = Kept for 30 days, then destroyed for good.
gone-empty = Nothing was removed lately
    .text = Lessons and files that are removed or replaced stay here for 30 days and can be brought back.
gone-what = What
gone-by = Removed by
gone-when = Removed
gone-until = Destroyed
gone-restore = Restore
gone-restore-this = Restore { $title }
gone-course = A course with all its lessons
gone-lesson-of = A lesson of { $course }
gone-file-of = A file of { $lesson }, { $size }
gone-file-replaced = A file of { $lesson }, { $size }. Another one stands in its place and would be removed instead.

# What is kept.
storage-title = Storage
storage-lede = What this account keeps, sealed. What was removed counts until it is destroyed.
storage-used = In use
storage-of-quota = { $used } of { $quota }
storage-left = { $left } left
storage-no-quota = Nothing limits how much this account may keep.
storage-films = Films
storage-documents = Documents
storage-papers = Other files
storage-others = Pictures and others
storage-renditions = Playback
storage-removed = Removed
storage-total = Altogether
storage-empty = Nothing is kept yet
    .text = Films and documents appear here once someone has uploaded one.
storage-courses = By course
storage-course = Course
storage-course-removed = removed

# The operator's page.
vault-title = Sealed objects
vault-lede = Whether all that is stored still opens, how the keys stand, and how much each account keeps and may keep.
vault-opens = Whether everything opens
vault-well = Nothing damaged, nothing overdue
vault-unwell = Look at this
vault-checked = { $checked } of { $objects } objects were opened to their last byte within the last 30 days.
vault-fresh = { $count ->
    [one] 1 came within the last day and is not due yet
   *[other] { $count } came within the last day and are not due yet
}
vault-coverage = { $percent } % looked at in time
vault-damaged = { $count ->
    [0] none damaged
    [one] 1 damaged
   *[other] { $count } damaged
}
vault-last = last one
vault-damaged-list = Damaged objects
vault-where = Where
vault-what = What is wrong
vault-lesson = Lesson
vault-since = Known
vault-damaged-do = Put the file back from a backup, under the same name. It is opened again within a day; tutela vault verify does it at once.
vault-keys = Keys
vault-keys-of = { $count ->
    [one] 1 account has a key
   *[other] { $count } accounts have a key
}
vault-keys-under-way = { $count ->
    [one] 1 account still keeps a former key
   *[other] { $count } accounts still keep a former key
}
vault-keys-destroyed = { $count ->
    [one] the key of 1 account was destroyed
   *[other] the keys of { $count } accounts were destroyed
}
vault-keys-latest = the newest was made
vault-keys-root = The root key is changed at the machine itself: tutela vault rotate --root
vault-accounts = Accounts
vault-account = Account
vault-no-accounts = There are no accounts yet.
quota = Quota in GB
quota-hint = An empty field lifts the quota. Lowering it removes nothing; it stops further uploads.
quota-used = Of its quota
quota-none = none
quota-of = Quota of { $name } in gigabytes
quota-is-set = The quota is set.
key-turn = New key
key-turn-of = Give { $name } a new key
key-is-new = A new key seals from now on. What is stored stays as it is; its keys are wrapped anew in the background.

field-quota-number = Give a number of gigabytes, such as 50 or 0.5
field-quota-too-large = This is more than any disk holds
error-key-destroyed = The key of this account is destroyed
    .detail = Nothing that it has uploaded can be opened, and nothing new is taken.
attachments = Attachments
attachments-none = Files to take along: a PDF, a picture, a document or a table of an office program, a plain text.
attachment-hint = Drop files here, or choose them. PDF, pictures, docx, xlsx, pptx, odt, ods, odp, text and csv.
attachment-add = Attach
attachment-up = Move { $name } up
attachment-down = Move { $name } down
attachment-remove = Remove { $name }
attachment-remove-ask = Remove { $name }?
attachment-remove-loses = Learners no longer find it here.
attachment-remove-yes = Remove it
attachment-keep = Keep it
attachment-removed = { $name } is no longer attached.
error-attachments-full = This lesson has 50 attachments already
    .detail = Remove one that is no longer needed, then attach this one.

field-picture-points = The picture has too many points. Make it smaller, at most 32 megapixels.
field-picture-damaged = The picture is damaged and cannot be read. Save it again.
field-attachment-kind = This kind of file is not attached here. Take a PDF, a picture, an office file (docx, xlsx, pptx, odt, ods, odp) or a text that ends in txt, md or csv.
field-office-damaged = The office file is damaged, or locked with a password. Save it again without one.
field-office-bomb = The office file would unpack to far more than it is, so it is not taken.
field-office-climbs = The office file holds names that lead out of it, so it is not taken.
field-office-macros = The office file holds macros. Save it without them and attach that one.
field-file-malicious = The virus scanner found { $name } in this file, so it was not kept.
field-file-unseen = The virus scanner could not look at this file, so it was not kept. Try again later, or tell the person who runs this installation.
