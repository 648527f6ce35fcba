# Konti, personer, roller, og hvordan man kommer ind.

# Log ind.
sign-in-title = Log ind
sign-in-name = Brugernavn, e-mail eller telefon
sign-in-do = Log ind
sign-in-failed = Det gik ikke
sign-in-again = Du blev logget ud, eller var ikke logget ind endnu. Log ind for at komme videre til den side, du bad om.
sign-in-no-password = Ingen adgangskode endnu? Åbn det link, du har fået; dér vælger du en.
error-wrong-sign-in = Det gik ikke
    .detail = Navnet og adgangskoden hører ikke sammen. Se begge efter, og prøv igen.
password = Adgangskode
password-hint-staff = Mindst { $floor } tegn. En sætning er let at huske og svær at gætte.
password-short-one = 1 tegn mere
password-short-other = {"{n}"} tegn mere
field-own-name = Det er dit eget navn eller brugernavn; vælg noget, som andre ikke gætter

# Den første person.
first-run-title = Sæt Tutela op
first-run-lede = Opret den første person: platformens administrator. Alle andre inviteres indefra.
first-run-do = Sæt op og log ind
first-run-code = Kode fra terminalen
    .hint = Den blev skrevet dér, hvor serveren blev startet. Den holder fremmede fra at være de første.
first-run-name = Dit navn
    .hint = Som andre skal se det.
field-wrong-code = Det er ikke den kode, der blev skrevet i terminalen
error-set-up-already = Den er allerede sat op
    .detail = Installationen har sin administrator. Log ind, eller bed vedkommende om at invitere dig.


# Personer.
people = Personer
people-of = Personer i { $account }
people-search = Søg efter personer
    .hint = Navn eller brugernavn
people-none = Ingen hedder sådan
people-none-lede = Prøv med en del af navnet eller brugernavnet.
people-role = Rolle i kontoen
people-no-role = Ingen
people-state = Tilstand
people-since = Siden
person-name = Navn
person-new = Inviter en person
person-new-do = Lav invitationen
person-ready = Kan logge ind
person-invited = Inviteret
person-is-ready = Personen har allerede valgt en adgangskode, så der er ikke lavet et nyt link.
person-not-here = Ikke medlem endnu?
username = Brugernavn
    .hint = Et kort navn, en e-mailadresse eller et telefonnummer.
username-own-hint = Et kort navn, en e-mailadresse eller et telefonnummer. Du logger ind med det.
field-username = Brug bogstaver, cifre og tegnene . _ -, med mindst ét bogstav
link-again = Nyt link
link-again-for = Nyt link til { $name }
error-has-password = Der er allerede en adgangskode
    .detail = Personen har valgt en adgangskode, så der laves ikke et nyt link.
copy-link = Kopiér linket
copied = Kopieret

# Roller.
role = Rolle
roles = Roller
roles-title = Personer og roller
roles-of = Roller i { $place }
roles-lede = Hvem må hvad i { $place }. En rolle, som du fjerner, ender med det samme, hvad personen end er i gang med.
roles-none = Ingen har en rolle her endnu
roles-none-lede = Giv nogen en rolle, så kan vedkommende begynde med det samme.
role-person = Person
role-since = Siden
role-of = i { $place }
role-until = til
role-from = fra
role-give = Giv en rolle
role-give-do = Giv rollen
role-given = Rollen er givet.
role-removed = { $person } er ikke længere { $role } her.
role-back = { $person } er { $role } her igen.
role-remove-from = Fjern { $role } fra { $person }
role-remove-what = Den ender med det samme, også for film og uploads, der er i gang. Personen beholder alle andre roller.
role-remove-do = Fjern rollen
role-whom = Person
    .hint = Brugernavn, e-mail eller telefon.
role-platform_administrator = Administrator
    .hint = Opretter konti og giver platformens roller; ser intet inde i en konto
role-platform_support = Support
    .hint = Hjælper konti, der beder om det
role-platform_developer = Udvikler
    .hint = Arbejder på produktet
role-platform_auditor = Revisor for platformen
    .hint = Ser efter, hvordan platformen drives
role-account_owner = Ejer
    .hint = Står inde for kontoen
role-account_manager = Leder af kontoen
    .hint = Driver kontoen, dens kanaler, personer og roller
