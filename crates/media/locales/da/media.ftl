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
drop-pdf = Slip en PDF eller et billede her
drop-pdf-hint = eller vælg en fra din enhed. PDF, PNG, JPEG, WebP eller GIF, op til { $limit }. Den forsegles, mens den kommer ind.

upload-send = Upload
upload-remembered = Du var ved at uploade {"{"}name{"}"}. Vælg den samme fil igen, så fortsætter den, hvor den stoppede.
upload-not-film = Det er ikke en MP4-film. Eksportér den som MP4 med H.264, og vælg den fil.
upload-not-pdf = Det er hverken en PDF eller et billede. Gem eller udskriv den som PDF, og vælg den fil.

field-file-empty = Filen er tom. Vælg en anden.
field-not-a-film = Det er ikke en MP4-film. Eksportér den som MP4 med H.264, og upload den fil.
field-film-cut = Filmen slutter for tidligt: den blev ikke kopieret helt. Eksportér eller kopiér den igen.
field-film-damaged = Filmen er beskadiget og kan ikke læses. Eksportér den igen.
field-film-without-picture = Der er intet billede i filmen, kun lyd eller tekst.
field-film-codec = Browsere kan ikke afspille denne film. Eksportér den som MP4 med H.264, og upload den fil.
field-not-a-pdf = Det er hverken en PDF eller et billede. Gem eller udskriv den som PDF, og upload den fil.
field-pdf-cut = PDF'en slutter for tidligt: den blev ikke kopieret helt. Gem den igen.
field-not-a-picture = Det er ikke et billede. Brug en JPEG-, PNG-, WebP- eller GIF-fil.
field-picture-too-large = Billedet er større end 20 MB. Gør det mindre.
error-upload-offset = Uploaden fortsætter et andet sted
    .detail = Spørg, hvor langt den er (HEAD), og fortsæt derfra.
error-upload-parts = Ikke alle dele er hele
    .detail = Kun dele, der er sendt helt, kan sættes sammen, hver af dem én gang.
error-too-many-uploads = For mange uploads er i gang
    .detail = Afslut nogle af dem først, eller vent, til de er færdige.
field-other-kind = Denne lektion tager en anden slags fil.

# Tage filer ud og lægge dem tilbage.
remove-file-title = Fjern filen
remove-file-ask = Fjern “{ $name }” fra lektionen?
remove-file-at-once = Fra det øjeblik ser ingen den, og det, der bliver set, afbrydes. Lektionen bliver.
remove-file-until = Indtil { $day } kan du lægge den tilbage. Derefter slettes den for altid, og dens { $size } er fri igen.
remove-file = Fjern filen
keep-file = Behold den
file-is-removed = “{ $name }” er fjernet.
file-is-restored = “{ $name }” er tilbage.
gone-title = Fjernet for nylig
gone-lede = Gemmes i 30 dage og slettes så for altid.
gone-empty = Intet er fjernet for nylig
    .text = Lektioner og filer, der fjernes eller erstattes, ligger her i 30 dage og kan hentes tilbage.
gone-what = Hvad
gone-by = Fjernet af
gone-when = Fjernet
gone-until = Slettes
gone-restore = Hent tilbage
gone-restore-this = Hent { $title } tilbage
gone-course = Et kursus med alle lektioner
gone-lesson-of = En lektion i { $course }
gone-file-of = En fil i { $lesson }, { $size }
gone-file-replaced = En fil i { $lesson }, { $size }. En anden står på dens plads og ville blive fjernet i stedet.

# Det, der gemmes.
storage-title = Lager
storage-lede = Hvad denne konto gemmer, forseglet. Det fjernede tæller med, indtil det slettes.
storage-used = I brug
storage-of-quota = { $used } af { $quota }
storage-left = { $left } tilbage
storage-no-quota = Intet begrænser, hvor meget kontoen må gemme.
storage-films = Film
storage-documents = Dokumenter
storage-papers = Andre filer
storage-others = Billeder og andet
storage-renditions = Afspilning
storage-removed = Fjernet
storage-total = I alt
storage-empty = Intet er gemt endnu
    .text = Film og dokumenter vises her, når nogen har uploadet.
storage-courses = Efter kursus
storage-course = Kursus
storage-course-removed = fjernet

