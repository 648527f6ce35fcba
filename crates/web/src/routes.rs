//! Every address of the house, each with what guards it. A route is closed unless it says in words why it is open:
//! an answer of a guarded route that was never authorized does not leave the house.

mod document;
mod enter;

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use http::Method;
use tutela_access::ACTIONS;
use utoipa::openapi::path::{HttpMethod, Paths};
use utoipa::openapi::{OpenApi, RefOr, Schema};

use crate::{App, door};

pub(crate) use enter::SMALL;

/// What guards a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Anybody may come in, for this reason. Such a route may still authorize what it wants to.
    Open(&'static str),
    /// The handler must authorize this action, and an answer without it is withheld.
    Action(&'static str),
}

impl Guard {
    /// Whether it names an action that the policy knows. One that it does not know could never be authorized.
    pub fn is_known(&self) -> bool {
        match self {
            Self::Open(reason) => !reason.is_empty(),
            Self::Action(action) => ACTIONS.contains(action),
        }
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(reason) => write!(f, "open: {reason}"),
            Self::Action(action) => f.write_str(action),
        }
    }
}

/// One route in the list that people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteLine {
    pub method: Method,
    pub path: Arc<str>,
    pub guard: Guard,
}

impl fmt::Display for RouteLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let method = self.method.as_str();
        write!(f, "{method:6} {}  {}", self.path, self.guard)
    }
}

/// How much of a request is taken in, and how long that may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Intake {
    /// A form or a small document.
    Small,
    /// A film: as long as bytes keep coming.
    Streaming,
}

/// What is declared of a route.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub path: Arc<str>,
    pub guard: Guard,
    pub intake: Intake,
}

/// What `routes!(handler)` makes of a handler with `#[utoipa::path]`.
pub type Documented<S> = (Vec<(String, RefOr<Schema>)>, Paths, MethodRouter<S>);

/// The routes of a feature, or of all of them.
pub struct Routes<S = ()> {
    entries: Vec<Entry<S>>,
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

struct Entry<S> {
    declared: Declared,
    methods: Vec<Method>,
    handler: MethodRouter<S>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet.
    pub fn new() -> Self {
        Self {
            entries: Vec::new(),
            paths: Paths::new(),
            schemas: Vec::new(),
        }
    }

    /// A screen to look at.
    pub fn get<H, T>(self, path: &'static str, handler: H, guard: Guard) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::GET, path, on(MethodFilter::GET, handler), guard)
    }

    /// A form that is sent.
    pub fn post<H, T>(self, path: &'static str, handler: H, guard: Guard) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::POST, path, on(MethodFilter::POST, handler), guard)
    }

    /// Something that a script of ours puts in place.
    pub fn put<H, T>(self, path: &'static str, handler: H, guard: Guard) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::PUT, path, on(MethodFilter::PUT, handler), guard)
    }

    /// An operation of the API. Its address, method and document come from `#[utoipa::path]` on the handler:
    /// `.api(routes!(create_course), Guard::Action(CreateCourse::NAME))`.
    pub fn api(mut self, documented: Documented<S>, guard: Guard) -> Self {
        debug_assert!(guard.is_known(), "{guard} is no action of the policy");
        let (schemas, mut paths, handler) = documented;
        self.schemas.extend(schemas);
        for (path, item) in &mut paths.paths {
            let methods = document::guard(item, guard);
            let declared = Declared {
                path: path.as_str().into(),
                guard,
                intake: Intake::Small,
            };
            self.entries.push(Entry {
                methods: methods.into_iter().map(method).collect(),
                handler: handler.clone(),
                declared,
            });
            let known = self.paths.paths.entry(path.clone()).or_default();
            known.merge_operations(item.clone());
        }
        self
    }

    /// Lifts the limits of size and time from the route declared last: its handler reads a stream.
    pub fn streaming(mut self) -> Self {
        if let Some(entry) = self.entries.last_mut() {
            entry.declared.intake = Intake::Streaming;
        }
        self
    }

    /// Joins the routes of another feature.
    pub fn and(mut self, other: Self) -> Self {
        self.entries.extend(other.entries);
        self.schemas.extend(other.schemas);
        for (path, item) in other.paths.paths {
            let known = self.paths.paths.entry(path).or_default();
            known.merge_operations(item);
        }
        self
    }

    /// Gives the handlers the state of their feature.
    pub fn with_state(self, state: S) -> Routes {
        let entries = self.entries.into_iter().map(|entry| Entry {
            declared: entry.declared,
            methods: entry.methods,
            handler: entry.handler.with_state(state.clone()),
        });
        Routes {
            entries: entries.collect(),
            paths: self.paths,
            schemas: self.schemas,
        }
    }

    /// Every route with its guard, in the order of paths and methods: for the snapshot and for people.
    pub fn list(&self) -> Vec<RouteLine> {
        let mut lines: Vec<_> = self.entries.iter().flat_map(Entry::lines).collect();
        lines.sort_by(|a, b| (&a.path, a.method.as_str()).cmp(&(&b.path, b.method.as_str())));
        lines
    }

    /// The document of the API (OpenAPI 3.1), made of the handlers themselves.
    pub fn document(&self, version: &str) -> OpenApi {
        document::assemble(&self.paths, &self.schemas, version)
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        handler: MethodRouter<S>,
        guard: Guard,
    ) -> Self {
        debug_assert!(guard.is_known(), "{guard} is no action of the policy");
        self.entries.push(Entry {
            declared: Declared {
                path: path.into(),
                guard,
                intake: Intake::Small,
            },
            methods: vec![method],
            handler,
        });
        self
    }
}

impl Routes {
    /// Adds the document of all the operations so far at `/api/openapi.json`.
    pub fn with_document(self, version: &str) -> Self {
        let document = self.document(version);
        let open = Guard::Open("The document says how to ask, not what is there.");
        self.get("/api/openapi.json", document::serve(&document), open)
    }

    /// Builds the door and all that is behind it.
    pub fn into_router(self, app: &App) -> Router {
        let mut router = Router::new();
        for entry in self.entries {
            let declared = Arc::new(entry.declared);
            let path = Arc::clone(&declared.path);
            let guarded = from_fn_with_state(declared, enter::enter);
            router = router.route(&path, entry.handler.route_layer(guarded));
        }
        door::mount(router, app)
    }
}

impl<S> Entry<S> {
    fn lines(&self) -> impl Iterator<Item = RouteLine> {
        self.methods.iter().map(|method| RouteLine {
            method: method.clone(),
            path: Arc::clone(&self.declared.path),
            guard: self.declared.guard,
        })
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Clone + Send + Sync + 'static> fmt::Debug for Routes<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.list()).finish()
    }
}

impl<S: Clone + Send + Sync + 'static> fmt::Display for Routes<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list()
            .iter()
            .try_for_each(|line| writeln!(f, "{line}"))
    }
}

fn method(method: HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}