role-account_auditor = Revisor for kontoen
    .hint = Læser, hvem der har gjort hvad, og ændrer intet
role-channel_manager = Leder
    .hint = Driver kanalen, dens kurser og roller
role-course_editor = Redaktør
    .hint = Laver og udgiver lektioner
role-course_tutor = Underviser
    .hint = Ser kurset, før det er udgivet, og hvem der lærer på det
role-course_learner = Kursist
    .hint = Ser og læser det, der er udgivet
no-role = Ingen rolle endnu
    .hint = Hører til kontoen og får roller i kanaler og kurser senere
field-nobody = Ingen her logger ind med det navn; se det efter, eller inviter personen
field-past = Det tidspunkt er allerede gået; vælg et senere
field-role-level = Rollen hører til et andet niveau; vælg en, der passer her

# Konti.
account = Konto
accounts-storage = Lager og nøgler
accounts-title = Konti
accounts-none = Ingen konto endnu
accounts-none-lede = En konto er en skole, virksomhed eller forening, der underviser her. Opret den første, og giv ejeren linket.
accounts-search = Søg efter konti
    .hint = Navn på en konto eller ejer
accounts-not-found = Ingen konto og ingen ejer hedder sådan.
account-new = Ny konto
account-new-do = Opret konto
account-name = Kontoens navn
    .hint = Skolen, virksomheden eller foreningen.
account-owner = Ejer
account-owner-name = Ejerens navn
account-owner-username = Ejerens brugernavn
account-made = Oprettet
platform-roles = Hvem driver platformen

# Protokollen.
activities = Aktiviteter
activities-lede = Hvem har gjort hvad i kontoen, og hvilken regel i adgangspolitikken tillod det.
activities-none = Her er ikke gjort noget endnu.
activities-earlier = Tidligere
activity-when = Hvornår
activity-who = Hvem
activity-what = Hvad
activity-where = Hvor
activity-policy = Tilladt af
activity-by-machine = Systemet
activity-createAccount = oprettede kontoen
activity-addPerson = inviterede
activity-renewLink = lavede et nyt link til
activity-grantRole = gav en rolle
activity-revokeRole = fjernede en rolle

# Hvad andre dele skriver i protokollen.
activity-createChannel = oprettede kanalen
activity-createCourse = oprettede kurset
activity-publishCourse = udgav kurset
activity-unpublishCourse = trak kurset tilbage
activity-createLesson = tilføjede lektionen
activity-uploadMedia = uploadede
activity-removeLesson = fjernede lektionen
activity-restoreLesson = hentede lektionen tilbage
activity-removeCourse = fjernede kurset
activity-restoreCourse = hentede kurset tilbage
activity-removeMedia = fjernede en fil fra
activity-restoreMedia = lagde en fil tilbage i
activity-setQuota = satte kvoten for
activity-rotateKeys = gav en ny nøgle til
activity-destroyKey = ødelagde nøglen til
activity-destroyRemoved = slettede det fjernede:

# Overalt.
actions = Handlinger
cancel = Fortryd
done = Færdig
keep = Behold
remove = Fjern
pages = Sider
page-before = Forrige
page-first = Første
people-count = { $total } personer i alt
page-after = Næste
pages-shown = { $first } til { $last } af { $total }

# Login og sikkerhed: ekstra faktorer, genoprettelseskoder, sessioner.
security-title = Login og sikkerhed
security-lede = Hvordan du viser, at det er dig, og hvor du er logget ind.
factor-asked = { $account } beder alle, der styrer kontoen, om en ekstra faktor. Det, du må dér som leder, venter, til du har en.
factor-asked-platform = Platformen beder sine ansatte om en ekstra faktor. Det, du må som en af dem, venter, til du har en.
factor-spared = De, der driver en platform, skal have en ekstra faktor. Demoen skåner dig; din egen installation gør ikke.
factor-go-on = Videre til det, du ville
app-title = Godkendelsesapp
app-lede = En app på din telefon viser seks cifre, der skifter hvert halve minut. Med dem er en stjålet adgangskode ikke nok.
app-since = I brug, sat op
app-set-up = Sæt en godkendelsesapp op
app-replace = Flyt til en anden telefon
app-remove = Fjern appen
app-remove-what = Så kræver login kun din adgangskode, medmindre du har en adgangsnøgle. Dine genoprettelseskoder forsvinder med den sidste ekstra faktor.
app-scan = Scan billedet med en godkendelsesapp, og skriv så de seks cifre, den viser.
app-picture = En QR-kode med den hemmelighed, der står nedenunder
app-secret = Kan du ikke scanne? Skriv dette i appen
app-secret-copy = Kopiér
app-code = Seks cifre
    .hint = Fra appen, som de står dér nu.
