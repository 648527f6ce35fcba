//! Settings: who wins, what is not known, and what is not believed.

use serde_json::Value;

use super::program::{Ground, Served, refusal, text};

fn origin(
    ground: &Ground,
    arguments: &[&str],
    environment: &[(&str, &str)],
    key: &str,
) -> (String, String) {
    let mut command = ground.command(&["doctor", "--json"]);
    let output = command
        .args(arguments)
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let settings = report["settings"].as_array().unwrap();
    let setting = settings
        .iter()
        .find(|setting| setting["key"] == key)
        .unwrap();
    let from = &setting["from"];
    let from = from.as_str().map_or_else(
        || from.as_object().unwrap().keys().next().unwrap().clone(),
        str::to_owned,
    );
    (
        setting["value"].as_str().unwrap_or_default().to_owned(),
        from,
    )
}

#[test]
fn a_flag_wins_over_the_environment_over_the_file_over_the_default() {
    let ground = Ground::new();
    let file = ground.write(
        "tutela.toml",
        "listen = '127.0.0.1:3'\nmetrics = '127.0.0.1:4'\n[log]\nlevel = 'warn'\n",
    );
    let file = ["--config", text(&file)];
    let environment = [
        ("TUTELA_LISTEN", "127.0.0.1:2"),
        ("TUTELA_LOG_LEVEL", "error"),
    ];
    let all = [file[0], file[1], "--listen", "127.0.0.1:1"];
    let found = |value: &str, from: &str| (value.to_owned(), from.to_owned());
    assert_eq!(
        origin(&ground, &all, &environment, "listen"),
        found("127.0.0.1:1", "flag")
    );
    assert_eq!(
        origin(&ground, &file, &environment, "listen"),
        found("127.0.0.1:2", "environment")
    );
    assert_eq!(
        origin(&ground, &file, &[], "listen"),
        found("127.0.0.1:3", "file")
    );
    assert_eq!(
        origin(&ground, &[], &[], "listen"),
        found("127.0.0.1:8080", "default")
    );
    assert_eq!(
        origin(&ground, &file, &environment, "log.level"),
        found("error", "environment")
    );
    assert_eq!(
        origin(&ground, &all, &environment, "metrics"),
        found("127.0.0.1:4", "file")
    );
    let named = [("TUTELA_CONFIG", file[1])];
    assert_eq!(
        origin(&ground, &[], &named, "listen"),
        found("127.0.0.1:3", "file")
    );
}

#[test]
fn the_value_that_wins_is_the_one_that_is_used() {
    let ground = Ground::new();
    let file = ground.write(
        "tutela.toml",
        "listen = '127.0.0.1:0'\ndata = 'from-file'\n",
    );
    let mut command = ground.command(&["serve", "--json", "--config", text(&file)]);
    command.env("TUTELA_DATA", "from-environment");
    Served::start(command);
    assert!(ground.path("from-environment/tutela.db").exists());
    assert!(!ground.path("from-file").exists());
}

#[test]
fn a_setting_that_does_not_exist_is_named_with_the_nearest_that_does() {
    let ground = Ground::new();
    let file = ground.write(
        "tutela.toml",
        "listne = '127.0.0.1:0'\n[tls]\ncerts = 'a'\n[colour]\nred = 1\n",
    );
    let said = ground.refusal(&["serve", "--config", text(&file)]);
    for named in [
        "listne (did you mean listen?)",
        "tls.certs (did you mean tls.cert?)",
        "colour",
    ] {
        assert!(said.contains(named), "{said}");
    }
}

#[test]
fn a_value_that_does_not_fit_is_named_by_its_line_and_not_shown() {
    let ground = Ground::new();
    let file = ground.write(
        "tutela.toml",
        "# first\ndatabase = 'mysql://anna:kaffe@db/academy'\n",
    );
    let said = ground.refusal(&["serve", "--config", text(&file)]);
    assert!(
        said.contains("Line 2") && said.contains("postgres://"),
        "{said}"
    );
    assert!(!said.contains("kaffe"), "{said}");
    let file = ground.write("broken.toml", "listen = \n");
    assert!(
        ground
            .refusal(&["serve", "--config", text(&file)])
            .contains("Line 1")
    );
    let mut command = ground.command(&["serve"]);
    command.env("TUTELA_LISTEN", "everywhere");
    assert!(refusal(command).contains("TUTELA_LISTEN"));
    assert!(
        ground
            .refusal(&["serve", "--config", "none.toml"])
            .contains("none.toml")
    );
}

#[test]
fn the_template_is_a_file_that_changes_nothing() {
    let ground = Ground::new();
    let template = String::from_utf8(ground.run(&["doctor", "--template"]).stdout).unwrap();
    for line in [
        "#listen = \"127.0.0.1:8080\"",
        "[tls]",
        "#cert =",
        "TUTELA_DATABASE",
    ] {
        assert!(template.contains(line), "{template}");
    }
    let file = ground.write("tutela.toml", &template);
    let found = origin(&ground, &["--config", text(&file)], &[], "listen");
    assert_eq!(found, ("127.0.0.1:8080".to_owned(), "default".to_owned()));
}
