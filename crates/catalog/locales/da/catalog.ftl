# Kanaler, kurser, lektioner.

catalog-save = Gem
catalog-saved = Gemt.
catalog-cancel = Annuller
catalog-channels = Kanaler
catalog-courses = Kurser
catalog-to-roles = Personer og roller
catalog-no-channels = Begynd med en kanal
    .text = En kanal samler kurser om ét emne og har sine egne ledere. De fleste skoler begynder med én og laver flere, når en anden overtager et emne.
catalog-nothing = Her er ikke noget til dig endnu
    .text = Kanaler og kurser vises her, når nogen giver dig en plads på et af dem.

state-draft = Kladde
state-published = Udgivet

# Den første side.
home-greeting = Godt at se dig, { $name }
home-left-off = Her slap du · { $channel }
home-begin = Begynd her · { $channel }
home-learning = Alle mine kurser
home-channels = Kanaler, du leder
home-drafts = Endnu ikke udgivet
home-working = Kurser, du arbejder på
home-accounts = Her hører du til
home-platform = Alle konti i denne installation
home-empty = Ingen kurser endnu
    .text = Kurser vises her, når nogen giver dig en plads på et. Hvis du ventede at finde et, så spørg den, der inviterede dig.

# Kanaler.
channel-new = Ny kanal
channel-first = Lav den første kanal
channel-make = Lav kanal
channel-what = En kanal samler kurser om ét emne og har sine egne ledere.
channel-edit = Rediger kanal
channel-name = Navn
    .hint = Kort, som på en dør.
channel-summary = Hvad den handler om
channel-empty = Ingen kurser endnu
    .text = Et kursus er en række lektioner: film, dokumenter og tekster. Ingen ser det, før du udgiver det.
channel-courses = { $count ->
    [0] Ingen kurser
    [one] 1 kursus
   *[other] { $count } kurser
}
channel-drafts = { $count ->
    [one] 1 kladde
   *[other] { $count } kladder
}

# Kurser.
course-new = Nyt kursus
course-first = Lav det første kursus
course-make = Lav kursus
course-what = Giv det en titel nu; lektionerne kommer på næste side. Ingen ser det, før du udgiver det.
course-title = Titel
course-summary = Hvad det handler om
    .hint = Deltagerne læser dette, før de begynder.
course-about = Titel og beskrivelse
course-edit = Rediger
course-lessons = { $count ->
    [0] Ingen lektioner
    [one] 1 lektion
   *[other] { $count } lektioner
}
course-shows-lessons = Lektioner
course-no-lessons = Der er ingen lektioner endnu.
course-not-begun = Ikke begyndt
course-progress = Lektion { $number } af { $count }
course-start = Begynd
course-continue = Fortsæt med lektion { $number }
course-continue-at = Fortsæt ved { $time }
course-preview = Forhåndsvisning: deltagerne ser det ikke endnu
course-go-on-editing = Rediger videre
course-draft = Kladde: kun redaktører ser den
course-look = Se det, som deltagerne ser det
course-to-preview = Forhåndsvisning
course-publish = Udgiv
course-publish-again = Udgiv det nye
course-publish-ask = Udgiv »{ $title }«?
course-publish-shows = { $count ->
    [one] Deltagerne ser den lektion, der er klar.
   *[other] Deltagerne ser de { $count } lektioner, der er klar.
}
course-publish-waits = { $count ->
    [one] Den, der venter, forbliver skjult, til den er klar og du udgiver igen.
   *[other] De { $count }, der venter, forbliver skjult, til de er klar og du udgiver igen.
}
course-publish-not = Ikke endnu
course-is-published = Udgivet. Antal lektioner, som deltagerne nu ser: { $lessons }.
course-unpublish = Træk tilbage
course-unpublish-ask = Træk »{ $title }« tilbage?
course-unpublish-hides = Deltagerne ser det ikke længere. Deres pladser huskes, og du kan udgive det igen når som helst.
course-unpublish-not = Lad det være udgivet
course-is-hidden = Trukket tilbage. Deltagerne ser det ikke længere.
course-not-ready = Du kan udgive, når én lektion har indhold: åbn en, og tilføj dens film, dokument eller tekst.
course-first-lesson = Den første lektion
    .text = Giv den en titel, og vælg, hvad den er. Filmen, dokumentet eller teksten tilføjer du på næste side, og du udgiver, når du er tilfreds.

