//! Who asks, and over what: the one place that believes, or does not believe, what a proxy says about a request.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, StatusCode};
use tutela_web::Client;

use crate::config::{Entry, Network};
use crate::listen::Peer;
use crate::redirect;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// How requests come in, and whose word counts.
#[derive(Debug, Clone)]
pub struct Entrance {
    entry: Entry,
    proxies: Arc<[Network]>,
}

impl Entrance {
    /// An entrance that believes `proxies`.
    pub fn new(entry: Entry, proxies: &[Network]) -> Self {
        Self {
            entry,
            proxies: proxies.into(),
        }
    }

    fn believes(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|proxy| proxy.contains(address))
    }

    fn judge(&self, peer: IpAddr, headers: &HeaderMap) -> Judgement {
        let peer = peer.to_canonical();
        let proxied = self.believes(peer);
        let address = if proxied {
            self.origin(peer, headers)
        } else {
            peer
        };
        match self.entry {
            Entry::Certificate | Entry::Acme => Judgement::Serve(Client {
                address,
                secure: true,
            }),
            Entry::Loopback => Judgement::Serve(Client {
                address,
                secure: false,
            }),
            Entry::Proxy if proxied && says_plain(headers) => Judgement::Redirect,
            Entry::Proxy if proxied => Judgement::Serve(Client {
                address,
                secure: true,
            }),
            Entry::Proxy if peer.is_loopback() => Judgement::Serve(Client {
                address,
                secure: false,
            }),
            Entry::Proxy => Judgement::Refuse,
        }
    }

    /// The last address that no proxy of ours has: what stands before it, anybody can have written.
    fn origin(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines = headers
            .get_all(FORWARDED_FOR)
            .iter()
            .filter_map(|line| line.to_str().ok());
        let addresses: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
        let mut nearest = peer;
        for text in addresses.into_iter().rev() {
            match parse_address(text) {
                Some(address) if self.believes(address) => nearest = address,
                Some(address) => return address,
                None => return nearest,
            }
        }
        nearest
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Judgement {
    Serve(Client),
    Redirect,
    Refuse,
}

/// Lets a request in with its [`Client`], or answers it here.
pub async fn let_in(
    State(entrance): State<Entrance>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    match entrance.judge(peer.address.ip(), request.headers()) {
        Judgement::Redirect => {
            redirect::to_https(request.method(), request.uri(), request.headers(), 443)
        }
        Judgement::Refuse => {
            let why = "This server speaks to its proxy alone. Ask there.\n";
            (StatusCode::FORBIDDEN, why).into_response()
        }
        Judgement::Serve(client) => {
            request.headers_mut().remove(FORWARDED_FOR);
            request.headers_mut().remove(FORWARDED_PROTO);
            request.extensions_mut().insert(client);
            next.run(request).await
        }
    }
}

/// A proxy that is declared adds TLS; a header is needed only to say that this request came without.
fn says_plain(headers: &HeaderMap) -> bool {
    let last = headers
        .get_all(FORWARDED_PROTO)
        .iter()
        .next_back()
        .and_then(|line| line.to_str().ok());
    let last = last.and_then(|line| line.rsplit(',').next());
    last.is_some_and(|protocol| !protocol.trim().eq_ignore_ascii_case("https"))
}

/// An address, with a port after it or without.
fn parse_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok();
    let with_port = || {
        text.parse()
            .ok()
            .map(|address: std::net::SocketAddr| address.ip())
    };
    bare.or_else(with_port)
        .map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn judge(entry: Entry, peer: &str, headers: &[(HeaderName, &str)]) -> Judgement {
        let proxies = ["10.0.0.0/8".parse().unwrap(), "192.0.2.1".parse().unwrap()];
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, value.parse().unwrap());
        }
        Entrance::new(entry, &proxies).judge(peer.parse().unwrap(), &map)
    }

    fn client(address: &str, secure: bool) -> Judgement {
        Judgement::Serve(Client {
            address: address.parse().unwrap(),
            secure,
        })
    }

    #[test]
    fn a_stranger_is_not_believed() {
        let lie = [(FORWARDED_FOR, "127.0.0.1"), (FORWARDED_PROTO, "https")];
        assert_eq!(
            judge(Entry::Certificate, "203.0.113.9", &lie),
            client("203.0.113.9", true)
        );
        assert_eq!(
            judge(Entry::Loopback, "127.0.0.1", &lie),
            client("127.0.0.1", false)
        );
        assert_eq!(judge(Entry::Proxy, "203.0.113.9", &lie), Judgement::Refuse);
        assert_eq!(judge(Entry::Proxy, "::1", &lie), client("::1", false));
    }

    #[test]
    fn a_declared_proxy_is_believed_for_what_it_added() {
        let told = [
            (FORWARDED_FOR, "1.1.1.1, 203.0.113.9"),
            (FORWARDED_FOR, "192.0.2.1"),
            (FORWARDED_PROTO, "https"),
        ];
        assert_eq!(
            judge(Entry::Proxy, "10.1.2.3", &told),
            client("203.0.113.9", true)
        );
        assert_eq!(
            judge(Entry::Proxy, "::ffff:10.1.2.3", &told),
            client("203.0.113.9", true)
        );
        for (text, found) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::1]:80", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("unknown", "10.1.2.3"),
            ("", "10.1.2.3"),
        ] {
            assert_eq!(
                judge(Entry::Proxy, "10.1.2.3", &[(FORWARDED_FOR, text)]),
                client(found, true),
                "{text}"
            );
        }
    }

    #[test]
    fn what_came_to_the_proxy_in_the_clear_is_sent_to_https() {
        for plain in ["http", "https, http", "HTTP", "ws"] {
            assert_eq!(
                judge(Entry::Proxy, "10.1.2.3", &[(FORWARDED_PROTO, plain)]),
                Judgement::Redirect,
                "{plain}"
            );
        }
        assert_eq!(
            judge(
                Entry::Proxy,
                "10.1.2.3",
                &[(FORWARDED_PROTO, "http, https")]
            ),
            client("10.1.2.3", true)
        );
    }
}
