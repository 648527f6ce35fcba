//! Load: connections that each send one request after the other, for as long as asked, and how long every answer took.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::client::{Connection, Site};

/// What is asked for, and of whom. Cheap to clone.
#[derive(Clone)]
pub struct Work {
    site: Site,
    requests: Arc<[Vec<u8>]>,
    /// Whether each connection keeps to one of the requests.
    apart: bool,
    status: u16,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Load {
    /// Seconds from the first request to the last answer.
    seconds: f64,
    /// Bytes of bodies.
    bytes: u64,
    /// Answers and bytes that warmed the connections up: they took processor time too.
    warm: (usize, u64),
    /// Microseconds of every answer, in no order.
    pub latencies: Vec<u32>,
}

impl Work {
    /// The same request again and again, which is answered with 200.
    pub fn of(site: &Site, request: Vec<u8>) -> Self {
        Self {
            site: site.clone(),
            requests: [request].into(),
            apart: false,
            status: 200,
        }
    }

    /// Requests for ranges, one after the other, which are answered with 206.
    pub fn of_ranges(site: &Site, requests: Vec<Vec<u8>>) -> Self {
        Self {
            site: site.clone(),
            requests: requests.into(),
            apart: false,
            status: 206,
        }
    }

    /// A request for each connection, again and again, which is answered with 200.
    pub fn of_each(site: &Site, requests: Vec<Vec<u8>>) -> Self {
        Self {
            site: site.clone(),
            requests: requests.into(),
            apart: true,
            status: 200,
        }
    }

    /// Puts the load of so many connections on the server.
    ///
    /// # Errors
    /// When an answer is missing or another than hoped for: what is fast because it fails is not measured.
    pub async fn run(&self, connections: usize, lasts: Duration) -> Result<Load> {
        let start = Arc::new(Barrier::new(connections));
        let mut tasks = JoinSet::new();
        for number in 0..connections {
            tasks.spawn(self.clone().connection(number, Arc::clone(&start), lasts));
        }
        let (mut load, mut span) = (Load::default(), None);
        while let Some(done) = tasks.join_next().await {
            let done = done.context("a connection was given up")??;
            load.bytes += done.bytes;
            load.warm.0 += 1;
            load.warm.1 += done.warm;
            load.latencies.extend(done.latencies);
            let (begin, end) = span.unwrap_or((done.begin, done.end));
            span = Some((begin.min(done.begin), end.max(done.end)));
        }
        let (begin, end) = span.context("there was no connection")?;
        load.seconds = (end - begin).as_secs_f64();
        Ok(load)
    }

    /// The first request warms the connection up and does not count.
    async fn connection(self, number: usize, start: Arc<Barrier>, lasts: Duration) -> Result<Done> {
        let mut connection = self.site.connect().await?;
        let (mut next, step) = if self.apart {
            (number, 0)
        } else {
            (number * 31, 1)
        };
        let warm = self.ask(&mut connection, next).await?;
        start.wait().await;
        let begin = Instant::now();
        let mut done = Done {
            begin,
            end: begin,
            warm,
            bytes: 0,
            latencies: Vec::with_capacity(1 << 12),
        };
        while done.end - begin < lasts {
            next += step;
            done.bytes += self.ask(&mut connection, next).await?;
            let now = Instant::now();
            let took = (now - done.end).as_micros();
            done.latencies.push(u32::try_from(took).unwrap_or(u32::MAX));
            done.end = now;
        }
        Ok(done)
    }

    async fn ask(&self, connection: &mut Connection, number: usize) -> Result<u64> {
        let request = &self.requests[number % self.requests.len()];
        let head = connection.exchange(request).await?;
        if head.status != self.status {
            bail!(
                "answered {} where {} was hoped for",
                head.status,
                self.status
            );
        }
        Ok(head.length)
    }
}

impl Load {
    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.seconds
    }

    /// Megabytes a second.
    pub fn megabytes(&self) -> f64 {
        self.bytes as f64 / self.seconds / 1e6
    }

    /// All answers, those included that warmed the connections up.
    pub fn all_answers(&self) -> usize {
        self.warm.0 + self.latencies.len()
    }

    /// All mebibytes that were answered with, those included that warmed the connections up.
    pub fn all_mebibytes(&self) -> f64 {
        (self.warm.1 + self.bytes) as f64 / f64::from(1 << 20)
    }
}

/// What one connection did.
struct Done {
    begin: Instant,
    end: Instant,
    warm: u64,
    bytes: u64,
    latencies: Vec<u32>,
}
