//! Every route, asked by everybody: what each is answered stands in `ROUTES.md`, and a cell that changes is a decision.
//! `TUTELA_RENEW=1` writes the table anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::house::{House, id, on_both};
use super::teach::Made;

/// An id, and a token, that name nothing.
const NOTHING: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
const NO_TOKEN: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const PASSWORD: &str = "nobody guesses this one";

const FRONT: &str = "\
# Who gets what
Every route of the program with what it answers to whom. The things asked for stand in one account: its channel, a course
there, a lesson of it. Written by the test `da1_da5_every_route_answers_everybody_as_declared`, which fails when a cell differs;
`TUTELA_RENEW=1` writes it anew.

**Outside**: nobody who is signed in; somebody blocked; the owner of another account; the platform's administrator; a
learner whose role was removed. **Inside**: manager of another channel, learner, tutor and editor of the course, manager of
the channel, auditor, manager and owner of the account.
";

/// Somebody with a column of his own.
struct Persona {
    name: &'static str,
    client: Client,
    /// Whether nothing here is his to change.
    outside: bool,
}

struct Town {
    made: Made,
    /// The learner's id, for pages about a person.
    person: String,
    personas: Vec<Persona>,
}

/// A line of `tutela routes`.
struct Route {
    method: Method,
    path: String,
    guard: String,
}

#[tokio::test]
async fn da1_da5_every_route_answers_everybody_as_declared() {
    on_both(async |house| {
        let town = Town::of(&house).await;
        let routes = routes(&house);
        let api = documented(&house);
        let mut table = FRONT.to_owned();
        looking(&mut table, &town, &routes).await;
        changing(&mut table, (&town, &api), &routes).await;
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("ROUTES.md");
        if std::env::var_os("TUTELA_RENEW").is_some() {
            std::fs::write(&file, &table).unwrap();
        }
        let declared = std::fs::read_to_string(&file).unwrap_or_default();
        for (said, is) in declared.lines().zip(table.lines()) {
            assert_eq!(is, said, "on {}", house.engine);
        }
        assert_eq!(declared.lines().count(), table.lines().count());
    })
    .await;
}

/// All that can be looked at, by everybody.
async fn looking(table: &mut String, town: &Town, routes: &[Route]) {
    head(table, "What is looked at", town.personas.iter());
    for route in routes.iter().filter(|route| route.method == Method::GET) {
        let path = town.address(&route.path);
        write!(table, "| `{}` | {} |", route.path, route.guard).unwrap();
        for persona in &town.personas {
            let answer = persona.client.get(&path).await;
            assert!(answer.status < 500, "{path} to {}", persona.name);
            write!(table, " {} |", answer.status).unwrap();
        }
        table.push('\n');
    }
}

/// All that changes something, by those who have no business here: nothing of it goes through.
async fn changing(table: &mut String, (town, api): (&Town, &Value), routes: &[Route]) {
    let outside = || town.personas.iter().filter(|persona| persona.outside);
    head(table, "What is changed, asked from outside", outside());
    let of_roles = |route: &&Route| route.method != Method::GET && !is_for_anybody(&route.guard);
    for route in routes.iter().filter(of_roles) {
        let path = town.address(&route.path);
        let method = &route.method;
        let document = town.document(api, route);
        write!(table, "| {method} `{}` | {} |", route.path, route.guard).unwrap();
        for persona in outside() {
            let status = ask(persona, (method, &path), document.clone()).await;
            assert!(
                (400..500).contains(&status)
                    || status == 303 && ["nobody", "blocked"].contains(&persona.name),
                "{method} {path} by {}: {status}",
                persona.name
            );
            write!(table, " {status} |").unwrap();
        }
        table.push('\n');
    }
}

/// What everybody does about himself, and what stands open, says nothing about roles.
fn is_for_anybody(guard: &str) -> bool {
    ["open", "viewSelf", "changePassword", "changeUsername"].contains(&guard)
}

async fn ask(persona: &Persona, (method, path): (&Method, &str), document: Value) -> u16 {
    let request = persona.client.request(method.clone(), path);
    let request = if path.starts_with("/api/") {
        request.json(&document)
    } else {
        request
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
    };
    request.send().await.unwrap().status().as_u16()
}

/// The document of the API.
fn documented(house: &House) -> Value {
    let output = house.ground.run(&["routes", "--openapi"]);
    serde_json::from_slice(&output.stdout).unwrap()
}

