//! Every setting, once: its key in the file, its flag, its variable, its default and its explanation all come from here.

use std::path::PathBuf;

use confique::Config;
use confique::env::parse::list_by_comma;
use tutela_media::scan::{self, Scanner};

mod coherence;
mod file;
mod origin;
mod secrets;
mod value;

pub use coherence::{Entry, check, check_root_key};
pub use file::find_unknown;
pub use origin::{Loaded, Origin, load};
pub use secrets::Secrets;
pub use value::{
    Address, ByteSize, DatabaseAddress, Endpoint, HostPort, LogFormat, LogLevel, MailTls, Network,
    ScannerPlace, Sender, SiteAddress, StorePlace, Unscanned,
};

/// Settings of Tutela. A flag wins over the environment, the environment over this file, this file over the default.
/// Lines that begin with # are inactive and show the default. Paths are taken from the folder where Tutela is started.
#[derive(Debug, Clone, Config)]
#[config(layer_attr(derive(Debug, Clone, serde::Serialize, clap::Args)))]
pub struct Settings {
    /// Folder of the database, the sealed objects and the keys; made at the first start.
    #[config(env = "TUTELA_DATA", default = "tutela-data")]
    #[config(layer_attr(arg(long, value_name = "DIR")))]
    pub data: PathBuf,

    /// Address and port to listen at; port 0 takes a free one. Beyond this machine TLS or behind_proxy is needed.
    #[config(env = "TUTELA_LISTEN", default = "127.0.0.1:8080")]
    #[config(layer_attr(arg(long, value_name = "ADDR:PORT")))]
    pub listen: Address,

    /// Address that people type, such as https://academy.example.org. Links in mails begin with it; without it they begin with
    /// the first name of acme.domain. Mail needs one of the two, or no other machine that is answered.
    #[config(env = "TUTELA_ORIGIN")]
    #[config(layer_attr(arg(long, value_name = "URL")))]
    pub origin: Option<SiteAddress>,

    /// Addresses or networks of the reverse proxies that add TLS; theirs alone are the X-Forwarded-For and
    /// X-Forwarded-Proto that are believed, and beyond this machine nobody else is answered.
    #[config(env = "TUTELA_BEHIND_PROXY", parse_env = list_by_comma, default = [])]
    #[config(layer_attr(arg(long, value_name = "ADDR", value_delimiter = ',')))]
    pub behind_proxy: Vec<Network>,

    /// Address for plain HTTP whose every answer leads to the HTTPS address, such as 0.0.0.0:80.
    #[config(env = "TUTELA_REDIRECT_HTTP")]
    #[config(layer_attr(arg(long, value_name = "ADDR:PORT")))]
    pub redirect_http: Option<Address>,

    /// Address of this machine for Prometheus metrics, such as 127.0.0.1:9090; none are kept without it.
    #[config(env = "TUTELA_METRICS")]
    #[config(layer_attr(arg(long, value_name = "ADDR:PORT")))]
    pub metrics: Option<Address>,

    /// PostgreSQL server, as postgres://name:password@host/database; without it the database is a file of the data folder.
    /// A flag shows the password to everybody on this machine: use the variable or this file.
    #[config(env = "TUTELA_DATABASE")]
    #[config(layer_attr(arg(long, value_name = "URL")))]
    pub database: Option<DatabaseAddress>,

    /// Where sealed objects rest: a folder, or s3://bucket; objects/ in the data folder without it.
    #[config(env = "TUTELA_STORE")]
    #[config(layer_attr(arg(long, value_name = "PLACE")))]
    pub store: Option<StorePlace>,

    /// File of the root key that opens everything; keys/root.key in the data folder without it. Keep a copy elsewhere.
    /// The variable TUTELA_ROOT_KEY may hold the key itself instead, or aws-kms://KEY?region=REGION for one that AWS KMS keeps;
    /// behind it, with a space between, the former one while it is replaced, such as file:tutela-data/keys/root.key.
    #[config(env = "TUTELA_ROOT_KEY_FILE")]
    #[config(layer_attr(arg(long, value_name = "FILE")))]
    pub root_key_file: Option<PathBuf>,

    /// Largest file that may be uploaded.
    #[config(env = "TUTELA_UPLOAD_LIMIT", default = "8 GiB")]
    #[config(layer_attr(arg(long, value_name = "SIZE")))]
    pub upload_limit: ByteSize,

    /// Where clamd listens: host and port, or a socket of this machine such as /run/clamav/clamd.ctl. It gets to see every
    /// file in the clear before it is kept. Without it no file is scanned.
    #[config(env = "TUTELA_CLAMD")]
    #[config(layer_attr(arg(long, value_name = "PLACE")))]
    pub clamd: Option<ScannerPlace>,

