//! What comes from the environment alone, because a file or a flag would show it to too many.

use tutela_core::Secret;

/// The variable that may hold the root key.
pub const ROOT_KEY: &str = "TUTELA_ROOT_KEY";
/// The variable with the id of the access key of the bucket.
pub const S3_ACCESS_KEY_ID: &str = "TUTELA_S3_ACCESS_KEY_ID";
/// The variable with the secret of the access key of the bucket.
pub const S3_SECRET_ACCESS_KEY: &str = "TUTELA_S3_SECRET_ACCESS_KEY";

/// The variable with the password at the mail server.
pub const SMTP_PASSWORD: &str = "TUTELA_SMTP_PASSWORD";
/// The variable with the password at the service for text messages.
pub const SMS_PASSWORD: &str = "TUTELA_SMS_PASSWORD";

/// The secrets of the environment.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// The root key itself, in base64.
    pub root_key: Option<Secret<String>>,
    /// Id and secret of the access key of the bucket.
    pub s3_access_key: Option<(String, Secret<String>)>,
    /// The password at the mail server.
    pub smtp_password: Option<Secret<String>>,
    /// The password at the service for text messages.
    pub sms_password: Option<Secret<String>>,
}

impl Secrets {
    /// Reads them. An empty variable is none.
    pub fn from_environment() -> Self {
        let read = |name| {
            std::env::var(name)
                .ok()
                .filter(|value| !value.trim().is_empty())
        };
        let id = read(S3_ACCESS_KEY_ID);
        let secret = read(S3_SECRET_ACCESS_KEY).map(Secret::new);
        Self {
            root_key: read(ROOT_KEY).map(Secret::new),
            s3_access_key: id.zip(secret),
            smtp_password: read(SMTP_PASSWORD).map(Secret::new),
            sms_password: read(SMS_PASSWORD).map(Secret::new),
        }
    }
}
