//! The S3 store: a bucket of AWS, or of anything that speaks like it, through `object_store`.

use std::error::Error as StdError;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use bytes::Bytes;
use futures_util::StreamExt as _;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ClientOptions, GetOptions, ObjectStore as _, ObjectStoreExt as _, RetryConfig};
use tutela_core::{Secret, Time};

use super::{Entry, EntryStream, Name, Stored, blocking, sha256};
use crate::Error;
use crate::chunked::{HEADER, Header};

mod upload;

pub(super) use upload::S3Upload;

/// Where the bucket is and who asks.
#[derive(Debug, Clone)]
pub struct S3Config {
    /// The bucket.
    pub bucket: String,
    /// Its region, such as `eu-north-1`.
    pub region: String,
    /// Another address than that of AWS. Plain `http://` is taken for loopback addresses alone.
    pub endpoint: Option<String>,
    /// Access key id and secret; without them the environment and the role of the machine are asked.
    pub access_key: Option<(String, Secret<String>)>,
}

#[derive(Clone)]
pub(super) struct S3 {
    client: Arc<AmazonS3>,
    shown: Arc<str>,
}

impl S3 {
    pub(super) fn open(config: &S3Config) -> Result<Self, Error> {
        let builder = match &config.access_key {
            Some((id, secret)) => AmazonS3Builder::new()
                .with_access_key_id(id)
                .with_secret_access_key(secret.expose()),
            None => AmazonS3Builder::from_env(),
        };
        let client = at_endpoint(builder, config.endpoint.as_deref())?
            .with_bucket_name(&config.bucket)
            .with_region(&config.region)
            .with_retry(retries())
            .with_client_options(patience(config.endpoint.as_deref()))
            .build()
            .map_err(|error| Error::config(format!("the bucket cannot be used: {error}")))?;
        let shown = format!("s3://{}", config.bucket).into();
        Ok(Self {
            client: Arc::new(client),
            shown,
        })
    }

    pub(super) async fn begin(&self, name: &Name) -> Result<S3Upload, Error> {
        match self.size(name).await {
            Err(Error::NotFound) => Ok(S3Upload::new(self.clone(), path(name))),
            Err(error) => Err(error),
            Ok(_) => Err(Error::Exists),
        }
    }

    pub(super) async fn source(&self, name: &Name) -> Result<S3Source, Error> {
        let size = self.size(name).await?;
        Ok(S3Source {
            s3: self.clone(),
            path: path(name),
            size,
        })
    }

    /// The answer to a range tells the size of the whole, so one request serves for both.
    pub(super) async fn sealed_source(&self, name: &Name) -> Result<(S3Source, Header), Error> {
        let path = path(name);
        let options = GetOptions::new().with_range(Some(0..HEADER as u64));
        let answer = self.client.get_opts(&path, options).await?;
        let size = answer.meta.size;
        let bytes = answer.bytes().await?;
        let header = <&[u8; HEADER]>::try_from(&bytes[..]).map_err(|_| Error::cut())?;
        Ok((
            S3Source {
                s3: self.clone(),
                path,
                size,
            },
            Header::from_bytes(header),
        ))
    }

    pub(super) async fn delete(&self, name: &Name) -> Result<(), Error> {
        self.delete_path(&path(name)).await
    }

    pub(super) fn list(&self, prefix: &Name) -> EntryStream {
        let found = self.client.list(Some(&path(prefix)));
        Box::pin(found.filter_map(|item| async {
            match item {
                Ok(meta) => entry(&meta).map(Ok),
                Err(error) => Some(Err(error.into())),
            }
        }))
    }

    /// Size and digest of what the bucket gives back.
    async fn digest(&self, path: &Path) -> Result<Stored, Error> {
        let mut pieces = self.client.get(path).await?.into_stream();
        let (mut size, mut context) = (0, digest::Context::new(&digest::SHA256));
        while let Some(piece) = pieces.next().await {
            let piece = piece?;
            size += piece.len() as u64;
            context = blocking(move || {
                context.update(&piece);
                Ok(context)
            })
            .await?;
        }
        Ok(Stored {
            size,
            sha256: sha256(context),
        })
    }

    async fn size(&self, name: &Name) -> Result<u64, Error> {
        Ok(self.client.head(&path(name)).await?.size)
    }

    async fn delete_path(&self, path: &Path) -> Result<(), Error> {
        match self.client.delete(path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

impl fmt::Display for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

/// One stored name, opened for reading.
#[derive(Clone)]
pub(crate) struct S3Source {
    s3: S3,
    path: Path,
    size: u64,
}

impl S3Source {
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    pub(super) async fn get(&self, range: Range<u64>) -> Result<Bytes, Error> {
        let wanted = range.end - range.start;
        let bytes = self.s3.client.get_range(&self.path, range).await?;
        if bytes.len() as u64 != wanted {
            return Err(Error::cut());
        }
        Ok(bytes)
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            object_store::Error::AlreadyExists { .. } => Self::Exists,
            other if is_full(&other) => Self::Full,
            other => Self::Store(other.into()),
        }
    }
}

/// Whether the far side said 507. The crate keeps the type that holds the status to itself, so its words are read.
fn is_full(error: &object_store::Error) -> bool {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(found) = cause {
        if found.to_string().contains("507 Insufficient Storage") {
            return true;
        }
        cause = found.source();
    }
    false
}

fn at_endpoint(builder: AmazonS3Builder, endpoint: Option<&str>) -> Result<AmazonS3Builder, Error> {
    let Some(endpoint) = endpoint else {
        return Ok(builder);
    };
    if !endpoint.starts_with("https://") && !is_loopback(endpoint) {
        return Err(Error::config(
            "the endpoint of the bucket must begin with https://",
        ));
    }
    Ok(builder.with_endpoint(endpoint))
}

pub(crate) fn is_loopback(endpoint: &str) -> bool {
    let Some(rest) = endpoint.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split('/').next().unwrap_or(rest);
    let host = authority
        .rsplit_once(':')
        .map_or(authority, |(host, _)| host);
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

/// A request is tried five times within half a minute, then the person is told.
fn retries() -> RetryConfig {
    RetryConfig {
        max_retries: 4,
        retry_timeout: Duration::from_secs(30),
        ..RetryConfig::default()
    }
}

fn patience(endpoint: Option<&str>) -> ClientOptions {
    ClientOptions::new()
        .with_allow_http(endpoint.is_some_and(is_loopback))
        .with_connect_timeout(Duration::from_secs(5))
        .with_timeout(Duration::from_secs(60))
}

fn path(name: &Name) -> Path {
    Path::from(name.as_str())
}

fn entry(meta: &object_store::ObjectMeta) -> Option<Entry> {
    let name = meta.location.as_ref().parse().ok()?;
    let modified = Time::from_micros(meta.last_modified.timestamp_micros());
    Some(Entry {
        name,
        size: meta.size,
        modified,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_loopback_alone() {
        for endpoint in [
            "http://127.0.0.1:9000",
            "http://localhost",
            "http://[::1]:9000/",
        ] {
            assert!(is_loopback(endpoint), "{endpoint}");
        }
        for endpoint in [
            "http://s3.example",
            "http://127.0.0.1.example:80",
            "http://localhost@far.example",
        ] {
            assert!(!is_loopback(endpoint), "{endpoint}");
        }
    }
}
