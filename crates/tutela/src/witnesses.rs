//! Has the witnesses of this installation sign its log, and keeps what they signed (C2SP tlog-witness).

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use reqwest::redirect::Policy;
use reqwest::{Response, StatusCode};
use tutela_audit::evidence::{self, SignedCheckpoint};

use crate::config::WitnessAddress;
use crate::installation::Parts;

/// How often a new checkpoint is sent.
const PAUSE: Duration = Duration::from_secs(60);
/// How long a witness may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most that is read of an answer.
const ANSWER: usize = 64 * 1024;

/// Sends new checkpoints to each witness for as long as the process lives.
///
/// # Errors
/// When no client can be made.
pub fn begin(parts: &Parts, witnesses: &[WitnessAddress]) -> Result<()> {
    for witness in witnesses {
        let witness = Asked {
            client: client()?,
            witness: witness.clone(),
            parts: parts.clone(),
        };
        tokio::spawn(async move { witness.keep().await });
    }
    Ok(())
}

/// It goes to the address it is given, by no proxy, and follows nobody elsewhere.
fn client() -> Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(Policy::none())
        .no_proxy()
        .build()
        .context("a client for witnesses cannot be made")
}

struct Asked {
    client: reqwest::Client,
    witness: WitnessAddress,
    parts: Parts,
}

impl Asked {
    async fn keep(&self) {
        loop {
            if let Err(error) = self.ask().await {
                let site = &self.witness.site;
                tracing::warn!(%site, error = format!("{error:#}"), "the witness did not sign");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Sends the latest checkpoint, unless the witness has signed it. One that has seen less or more than is remembered here
    /// says so, and is asked once more.
    async fn ask(&self) -> Result<()> {
        let mut tx = self.parts.db.read().await?;
        let Some(latest) = evidence::latest(&mut tx).await? else {
            return Ok(());
        };
        let mut seen = evidence::cosigned_size(&mut tx, &self.witness.key).await?;
        drop(tx);
        if seen == latest.size {
            return Ok(());
        }
        for _ in 0..2 {
            let answer = self.send(seen, &latest).await?;
            match answer.status() {
                StatusCode::OK => return self.keep_line(&latest, &text(answer).await?).await,
                StatusCode::CONFLICT => {
                    let size = text(answer).await?;
                    seen = evidence::decimal(size.trim_end()).context("it names no size")?;
                }
                StatusCode::UNPROCESSABLE_ENTITY => bail!(
                    "it has seen another past of this log: the log was forked, or restored from a backup"
                ),
                status => bail!("it answered {status}"),
            }
        }
        bail!("it keeps changing its mind about what it has seen")
    }

    async fn send(&self, seen: u64, latest: &SignedCheckpoint) -> Result<Response> {
        let mut tx = self.parts.db.read().await?;
        let body = evidence::submission(&mut tx, seen, latest).await?;
        drop(tx);
        let Some(body) = body else {
            bail!("it has seen {seen} entries and there are {}", latest.size);
        };
        let request = self
            .client
            .post(format!("{}/add-checkpoint", self.witness.site));
        let answer = request.body(body).send().await;
        answer.map_err(|error| error.without_url().into())
    }

    async fn keep_line(&self, latest: &SignedCheckpoint, line: &str) -> Result<()> {
        let mut tx = self.parts.db.write().await?;
        let what = (latest, &self.witness.key);
        if !evidence::keep_cosignature(&mut tx, what, line, &self.parts.ambient).await? {
            bail!("its signature is not that of its key");
        }
        Ok(tx.commit().await?)
    }
}

async fn text(mut answer: Response) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await? {
        bytes.extend(piece);
        if bytes.len() > ANSWER {
            bail!("it says too much");
        }
    }
    String::from_utf8(bytes).context("it says no text")
}
