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
use tutela_web::App;

use crate::config::{self, Entry, Loaded, Settings};
use crate::data::DataFolder;
use crate::entrance::{self, Entrance};
use crate::installation::{Installation, Parts, relocation};
use crate::listen::Listener;
use crate::post::{Carriers, Otherwise, Post};
use crate::router::Outside;
use crate::schedule::Schedule;
use crate::server::{self, Running};
use crate::shutdown::{self, Signals};
use crate::{metrics, redirect, router, tls};

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
        })
    }

    /// Answers until a signal ends it. `people` are those of the demo.
    ///
    /// # Errors
    /// When the ports are lost.
    pub async fn serve(self, json: bool, people: &[Person]) -> Result<()> {
        let signals = Signals::listen().context("signals cannot be noticed")?;
        let announcement = self.announcement(people)?;
        let outside = self.outside().await?;
        let app = router::app(&self.installation.parts, &outside)?;
        let post = self.post(&app, &outside, &announcement);
        let Ports {
            main,
            redirect,
            metrics,
        } = self.ports;
        let port = main.address()?.port();
        let entrance = Entrance::new(self.entry, &self.settings.behind_proxy);
        let app = router::router(&app, &self.installation.parts, &outside)
            .layer(middleware::from_fn_with_state(entrance, entrance::let_in));
        let main = start(main, app, self.tls);
        let beside = [
            redirect.map(|port_80| server::serve_plain(port_80, redirect::router(port))),
            metrics.zip(self.metrics).map(|(port, kept)| {
                server::serve_plain(port, metrics::router(kept, main.handle.clone()))
            }),
        ];
        announcement.print(json)?;
        tokio::spawn(shutdown::on_signal(signals, main.handle.clone()));
        look_after(&self.installation.parts, self.loaded);
        let post = post.start();
        let schedule = Schedule::start(self.installation.parts.clone());
        let end = main.task.await.context("the server was broken off")?;
        beside
            .into_iter()
            .flatten()
            .for_each(|server| server.handle.shutdown());
        tokio::join!(post.stop(), schedule.stop());
        self.installation.close().await;
        tracing::info!("stopped");
        end.context("the port was lost")
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
            address: self.address(self.ports.main.address()?),
            metrics: of(&self.ports.metrics)?.map(|address| format!("http://{address}/metrics")),
            redirect: of(&self.ports.redirect)?
                .map(|address| format!("http://{}", reachable(address))),
            people: people.to_vec(),
        })
    }

    /// The address to type: a name where one is known, and this machine where every address of it is listened at.
    fn address(&self, taken: SocketAddr) -> String {
        let scheme = if self.settings.speaks_tls() {
            "https"
        } else {
            "http"
        };
        match self.settings.acme.domain.first() {
            Some(name) if taken.port() == 443 => format!("https://{name}"),
            Some(name) => format!("https://{name}:{}", taken.port()),
            None => format!("{scheme}://{}", reachable(taken)),
        }
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

/// What goes on beside the requests.
fn look_after(parts: &Parts, loaded: Loaded) {
    tokio::spawn(relocation::follow(parts.clone(), loaded));
    let gate = parts.gate.clone();
    tokio::spawn(async move { gate.follow_removals().await });
    let gate = parts.gate.clone();
    tokio::spawn(async move { gate.keep_uses().await });
}

fn start(listener: Listener, app: Router, tls: Option<RustlsConfig>) -> Running {
    match tls {
        Some(tls) => server::serve_tls(listener, app, tls),
        None => server::serve_plain(listener, app),
    }
}

fn open_tls(settings: &Settings, entry: Entry) -> Result<Option<RustlsConfig>> {
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
