# Hvad alle sider deler.

skip = Gå til indholdet
nav-main = Hovedmenu
nav-menu = Hovedmenu, i menuen
crumbs = Brødkrumme
home = Mine kurser
sign-out = Log ud
bell = { $count ->
        [0] Beskeder
        [one] Beskeder: én ny
       *[other] Beskeder: { $count } nye
    }
nav-own = Dit eget
own-contacts = Hvor du kan nås
own-activities = Hvad du har gjort
own-security = Login og sikkerhed
own-tokens = API-tokens
language-switch = Sprog
undo = Fortryd
optional = (valgfrit)
show = Vis
hide = Skjul
title-with-error = Fejl: { $title }
built-on = { $brand } på { $product }
door-motto = Lær i fred. Ingen kigger med.

# Fejl: overskriften, og hvad man gør.
error-not-signed-in = Log ind først
    .detail = Ingen er logget ind, eller du er blevet logget ud.
error-not-found = Her er ikke noget
    .detail = Siden kan være flyttet, eller den tilhører en anden. Det, du ikke må se, ser ud præcis som det, der ikke findes.
error-forbidden = Det må du ikke her
    .detail = Du kan se siden, men din rolle her tillader ikke det, du prøvede.
error-proof-needed = Vis igen, hvem du er
    .detail = Det kræver en adgangskode, kode eller adgangsnøgle vist inden for de sidste 15 minutter. Programmer kalder operationen reauthenticate (POST /api/v1/session/proof) og prøver igen med den token, den giver.
error-not-by-token = Det gør en API-token ikke
    .detail = Det kræver dig selv: log ind, og gør det dér. En token ser intet af det, der er personens eget, beviser intet og ændrer intet ved logins.
error-second-factor-needed = Sæt først en ekstra faktor op
    .detail = Din rolle her gælder, når du har en ekstra faktor: en godkendelsesapp eller en adgangsnøgle. Programmer kalder enrollTotp (POST /api/v1/me/totp).
error-cross-site = Det her kom et andet sted fra
    .detail = Forespørgslen kom ikke fra en af vores egne sider og blev derfor ikke udført. Åbn siden her, og prøv igen.
error-fields = Noget mangler eller er forkert
    .detail = Ret de nævnte felter, og send igen.
error-conflict = Det passer ikke længere
    .detail = Noget er ændret imens. Se på siden igen, og beslut så.
error-malformed = Det her kan ikke læses
    .detail = Forespørgslen har ikke den form, der ventes her.
error-malformed-json = Det her er ikke gyldig JSON
    .detail = JSON-teksten brydes af eller er forkert i linje { $line }, kolonne { $column }.
error-too-large = Det her er for stort
    .detail = Her kan højst sendes { $limit }.
error-over-quota = Der er ikke plads til det
    .detail = Kontoen har { $left } tilbage. Slet det, den ikke længere skal bruge, eller bed den, der driver installationen, om mere.
error-locked = Der skrives allerede til denne upload
    .detail = En anden forbindelse sender til den. Fortsæt, når den er færdig.
error-checksum = Det, der nåede frem, er ikke det, der blev sendt
    .detail = Kontrolsummen passer ikke, så intet af denne del blev gemt. Send den igen.
error-protocol = Den version af tus tales ikke her
    .detail = Sig Tus-Resumable: 1.0.0.
error-media-type = Den slags indhold tages ikke imod her
    .detail = Ventet: { $expected }.
error-method = Det kan ikke gøres her
    .detail = Adressen findes, men ikke til denne slags forespørgsel.
error-timeout = Det tog for lang tid
    .detail = Forespørgslen nåede ikke frem i tide. Intet blev gemt; prøv igen.
error-range = Den del findes ikke
    .detail = Det ønskede udsnit ligger uden for de { $size }, der er.
error-several-ranges = Én del ad gangen
    .detail = Bed kun om ét udsnit.
