//! TLS: a certificate of one's own, its renewal, and what does not fit.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::program::{Ground, PATIENCE, get, text};

struct Pair {
    cert: PathBuf,
    key: PathBuf,
    pem: String,
}

impl Pair {
    fn make(ground: &Ground, name: &str) -> Self {
        let made = rcgen::generate_simple_self_signed(vec![
            "localhost".to_owned(),
            "127.0.0.1".to_owned(),
        ])
        .unwrap();
        let pem = made.cert.pem();
        let cert = ground.write(&format!("{name}.crt"), &pem);
        let key = ground.write(&format!("{name}.key"), &made.signing_key.serialize_pem());
        Self { cert, key, pem }
    }

    fn flags(&self) -> [&str; 4] {
        ["--tls-cert", text(&self.cert), "--tls-key", text(&self.key)]
    }

    /// A client that trusts this certificate and no other.
    fn client(&self) -> reqwest::Client {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let root = reqwest::Certificate::from_pem(self.pem.as_bytes()).unwrap();
        reqwest::Client::builder()
            .tls_certs_only([root])
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap()
    }
}

#[tokio::test]
async fn it_speaks_tls_and_http_2() {
    let ground = Ground::new();
    let pair = Pair::make(&ground, "own");
    let served = ground.serve(&pair.flags());
    assert!(served.address().starts_with("https://127.0.0.1:"));
    let answer = pair
        .client()
        .get(format!("{}/healthz", served.address()))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.version(), reqwest::Version::HTTP_2);
    let plain = reqwest::get(format!("http://{}/healthz", served.socket())).await;
    assert!(plain.is_err());
}

#[tokio::test]
async fn every_address_may_be_listened_at_with_tls() {
    let ground = Ground::new();
    let pair = Pair::make(&ground, "own");
    let flags = pair.flags();
    let served = ground.serve(
        &[
            flags.as_slice(),
            &["--listen", "0.0.0.0:0", "--redirect-http", "127.0.0.1:0"],
        ]
        .concat(),
    );
    assert_eq!(
        get(&pair.client(), &format!("{}/healthz", served.address()))
            .await
            .0,
        200
    );
    let plain = format!("{}/a?b=c", served.line["redirect"].as_str().unwrap());
    let led = pair.client().get(plain).send().await.unwrap();
    assert_eq!(led.status(), 308);
    assert_eq!(
        led.headers()["location"],
        format!("https://127.0.0.1:{}/a?b=c", served.port())
    );
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_up_on_sighup() {
    let ground = Ground::new();
    let (old, new) = (Pair::make(&ground, "own"), Pair::make(&ground, "new"));
    let served = ground.serve(&old.flags());
    let url = format!("{}/healthz", served.address());
    assert_eq!(get(&old.client(), &url).await.0, 200);
    assert!(new.client().get(&url).send().await.is_err());

    // Half of the pair alone does not fit, and what is in use stays.
    std::fs::copy(&new.cert, &old.cert).unwrap();
    served.signal("HUP");
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(get(&old.client(), &url).await.0, 200);

    std::fs::copy(&new.key, &old.key).unwrap();
    served.signal("HUP");
    let begun = Instant::now();
    while new.client().get(&url).send().await.is_err() {
        assert!(
            begun.elapsed() < PATIENCE,
            "the new certificate is not taken up"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(old.client().get(&url).send().await.is_err());
}

#[test]
fn a_pair_that_cannot_be_used_is_refused() {
    let ground = Ground::new();
    let (own, other) = (Pair::make(&ground, "own"), Pair::make(&ground, "other"));
    let nothing = ground.write("nothing.pem", "nothing\n");
    let serve = |cert: &PathBuf, key: &PathBuf| {
        ground.refusal(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--tls-cert",
            text(cert),
            "--tls-key",
            text(key),
        ])
    };
    assert!(serve(&own.cert, &other.key).contains("does not belong"));
    assert!(serve(&own.cert, &ground.path("none.key")).contains("none.key"));
    assert!(serve(&own.cert, &nothing).contains("no private key"));
    assert!(serve(&nothing, &own.key).contains("no certificate"));
    let half = ground.refusal(&["serve", "--tls-cert", text(&own.cert)]);
    assert!(half.contains("--tls-key"), "{half}");
}
