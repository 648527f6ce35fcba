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
drop-pdf = Drop a PDF here
drop-pdf-hint = or choose one from your device. PDF, up to { $limit }. It is sealed as it arrives.

upload-send = Upload
upload-uploading = Uploading
upload-speed = {"{"}speed{"}"} a second
upload-left = {"{"}time{"}"} left
upload-sent = {"{"}sent{"}"} of {"{"}total{"}"}
upload-finishing = Sealing the file
upload-ready = Ready
upload-failed = Not uploaded
upload-offline = The connection broke. Nothing is lost here; try again.
upload-too-large = The file is larger than {"{"}limit{"}"}, the most that is taken here.
upload-not-film = This is not an MP4 film. Export it as MP4 with H.264 and choose that file.
upload-not-pdf = This is not a PDF. Save or print it as PDF and choose that file.
upload-refused = The server did not take the file. Try again in a moment.
upload-cancelled = Cancelled. Nothing was kept.
upload-retry = Try again
upload-other = Choose another file
upload-cancel = Cancel

field-file-empty = The file is empty. Choose another one.
field-not-a-film = This is not an MP4 film. Export it as MP4 with H.264 and upload that file.
field-film-cut = The film ends too soon: it was not copied completely. Export or copy it again.
field-film-damaged = The film is damaged and cannot be read. Export it again.
field-film-without-picture = There is no picture in this film, only sound or text.
field-film-codec = Browsers cannot play this film. Export it as MP4 with H.264 and upload that file.
field-not-a-pdf = This is not a PDF. Save or print it as PDF and upload that file.
field-pdf-cut = The PDF ends too soon: it was not copied completely. Save it again.
field-not-a-picture = This is not a picture. Use a JPEG, PNG or WebP file.
field-picture-too-large = The picture is larger than 5 MB. Make it smaller.
field-other-kind = This lesson takes another kind of file.