error-too-many = For mange forsøg
    .detail = Vent { $wait }, og prøv så igen.
error-busy = Tilbage om et øjeblik
    .detail = Huset bliver passet, eller dets database kan ikke nås. Intet er tabt. Prøv igen om et minut.
error-full = Der er ikke mere plads
    .detail = Lageret i denne installation er fuldt. Det, du sendte, blev ikke gemt; sig det til den, der driver den.
error-damaged = Filen kan ikke åbnes
    .detail = Det gemte består ikke sin kontrol og vises derfor ikke. Det er noteret og bliver undersøgt.
error-internal = Noget gik i stykker hos os
    .detail = Det er noteret og bliver undersøgt. Det, du sendte, blev ikke gemt; gå tilbage, og prøv igen.
error-code-number = { $name }, { $status }
error-code-id = { $name }, { $status }. Oplys nummeret { $id }, hvis du spørger om det.
go-home = Gå til mine kurser
proof-title = Er det dig?
proof-lede = Det næste fortjener et ekstra blik. Skriv din adgangskode; det, du har udfyldt, bliver stående.
proof-password = Adgangskode
proof-do = Gå videre
try-again = Prøv igen

# Fejl ved et felt.
errors-title = { $count ->
    [one] Én ting skal rettes
   *[other] { $count } ting skal rettes
}
field-required = Udfyld feltet
field-too-short = Brug mindst { $min } tegn
field-too-long = Brug højst { $max } tegn
field-invalid = Det er ikke det, der ventes her
field-number = Skriv et helt tal
field-taken = Det er allerede taget; vælg et andet
field-unknown = Feltet kendes ikke her
field-choice = Vælg et fra listen

# Størrelser og tider.
size-bytes = { $count ->
    [one] 1 byte
   *[other] { $count } byte
}
hours-short = t
time-now = lige nu
time-minutes-ago = { $count ->
    [one] for et minut siden
   *[other] for { $count } minutter siden
}
time-hours-ago = { $count ->
    [one] for en time siden
   *[other] for { $count } timer siden
}
time-days-ago = { $count ->
    [one] i går
   *[other] for { $count } dage siden
}
time-in-minutes = { $count ->
    [one] om et minut
   *[other] om { $count } minutter
}
time-in-hours = { $count ->
    [one] om en time
   *[other] om { $count } timer
}
time-in-days = { $count ->
    [one] i morgen
   *[other] om { $count } dage
}
date-day = { $day }. { $month } { $year }
date-on = den { $day }
date-exact = { $day } kl. { $time } UTC
month-1 = januar
month-2 = februar
month-3 = marts
month-4 = april
month-5 = maj
month-6 = juni
month-7 = juli
month-8 = august
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december

# Kontoens faner.
tab-channels = Kanaler
tab-people = Personer
tab-roles = Roller
tab-activities = Aktiviteter
tab-storage = Lager
tab-security = Sikkerhed
foot-policy = Hvem må hvad

# Filer på vej.
upload-uploading = Uploader
upload-paused = Sat på pause
upload-waiting = Venter på forbindelsen
upload-queued = Venter på sin tur
upload-speed = {"{"}speed{"}"} i sekundet
upload-left = {"{"}time{"}"} tilbage
upload-sent = {"{"}sent{"}"} af {"{"}total{"}"}
upload-finishing = Forsegler filen
upload-ready = Klar
upload-failed = Ikke uploadet
upload-too-large = Filen er større end {"{"}limit{"}"}, det meste, der tages imod her.
upload-refused = Serveren tog ikke imod filen. Prøv igen om lidt.
upload-cancelled = Annulleret. Intet blev gemt.
upload-wrong-type = Den slags fil tages ikke imod her.
upload-open = Åbn lektionen
upload-retry = Prøv igen
upload-other = Vælg en anden fil
upload-pause = Sæt på pause
upload-resume = Fortsæt
upload-cancel = Annuller