app-confirm = Tag den i brug
app-confirmed = Appen er i brug.
app-removed = Appen er fjernet.
field-wrong-app-code = Det er ikke det, appen viser nu; vent på de næste seks cifre, og se efter, at telefonens ur går rigtigt
codes-title = Genoprettelseskoder
codes-lede = Hver af dem lukker dig ind én gang, når telefon eller adgangsnøgle er væk. Gem dem, hvor du gemmer vigtige papirer; de vises ikke igen.
codes-left = { $count ->
    [0] Der er ingen genoprettelseskode tilbage. Lav nye, før du får brug for en.
    [one] Der er én genoprettelseskode tilbage. Lav snart nye.
   *[other] Der er { $count } genoprettelseskoder tilbage.
}
codes-renew = Lav nye koder
codes-download = Hent som tekst
codes-kept = Jeg har gemt dem
passkeys-title = Adgangsnøgler
passkeys-lede = En adgangsnøgle logger dig ind med fingeraftryk, ansigt eller enhedens kode, uden adgangskode. Den virker kun på denne adresse, så ingen kan lokke den fra dig.
passkey-name = Navn
    .hint = Så du kender den igen: enheden, den ligger på.
passkey-made = Lavet
passkey-used = Sidst brugt
passkey-never = Aldrig
passkey-add = Tilføj en adgangsnøgle
passkey-remove = Fjern adgangsnøglen { $name }
passkey-removed = Adgangsnøglen er fjernet.
passkey-use = Brug en adgangsnøgle
passkey-sign-in = Log ind med en adgangsnøgle
passkey-failed = Det gik ikke. Prøv igen, eller gå en anden vej.
passkey-without = Det kræver en browser, der kender adgangsnøgler, og en adresse med et navn.
field-passkey = Adgangsnøglen passer ikke; prøv igen
error-wrong-passkey = Det gik ikke
    .detail = Adgangsnøglen passer ikke til spørgsmålet. Prøv igen, eller gå en anden vej.
error-passkey-no-name = Adgangsnøgler kræver et navn
    .detail = Adressen er et tal. Åbn siden ved dens navn, for eksempel localhost, og prøv igen.
error-passkeys-too-many = Det er nok adgangsnøgler
    .detail = Fjern en, du ikke længere bruger.
half-title = Én ting til
half-lede = Din adgangskode var rigtig. Vis nu din ekstra faktor.
half-code = Kode
    .hint = Seks cifre fra din godkendelsesapp, eller en genoprettelseskode.
half-do = Gå ind
half-lost = Har du mistet både telefon og koder? Spørg dem, der styrer din konto; de kan fjerne den ekstra faktor.
half-anew = Begynd forfra
field-wrong-code-typed = Koden er forkert eller allerede brugt; tag den næste
error-wrong-code-typed = Det gik ikke
    .detail = Koden er forkert eller allerede brugt. Tag den næste.
error-sign-in-anew = Log ind forfra
    .detail = Det tog for lang tid, eller noget blev ændret imens. Begynd med din adgangskode.
error-second-factor-owed = Der mangler en ekstra faktor
    .detail = Log ind med din adgangskode, og vis så din ekstra faktor.
proof-code = Eller en kode
    .hint = Fra din godkendelsesapp, eller en genoprettelseskode.
proof-done = Det var rigtigt
proof-done-lede = Gå videre med det, du var i gang med.
field-wrong-proof = Det er det ikke; prøv igen
field-one-proof = Giv en adgangskode eller en kode, en af de to
error-wrong-proof = Det gik ikke
    .detail = Det, der blev givet, viser ikke, hvem du er.
error-own-factor-first = Sæt først din egen op
    .detail = Den, der beder andre om en ekstra faktor, har selv en; ellers lukkede du dig selv ude.
