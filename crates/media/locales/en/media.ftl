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
