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
letter-role-granted = Du har fået en ny rolle: { $role }
    .text = Du er nu { $role } for { $place }.
letter-role-removed = En rolle er slut: { $role }
    .text = Du er ikke længere { $role } for { $place }. Alt andet er som før.
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
