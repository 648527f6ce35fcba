# Hvad man får at vide: breve, beskeder, og hvor man kan nås.

# Breve. Navnet på hvert er dets overskrift og emne; .text er, hvad det siger, .button vejen videre, .more hvad der ellers hjælper.
letter-greeting = Hej,
letter-greeting-name = Hej { $name },
letter-link-by-hand = Virker knappen ikke, så åbn denne adresse:
letter-foot = { $house } har sendt dig dette, fordi det handler om din konto dér. Ingen læser svar til denne adresse.
letter-new-device = Du loggede ind på en ny enhed
    .text = Nogen loggede ind som dig på en enhed, der ikke var kendt i forvejen: { $detail }.
    .more = Var det dig? Så er der ikke noget at gøre. Hvis ikke, så skift din adgangskode nu; det slutter alle andre sessioner.
letter-locked = Du kan ikke logge ind for en stund
    .text = Der var for mange mislykkede forsøg på at logge ind som dig. Nye enheder kan ikke logge ind lige nu. Enheder, du har brugt før, kan stadig.
    .button = Log ind på denne enhed
    .more = Linket virker én gang. Var det ikke dig, der prøvede: din adgangskode holdt, og der er ikke noget at gøre.
letter-password-changed = Din adgangskode er skiftet
    .text = Adgangskoden til din konto er skiftet, og alle andre sessioner er slut.
    .more = Var det ikke dig, så vælg straks en ny med »Glemt adgangskoden?« på siden, hvor man logger ind.
letter-contact-changed = { $detail ->
        [email] Din e-mailadresse er ændret
       *[phone] Dit telefonnummer er ændret
    }
    .text = { $detail ->
        [email] Fra nu af går mails om din konto til en anden e-mailadresse.
       *[phone] Fra nu af går sms'er om din konto til et andet telefonnummer.
    }
    .more = Var det ikke dig, så fortryd det med linket, der er sendt til den gamle adresse, og skift din adgangskode.
letter-blocked = Din konto er spærret
    .text = Du kan ikke logge ind for tiden. Begrundelsen er: { $detail }
    .more = Mener du, at det er en fejl, så skriv til dem, der driver platformen.
letter-unblocked = Du kan logge ind igen
    .text = Din konto er ikke længere spærret. Log ind som før.
letter-factor-added = En ekstra faktor er tilføjet
    .text = Din konto spørger nu om mere end adgangskoden, når du logger ind: { $detail }.
    .more = Var det ikke dig, så skift din adgangskode nu, og fjern den.
letter-factor-removed = En ekstra faktor er fjernet
    .text = Din konto spørger ikke længere om dette, når du logger ind: { $detail }.
    .more = Var det ikke dig, så skift din adgangskode nu, og sæt den op igen.
letter-recovery-code-used = En nødkode er brugt
    .text = Nogen loggede ind som dig med en af dine nødkoder. Koder tilbage: { $detail }.
    .more = Var det ikke dig, så skift din adgangskode nu, og lav nye koder.
letter-sessions-ended = Du er logget ud overalt
    .text = En, der passer på din konto, har sluttet alle dine sessioner. Log ind igen for at fortsætte.
letter-token-made = En API-token er lavet i dit navn
    .text = Et program kan nu handle i dit navn med tokenen { $detail }.
    .more = Var det ikke dig, så skift din adgangskode nu, og afslut tokenen på siden “API-tokens”.
letter-token-ended = En af dine API-tokens er afsluttet
    .text = En, der passer på din konto, afsluttede tokenen { $detail }. Programmet, der brugte den, får intet mere.
letter-role-granted = Du har fået en ny rolle: { $role }
    .text = Du er nu { $role } for { $place }.
letter-role-removed = En rolle er slut: { $role }
    .text = Du er ikke længere { $role } for { $place }. Alt andet er som før.
letter-ownership-offered = Du får tilbudt en konto
    .text = { $detail } tilbyder dig at blive ejer af { $account }. Sig ja eller nej inden 7 dage.
    .button = Se tilbuddet
    .more = Gør du ingenting, udløber tilbuddet, og intet ændres.
letter-ownership-accepted = Din konto har en ny ejer
    .text = { $detail } har sagt ja og er nu ejer af { $account }.
    .more = Hvis du ikke har tilbudt kontoen, så skriv til dem, der driver platformen.
letter-ownership-declined = Dit tilbud blev afslået
    .text = { $detail } ønsker ikke at blive ejer af { $account }. Du er stadig dens ejer.
letter-ownership-withdrawn = Et tilbud blev taget tilbage
    .text = { $detail } tilbyder dig ikke længere at blive ejer af { $account }.
letter-password-reset = Vælg en ny adgangskode
    .text = Nogen har bedt om en ny adgangskode til din konto. Skriv denne kode, eller åbn linket. Begge virker én gang, i kort tid.
    .button = Vælg en ny adgangskode
    .more = Var det ikke dig, så gør ikke noget: uden koden bliver din adgangskode, som den er.
letter-confirm-contact = Bekræft, at dette er dit
    .text = Nogen har opgivet dette som det sted, hvor deres konto kan nås. Skriv denne kode, eller åbn linket.
    .button = Bekræft
    .more = Var det ikke dig, så gør ikke noget: uden koden ændres intet.
letter-undo-contact = { $detail ->
        [email] Din e-mailadresse er ændret
       *[phone] Dit telefonnummer er ændret
    }
    .text = { $detail ->
        [email] Din konto kan ikke længere nås på denne e-mailadresse; en anden er trådt i stedet.
       *[phone] Din konto kan ikke længere nås på dette telefonnummer; et andet er trådt i stedet.
    }
    .button = Fortryd ændringen
    .more = Var det dig, er der ikke noget at gøre. Hvis ikke, så fortryd inden 7 dage: adressen kommer tilbage, og alle sessioner slutter.