fn head<'p>(table: &mut String, title: &str, personas: impl Iterator<Item = &'p Persona>) {
    let names: Vec<_> = personas.map(|persona| persona.name).collect();
    write!(table, "\n## {title}\n| route | guard |").unwrap();
    for name in &names {
        write!(table, " {name} |").unwrap();
    }
    table.push_str("\n|---|---|");
    table.push_str(&"---|".repeat(names.len()));
    table.push('\n');
}

/// What the program says that it answers, but for what is the same for all and for what says how it feels.
fn routes(house: &House) -> Vec<Route> {
    let output = house.ground.run(&["routes"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let mut routes: Vec<Route> = text.lines().map(Route::read).collect();
    routes.retain(|route| !["/assets/{*file}", "/metrics"].contains(&route.path.as_str()));
    routes.sort_by(|a, b| (&a.path, a.method.as_str()).cmp(&(&b.path, b.method.as_str())));
    routes
}

impl Route {
    fn read(line: &str) -> Self {
        let mut words = line.split_whitespace();
        let mut word = || words.next().unwrap().to_owned();
        Self {
            method: word().parse().unwrap(),
            path: word(),
            guard: word().trim_end_matches(':').to_owned(),
        }
    }
}

impl Town {
    async fn of(house: &House) -> Self {
        let made = Made::by(house).await;
        let owner = house.sign_in("account_owner").await;
        let administrator = house.sign_in("platform_administrator").await;
        let beside = format!("/api/v1/accounts/{}/channels", made.account);
        let beside = id(&owner.post(&beside, json!({"name": "Grinding"})).await.ok());
        let (account, channel, course) = (&made.account, &made.channel, &made.course);
        let mut personas = Vec::new();
        for (name, level, scope, role) in [
            ("removed", "course", course, "course_learner"),
            ("blocked", "course", course, "course_learner"),
            ("manager beside", "channel", &beside, "channel_manager"),
            ("learner", "course", course, "course_learner"),
            ("tutor", "course", course, "course_tutor"),
            ("editor", "course", course, "course_editor"),
            ("manager", "channel", channel, "channel_manager"),
            ("auditor", "account", account, "account_auditor"),
            ("head", "account", account, "account_manager"),
        ] {
            let at = json!({"level": level, "scope_id": scope, "role": role});
            let (client, person) = Self::bring_in(house, &owner, (name, at)).await;
            match name {
                "removed" => remove(&owner, (course, &person)).await,
                "blocked" => block(&administrator, &person).await,
                _ => {}
            }
            let outside = ["removed", "blocked"].contains(&name);
            personas.push((
                person,
                Persona {
                    name,
                    client,
                    outside,
                },
            ));
        }
        let person = personas[3].0.clone();
        let mut personas: Vec<_> = personas.into_iter().map(|(_, persona)| persona).collect();
        let elsewhere = Self::elsewhere(house, &administrator).await;
        let outsiders = [
            ("elsewhere", elsewhere),
            ("administrator", administrator),
            ("nobody", house.stranger()),
        ];
        for (name, client) in outsiders {
            personas.insert(
                0,
                Persona {
                    name,
                    client,
                    outside: name != "administrator",
                },
            );
        }
        personas.push(Persona {
            name: "owner",
            client: owner,
            outside: false,
        });
        Self {
            made,
            person,
            personas,
        }
    }

    async fn bring_in(house: &House, by: &Client, (name, at): (&str, Value)) -> (Client, String) {
        let username = name.replace(' ', ".");
        let mut newcomer = at;
        newcomer["username"] = json!(username);
        newcomer["name"] = json!(name);
        newcomer["password"] = json!(PASSWORD);
        let person = id(&by.post("/api/v1/people", newcomer).await.ok());
        let address = house.served.address();
        (Client::sign_in(address, &username, PASSWORD).await, person)
    }

    /// The owner of another account.
    async fn elsewhere(house: &House, administrator: &Client) -> Client {
        let owner = json!({"name": "Odd Lie", "username": "odd", "password": PASSWORD});
        let account = json!({"name": "Elsewhere", "owner": owner});
        administrator.post("/api/v1/accounts", account).await.ok();
        Client::sign_in(house.served.address(), "odd", PASSWORD).await
    }

    /// What an operation must be told, so that it is refused for who asks and not for what is said.
    fn document(&self, api: &Value, route: &Route) -> Value {
        let method = route.method.as_str().to_lowercase();
        let body = &api["paths"][&route.path][&method]["requestBody"]["content"];
        self.example(api, &body["application/json"]["schema"])
    }

    fn example(&self, api: &Value, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            let named = api.pointer(name.trim_start_matches('#')).unwrap();
            return self.example(api, named);
        }
        let kind = schema["type"]
            .as_str()
            .or_else(|| schema["type"][0].as_str());
        match (kind, &schema["example"]) {
            (_, example) if !example.is_null() => example.clone(),
            (Some("string"), _) => match (schema["enum"].get(0), schema["format"].as_str()) {
                (Some(word), _) => word.clone(),
                (None, Some("uuid")) => json!(self.person),
                _ => json!("somebody"),
            },
            (Some("boolean"), _) => json!(true),
            (Some("integer" | "number"), _) => json!(1),
            (Some("array"), _) => json!([self.example(api, &schema["items"])]),
            _ => self.object(api, schema),
        }
    }

    fn object(&self, api: &Value, schema: &Value) -> Value {
        let mut object = json!({});
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for name in required.iter().filter_map(Value::as_str) {
            object[name] = self.example(api, &schema["properties"][name]);
        }
        for (name, id) in [("scope_id", &self.made.course), ("person_id", &self.person)] {
            if !schema["properties"][name].is_null() {
                object[name] = json!(id);
            }
        }
        object
    }

    /// A route's path with the things of this town in it.
    fn address(&self, path: &str) -> String {
        let made = &self.made;
        let things = BTreeMap::from([
            ("{account}", made.account.as_str()),
            ("{channel}", &made.channel),
            ("{course}", &made.course),
            ("{lesson}", &made.film),
            ("{object}", &made.film_object),
            ("{person}", &self.person),
            ("{grant}", &made.learner_grant),
            ("{kind}", "email"),
            ("{at}", "1"),
            ("{link}", NO_TOKEN),
        ]);
        let mut address = String::new();
        for part in path.split_inclusive('/') {
            let bare = part.trim_end_matches('/');
            let thing = match bare {
                "{token}" if !path.contains("/tokens/") => Some(NO_TOKEN),
                _ => things.get(bare).copied(),
            };
            let thing = thing.unwrap_or(if bare.starts_with('{') { NOTHING } else { bare });
            address.push_str(thing);
            address.push_str(&part[bare.len()..]);
        }
        let asked = [
            "/api/v1/roles",
            "/api/v1/invitations",
            "/api/v1/people/{person}/reach",
        ];
        match asked.contains(&path) {
            true => format!("{address}?level=course&scope_id={}", made.course),
            false => address,
        }
    }
}

async fn remove(owner: &Client, (course, person): (&str, &str)) {
    let path = format!("/api/v1/roles?level=course&scope_id={course}");
    let list = owner.get(&path).await.ok();
    let list = list["roles"]
        .as_array()
        .unwrap_or_else(|| list.as_array().unwrap());
    let held = list.iter().find(|held| held["person_id"] == person);
    let grant = held.unwrap()["id"].as_str().unwrap();
    let path = format!("/api/v1/roles/{grant}/removal");
    owner.post(&path, Value::Null).await.ok();
}

async fn block(administrator: &Client, person: &str) {
    let path = format!("/api/v1/people/{person}/block");
    let why = json!({"reason": "Sells what is not his"});
    administrator.post(&path, why).await.ok();
}

/// What a page of another site can make a browser say, with the cookie of whoever looks at it.
const FORGED: [(&str, &str); 5] = [
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
    ("origin", "https://elsewhere.example"),
    ("origin", "null"),
    ("referer", "https://elsewhere.example/"),
];

#[tokio::test]
async fn t15_no_page_of_another_site_changes_anything() {
    on_both(async |house| {
        let owner = house.sign_in("account_owner").await;
        let cookie = format!("tutela_session={}", owner.token());
        let before = owner.get("/api/v1/me").await.ok();
        let mut refused = 0;
        for route in routes(&house) {
            if route.method.is_safe() {
                continue;
            }
            let path = route.path.replace("{kind}", "email");
            let path = path.replace(['{', '}'], "");
            // Other methods than POST are asked for first, which we never grant.
            let is_post = route.method == Method::POST;
            for said in FORGED.iter().filter(|said| is_post || said.0 != "referer") {
                let asked = house.stranger().request(route.method.clone(), &path);
                let asked = asked.header("cookie", &cookie).header(said.0, said.1);
                let asked = asked.header("content-type", "application/x-www-form-urlencoded");
                let status = asked.send().await.unwrap().status().as_u16();
                assert_eq!(status, 403, "{} {path} with {said:?}", route.method);
                refused += 1;
            }
        }
        assert!(refused > 400, "{refused}");
        assert_eq!(owner.get("/api/v1/me").await.ok(), before);
    })
    .await;
}
