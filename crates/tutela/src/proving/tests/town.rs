//! A whole installation with a server of its own, whose controls can be looked at one by one.

use std::net::SocketAddr;

use axum::middleware;
use axum_server::tls_rustls::RustlsConfig;
use confique::{Config as _, Layer as _};
use tempfile::TempDir;
use tutela_core::{Secret, Username};
use tutela_db::{Sql, args, sql};
use tutela_identity::first_run::{First, FirstRunCode, create_administrator};
use tutela_identity::people::{Newcomer, PersonName};
use tutela_trust::prove::check;
use tutela_trust::rows;

use super::liar::{self, Lie};
use crate::config::{Entry, Layer, Loaded, Secrets, Settings};
use crate::data::DataFolder;
use crate::entrance::{self, Entrance};
use crate::installation::Installation;
use crate::listen::Listener;
use crate::proving::decoys::World;
use crate::proving::{Ground, Own, probes};
use crate::router::{self, Outside};
use crate::{built, server};

pub struct Town {
    pub ground: Ground,
    address: SocketAddr,
    outside: Outside,
    _folder: std::sync::Arc<TempDir>,
    _installation: std::sync::Arc<Installation>,
}

impl Town {
    pub async fn open() -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let layer = Layer {
            data: Some(data.clone()),
            ..Layer::default_values()
        };
        let loaded = Loaded {
            settings: Settings::from_layer(layer).unwrap(),
            secrets: Secrets::default(),
            origins: Vec::new(),
            file: None,
        };
        let installation = Installation::open(&loaded, DataFolder::open(&data).unwrap())
            .await
            .unwrap();
        let outside = Outside {
            settings: tutela_web::Settings {
                product: "Tutela".to_owned(),
                origin: None,
                secure: false,
                ways: tutela_web::Ways::default(),
            },
            upload_limit: 64 << 20,
            scanner: None,
            processes: tutela_media::process::Processes::default(),
            trust: built::trust(&loaded.settings),
            first_run: FirstRunCode::default(),
        };
        let parts = installation.parts.clone();
        let listener = Listener::bind("127.0.0.1:0".parse().unwrap(), "--listen").unwrap();
        let address = listener.address().unwrap();
        let app = router::app(&parts, &outside).unwrap();
        let router = router::router(&app, &parts, &outside).layer(middleware::from_fn_with_state(
            Entrance::new(Entry::Loopback, &[]),
            entrance::let_in,
        ));
        drop(server::serve_plain(listener, router).task);
        let own = Own::new(address, None, (false, false)).unwrap();
        let routes = router::routes(&parts, &outside);
        let ground = Ground::new(parts, own, outside.trust.clone(), &routes);
        Self {
            ground,
            address,
            outside,
            _folder: folder.into(),
            _installation: installation.into(),
        }
    }

    fn with(&self, own: Own) -> Self {
        let ground = Ground {
            own,
            ..self.ground.clone()
        };
        Self {
            ground,
            address: self.address,
            outside: self.outside.clone(),
            _folder: self._folder.clone(),
            _installation: self._installation.clone(),
        }
    }

    /// The same installation, seen through a liar.
    pub async fn lied_to(&self, lie: Lie) -> Self {
        self.world().await;
        let address = liar::serve(format!("http://{}", self.address), lie).await;
        self.with(Own::new(address, None, (false, false)).unwrap())
    }

    /// The same installation over TLS, with a certificate that ends in so many days.
    pub async fn over_tls(&self, days: i64) -> Self {
        let mut params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let now = self.ground.parts.ambient.now().seconds();
        let at = |seconds: i64| {
            rcgen::date_time_ymd(1970, 1, 1)
                + std::time::Duration::from_secs(u64::try_from(seconds).unwrap())
        };
        params.not_before = at(now - 90 * 86_400);
        params.not_after = at(now + days * 86_400);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let (certificate, key) = (certificate.pem(), key.serialize_pem());
        let tls = RustlsConfig::from_pem(certificate.into_bytes(), key.into_bytes())
            .await
            .unwrap();
        let listener = Listener::bind("127.0.0.1:0".parse().unwrap(), "--listen").unwrap();
        let address = listener.address().unwrap();
        let mut outside = self.outside.clone();
        outside.settings.secure = true;
        let parts = &self.ground.parts;
        let app = router::app(parts, &outside).unwrap();
        let router = router::router(&app, parts, &outside).layer(middleware::from_fn_with_state(
            Entrance::new(Entry::Certificate, &[]),
            entrance::let_in,
        ));
        drop(server::serve_tls(listener, router, tls).task);
        self.with(Own::new(address, Some("localhost"), (true, true)).unwrap())
    }

    pub async fn world(&self) -> World {
        self.ground.world().await.unwrap()
    }

    /// An administrator who signs in; gives the token of the session.
    pub async fn staff(&self) -> String {
        let parts = &self.ground.parts;
        let name = PersonName::parse("Eva Dahl").unwrap();
        let first = First {
            newcomer: Newcomer::new(name, Username::parse("eva").unwrap()),
            password: Secret::new("a long way to the harbour".to_owned()),
            language: "en".to_owned(),
        };
        let person = create_administrator(&parts.gate, &parts.hasher, &first)
            .await
            .unwrap();
        self.ground.session(person).await.unwrap()
    }

    pub async fn run(&self, text: &'static str) {
        let mut tx = self.ground.parts.db.write().await.unwrap();
        tx.run(Sql::literal(text), args![]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Puts something into the memory of a control.
    pub async fn remember(&self, control: &'static str, memo: &str) {
        let mut tx = self.ground.parts.db.write().await.unwrap();
        let set = sql!("UPDATE controls SET memo = $2 WHERE name = $1");
        tx.run(set, args![control, memo]).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn figure(&self, control: &str, name: &str) -> i64 {
        let known = self.known().await;
        known.run(control).unwrap().figures[name].as_i64().unwrap()
    }

    async fn known(&self) -> rows::Known {
        let mut tx = self.ground.parts.db.read().await.unwrap();
        rows::known(&mut tx).await.unwrap()
    }

    pub async fn holds(&self, control: &'static str) {
        let held = check(&self.ground.parts.gate, control, &probes(&self.ground))
            .await
            .unwrap();
        let run = self.known().await.run(control).cloned().unwrap();
        assert!(held, "{control}: {}", run.words);
    }

    pub async fn fails(&self, control: &'static str) {
        let held = check(&self.ground.parts.gate, control, &probes(&self.ground))
            .await
            .unwrap();
        let run = self.known().await.run(control).cloned().unwrap();
        assert!(
            !held && run.outcome == "failed",
            "{control} holds: {:?}",
            run.figures
        );
    }
}
