//! From settings to a process that answers: everything that can be refused is refused before the first request is taken.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::{Router, middleware};
use axum_server::tls_rustls::RustlsConfig;
use metrics_exporter_prometheus::PrometheusHandle;

use tutela_core::{Secret, Token};
use tutela_identity::first_run::{self, FirstRunCode};
use tutela_identity::letters;
use tutela_media::process::Processes;
use tutela_web::App;

use crate::config::{self, Entry, Loaded, Settings};
use crate::data::DataFolder;
use crate::entrance::{self, Entrance};
use crate::films::Films;
use crate::installation::{Installation, Parts, relocation};
use crate::listen::Listener;
use crate::post::{Carriers, Otherwise, Post, Rounds};
use crate::proving::{self, Ground, Own};
use crate::router::Outside;
use crate::schedule::Schedule;
use crate::server::{self, Running};
use crate::shutdown::{self, Signals};
use crate::{built, metrics, redirect, router, testimony, tls, witnesses};

mod announcement;

/// How many characters of a token the first administrator types: 72 random bits.
const FIRST_RUN_CODE: usize = 12;

use announcement::Announcement;
pub use announcement::Person;

/// An installation with its ports taken, about to answer.
pub struct House {
    /// The installation, for what is to be done before the first request.
    pub installation: Installation,
    settings: Settings,
    loaded: Loaded,
    carriers: Arc<Carriers>,
    entry: Entry,
    ports: Ports,
    metrics: Option<PrometheusHandle>,
    tls: Option<RustlsConfig>,
    is_rehearsal: bool,
}

/// The ports that were taken.
struct Ports {
    main: Listener,
    redirect: Option<Listener>,
    metrics: Option<Listener>,
}

impl House {
    /// Opens the installation and takes the ports. Letters that have no way out go where `letters` says.
    ///
    /// # Errors
    /// A refusal that says what is wrong and the way out.
    pub async fn open(loaded: Loaded, letters: Otherwise) -> Result<Self> {
        let settings = &loaded.settings;
        let entry = config::check(settings)?;
        let folder = DataFolder::open(&settings.data)?;
        let metrics = settings.metrics.map(|_| metrics::keep()).transpose()?;
        let tls = open_tls(settings, entry)?;
        let ports = Ports::take(settings)?;
        let carriers = Carriers::of(&loaded, letters)?;
        let installation = Installation::open(&loaded, folder).await?;
        Ok(Self {
            carriers: Arc::new(carriers),
            installation,
            entry,
            ports,
            metrics,
            tls,
            settings: loaded.settings.clone(),
            loaded,
            is_rehearsal: false,
        })
    }

    /// Does nothing by itself: no letter leaves, nothing is cleared away, nothing is backed up. For a restored copy that is
    /// only looked at.
    pub fn rehearse(mut self) -> Self {
        self.is_rehearsal = true;
        self
    }

    /// Answers until a signal ends it. `people` are those of the demo.
    ///
    /// # Errors
    /// When the ports are lost.
    pub async fn serve(self, json: bool, people: &[Person]) -> Result<()> {
        let signals = Signals::listen().context("signals cannot be noticed")?;
        let (announcement, outside) = (self.announcement(people)?, self.outside().await?);
        let app = router::app(&self.installation.parts, &outside)?;
        let (post, own) = (self.post(&app, &outside, &announcement), self.own()?);
        let Ports {
            main,
            redirect,
            metrics,
        } = self.ports;
        let port = main.address()?.port();
        let entrance = Entrance::new(self.entry, &self.settings.behind_proxy);
        let entrance = middleware::from_fn_with_state(entrance, entrance::let_in);
        let app = router::router(&app, &self.installation.parts, &outside).layer(entrance);
        let main = start(main, app, self.tls);
        let beside = [
            redirect.map(|port_80| server::serve_plain(port_80, redirect::router(port))),
            metrics.zip(self.metrics).map(|(port, kept)| {
                server::serve_plain(port, metrics::router(kept, main.handle.clone()))
            }),
        ];
        announcement.print(json)?;
        tokio::spawn(shutdown::on_signal(signals, main.handle.clone()));
        look_after(&self.installation.parts);
        prepare_probes(&self.installation.parts, own, &outside);
        let parts = &self.installation.parts;
        let by_itself = match self.is_rehearsal {
            true => None,
            false => Some(ByItself::begin(parts, post, (self.loaded, outside.processes)).await?),
        };
        let end = main.task.await.context("the server was broken off")?;
        let beside = beside.into_iter().flatten();
        beside.for_each(|server| server.handle.shutdown());
        if let Some(by_itself) = by_itself {
            by_itself.stop().await;
        }
        self.installation.close().await;
        tracing::info!("stopped");
        end.context("the port was lost")
    }

