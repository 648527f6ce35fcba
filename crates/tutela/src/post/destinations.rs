//! Where data leaves the house, all of it, in one list (PC4). Whatever speaks to a server outside is set up from here.

use tutela_trust::Destination;

use crate::config::{ScannerPlace, Settings, StorePlace};

/// What the servers of letters are for.
pub const MAIL: &str = "mail";
pub const TEXT_MESSAGES: &str = "text messages";

/// Every server that these settings let the house speak to. There is no other client.
pub fn destinations(settings: &Settings) -> Vec<Destination> {
    let mail = settings.smtp.address.as_ref().map(|server| Destination {
        purpose: MAIL,
        receives: "addresses, names and words of letters",
        host: server.to_string(),
    });
    let phone = settings.sms.endpoint.as_ref().map(|service| Destination {
        purpose: TEXT_MESSAGES,
        receives: "phone numbers and words of messages",
        host: service.host().to_owned(),
    });
    let bucket = bucket("sealed objects", &settings.store(), settings);
    let second = settings.backup.to.as_ref();
    let second = second.and_then(|place| self::bucket("backups", place, settings));
    let authority = (!settings.acme.domain.is_empty()).then(|| Destination {
        purpose: "certificates",
        receives: "the names of the house",
        host: settings.acme.directory.clone(),
    });
    let witnesses = settings.witness.iter().map(|witness| Destination {
        purpose: "witnesses of the evidence log",
        receives: "size and root of the log",
        host: witness.site.to_string(),
    });
    let others = [mail, phone, bucket, second, authority, scanner(settings)];
    others.into_iter().flatten().chain(witnesses).collect()
}

fn bucket(purpose: &'static str, place: &StorePlace, settings: &Settings) -> Option<Destination> {
    match place {
        StorePlace::Folder(_) => None,
        StorePlace::Bucket(bucket) => Some(Destination {
            purpose,
            receives: "ciphertext",
            host: settings.s3.endpoint.clone().unwrap_or(bucket.clone()),
        }),
    }
}

fn scanner(settings: &Settings) -> Option<Destination> {
    match &settings.clamd {
        Some(ScannerPlace::Network(server)) => Some(Destination {
            purpose: "virus scan",
            receives: "uploaded files in the clear",
            host: server.to_string(),
        }),
        Some(ScannerPlace::Socket(_)) | None => None,
    }
}
