//! A probe tries a control of the house on this very installation and says whether it held. Each feature hands its own
//! over by its door, and the binary hands all of them to whoever runs them, so that nobody has to know every feature.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// What a probe found, or in words for the operator what did not hold.
pub type Found = Result<Finding, String>;

type Run = dyn Fn(Option<String>) -> Pin<Box<dyn Future<Output = Found> + Send>> + Send + Sync;

/// The control held, or it has nothing to hold here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finding {
    /// Counts and measures by name, as the texts of the probe know them. Never anything of a person.
    pub figures: Vec<(&'static str, i64)>,
    /// Why there is nothing to check here, as a key of the texts.
    pub off: Option<&'static str>,
    /// What the probe wants to find again at its next run.
    pub memo: Option<String>,
}

impl Finding {
    /// It held, with these figures.
    pub fn of<const N: usize>(figures: [(&'static str, i64); N]) -> Self {
        Self {
            figures: figures.to_vec(),
            ..Self::default()
        }
    }

    /// What it guards is not in use here, for a reason that has this key.
    pub fn off(reason: &'static str) -> Self {
        Self {
            off: Some(reason),
            ..Self::default()
        }
    }

    /// To be found again at the next run.
    #[must_use]
    pub fn remembering(mut self, memo: String) -> Self {
        self.memo = Some(memo);
        self
    }
}

/// A probe by its name in the register of promises. Cheap to clone.
#[derive(Clone)]
pub struct Probe {
    pub name: &'static str,
    run: Arc<Run>,
}

impl Probe {
    /// A probe that does this. It is given what it wanted to find again.
    pub fn new<F, R>(name: &'static str, run: R) -> Self
    where
        R: Fn(Option<String>) -> F + Send + Sync + 'static,
        F: Future<Output = Found> + Send + 'static,
    {
        let run: Arc<Run> = Arc::new(move |memo| Box::pin(run(memo)));
        Self { name, run }
    }

    /// Runs it once.
    pub async fn run(&self, memo: Option<String>) -> Found {
        (self.run)(memo).await
    }
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Probe({})", self.name)
    }
}