    /// How this server asks itself.
    fn own(&self) -> Result<Own> {
        let address = reachable(self.ports.main.address()?);
        let name = self.settings.acme.domain.first().map(String::as_str);
        let is_public = !matches!(self.entry, Entry::Loopback);
        Own::new(address, name, (self.settings.speaks_tls(), is_public))
    }

    /// What carries letters out of this house.
    fn post(&self, app: &App, outside: &Outside, announcement: &Announcement) -> Post {
        let parts = &self.installation.parts;
        Post {
            db: parts.db.clone(),
            ambient: parts.ambient.clone(),
            app: app.clone(),
            house: letters::House {
                product: outside.settings.product.clone(),
                origin: announcement.origin(outside.settings.origin.as_deref()),
            },
            carriers: Arc::clone(&self.carriers),
        }
    }

    /// Where people reach the house; `Host` decides where no name is declared.
    async fn outside(&self) -> Result<Outside> {
        Ok(Outside {
            settings: tutela_web::Settings {
                product: "Tutela".to_owned(),
                origin: self.settings.origin(),
                secure: !matches!(self.entry, Entry::Loopback),
                ways: self.carriers.ways(),
            },
            upload_limit: self.settings.upload_limit.0,
            scanner: self.settings.scanner(),
            processes: Processes::default(),
            trust: built::trust(&self.settings),
            first_run: self.first_run_code().await?,
        })
    }

    /// Beyond this machine, the first administrator must know what stands at the terminal.
    async fn first_run_code(&self) -> Result<FirstRunCode> {
        let Parts { gate, ambient, .. } = &self.installation.parts;
        if matches!(self.entry, Entry::Loopback) || !first_run::is_open(gate).await? {
            return Ok(FirstRunCode::default());
        }
        let mut code = Token::new(ambient).reveal();
        code.truncate(FIRST_RUN_CODE);
        eprintln!("\nThis installation is empty. Its first administrator needs this code: {code}");
        Ok(FirstRunCode(Some(Secret::new(code))))
    }

    fn announcement(&self, people: &[Person]) -> Result<Announcement> {
        let of = |listener: &Option<Listener>| listener.as_ref().map(Listener::address).transpose();
        Ok(Announcement {
            address: address(&self.settings, self.ports.main.address()?),
            metrics: of(&self.ports.metrics)?.map(|address| format!("http://{address}/metrics")),
            redirect: of(&self.ports.redirect)?
                .map(|address| format!("http://{}", reachable(address))),
            people: people.to_vec(),
        })
    }
}

/// The address to type: a name where one is known, and this machine where every address of it is listened at.
pub fn address(settings: &Settings, taken: SocketAddr) -> String {
    let scheme = if settings.speaks_tls() {
        "https"
    } else {
        "http"
    };
    match settings.acme.domain.first() {
        Some(name) if taken.port() == 443 => format!("https://{name}"),
        Some(name) => format!("https://{name}:{}", taken.port()),
        None => format!("{scheme}://{}", reachable(taken)),
    }
}

