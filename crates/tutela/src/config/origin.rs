//! The layers of the configuration, merged, with the knowledge of where each value came from.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::Result;
use confique::{Config as _, Layer as _};
use serde_json::Value;

use super::{Layer, Secrets, Settings, file, secrets};
use crate::refusal::{Refusal, refuse};

/// The variable that names the configuration file when no flag does.
pub const CONFIG: &str = "TUTELA_CONFIG";

/// The configuration in force.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings, merged.
    pub settings: Settings,
    /// What the environment alone may hold.
    pub secrets: Secrets,
    /// Every setting with its value and its source.
    pub origins: Vec<Origin>,
}

/// One setting, as people may see it: secrets are masked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Origin {
    /// Its key in the file, such as `tls.cert`.
    pub key: String,
    /// Its value; nothing when it is not set.
    pub value: Option<String>,
    /// Who said so.
    pub from: Source,
}

/// Who said what a setting is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A flag of the command line.
    Flag(String),
    /// A variable.
    Environment(String),
    /// The configuration file.
    File(PathBuf),
    /// The program.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => f.write_str(flag),
            Self::Environment(variable) => f.write_str(variable),
            Self::File(path) => fmt::Display::fmt(&path.display(), f),
            Self::Default => f.write_str("default"),
        }
    }
}

/// Merges flags, environment, file and defaults, the first that speaks winning. `data` is the default data folder.
pub fn load(flags: Layer, named_file: Option<&Path>, data: &str) -> Result<Loaded> {
    let path = named_file
        .map(Path::to_owned)
        .or_else(|| std::env::var_os(CONFIG).map(PathBuf::from));
    let layers = Layers {
        flags,
        environment: Layer::from_env()
            .map_err(|error| Refusal::new(format!("{}.", chain(&error))))?,
        file: path
            .as_deref()
            .map(file::read)
            .transpose()?
            .unwrap_or_else(Layer::empty),
        defaults: Layer {
            data: Some(data.into()),
            ..Layer::default_values()
        },
        path,
    };
    let origins = layers.origins()?;
    let settings = Settings::from_layer(layers.merge())?;
    if settings.data.as_os_str().is_empty() {
        refuse!("The data folder has no name. Name it with --data or TUTELA_DATA.");
    }
    Ok(Loaded {
        settings,
        secrets: Secrets::from_environment(),
        origins,
    })
}

struct Layers {
    flags: Layer,
    environment: Layer,
    file: Layer,
    defaults: Layer,
    path: Option<PathBuf>,
}

impl Layers {
    fn merge(self) -> Layer {
        self.flags
            .with_fallback(self.environment)
            .with_fallback(self.file)
            .with_fallback(self.defaults)
    }

    fn origins(&self) -> Result<Vec<Origin>> {
        let layers = [&self.flags, &self.environment, &self.file, &self.defaults];
        let values = layers
            .iter()
            .map(serde_json::to_value)
            .collect::<Result<Vec<_>, _>>()?;
        let origin = |(key, variable): (String, Option<&'static str>)| {
            let found = values
                .iter()
                .enumerate()
                .find_map(|(layer, values)| Some((layer, at(values, &key)?)));
            let from = match found {
                Some((0, _)) => Source::Flag(format!("--{}", key.replace(['.', '_'], "-"))),
                Some((1, _)) => Source::Environment(variable.unwrap_or_default().to_owned()),
                Some((2, _)) => Source::File(self.path.clone().unwrap_or_default()),
                _ => Source::Default,
            };
            Origin {
                key,
                value: found.and_then(|(_, value)| shown(value)),
                from,
            }
        };
        let settings = file::leaves(&Settings::META, "").into_iter().map(origin);
        Ok(settings.chain(secret_origins()).collect())
    }
}

/// The value of `key` in a layer, when the layer has one.
fn at<'a>(layer: &'a Value, key: &str) -> Option<&'a Value> {
    let value = key
        .split('.')
        .try_fold(layer, |value, part| value.get(part))?;
    (!value.is_null()).then_some(value)
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(values) if values.is_empty() => None,
        Value::Array(values) => Some(
            values
                .iter()
                .filter_map(shown)
                .collect::<Vec<_>>()
                .join(", "),
        ),
        other => Some(other.to_string()),
    }
}

/// Secrets of the environment are shown only when they are there, and never their value.
fn secret_origins() -> impl Iterator<Item = Origin> {
    let secrets = [
        ("root_key", secrets::ROOT_KEY),
        ("s3.access_key_id", secrets::S3_ACCESS_KEY_ID),
        ("s3.secret_access_key", secrets::S3_SECRET_ACCESS_KEY),
        ("smtp.password", secrets::SMTP_PASSWORD),
        ("sms.password", secrets::SMS_PASSWORD),
    ];
    let set = secrets
        .into_iter()
        .filter(|(_, variable)| std::env::var_os(variable).is_some());
    set.map(|(key, variable)| Origin {
        key: key.to_owned(),
        value: Some("(set)".to_owned()),
        from: Source::Environment(variable.to_owned()),
    })
}

fn chain(error: &confique::Error) -> String {
    format!("{:#}", anyhow::anyhow!(error.to_string()))
}