sessions-title = Hvor du er logget ind
sessions-lede = Kender du ikke en af enhederne, så afslut den, og skift adgangskode.
sessions-open = Se enhederne
sessions-end-others = Log ud på alle andre enheder
sessions-end-all = Log ud overalt
sessions-ended = Du er logget ud på alle andre enheder.
sessions-kept = Af den adresse, du loggede ind fra, gemmes kun netværket, i 90 dage.
session-device = Enhed
session-network = Netværk
session-network-unknown = Ukendt
session-started = Logget ind
session-used = Sidst brugt
session-this = Denne
session-end = Afslut
session-end-on = Afslut sessionen på { $device }
session-ended = Sessionen er afsluttet.
device-on = { $browser } på { $system }
device-unknown = En ukendt enhed

# Personer, som de ser dem, der styrer en konto eller platformen.
member-blocked = Platformen holder personen ude.
member-signed-in = Logget ind
member-devices = { $count ->
    [0] Ikke på nogen enhed.
    [one] På én enhed.
   *[other] På { $count } enheder.
}
member-sign-out = Log ud på alle enheder
member-sign-out-what = Det slutter straks, hvad personen end er i gang med. At logge ind igen kræver adgangskoden.
member-signed-out = { $name } er logget ud på alle enheder.
member-factor-since = Sat op
people-factor = Ekstra faktor
people-factor-yes = Sat op
people-factor-no = Ingen
factor-reset = Nulstil den ekstra faktor
factor-reset-of = Nulstil den ekstra faktor for { $name }
factor-reset-ask = Nulstil den ekstra faktor for
factor-reset-what = App, adgangsnøgler og genoprettelseskoder fjernes, og alle sessioner slutter. Gør det kun, når du ved, hvem der spørger: herefter er adgangskoden nok.
factor-was-reset = Den ekstra faktor for { $name } er nulstillet.
account-factor = En ekstra faktor for dem, der styrer den
account-factor-lede = En ekstra faktor holder den ude, der har fået fat i en adgangskode. Bed alle om den, der styrer kontoen eller en af dens kanaler; elever spørges ikke.
factor-asked-since = Alle, der styrer kontoen, skal have en, sat
factor-not-asked = Kræves ikke
factor-ask-yes = Kræv en ekstra faktor
factor-ask-no = Kræv den ikke mere
factor-is-asked = Fra nu af skal den, der styrer kontoen, have en ekstra faktor.
factor-is-not-asked = Der kræves ikke længere en ekstra faktor.
everybody-title = Alle på platformen
everybody-lede = Søg efter nogen ved navn. Hvad folk gør i deres konti, vises ikke her.
person-is-blocked = Spærret
person-is-not-blocked = Ikke spærret
block = Spær
block-of = Spær { $name }
block-title = Spær { $name }
block-lede = Alle personens sessioner, links og tokens slutter straks, i alle konti. Personen får grunden at vide og kan lukkes ind igen.
block-reason = Grund
    .hint = Personen læser den.
block-do = Spær
unblock = Luk ind igen
unblock-of = Luk ind igen: { $name }
person-blocked = { $name } er spærret.
person-unblocked = { $name } må logge ind igen.
error-block-oneself = Du kan ikke spærre dig selv
    .detail = Spørg en anden administrator.
error-last-administrator = Det er den sidste administrator
    .detail = Lav først en til; ellers kunne ingen lukke nogen ind igen.
error-blocked-already = Personen er allerede spærret
    .detail = Se på listen igen.
activity-endSessionsOfMember = loggede ud på alle enheder
activity-resetSecondFactor = nulstillede den ekstra faktor for
activity-askSecondFactor = kræver en ekstra faktor af ledere
activity-askNoSecondFactor = kræver ikke længere en ekstra faktor af ledere