# Lektioner.
lesson-kind = Hvad den er
lesson-kind-video = Video
lesson-kind-document = Dokument
lesson-kind-text = Tekst
lesson-hint-video = Din egen film, MP4
lesson-hint-document = En PDF til at læse eller printe
lesson-hint-text = Skrevet her, i Markdown
lesson-reading = { $time } at læse
lesson-ready = Klar
lesson-waits-video = Venter på sin film
lesson-waits-document = Venter på sin fil
lesson-waits-text = Venter på sin tekst
lesson-here = Du er ved { $time }
lesson-progress = { $time } af { $length }
course-drop = Flere filer på én gang
    .hint = Slip film, PDF'er og billeder her, eller vælg dem. Hver bliver en lektion, som kladde.

lesson-add = Tilføj en lektion
lesson-add-it = Tilføj lektion
lesson-title = Titel
lesson-move = Flyt { $title }
lesson-move-up = Flyt { $title } op
lesson-move-down = Flyt { $title } ned
lesson-move-help = Brug piletasterne til at flytte en lektion op eller ned.
lesson-moved = {"{"}name{"}"} er nu lektion {"{"}place{"}"} af {"{"}count{"}"}.
lesson-not-moved = Den nye rækkefølge blev ikke gemt. Den gamle er tilbage.

# Fjerne og hente tilbage.
remove-title = Fjern
remove-at-once = Fra det øjeblik ser ingen det, og det, der bliver set, afbrydes.
remove-goes = Det forsvinder sammen med det
remove-until = Indtil { $day } kan du hente det tilbage med alt, hvad der er i det. Derefter slettes film, dokumenter og tekster for altid.
remove-lesson = Fjern lektion
remove-lesson-ask = Fjern “{ $title }”?
remove-lesson-films = En film på { $time }
remove-lesson-learners = { $count ->
    [one] Stedet for 1 person, der har åbnet den
   *[other] Stederne for { $count } personer, der har åbnet den
}
remove-course = Fjern kursus
remove-course-ask = Fjern “{ $title }” med alle lektioner?
remove-course-films = Film på { $time }
remove-course-learners = { $count ->
    [one] 1 deltager mister adgang
   *[other] { $count } deltagere mister adgang
}
lesson-remove-this = Fjern { $title }
lesson-is-removed = “{ $title }” er fjernet.
lesson-is-restored = Lektionen er tilbage.
course-is-removed = “{ $title }” er fjernet.
course-is-restored = Kurset er tilbage med sine personer.
removed-title = Fjernet for nylig
removed-courses-lede = Kurser i denne kanal. Efter 30 dage slettes de med alt, hvad der er i dem.
removed-empty = Intet er fjernet for nylig
    .text = Det, du fjerner, ligger her i 30 dage og kan hentes tilbage.
removed-what = Hvad
removed-by = Fjernet af
removed-when = Fjernet
removed-until = Slettes
restore = Hent tilbage
restore-this = Hent { $title } tilbage

# Hvad der går galt.
field-not-the-lessons = Nævn hver af kursets lektioner én gang; nogen kan have tilføjet en imens
error-course-empty = Der er ikke noget at udgive endnu
    .detail = Et kursus skal have mindst én lektion med indhold: en film, et dokument eller en tekst.
error-course-full = Kurset er fuldt
    .detail = Et kursus har højst 500 lektioner. Lav et nyt til det, der kommer bagefter.
