//! From plain HTTP to HTTPS: pages are sent there, anything that carries data is refused, because it has already been seen.

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use http::uri::Authority;
use http::{HeaderMap, Method, StatusCode, Uri, header};

/// A router whose every answer leads to port `port`.
pub fn router(port: u16) -> Router {
    Router::new().fallback(
        move |method: Method, uri: Uri, headers: HeaderMap| async move {
            to_https(&method, &uri, &headers, port)
        },
    )
}

/// The answer to a request that came without TLS.
pub fn to_https(method: &Method, uri: &Uri, headers: &HeaderMap, port: u16) -> Response {
    if method != Method::GET && method != Method::HEAD {
        let why = "This came without encryption and was not read. Use https.\n";
        return (StatusCode::FORBIDDEN, why).into_response();
    }
    match target(uri, headers, port) {
        Some(target) => {
            (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, target)]).into_response()
        }
        None => (StatusCode::BAD_REQUEST, "The request names no host.\n").into_response(),
    }
}

fn target(uri: &Uri, headers: &HeaderMap, port: u16) -> Option<String> {
    let named = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let authority: Authority = named
        .or(uri.authority().map(Authority::as_str))?
        .parse()
        .ok()?;
    if authority.as_str().contains('@') || authority.host().is_empty() {
        return None;
    }
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    match port {
        443 => Some(format!("https://{}{path}", authority.host())),
        _ => Some(format!("https://{}:{port}{path}", authority.host())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn answer(method: &Method, uri: &str, host: Option<&str>, port: u16) -> (StatusCode, String) {
        let mut headers = HeaderMap::new();
        if let Some(host) = host {
            headers.insert(header::HOST, host.parse().unwrap());
        }
        let answer = to_https(method, &uri.parse().unwrap(), &headers, port);
        let location = answer
            .headers()
            .get(header::LOCATION)
            .map(|location| location.to_str().unwrap().to_owned());
        (answer.status(), location.unwrap_or_default())
    }

    #[test]
    fn pages_lead_to_the_same_place_under_https() {
        let to = |location: &str| (StatusCode::PERMANENT_REDIRECT, location.to_owned());
        assert_eq!(
            answer(&Method::GET, "/a?b=c", Some("x.org:80"), 443),
            to("https://x.org/a?b=c")
        );
        assert_eq!(
            answer(&Method::HEAD, "/", Some("[::1]:80"), 8443),
            to("https://[::1]:8443/")
        );
        assert_eq!(
            answer(&Method::GET, "//evil.org/", Some("x.org"), 443),
            to("https://x.org//evil.org/")
        );
    }

    #[test]
    fn data_in_the_clear_and_requests_without_a_host_are_refused() {
        assert_eq!(
            answer(&Method::POST, "/sign-in", Some("x.org"), 443).0,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            answer(&Method::GET, "/", None, 443).0,
            StatusCode::BAD_REQUEST
        );
        assert_eq!(
            answer(&Method::GET, "/", Some("x.org@evil.org"), 443).0,
            StatusCode::BAD_REQUEST
        );
    }
}