# Invitationer: at tage imod en.
welcome-title = Velkommen, { $name }
welcome-lede-both = { $from } har inviteret dig til { $account }. Vælg en adgangskode, som kun du kender.
welcome-lede-place = { $from } har inviteret dig til { $place } hos { $account }.
welcome-lede = { $from } har inviteret dig. Vælg en adgangskode, som kun du kender.
welcome-hint = Mindst { $floor } tegn. Invitationen holder op med at virke { $until }.
welcome-username = Du logger ind som
welcome-do = Gem og gå ind
welcome-gone = Linket virker ikke længere
welcome-gone-lede = Det er brugt, taget tilbage, eller dets tid er udløbet. Har du en adgangskode, så log ind; ellers bed den, der gav dig linket, om et nyt.
invitation-to = Du er inviteret til { $place }
invitation-to-house = Du er inviteret
invitation-accept-as = Tag imod som { $name }
invitation-not-me = Er det ikke dig?
invitation-known = Nogen logger allerede ind med { $address }. Er det dig, så log ind, og du kan tage imod med ét klik.
invitation-sign-in-first = Har du allerede et brugernavn her?
invitation-accepted = Du er inde: { $place }.
registration-goes-on = Vælg, hvordan du vil logge ind hos { $account }.
error-sign-in-to-accept = Log ind først
    .detail = Nogen logger allerede ind med denne adresse. Er det dig, så log ind og åbn invitationen igen.
error-invitation-apart = Invitationen er ikke til dig
    .detail = Den er til en ny person eller til den anden side af huset: de, der driver platformen, og kontiens folk holdes adskilt.

# Invitationer: at lave en.
invitations = Invitationer
invitations-none = Ingen er inviteret
invitations-none-lede = Invitér nogen med mail, eller lav et link, du giver videre.
invitation-email = E-mail
    .hint = Invitationen sendes dertil, og adressen bliver brugernavnet. Lad feltet stå tomt for at få et link og en QR-kode, du giver videre.
invitation-days = Dage, til den udløber
invitation-uses = Antal brug
    .hint = Hvor mange der må komme ind med linket. En invitation med mail er til én.
invitation-mailed = Invitationen er på vej til { $address }.
invitation-ready = Invitationen er klar
invitation-title = Invitationen til { $name } er klar
invitation-lede = { $uses ->
    [one] Giv linket videre. Det virker én gang, holder op med at virke { $until }, og lader sin læser vælge en adgangskode, som ingen andre kender. Det vises ikke igen.
   *[other] Giv linket videre. { $uses } personer kan bruge det, og det holder op med at virke { $until }. Det vises ikke igen.
}
invitation-link = Link til { $name }
invitation-the-link = Link
invitation-qr = Linket som QR-kode
invitation-qr-lede = Det samme link, til telefonens kamera.
invitation-whom = Til hvem
invitation-by-link = Den, der har linket
invitation-from = Inviteret af
invitation-until = Indtil
invitation-used = { $uses } af { $limit } brugt
invitation-open = Åben
invitation-used-up = Brugt
invitation-expired = Udløbet
invitation-taken-back = Taget tilbage
invitation-ended = Endte med inviterendes rolle
invitation-revoke = Tag tilbage
invitation-revoke-for = Tag invitationen til { $name } tilbage
invitation-revoked = Invitationen er taget tilbage; linket virker ikke længere.
field-between = Giv et helt tal fra { $min } til { $max }
field-email = Det er ikke en e-mailadresse; den ser ud som navn@example.org
activity-createInvitation = lavede en invitation
activity-revokeInvitation = tog en invitation tilbage
activity-acceptInvitation = tog imod en invitation
activity-openRegistration = åbnede kontoen for nye
activity-closeRegistration = lukkede kontoen for nye
activity-setPassword = valgte en adgangskode

# Mange på én gang.
import-title = Hent personer fra en fil
import-lede = En tabel gemt som CSV: én person pr. linje. Ingen hentes ind, før du har set, hvad der er i den.
import-file = Fil
    .hint = Kolonnerne navn; e-mail, telefon eller id; og efter ønske rolle, kanal, kursus. UTF-8 med kommaer eller semikoloner, højst 100.000 personer.
