//! The processing of films, when this machine can do it.

use std::num::NonZero;
use std::path::PathBuf;

use tokio::task::JoinHandle;
use tutela_media::process::{Fitness, Processes, Tools, Workers, Workshop, examine};

use crate::config::{Processing, Settings};
use crate::installation::Parts;

/// More threads than these wait for one another.
const THREADS: usize = 4;

/// Films that are processed beside the requests, once it was found out that they can be.
pub struct Films(JoinHandle<Option<Workers>>);

impl Films {
    /// Looks at ffmpeg, says in `processes` that it serves, and begins. The start does not wait for it.
    pub fn start(parts: &Parts, settings: &Settings, processes: Processes) -> Self {
        let (parts, wanted) = (parts.clone(), settings.processing);
        Self(tokio::spawn(async move {
            let tools = tools(wanted).await?;
            processes.begin();
            Some(process(&parts, tools))
        }))
    }

    /// Takes no film any more, and leaves those under way to whoever comes next.
    pub async fn stop(self) {
        if !self.0.is_finished() {
            self.0.abort();
        }
        if let Ok(Some(workers)) = self.0.await {
            workers.stop().await;
        }
    }
}

async fn tools(wanted: Processing) -> Option<Tools> {
    if wanted == Processing::Off {
        return None;
    }
    let (fitness, tools) = examine(&launcher()).await;
    match fitness {
        Fitness::Fit(version) => tracing::debug!(%version, "films are processed by ffmpeg"),
        Fitness::Missing => tracing::info!("there is no ffmpeg: films play as they are uploaded"),
        Fitness::Unfit(why) => {
            tracing::warn!(%why, "ffmpeg cannot be used: films play as they are uploaded");
        }
    }
    tools
}

fn process(parts: &Parts, tools: Tools) -> Workers {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let shop = Workshop {
        gate: parts.gate.clone(),
        vault: parts.vault.clone(),
        tools,
        threads: cores.min(THREADS),
    };
    Workers::start(&shop, cores)
}

/// This very binary, also after its file was replaced by a newer one.
pub fn launcher() -> PathBuf {
    PathBuf::from("/proc/self/exe")
}
