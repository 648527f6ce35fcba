# Lektioner, film og dokumenter.
kind-video = Video
kind-document = Dokument
kind-text = Tekst
save = Gem

lesson-steps = Lektioner før og efter
lesson-number = Lektion { $number } af { $count }
lesson-previous = Forrige lektion: { $title }
lesson-next = Næste lektion
lesson-last = Det var den sidste lektion
lesson-back = Tilbage til kurset
lesson-edit = Rediger
lesson-preview = Vis

lesson-text = Tekst
lesson-text-hint = Markdown: # til en overskrift, * til en liste, **fed**, [et link](https://example.org).
lesson-notes = Tekst nedenunder
lesson-notes-hint = Til noter og links; Markdown virker her.
lesson-saved = Gemt.
about-lesson = Om lektionen

player-continue-at = Fortsæt ved {"{"}time{"}"}
player-restart = Start forfra
player-speed = Hastighed
player-keys = Taster
film-missing = Filmen er ikke uploadet endnu.
keys-title = Taster til afspilleren
key-space = Mellemrum
keys-play = Afspil eller pause
keys-ten = Ti sekunder tilbage eller frem
keys-five = Fem sekunder tilbage eller frem
keys-loud = Højere eller lavere
keys-mute = Lyd fra eller til
keys-full = Fuld skærm
keys-tenths = Gå til den tiendedel af filmen
keys-speed = Langsommere eller hurtigere
keys-close = Luk

document-open = Åbn
document-open-long = Åbn dokumentet
document-download = Hent
document-not-shown = Denne browser viser ikke dokumenter inde i en side.
document-missing = Dokumentet er ikke uploadet endnu.

the-film = Filmen
the-document = Dokumentet
replace-film = Udskift filmen
replace-document = Udskift dokumentet
sealed = Forseglet
file-received = { $name } er uploadet og forseglet.
drop-film = Slip en film her
drop-film-hint = eller vælg en fra din enhed. MP4 med H.264, op til { $limit }. Den forsegles, mens den kommer ind.
drop-pdf = Slip en PDF her
drop-pdf-hint = eller vælg en fra din enhed. PDF, op til { $limit }. Den forsegles, mens den kommer ind.

upload-send = Upload
upload-uploading = Uploader
upload-speed = {"{"}speed{"}"} i sekundet
upload-left = {"{"}time{"}"} tilbage
upload-sent = {"{"}sent{"}"} af {"{"}total{"}"}
upload-finishing = Filen forsegles
upload-ready = Klar
upload-failed = Ikke uploadet
upload-offline = Forbindelsen blev afbrudt. Intet er gået tabt her; prøv igen.
upload-too-large = Filen er større end {"{"}limit{"}"}, det meste der tages imod her.
upload-not-film = Det er ikke en MP4-film. Eksportér den som MP4 med H.264, og vælg den fil.
upload-not-pdf = Det er ikke en PDF. Gem eller udskriv den som PDF, og vælg den fil.
upload-refused = Serveren tog ikke imod filen. Prøv igen om et øjeblik.
upload-cancelled = Annulleret. Intet blev gemt.
upload-retry = Prøv igen
upload-other = Vælg en anden fil
upload-cancel = Annuller

field-file-empty = Filen er tom. Vælg en anden.
field-not-a-film = Det er ikke en MP4-film. Eksportér den som MP4 med H.264, og upload den fil.
field-film-cut = Filmen slutter for tidligt: den blev ikke kopieret helt. Eksportér eller kopiér den igen.
field-film-damaged = Filmen er beskadiget og kan ikke læses. Eksportér den igen.
field-film-without-picture = Der er intet billede i filmen, kun lyd eller tekst.
field-film-codec = Browsere kan ikke afspille denne film. Eksportér den som MP4 med H.264, og upload den fil.
field-not-a-pdf = Det er ikke en PDF. Gem eller udskriv den som PDF, og upload den fil.
field-pdf-cut = PDF'en slutter for tidligt: den blev ikke kopieret helt. Gem den igen.
field-not-a-picture = Det er ikke et billede. Brug en JPEG-, PNG- eller WebP-fil.
field-picture-too-large = Billedet er større end 5 MB. Gør det mindre.
field-other-kind = Denne lektion tager en anden slags fil.