import-look = Se den igennem
import-before = Tidligere filer
import-run = Hent ind
import-undo = Tag tilbage
import-ready = Set igennem
import-begun = Afbrudt
import-is-done = Hentet ind
import-is-undone = Taget tilbage
import-looked = { $people ->
    [one] Én person, og intet er galt.
   *[other] { $people } personer, og intet er galt.
}
import-wrong = { $wrong ->
    [one] Én ting er galt. Ret den i filen, og se den igennem igen; ingen er hentet ind.
   *[other] { $wrong } ting er galt. Ret dem i filen, og se den igennem igen; ingen er hentet ind.
}
import-more = Og { $left } til.
import-what = Den, der har en adresse, får en invitation dér. Den, der har et id, bliver medlem med det samme; lav et link til hver i listen over personer. I syv dage kan du tage det hele tilbage.
import-run-all = { $people ->
    [one] Hent én person ind
   *[other] Hent { $people } personer ind
}
import-again = Vælg en anden fil
import-line = Linje
import-column = Kolonne
import-why = Hvad der er galt
import-done = Hentet ind: { $people }.
import-undone = Taget tilbage: { $people }.
error-too-late-to-undo = Det er for sent
    .detail = En fil kan tages tilbage i syv dage, efter at den er hentet ind.
activity-importMembers = hentede personer ind fra en fil
activity-undoImport = tog en fil med personer tilbage
field-csv = Filen kan ikke læses herfra; se efter anførselstegnene
field-encoding = Det er ikke UTF-8; gem tabellen som “CSV UTF-8”
field-column = Der er en ukendt kolonne; kolonnerne er navn, e-mail, telefon, id, rolle, kanal, kursus
field-column-twice = En kolonne står der to gange
field-column-missing = Kolonnen mangler
field-no-lines = Der er ingen i filen
field-too-many-lines = En fil har højst 100.000 personer
field-name-too-long = Et navn har højst 120 tegn
field-only-one = Giv én af e-mail, telefon og id, ikke flere
field-phone = Det er ikke et telefonnummer; begynd med + og landet
field-role-unknown = Den rolle findes ikke
field-not-yours-to-give = Den rolle må du ikke give dér
field-no-such-place = Her er ingen kanal og intet kursus med det navn
field-ambiguous = Der er flere med det navn; giv id'et
field-twice = Personen står allerede længere oppe i filen
field-member = Personen er allerede medlem

# Konti, der er åbne for nye.
registration-title = Bliv en del af { $account }
registration-lede = Giv din e-mailadresse. Vi sender dig et link, og når du åbner det, vælger du, hvordan du vil logge ind.
registration-email = Din e-mailadresse
    .hint = Den bliver dit brugernavn.
registration-do = Send mig linket
registration-sent = Se i din indbakke
registration-sent-lede = Hvis { $address } kan være med, er et brev på vej dertil. Det virker i et døgn.
registration-setting = Nye
registration-setting-lede = Om nogen må komme ind i kontoen, som ikke er inviteret. De bekræfter først deres adresse.
registration-open = Åben for nye
    .hint = I dit navn: den lukkes, når du ikke længere må lukke folk ind.
registration-domains = Maildomæner
    .hint = Kun adresser på disse domæner lukkes ind, for eksempel example.org. Tomt betyder alle.
registration-courses = Alle, der kommer ind, lærer i
registration-link = Siden for nye
registration-save = Gem
registration-opened = Kontoen er åben for nye.
registration-closed = Kontoen er lukket for nye.
field-mail-domain = Adresser på dette domæne kan ikke være med her
field-mail-domains = Det er ikke et maildomæne; det ser ud som example.org

# API-tokens: hvad et program må i nogens navn.
tokens-title = API-tokens
tokens-lede = En token lader et program gøre det, du må: ét sted, til ét formål, i en periode. Den slutter med de roller, du havde, da du lavede den.
tokens-none = Du har ingen tokens
tokens-none-lede = Lav en, når et program skal læse kurser, uploade film eller tilmelde folk uden dig. Giv det aldrig din adgangskode.
tokens-kept = Det, der er slut, bliver på listen i 30 dage.
token = Token
token-new = Ny token
token-new-lede = Giv den så lidt, som programmet kan nøjes med. Du kan altid lave en til.
token-make = Lav token
token-name = Navn
    .hint = Så du kan kende den igen: programmet eller den maskine, det kører på.
token-purpose = Hvad den er til
    .hint = Én sætning. De, der passer på din konto, læser den også.
token-days = Dage
    .hint = Den slutter af sig selv efter så mange dage, højst 365.
token-place = Sted
    .hint = Den når dette sted og det, der ligger i det, og intet andet.
