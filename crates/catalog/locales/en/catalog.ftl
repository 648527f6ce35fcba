# Channels, courses, lessons.

catalog-save = Save
catalog-saved = Saved.
catalog-cancel = Cancel
catalog-channels = Channels
catalog-courses = Courses
catalog-to-roles = People and roles
catalog-no-channels = Begin with a channel
    .text = A channel gathers courses on one subject, with its own managers. Most schools begin with one and add more when someone else takes over a subject.
catalog-nothing = Nothing for you here yet
    .text = The channels and courses of this account appear here when someone gives you a place on one.

state-draft = Draft
state-published = Published

# The first page.
home-greeting = Good to see you, { $name }
home-left-off = Where you left off · { $channel }
home-begin = Begin here · { $channel }
home-learning = All my courses
home-channels = Channels you run
home-drafts = Not yet published
home-working = Courses you work on
home-accounts = Where you belong
home-platform = All accounts of this installation
home-empty = No courses yet
    .text = Courses appear here when someone gives you a place on one. If you expected to find one, ask the person who invited you.

# Channels.
channel-new = New channel
channel-first = Make the first channel
channel-make = Make channel
channel-what = A channel gathers courses on one subject, with its own managers.
channel-edit = Edit channel
channel-name = Name
    .hint = Short, as on the door of a room.
channel-summary = What it is about
channel-empty = No courses yet
    .text = A course is a row of lessons: films, documents and texts. Nobody sees it until you publish it.
channel-courses = { $count ->
    [0] No courses
    [one] 1 course
   *[other] { $count } courses
}
channel-drafts = { $count ->
    [one] 1 draft
   *[other] { $count } drafts
}

# Courses.
course-new = New course
course-first = Make the first course
course-make = Make course
course-what = Give it a title now; its lessons come on the next page. Nobody sees it until you publish it.
course-title = Title
course-summary = What it is about
    .hint = Learners read this before they begin.
course-about = Title and summary
course-edit = Edit
course-lessons = { $count ->
    [0] No lessons
    [one] 1 lesson
   *[other] { $count } lessons
}
course-shows-lessons = Lessons
course-no-lessons = There are no lessons yet.
course-not-begun = Not begun
course-progress = Lesson { $number } of { $count }
course-start = Start
course-continue = Continue with lesson { $number }
course-continue-at = Continue at { $time }
course-preview = Preview: learners do not see this yet
course-go-on-editing = Go on editing
course-draft = Draft: only editors see it
course-look = See it as learners do
course-to-preview = Preview
course-publish = Publish
course-publish-again = Publish what is new
course-publish-ask = Publish “{ $title }”?
course-publish-shows = { $count ->
    [one] Its learners see the lesson that is ready.
   *[other] Its learners see the { $count } lessons that are ready.
}
course-publish-waits = { $count ->
    [one] The one that waits stays hidden until it is ready and you publish again.
   *[other] The { $count } that wait stay hidden until they are ready and you publish again.
}
course-publish-not = Not yet
course-is-published = Published. Lessons that learners see now: { $lessons }.
course-unpublish = Take back
course-unpublish-ask = Take “{ $title }” back?
course-unpublish-hides = Its learners no longer see it. Their places are kept, and you can publish it again at any time.
course-unpublish-not = Leave it published
course-is-hidden = Taken back. Learners no longer see it.
course-not-ready = You can publish when one lesson has something in it: open one and add its film, document or text.
course-first-lesson = The first lesson
    .text = Give it a title and choose what it is. You add the film, the document or the text on the next page, and publish when you are content.

# Lessons.
lesson-kind = What it is
lesson-kind-video = Video
lesson-kind-document = Document
lesson-kind-text = Text
lesson-hint-video = A film of your own, MP4
lesson-hint-document = A PDF to read or print
lesson-hint-text = Written here, in Markdown
lesson-reading = { $time } read
lesson-ready = Ready
lesson-waits-video = Waits for its film
lesson-waits-document = Waits for its file
lesson-waits-text = Waits for its text
lesson-here = You are at { $time }
lesson-progress = { $time } of { $length }
course-drop = Several files at once
    .hint = Drop films, PDFs and pictures here, or choose them. Each becomes a lesson, as a draft.

lesson-add = Add a lesson
lesson-add-it = Add lesson
lesson-title = Title
lesson-move = Move { $title }
lesson-move-up = Move { $title } up
lesson-move-down = Move { $title } down
lesson-move-help = Use the arrow keys to move a lesson up or down.
lesson-moved = {"{"}name{"}"} is now lesson {"{"}place{"}"} of {"{"}count{"}"}.
lesson-not-moved = The new order was not saved. The old one is back.

# Removing, and bringing back.
remove-title = Remove
remove-at-once = From that moment nobody sees it, and what is being watched is broken off.
remove-goes = What goes with it
remove-until = Until { $day } you can bring it back with all that is in it. Then its films, documents and texts are destroyed for good.
remove-lesson = Remove lesson
remove-lesson-ask = Remove “{ $title }”?
remove-lesson-films = A film of { $time }
remove-lesson-learners = { $count ->
    [one] The place of 1 person who has opened it
   *[other] The places of { $count } people who have opened it
}
remove-course = Remove course
remove-course-ask = Remove “{ $title }” with all its lessons?
remove-course-films = Films of { $time }
remove-course-learners = { $count ->
    [one] 1 learner loses access
   *[other] { $count } learners lose access
}
lesson-remove-this = Remove { $title }
lesson-is-removed = “{ $title }” is removed.
lesson-is-restored = The lesson is back.
course-is-removed = “{ $title }” is removed.
course-is-restored = The course is back, with its people.
removed-title = Recently removed
removed-courses-lede = Courses of this channel. After 30 days they are destroyed with all that is in them.
removed-empty = Nothing was removed lately
    .text = What you remove stays here for 30 days and can be brought back.
removed-what = What
removed-by = Removed by
removed-when = Removed
removed-until = Destroyed
restore = Restore
restore-this = Restore { $title }

# What goes wrong.
field-not-the-lessons = Name each lesson of the course once; someone may have added one meanwhile
error-course-empty = There is nothing to publish yet
    .detail = A course needs at least one lesson with something in it: a film, a document or a text.
error-course-full = This course is full
    .detail = A course has at most 500 lessons. Make a second one for what comes next.