    /// What happens to a file that clamd did not look at, because it is away or the file is larger than its StreamMaxLength:
    /// refuse or take.
    #[config(env = "TUTELA_CLAMD_UNSCANNED", default = "refuse")]
    #[config(layer_attr(arg(long, value_name = "WHAT")))]
    pub clamd_unscanned: Unscanned,

    /// A certificate of your own.
    #[config(nested)]
    #[config(layer_attr(command(flatten)))]
    pub tls: Tls,

    /// Certificates that are fetched and renewed by themselves (ACME, RFC 8555). The name must lead to this machine, and
    /// port 443 of it to the address that Tutela listens at.
    #[config(nested)]
    #[config(layer_attr(command(flatten)))]
    pub acme: Acme,

    /// The server of s3://bucket. The variables TUTELA_S3_ACCESS_KEY_ID and TUTELA_S3_SECRET_ACCESS_KEY hold the access key;
    /// without them the usual AWS variables and the role of the machine are asked.
    #[config(nested)]
    #[config(layer_attr(command(flatten)))]
    pub s3: S3,

    /// The server that takes mail. The variable TUTELA_SMTP_PASSWORD holds the password. Without it no mail is sent.
    #[config(nested)]
    #[config(layer_attr(command(flatten)))]
    pub smtp: Smtp,

    /// The service that takes text messages to phones. The variable TUTELA_SMS_PASSWORD holds the password. Without it none
    /// is sent.
    #[config(nested)]
    #[config(layer_attr(command(flatten)))]
    pub sms: Sms,

    /// What is logged, on standard error.
    #[config(nested)]
    #[config(layer_attr(command(flatten)))]
    pub log: Log,
}

/// A certificate of one's own.
#[derive(Debug, Clone, Config)]
#[config(layer_attr(derive(Debug, Clone, serde::Serialize, clap::Args)))]
pub struct Tls {
    /// Certificate and the chain up to its authority, in PEM. Read again when it changes and on SIGHUP.
    #[config(env = "TUTELA_TLS_CERT")]
    #[config(layer_attr(arg(long = "tls-cert", value_name = "FILE")))]
    pub cert: Option<PathBuf>,

    /// The certificate's private key, in PEM, not encrypted.
    #[config(env = "TUTELA_TLS_KEY")]
    #[config(layer_attr(arg(long = "tls-key", value_name = "FILE")))]
    pub key: Option<PathBuf>,
}

/// Certificates by ACME.
#[derive(Debug, Clone, Config)]
#[config(layer_attr(derive(Debug, Clone, serde::Serialize, clap::Args)))]
pub struct Acme {
    /// Names to fetch a certificate for, such as academy.example.org.
    #[config(env = "TUTELA_ACME_DOMAIN", parse_env = list_by_comma, default = [])]
    #[config(layer_attr(arg(long = "acme-domain", value_name = "NAME", value_delimiter = ',')))]
    pub domain: Vec<String>,

    /// E-mail address where the authority may warn you.
    #[config(env = "TUTELA_ACME_CONTACT")]
    #[config(layer_attr(arg(long = "acme-contact", value_name = "MAIL")))]
    pub contact: Option<String>,

    /// Directory of the authority.
    #[config(
        env = "TUTELA_ACME_DIRECTORY",
        default = "https://acme-v02.api.letsencrypt.org/directory"
    )]
    #[config(layer_attr(arg(long = "acme-directory", value_name = "URL")))]
    pub directory: String,
}

/// The server of a bucket.
#[derive(Debug, Clone, Config)]
#[config(layer_attr(derive(Debug, Clone, serde::Serialize, clap::Args)))]
pub struct S3 {
    /// Address of a server that speaks like S3; AWS itself without it.
    #[config(env = "TUTELA_S3_ENDPOINT")]
    #[config(layer_attr(arg(long = "s3-endpoint", value_name = "URL")))]
    pub endpoint: Option<String>,

    /// Region of the bucket.
    #[config(env = "TUTELA_S3_REGION", default = "us-east-1")]
    #[config(layer_attr(arg(long = "s3-region", value_name = "REGION")))]
    pub region: String,
}