letter-invitation = Du er inviteret til { $account }
    .text = { $from } har inviteret dig til { $account }. Åbn linket for at komme ind.
    .button = Tag imod invitationen
letter-registration = Gå videre til { $account }
    .text = Nogen, forhåbentlig dig, har bedt om at komme ind i { $account } med denne adresse. Åbn linket for at vælge en adgangskode og gå ind.
    .button = Gå videre
    .more = Var det ikke dig, så gør ikke noget: Uden linket sker der intet.
letter-already-here = Du er allerede med i { $account }
    .text = Nogen, forhåbentlig dig, har bedt om at komme ind i { $account } med denne adresse. Den er allerede din der: Log ind som altid.
    .button = Log ind
    .more = Har du glemt din adgangskode, hjælper siden med login dig til en ny. Var det ikke dig, så gør ikke noget.

# Beskeder.
notifications = Beskeder
notifications-read-all = Markér alle som læst
notifications-none = Alt er stille
notifications-none-lede = Hvad der sker med din konto, dine roller og din adgang, får du at vide her.
notification-new = Ny
notification-read = Læst
notification-read-this = Markér som læst: { $title }
notices-by-mail = Også på mail
notices-kinds = Send mig en mail, når
notice-role-granted = jeg får en rolle
notice-role-removed = en af mine roller slutter
notices-security = Hvad der angår din kontos sikkerhed, går altid til din bekræftede adresse.
notices-keep = Gem valget
notices-kept = Dit valg er gemt.
mail-not-set-up = Mail er ikke sat op på denne installation, så intet går på mail for nu.
contacts = Hvor du kan nås

# Hvor man kan nås.
contacts-lede = Hvad der angår din konto, går hertil. En bekræftet adresse eller et bekræftet nummer er også et navn at logge ind med.
contact-email = E-mailadresse
contact-phone = Telefonnummer
    .hint = Med + og landet, som +45 32 12 34 56.
contact-since = bekræftet
contact-none = Ingen endnu.
contact-waits = { $address } venter på at blive bekræftet, til
contact-add-email = Tilføj en e-mailadresse
contact-add-phone = Tilføj et telefonnummer
contact-change-email = Skift e-mailadressen
contact-change-phone = Skift telefonnummeret
contact-not-sent-email = Mail er ikke sat op på denne installation, så ingen kode kan nå dig dér for nu.
contact-not-sent-phone = Sms er ikke sat op på denne installation, så ingen kode kan nå dig dér for nu.
contact-new-email = En anden e-mailadresse
contact-new-phone = Et andet telefonnummer
contact-new-lede = En kode og et link går dertil. Indtil du bekræfter, ændres intet; så får den gamle besked og kan fortryde i 7 dage.
contact-password = Din adgangskode
    .hint = Så ingen ved en åben skærm ændrer, hvor du kan nås.
contact-ask = Send koden
contact-asked = En kode er på vej til { $address }.
contact-code = Kode
    .hint = De 8 cifre, du har fået sendt. De virker i en time.
contact-confirm = Bekræft, at det er dit
contact-confirm-lede = Du har bedt om at kunne nås på { $address } fra nu af.
contact-confirm-do = Bekræft
contact-link-once = Linket virker én gang.
contact-done-email = Din nye e-mailadresse gælder fra nu af.
contact-done-phone = Dit nye telefonnummer gælder fra nu af.
contact-undo = Fortryd ændringen
contact-undo-lede = { $address } bliver din igen, og alle, der er logget ind som dig, bliver logget ud.
contact-undo-do = Fortryd
contact-undone = Den gamle adresse er tilbage, og alle sessioner er slut. Log ind, og skift din adgangskode.
contact-gone = Linket virker ikke længere
contact-gone-lede = Det er brugt, dets tid er gået, eller det hører til en anden. Har du stadig brug for det, så bed om et nyt.
field-no-email = Det er ikke en e-mailadresse; den ser ud som anna@example.org
field-no-domain = Hvad der står efter @, findes ikke; se det efter
field-no-phone = Begynd med + og landet, og skriv kun cifre
field-unknown-phone = Der findes ikke sådan et nummer; se det efter
field-same-address = Det er den, du har nu; skriv en anden
field-not-your-password = Det er ikke din adgangskode; prøv igen
field-wrong-contact-code = Det er ikke koden; se den efter, og prøv igen
field-contact-code-locked = Der er skrevet for mange forkerte koder. Åbn linket i brevet i stedet, eller kom igen om lidt
field-code-gone = Intet venter på en kode længere; bed om en ny
field-address-taken = En anden kan nås dér; tag en anden
error-same-address = Intet at ændre
    .detail = Det er den adresse, du har nu.
error-address-taken = Adressen er optaget
    .detail = En anden kan nås dér. Tag en anden.
activity-changeEmail = skiftede e-mailadressen
activity-changePhone = skiftede telefonnummeret
activity-undoContactChange = tog den gamle adresse tilbage

# Journalen, indsnævret, eksporteret, og ens egen.
activities-own = Hvad du har gjort
activities-own-lede = Alt, der er gjort i dit navn, det nyeste først. Er noget af det ikke dig, så skift din adgangskode.
activities-export = Eksportér som CSV
activities-filter = Indsnævr
activities-of = Hvad { $name } har gjort
activities-any = Hvad som helst
activities-from = Fra
activities-to = Til
activities-show = Vis
activities-all = Vis alt
field-no-day = Skriv en dag som 2026-11-24
