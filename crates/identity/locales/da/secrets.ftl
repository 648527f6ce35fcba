
# Adgangskoder: hvad de skal holde.
password-hint = Mindst { $floor } tegn. En sætning er let at huske og svær at gætte.
password-strength = Hvor stærk den er
password-strength-0 = Lang nok, men let at gætte
password-strength-1 = Bedre, men nogle tegn mere ville hjælpe
password-strength-2 = God
password-strength-3 = Stærk
field-common-password = Det er en af de adgangskoder, alle tager, og som prøves først; vælg en anden
field-name-of-account = Den er lavet af kontoens navn; vælg noget, som andre ikke gætter
field-name-of-product = Den er lavet af produktets navn; vælg noget, som andre ikke gætter
field-wrong-password = Det er ikke din nuværende adgangskode

# Låst ude.
sign-in-locked = For mange forsøg er slået fejl
sign-in-locked-lede = Log ind med dette navn på denne enhed er låst. Prøv igen om { $wait }.
sign-in-locked-what = Du behøver ikke vente: en enhed, du har brugt før, virker stadig, mailen om det har et link, der åbner denne, og du kan vælge en ny adgangskode med det samme. En, der passer på din konto, kan også hæve låsen.
unlock-title = Hej { $name }
unlock-lede = Nogen har for mange gange forgæves prøvet at logge ind med dit navn, så nye enheder er låst en tid. Dette åbner den enhed, du bruger nu. Det virker én gang og logger dig ikke ind endnu.
unlock-do = Åbn denne enhed
unlock-done = Enheden er åben. Log ind som altid.
unlock-gone = Linket virker ikke længere
unlock-gone-lede = Det er brugt, eller dets tid er gået. Den nyeste mail om det har et nyere link.
locks-title = Låst ude
locks-lede = Personer, hvis login er slået fejl for mange gange. En lås ender af sig selv; hæv den, når du ved, hvem der spørger.
locks-none = Ingen er låst ude
locks-none-lede = Efter tre mislykkede forsøg er et login låst en tid, og dets ejer står her, til det ender.
lock-lift = Luk ind igen
lock-lift-of = Luk ind igen: { $name }
lock-lifted = Intet holder { $name } ude længere.
person-locked = Låst, ender { $until }

# En glemt adgangskode.
forgotten-link = Glemt din adgangskode?
forgotten-title = Vælg en ny adgangskode
forgotten-lede = Skriv det navn, du logger ind med. Ved vi, hvor vi kan nå dig, sendes en kode og et link til din e-mail eller telefon. Det virker også, mens du er låst ude.
forgotten-do = Send koden
forgotten-back = Tilbage til log ind
reset-title = Vælg en ny adgangskode
reset-code-lede = Findes der en med det navn, er en kode på vej. Den virker én gang, i en halv time.
reset-link-lede = Når du gemmer den, ender alle dine sessioner, og enhver lås hæves. Log så ind med den.
reset-code = Kode
    .hint = Otte bogstaver og cifre, fra mailen eller sms’en.
reset-do = Gem den nye adgangskode
reset-again = Bed om en ny kode
reset-wrong-code = Koden virker ikke. Se den efter, eller bed om en ny.
reset-done = Din nye adgangskode er valgt. Log ind med den.
error-reset-gone = Koden eller linket virker ikke længere
    .detail = Det er brugt, dets tid er gået, eller det er et andet. Bed om et nyt.

# Ens egen adgangskode og navne.
password-and-name = Adgangskode og brugernavn
password-change = Skift din adgangskode
password-change-lede = Du bliver ved med at være logget ind her. Alle dine andre sessioner ender, og du får besked om det på mail.
password-current = Nuværende adgangskode
password-new = Ny adgangskode
password-change-do = Skift adgangskode
password-changed = Din adgangskode er skiftet. Alle andre steder er du logget ud.
usernames-title = Sådan logger du ind
usernames-lede = Hvert af dem virker i det ene felt, når du logger ind. E-mail og telefon tilføjes ved at bekræfte dem.
username-kind-id = Brugernavn
username-kind-email = E-mail
username-kind-phone = Telefon
username-none = Intet
username-change = Et andet brugernavn
username-new = Nyt brugernavn
    .hint = Bogstaver, cifre og tegnene . _ - med mindst ét bogstav.
username-change-do = Tag dette navn
username-changed = Fra nu af logger du ind med dit nye navn.
field-confusable = Brug bogstaver fra ét alfabet; nogle her ligner andre
error-last-username = Det er det sidste navn, du logger ind med
    .detail = Tilføj et andet først; uden et navn kunne du ikke logge ind mere.

# Hvad en konto kræver.
sign-in-rules = Regler for login
sign-in-rules-lede = De gælder for alle, der hører til kontoen. Hører man til flere, gælder de strengeste. Adgangskoder, der allerede er valgt, bliver, til de skiftes.
password-floor = Korteste adgangskode
    .hint = Platformens egen grænse er 6; dens medarbejdere skal have 12.
password-floor-of = { $floor } tegn
account-country = Land
    .hint = To bogstaver, for eksempel DK. Telefonnumre uden landekode regnes som numre i dette land.
field-country = Brug et lands to bogstaver, for eksempel DK
sign-in-rules-saved = Reglerne gælder nu.
activity-editAccount = ændrede kontoen
activity-unlockMember = lukkede ind igen
sign-in-rules-save = Gem reglerne

# Hvad der registreres om login, adgangskoder og navne.
activity-signIn = loggede ind
activity-signOut = loggede ud
activity-createAdministrator = satte huset op
activity-changePassword = skiftede adgangskoden
activity-resetPassword = valgte en ny adgangskode med kode eller link
activity-changeUsername = tog et andet brugernavn
activity-lockSignIn = låste login efter for mange mislykkede forsøg
activity-openDevice = åbnede en ny enhed med et link fra en mail
activity-renewRecoveryCodes = lavede nye nødkoder
