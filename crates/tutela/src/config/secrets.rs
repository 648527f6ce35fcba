//! What comes from the environment alone, because a file or a flag would show it to too many.

use tutela_core::Secret;

/// The variable that may hold the root key.
pub const ROOT_KEY: &str = "TUTELA_ROOT_KEY";
/// The variable with the id of the access key of the bucket.
pub const S3_ACCESS_KEY_ID: &str = "TUTELA_S3_ACCESS_KEY_ID";
/// The variable with the secret of the access key of the bucket.
pub const S3_SECRET_ACCESS_KEY: &str = "TUTELA_S3_SECRET_ACCESS_KEY";

/// The secrets of the environment.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// The root key itself, in base64.
    pub root_key: Option<Secret<String>>,
    /// Id and secret of the access key of the bucket.
    pub s3_access_key: Option<(String, Secret<String>)>,
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
        }
    }
}
