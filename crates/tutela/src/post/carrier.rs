//! By which ways letters go: what is set up, and nothing else.

use anyhow::Result;
use tutela_audit::outbox::{Due, Outcome};
use tutela_identity::letters::Mail;
use tutela_web::Ways;

use super::folder::Folder;
use super::mail::Server;
use super::phone::{HttpService, TextMessages};
use crate::config::Loaded;
use crate::data;

/// What becomes of a letter that no way is set up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Otherwise {
    /// It waits in the outbox until there is a way, or it expires.
    Wait,
    /// It is laid into a folder of the data, where one may read it: for the demo alone.
    Folder,
}

/// The ways out of the house.
#[derive(Default)]
pub struct Carriers {
    mail: Option<Server>,
    phone: Option<Box<dyn TextMessages>>,
    /// Where letters are laid that no other way takes: the demo's.
    folder: Option<Folder>,
}

impl Carriers {
    /// The ways that the settings name.
    ///
    /// # Errors
    /// A refusal when one of them cannot be set up.
    pub fn of(loaded: &Loaded, otherwise: Otherwise) -> Result<Self> {
        let phone = HttpService::of(loaded)?;
        let folder = || Folder::new(&data::letters(&loaded.settings.data));
        Ok(Self {
            mail: Server::of(loaded)?,
            phone: phone.map(|service| Box::new(service) as Box<dyn TextMessages>),
            folder: (otherwise == Otherwise::Folder).then(folder),
        })
    }

    /// Which ways there are.
    pub const fn ways(&self) -> Ways {
        let anywhere = self.folder.is_some();
        Ways {
            mail: anywhere || self.mail.is_some(),
            phone: anywhere || self.phone.is_some(),
        }
    }

    pub(super) async fn mail(&self, due: &Due, address: &str, mail: Mail) -> Outcome {
        match (&self.mail, &self.folder) {
            (Some(server), _) => server.send(due, address, mail).await,
            (None, Some(folder)) => folder.lay(due, address, &mail.text, Some(&mail.html)),
            (None, None) => Outcome::Failed("no mail server is set up".to_owned()),
        }
    }

    pub(super) async fn text_message(&self, due: &Due, number: &str, text: String) -> Outcome {
        match (&self.phone, &self.folder) {
            (Some(service), _) => service.send(number, &text).await,
            (None, Some(folder)) => folder.lay(due, number, &text, None),
            (None, None) => Outcome::Failed("no service for text messages is set up".to_owned()),
        }
    }
}

#[cfg(test)]
impl Carriers {
    pub(super) fn only(mail: Option<Server>, phone: Option<Box<dyn TextMessages>>) -> Self {
        Self {
            mail,
            phone,
            folder: None,
        }
    }
}