/// The server that takes mail.
#[derive(Debug, Clone, Config)]
#[config(layer_attr(derive(Debug, Clone, serde::Serialize, clap::Args)))]
pub struct Smtp {
    /// Host and port of the server, such as mail.example.org:587.
    #[config(env = "TUTELA_SMTP_ADDRESS")]
    #[config(layer_attr(arg(
        id = "smtp_address",
        long = "smtp-address",
        value_name = "HOST:PORT"
    )))]
    pub address: Option<HostPort>,

    /// starttls, tls (from the first byte, as at port 465), or none, which is for this machine alone.
    #[config(env = "TUTELA_SMTP_TLS", default = "starttls")]
    #[config(layer_attr(arg(id = "smtp_tls", long = "smtp-tls", value_name = "MODE")))]
    pub tls: MailTls,

    /// Name to sign in with at the server; none where it asks for none.
    #[config(env = "TUTELA_SMTP_USER")]
    #[config(layer_attr(arg(id = "smtp_user", long = "smtp-user", value_name = "NAME")))]
    pub user: Option<String>,

    /// Who mails come from, such as Nordlys Academy <no-reply@example.org>.
    #[config(env = "TUTELA_SMTP_SENDER")]
    #[config(layer_attr(arg(id = "smtp_sender", long = "smtp-sender", value_name = "MAIL")))]
    pub sender: Option<Sender>,
}

/// The service that takes text messages.
#[derive(Debug, Clone, Config)]
#[config(layer_attr(derive(Debug, Clone, serde::Serialize, clap::Args)))]
pub struct Sms {
    /// Address that takes a form with To, From and Body, such as
    /// https://api.twilio.com/2010-04-01/Accounts/AC.../Messages.json.
    #[config(env = "TUTELA_SMS_ENDPOINT")]
    #[config(layer_attr(arg(id = "sms_endpoint", long = "sms-endpoint", value_name = "URL")))]
    pub endpoint: Option<Endpoint>,

    /// Name to sign in with at the service.
    #[config(env = "TUTELA_SMS_USER")]
    #[config(layer_attr(arg(id = "sms_user", long = "sms-user", value_name = "NAME")))]
    pub user: Option<String>,

    /// Number or name that messages come from.
    #[config(env = "TUTELA_SMS_SENDER")]
    #[config(layer_attr(arg(id = "sms_sender", long = "sms-sender", value_name = "NUMBER")))]
    pub sender: Option<String>,
}

/// What is logged.
#[derive(Debug, Clone, Config)]
#[config(layer_attr(derive(Debug, Clone, serde::Serialize, clap::Args)))]
pub struct Log {
    /// auto, text or json. auto is text on a terminal and json elsewhere.
    #[config(env = "TUTELA_LOG_FORMAT", default = "auto")]
    #[config(layer_attr(arg(long = "log-format", value_name = "FORMAT")))]
    pub format: LogFormat,

    /// error, warn, info, debug or trace; or pairs such as tutela=debug,sqlx=info.
    #[config(env = "TUTELA_LOG_LEVEL", default = "info")]
    #[config(layer_attr(arg(long = "log-level", value_name = "LEVEL")))]
    pub level: LogLevel,
}

/// Settings of one source alone: those it gives, and nothing of the others.
pub type Layer = <Settings as Config>::Layer;

impl Settings {
    /// Whether this process itself speaks TLS.
    pub const fn speaks_tls(&self) -> bool {
        self.tls.cert.is_some() || !self.acme.domain.is_empty()
    }

    /// The address that people type, where it is declared.
    pub fn origin(&self) -> Option<String> {
        let name = || {
            self.acme
                .domain
                .first()
                .map(|name| format!("https://{name}"))
        };
        self.origin.as_ref().map(ToString::to_string).or_else(name)
    }

    /// Where sealed objects rest.
    pub fn store(&self) -> StorePlace {
        let folder = || StorePlace::Folder(self.data.join("objects"));
        self.store.clone().unwrap_or_else(folder)
    }

    /// Where the root key rests when no variable holds it.
    pub fn root_key_file(&self) -> PathBuf {
        let file = || self.data.join("keys").join("root.key");
        self.root_key_file.clone().unwrap_or_else(file)
    }

    /// Who looks for malicious files, where somebody does.
    pub fn scanner(&self) -> Option<Scanner> {
        let place = match self.clamd.as_ref()? {
            ScannerPlace::Network(server) => scan::Place::Network(server.to_string()),
            ScannerPlace::Socket(path) => scan::Place::Socket(path.clone()),
        };
        Some(Scanner {
            place,
            refuses_unseen: self.clamd_unscanned == Unscanned::Refuse,
        })
    }

    /// The file to start a configuration from.
    pub fn template() -> String {
        confique::toml::template::<Self>(confique::toml::FormatOptions::default())
    }
}