token-allows = Hvad den må
token-use-read = Læse indhold
    .hint = Se kanaler, kurser og lektioner, også kladder, og hente deres filer.
token-use-learn = Lære
    .hint = Se det, kursister ser, hente film og dokumenter og huske, hvor du stoppede.
token-use-content = Styre indhold
    .hint = Lave og ændre kanaler, kurser og lektioner og uploade filer.
token-use-people = Styre personer
    .hint = Lukke folk ind og give og fjerne roller på kanaler og kurser. Aldrig på en konto.
token-use-record = Læse loggen
    .hint = Se, hvem der hører til, hvem der har hvilken rolle, og hvem der gjorde hvad.
token-use-platform = Lave konti
    .hint = Se platformens konti og lave nye.
token-at-platform = Platformen
token-at-account = En konto
token-at-channel = En kanal
token-at-course = Et kursus
token-no-place = Du har ingen rolle nogen steder
token-no-place-lede = En token gør det, du må. Bed først den, der passer på din konto, om en rolle.
token-made = Lavet
token-used = Sidst brugt
token-never-used = Aldrig
token-ends = Slutter
token-ended-state = Slut
token-ran-out = Tiden er gået
token-no-role = Rollen er slut
token-shown-title = Kopiér din token nu
token-shown-lede = { $name } virker indtil { $until }. Den vises kun denne ene gang; vi gemmer intet, som den kunne findes frem af igen.
token-shown-how = Gem den, hvor programmet har sine hemmeligheder, aldrig i koden. Programmet sender den med hver forespørgsel:
token-copy = Kopiér token
token-kept = Jeg har gemt den
token-end = Afslut
token-end-of = Afslut tokenen { $name }
token-end-ask = Afslut
token-end-what = Programmet, der bruger den, får intet mere fra dette øjeblik. Det kan ikke fortrydes, men du kan lave en ny token.
token-was-ended = Tokenen { $name } er slut.
member-tokens = Programmer, der handler i denne persons navn i din konto.
field-token-for-nothing = Sæt kryds ved mindst én ting, den må
field-token-use-elsewhere = Det kan ikke gøres på det sted, du valgte
field-no-role-there = Du har ingen rolle dér; vælg et sted, hvor du har en
error-tokens-too-many = Du har for mange tokens
    .detail = Der kan være 50 på én gang. Afslut dem, du ikke længere skal bruge, og lav så den nye.
activity-createApiToken = lavede API-tokenen
activity-revokeApiToken = afsluttede API-tokenen

# Roller: vilkår, flere ad gangen.
role-by = af { $person }
role-founded = med kontoen
role-last-day = Sidste dag
    .hint = Rollen ender af sig selv efter denne dag (UTC). Lad feltet stå tomt for en rolle uden slutning.
role-reason = Begrundelse
    .hint = Alle, der kan se rollerne her, kan læse den.
role-change = Ret
role-change-of = Ret { $role } for { $person }
role-change-lede = En tidligere sidste dag tager med det samme det, der ligger efter den. Du kan ikke forlænge din egen rolle.
role-change-do = Gem
role-changed = { $role } for { $person } er rettet.
role-choose = Vælg
role-tick = Vælg { $role } for { $person }
roles-several = Dem, du har sat kryds ved
roles-several-remove = Fjern deres roller
roles-several-role = En anden rolle
roles-several-give = Giv dem den
roles-removed = Fjernede roller: { $count }.
roles-back = Roller givet tilbage: { $count }.
roles-given = Personer, der fik rollen: { $count }.
roles-left-out = Disse blev udeladt:
roles-left-not-found = er her ikke mere
roles-left-forbidden = den rolle må du ikke tage
roles-left-own = ingen forlænger sin egen rolle
roles-somebody = En person
roles-learners = { $count ->
    [0] Ingen lærer her endnu
    [one] Én kursist
   *[other] { $count } kursister
}
roles-nobody-runs = Ingen redigerer eller underviser på kurset.
field-day = Skriv en dag som 2026-12-31
field-tomorrow = Vælg i morgen eller en senere dag
field-tick-one = Sæt først kryds ved nogen på listen
field-too-many = Højst { $max } ad gangen; tag dem i flere omgange
error-own-role-longer = Du kan ikke forlænge din egen rolle
    .detail = Spørg en anden, der må give den.