impl Ports {
    fn take(settings: &Settings) -> Result<Self> {
        let take = |address: config::Address, flag| Listener::bind(address.0, flag);
        Ok(Self {
            main: take(settings.listen, "--listen")?,
            redirect: settings
                .redirect_http
                .map(|address| take(address, "--redirect-http"))
                .transpose()?,
            metrics: settings
                .metrics
                .map(|address| take(address, "--metrics"))
                .transpose()?,
        })
    }
}

/// What the house does by itself, unless it is only looked at.
struct ByItself {
    post: Rounds,
    schedule: Schedule,
    films: Films,
}

impl ByItself {
    async fn begin(
        parts: &Parts,
        post: Post,
        (loaded, processes): (Loaded, Processes),
    ) -> Result<Self> {
        crate::backups::expect(parts).await?;
        tokio::spawn(tutela_backup::ledger::keep(parts.backups.clone()));
        witnesses::begin(parts, &loaded.settings.witness)?;
        let films = Films::start(parts, &loaded.settings, processes);
        tokio::spawn(relocation::follow(parts.clone(), loaded));
        Ok(Self {
            post: post.start(),
            schedule: Schedule::start(parts.clone()),
            films,
        })
    }

    async fn stop(self) {
        tokio::join!(self.post.stop(), self.schedule.stop(), self.films.stop());
    }
}

/// Hands every probe there is to the duty that runs them.
fn prepare_probes(parts: &Parts, own: Own, outside: &Outside) {
    let routes = router::routes(parts, outside);
    let ground = Ground::new(parts.clone(), own, outside.trust.clone(), &routes);
    let _ = parts.probes.set(proving::probes(&ground));
}

/// What goes on beside the requests.
fn look_after(parts: &Parts) {
    let gate = parts.gate.clone();
    tokio::spawn(async move { gate.follow_removals().await });
    let gate = parts.gate.clone();
    tokio::spawn(async move { gate.keep_uses().await });
    let gate = parts.gate.clone();
    tokio::spawn(async move { gate.keep_openings().await });
    let (db, ambient) = (parts.db.clone(), parts.ambient.clone());
    tokio::spawn(tutela_audit::evidence::keep(db, ambient));
    testimony::begin(parts.clone());
}

pub fn start(listener: Listener, app: Router, tls: Option<RustlsConfig>) -> Running {
    match tls {
        Some(tls) => server::serve_tls(listener, app, tls),
        None => server::serve_plain(listener, app),
    }
}

pub fn open_tls(settings: &Settings, entry: Entry) -> Result<Option<RustlsConfig>> {
    match entry {
        Entry::Proxy | Entry::Loopback => Ok(None),
        Entry::Certificate => open_pair(settings).map(Some),
        Entry::Acme => open_acme(settings).map(Some),
    }
}

fn open_pair(settings: &Settings) -> Result<RustlsConfig> {
    let (Some(cert), Some(key)) = (settings.tls.cert.clone(), settings.tls.key.clone()) else {
        anyhow::bail!("a certificate and its key are needed");
    };
    let pair = tls::Pair { cert, key };
    let config = RustlsConfig::from_config(Arc::new(pair.load()?));
    tls::keep_fresh(pair, config.clone())?;
    Ok(config)
}

#[cfg(feature = "acme")]
fn open_acme(settings: &Settings) -> Result<RustlsConfig> {
    crate::acme::start(settings).map(|config| RustlsConfig::from_config(Arc::new(config)))
}

#[cfg(not(feature = "acme"))]
fn open_acme(_: &Settings) -> Result<RustlsConfig> {
    anyhow::bail!("this build cannot fetch certificates")
}

/// `0.0.0.0` is for listening at; whoever sits at this machine asks at its own address.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        let own = if address.is_ipv4() {
            std::net::Ipv4Addr::LOCALHOST.into()
        } else {
            std::net::Ipv6Addr::LOCALHOST.into()
        };
        address.set_ip(own);
    }
    address
}
