//! The cases, each of which can be measured alone.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

use anyhow::Result;
use tokio::sync::OnceCell;

use crate::report::Report;
use crate::server::installation::Installation;

mod answers;
mod import;
mod memory;
mod seal;
mod sign_in;
mod start;
mod tls;
mod video;

/// Something to measure.
pub struct Case {
    pub name: &'static str,
    pub shows: &'static str,
    pub measure: for<'a> fn(&'a Bench, &'a mut Report) -> Measuring<'a>,
}

/// A measurement under way.
pub type Measuring<'a> = Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

/// In this order.
pub const CASES: &[Case] = &[
    Case {
        name: "page",
        shows: "the course page of a learner, beside a bare axum route with the same bytes",
        measure: |bench, report| Box::pin(answers::page(bench, report)),
    },
    Case {
        name: "json",
        shows: "two answers of the API that ask the policy, beside a bare axum route with the same bytes",
        measure: |bench, report| Box::pin(answers::json(bench, report)),
    },
    Case {
        name: "tls",
        shows: "a small answer that asks the policy, over TLS, beside nginx with a file of the same bytes",
        measure: |bench, report| Box::pin(tls::measure(bench, report)),
    },
    Case {
        name: "video",
        shows: "a sealed film by ranges of 1 MiB and whole, beside the same film unsealed, and nginx",
        measure: |bench, report| Box::pin(video::measure(bench, report)),
    },
    Case {
        name: "signin",
        shows: "signing in, beside the bare hash and beside people who read",
        measure: |bench, report| Box::pin(sign_in::measure(bench, report)),
    },
    Case {
        name: "import",
        shows: "fifty thousand people from a file",
        measure: |bench, report| Box::pin(import::measure(bench, report)),
    },
    Case {
        name: "seal",
        shows: "sealing and opening on one core, beside the AEAD alone",
        measure: |bench, report| Box::pin(seal::measure(bench, report)),
    },
    Case {
        name: "memory",
        shows: "memory when idle, under load and while a large film comes in",
        measure: |bench, report| Box::pin(memory::measure(bench, report)),
    },
    Case {
        name: "start",
        shows: "from the start to the first answer, on an existing installation",
        measure: |bench, report| Box::pin(start::measure(bench, report)),
    },
];

/// What the cases share.
pub struct Bench {
    tutela: PathBuf,
    short: bool,
    installation: OnceCell<Installation>,
}

impl Bench {
    /// Nothing is started yet.
    pub fn new(tutela: PathBuf, short: bool) -> Self {
        Self {
            tutela,
            short,
            installation: OnceCell::new(),
        }
    }

    /// The installation, made when it is first needed.
    async fn installation(&self) -> Result<&Installation> {
        let make = || Installation::make(&self.tutela);
        self.installation.get_or_try_init(make).await
    }

    /// How often everything is measured; the medians are printed.
    fn rounds(&self) -> usize {
        if self.short { 1 } else { 5 }
    }

    /// How long the load stays on in one round.
    fn lasts(&self) -> Duration {
        Duration::from_millis(if self.short { 500 } else { 2_000 })
    }
}