activity-changeGrant = rettede vilkårene for

# En konto skifter hænder.
ownership-title = Kontoens ejer
ownership-lede = Ejeren står inde for kontoen. Den skifter hænder, når ejeren tilbyder den til en leder af kontoen, og den person siger ja.
ownership-offer = Et tilbud gælder
ownership-offered-to = { $from } har tilbudt kontoen til { $to }. Det beholder { $from }: { $keeps }.
ownership-offered-to-you = { $from } tilbyder dig kontoen. Siger du ja, står du inde for den fra det øjeblik. Det beholder { $from }: { $keeps }.
ownership-keeps-nothing = ingen rolle
ownership-expires = Det udløber
ownership-accept = Ja: jeg står inde for kontoen
ownership-decline = Nej tak
ownership-withdraw = Tag tilbuddet tilbage
ownership-hand-over = Giv kontoen videre
ownership-to = Til hvem
ownership-you = Hvad du beholder
ownership-you-manager = Jeg bliver leder af kontoen
ownership-you-nothing = Jeg beholder ingen rolle i kontoen
ownership-offer-do = Tilbyd kontoen
ownership-nobody = Kontoen har ingen leder
ownership-nobody-lede = Gør først personen til leder af kontoen; kun ledere kan blive dens ejer.
ownership-was-offered = Kontoen er tilbudt. Tilbuddet gælder i 7 dage, og du kan tage det tilbage.
ownership-was-accepted = Kontoen er din.
ownership-was-declined = Du har sagt nej. Ejeren får besked.
ownership-was-withdrawn = Tilbuddet er taget tilbage.
field-no-manager = Vælg en leder af kontoen; ingen andre kan blive dens ejer
error-ownership-offered = Kontoen er allerede tilbudt
    .detail = Tag først det tilbud tilbage, eller vent på svaret.
error-ownership-gone = Tilbuddet gælder ikke mere
    .detail = Det er besvaret, taget tilbage eller udløbet, eller den, der gav det, er ikke længere ejer.
activity-offerOwnership = tilbød kontoen til
activity-acceptOwnership = blev ejer i stedet for
activity-declineOwnership = sagde nej til kontoen fra
activity-withdrawOwnership = tog tilbuddet om kontoen tilbage fra

# Hvad en person kan se.
reach-title = Hvad personen kan se
reach-of = Hvad { $name } kan se
reach-lede = Hvert sted, der er åbent for personen, med den rolle, der åbner det. Steder, du ikke selv tager dig af, vises ikke.
reach-as-member = hører til
reach-nothing = Intet af det, du tager dig af, er åbent for personen.
reach-draft = Kladde
reach-more = Der er mere, end der vises her. Se på en kanal eller et kursus for sig.

# Gennemgang af adgang.
review-title = Gennemgang af adgang
review-lede = Hvem der har hvilken rolle i kontoen, dens kanaler og kurser, og hvornår den sidst blev brugt. Fjern det, der ikke er brug for, og skriv så under.
review-never = Ingen har skrevet under på en gennemgang endnu, så det er på tide.
review-due = Det er på tide med en gennemgang: den sidste blev underskrevet af { $person } { $when }.
review-last = Sidst underskrevet af { $person } { $when }.
review-facts = { $grants } roller; ikke brugt i 90 dage: { $unused }; aldrig brugt: { $never }; ender inden 30 dage: { $ending }.
review-which = Vis
review-all = Alle roller
review-mark-never = Aldrig brugt
review-mark-unused = Ikke brugt i 90 dage
review-mark-ending = Ender snart
review-mark-fine = I brug
review-used = Sidst brugt
review-not-yet = Ikke endnu
review-none = Ingen rolle er sådan.
review-sign = Skriv under på gennemgangen
review-note = Bemærkning
    .hint = Hvad du så på, og hvad du fandt.
review-sign-do = Jeg har set alle roller igennem
review-was-signed = Gennemgangen er underskrevet.
review-signed = Underskrevne gennemgange
review-what = Hvad der blev underskrevet
error-review-changed = Rollerne er ændret imens
    .detail = Se listen igennem en gang til, og skriv så under.
activity-signReview = skrev under på en gennemgang af adgang
