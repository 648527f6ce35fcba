//! The addresses of the pages about trust.

use tutela_access::{Action as _, DeclarePromise, ViewEvidence, ViewRecords};
use tutela_web::{Guard, Routes, routes};

use crate::{
    Trust, badge, build, declared, destinations, history, log, overview, pack, policy, processing,
    promise, records,
};

const POLICY: Guard = Guard::Open(
    "Who may do what is the same for everybody, is compiled in, and holds nobody's data.",
);
const STATES: Guard = Guard::Open("Whether the house keeps its promises is for everybody to read.");
const LOG: Guard = Guard::Open(
    "Checkpoints and hashes of the evidence log name nobody, and whoever keeps one holds the house to its past.",
);
const MADE_OF: Guard =
    Guard::Open("What is kept for what, where data goes and what the program is made of.");

/// The pages.
pub fn pages() -> Routes<Trust> {
    let records = Guard::Action(ViewRecords::NAME);
    let declare = Guard::Action(DeclarePromise::NAME);
    let evidence = Guard::Action(ViewEvidence::NAME);
    Routes::new()
        .get("/trust", overview::screen::show, STATES)
        .get("/trust/badge.svg", badge::show, STATES)
        .get("/trust/history", history::screen::show, STATES)
        .get("/trust/policy", policy::screen::show, POLICY)
        .get("/trust/data", processing::screen::show, MADE_OF)
        .get("/trust/destinations", destinations::screen::show, MADE_OF)
        .get("/trust/build", build::screen::show, MADE_OF)
        .get("/trust/build/sbom.json", build::screen::sbom, MADE_OF)
        .get("/trust/records", records::screen::show, records)
        .get("/trust/declarations", declared::screen::show, declare)
        .post("/trust/declarations", declared::screen::declare, declare)
        .get("/trust/log/checkpoint", log::checkpoint, LOG)
        .get("/trust/log/keys", log::keys, LOG)
        .get("/trust/log/tile/{level}/{*number}", log::tile, LOG)
        .get("/trust/{promise}", promise::screen::show, STATES)
        .get("/accounts/{account}/promises", pack::screen::show, evidence)
        .get(
            "/accounts/{account}/promises/pack",
            pack::screen::pack,
            evidence,
        )
}

/// The same for programs.
pub fn operations() -> Routes<Trust> {
    let records = Guard::Action(ViewRecords::NAME);
    let declare = Guard::Action(DeclarePromise::NAME);
    Routes::new()
        .api(routes!(overview::api::get_trust), STATES)
        .api(routes!(promise::api::get_promise), STATES)
        .api(routes!(history::api::get_trust_history), STATES)
        .api(routes!(policy::api::get_policy), POLICY)
        .api(routes!(processing::api::get_processing_register), MADE_OF)
        .api(routes!(destinations::api::get_destinations), MADE_OF)
        .api(routes!(build::api::get_build), MADE_OF)
        .api(routes!(records::api::list_control_runs), records)
        .api(routes!(declared::api::declare_promise), declare)
}
