//! Where data leaves the house, all of it, in one list (PC4). Whatever speaks to a server outside is set up from here.

use crate::config::{ScannerPlace, Settings, StorePlace};

/// A server that something is sent to, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// What it is there for.
    pub purpose: &'static str,
    /// What it gets to know.
    pub receives: &'static str,
    /// The server.
    pub host: String,
}

/// Every server that these settings let the house speak to. There is no other client.
pub fn destinations(settings: &Settings) -> Vec<Destination> {
    let mail = settings.smtp.address.as_ref().map(|server| Destination {
        purpose: "mail",
        receives: "addresses, names and words of letters",
        host: server.to_string(),
    });
    let phone = settings.sms.endpoint.as_ref().map(|service| Destination {
        purpose: "text messages",
        receives: "phone numbers and words of messages",
        host: service.host().to_owned(),
    });
    let bucket = match settings.store() {
        StorePlace::Folder(_) => None,
        StorePlace::Bucket(bucket) => Some(Destination {
            purpose: "sealed objects",
            receives: "ciphertext",
            host: settings.s3.endpoint.clone().unwrap_or(bucket),
        }),
    };
    let authority = (!settings.acme.domain.is_empty()).then(|| Destination {
        purpose: "certificates",
        receives: "the names of the house",
        host: settings.acme.directory.clone(),
    });
    let scanner = match &settings.clamd {
        Some(ScannerPlace::Network(server)) => Some(Destination {
            purpose: "virus scan",
            receives: "uploaded files in the clear",
            host: server.to_string(),
        }),
        Some(ScannerPlace::Socket(_)) | None => None,
    };
    [mail, phone, bucket, authority, scanner]
        .into_iter()
        .flatten()
        .collect()
}