# Driftens side.
vault-title = Forseglede objekter
vault-lede = Om alt, der er gemt, stadig kan åbnes, hvordan nøglerne står, og hvor meget hver konto gemmer og må gemme.
vault-opens = Om alt kan åbnes
vault-well = Intet beskadiget, intet forsinket
vault-unwell = Se på dette
vault-checked = { $checked } af { $objects } objekter er åbnet til sidste byte inden for de sidste 30 dage.
vault-fresh = { $count ->
    [one] 1 kom inden for det sidste døgn og er ikke på tur endnu
   *[other] { $count } kom inden for det sidste døgn og er ikke på tur endnu
}
vault-coverage = { $percent } % set i tide
vault-damaged = { $count ->
    [0] ingen beskadiget
    [one] 1 beskadiget
   *[other] { $count } beskadigede
}
vault-last = den seneste
vault-damaged-list = Beskadigede objekter
vault-where = Hvor
vault-what = Hvad der er galt
vault-lesson = Lektion
vault-since = Kendt
vault-damaged-do = Læg filen tilbage fra en sikkerhedskopi under samme navn. Den åbnes igen inden for et døgn; tutela vault verify gør det med det samme.
vault-keys = Nøgler
vault-keys-of = { $count ->
    [one] 1 konto har en nøgle
   *[other] { $count } konti har en nøgle
}
vault-keys-under-way = { $count ->
    [one] 1 konto har stadig en tidligere nøgle
   *[other] { $count } konti har stadig en tidligere nøgle
}
vault-keys-destroyed = { $count ->
    [one] nøglen til 1 konto er ødelagt
   *[other] nøglerne til { $count } konti er ødelagt
}
vault-keys-latest = den nyeste blev lavet
vault-keys-root = Rodnøglen skiftes på selve maskinen: tutela vault rotate --root
vault-accounts = Konti
vault-account = Konto
vault-no-accounts = Der er ingen konti endnu.
quota = Kvote i GB
quota-hint = Et tomt felt ophæver kvoten. At sænke den fjerner intet; det stopper nye uploads.
quota-used = Af kvoten
quota-none = ingen
quota-of = Kvote for { $name } i gigabyte
quota-is-set = Kvoten er sat.
key-turn = Ny nøgle
key-turn-of = Giv { $name } en ny nøgle
key-is-new = En ny nøgle forsegler fra nu af. Det gemte bliver, som det er; dets nøgler pakkes ind på ny i baggrunden.

field-quota-number = Skriv et antal gigabyte, for eksempel 50 eller 0,5
field-quota-too-large = Det er mere, end nogen disk rummer
error-key-destroyed = Nøglen til denne konto er ødelagt
    .detail = Intet af det, den har uploadet, kan åbnes, og intet nyt tages imod.
attachments = Bilag
attachments-none = Filer til at tage med: en PDF, et billede, et dokument eller et regneark fra et kontorprogram, en ren tekst.
attachment-hint = Slip filer her, eller vælg dem. PDF, billeder, docx, xlsx, pptx, odt, ods, odp, tekst og csv.
attachment-add = Vedhæft
attachment-up = Flyt { $name } op
attachment-down = Flyt { $name } ned
attachment-remove = Fjern { $name }
attachment-remove-ask = Fjern { $name }?
attachment-remove-loses = Deltagerne finder den ikke længere her.
attachment-remove-yes = Fjern den
attachment-keep = Behold den
attachment-removed = { $name } er ikke længere vedhæftet.
error-attachments-full = Lektionen har allerede 50 bilag
    .detail = Fjern et, der ikke længere skal bruges, og vedhæft så dette.

field-picture-points = Billedet har for mange punkter. Gør det mindre, højst 32 megapixel.
field-picture-damaged = Billedet er beskadiget og kan ikke læses. Gem det igen.
field-attachment-kind = Den slags fil vedhæftes ikke her. Tag en PDF, et billede, en kontorfil (docx, xlsx, pptx, odt, ods, odp) eller en tekst, der ender på txt, md eller csv.
field-office-damaged = Kontorfilen er beskadiget eller låst med en adgangskode. Gem den igen uden.
field-office-bomb = Kontorfilen ville fylde langt mere udpakket, så den tages ikke imod.
field-office-climbs = Kontorfilen har navne, der fører ud af den, så den tages ikke imod.
field-office-macros = Kontorfilen indeholder makroer. Gem den uden, og vedhæft den.
field-file-malicious = Virusscanneren fandt { $name } i filen, så den blev ikke gemt.
field-file-unseen = Virusscanneren kunne ikke se på filen, så den blev ikke gemt. Prøv igen senere, eller sig det til den, der driver installationen.
