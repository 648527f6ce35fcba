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
password-enough = Lang nok
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

# Linket til en ny person.
welcome-title = Velkommen, { $name }
welcome-lede-both = { $from } har inviteret dig til { $account }. Vælg en adgangskode, som kun du kender.
welcome-lede-account = Du er inviteret til { $account }. Vælg en adgangskode, som kun du kender.
welcome-lede = Du er inviteret. Vælg en adgangskode, som kun du kender.
welcome-hint = Mindst { $floor } tegn. Linket virker én gang og holder op med at virke { $until }.
welcome-username = Du logger ind som
welcome-do = Gem og gå ind
welcome-gone = Linket virker ikke længere
welcome-gone-lede = Det er brugt, eller dets tid er gået. Har du valgt din adgangskode, så log ind; ellers bed den, der gav dig linket, om et nyt.

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
field-username = Brug kun bogstaver, cifre og tegnene . _ - + @
link-again = Nyt link
link-again-for = Nyt link til { $name }
error-has-password = Der er allerede en adgangskode
    .detail = Personen har valgt en adgangskode, så der laves ikke et nyt link.
invitation-title = Invitationen til { $name } er klar
invitation-lede = Giv linket videre. Det virker én gang, holder op med at virke { $until }, og lader modtageren vælge en adgangskode, som ingen andre kender. Det vises ikke igen.
invitation-link = Link til { $name }
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
account-channels = Kanaler
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

# Overalt.
actions = Handlinger
cancel = Fortryd
done = Færdig
keep = Behold
remove = Fjern
pages = Sider
page-before = Forrige
page-after = Næste
pages-shown = { $first } til { $last } af { $total }
