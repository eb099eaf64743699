//! Commands against a daemon that answers as it is told.

mod activate;
mod closed;
mod daemon;
mod drawn;
mod explain;
mod letter;
mod manual;
mod rehearse;
mod routes;
mod table;
mod trial;
pub(in crate::run) mod workflow;

use std::fs;

use clap::Parser;
use serde_json::json;

use super::Session;
use crate::command::Cli;
use crate::show::View;
use daemon::{Daemon, Reply};

const TOKEN: &str = "helhed_very-secret";

/// What came of a command.
pub(in crate::run) struct Told {
    pub(in crate::run) code: u8,
    pub(in crate::run) out: String,
    pub(in crate::run) err: String,
}

/// Runs a command against `url`, with `input` on standard input.
fn tell(url: &str, line: &str, input: &str) -> Told {
    let folder = tempfile::tempdir().unwrap();
    let token_file = folder.path().join("token");
    fs::write(&token_file, format!("{TOKEN}\n")).unwrap();
    let token_file = token_file.to_str().unwrap();
    let words = ["helhed", "--url", url, "--token-file", token_file, "--lang", "en"];
    run(words.into_iter().chain(line.split_whitespace()), input)
}

pub(in crate::run) fn run<'w>(words: impl Iterator<Item = &'w str>, input: &str) -> Told {
    run_with(words, input, false)
}

/// `listens`: whether a person types the input.
fn run_with<'w>(words: impl Iterator<Item = &'w str>, input: &str, listens: bool) -> Told {
    let cli = Cli::try_parse_from(words).unwrap();
    let (mut out, mut err, mut input) = (Vec::new(), Vec::new(), input.as_bytes());
    let view = View { lang: cli.lang, width: 100 };
    let session = Session {
        cli: &cli,
        out: &mut out,
        err: &mut err,
        input: &mut input,
        listens,
        view,
        is_warned: false,
    };
    let code = session.run().code();
    let told = Told { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() };
    assert!(!told.out.contains(TOKEN) && !told.err.contains(TOKEN), "the token is never printed");
    told
}

fn written() -> Reply {
    Reply::json(
        200,
        &json!({"position": 42, "repeated": false, "case": "case-17", "citizen": null, "version": 13,
        "number": null, "opened": ["findings.1", "findings.2"]}),
    )
}

fn problem(status: u16) -> Reply {
    Reply::json(
        status,
        &json!({"type": "/errors/x", "title": "T", "status": status, "code": "x", "detail": "because",
        "detail_da": "fordi"}),
    )
}

#[test]
fn every_status_has_its_exit_code() {
    let cases =
        [(401, 6), (403, 3), (404, 4), (409, 3), (410, 1), (412, 5), (422, 3), (428, 5), (429, 1), (500, 1)];
    for (status, code) in cases {
        let daemon = Daemon::that([problem(status)]);
        let told = tell(&daemon.url, "clock show", "");
        assert_eq!((told.code, told.out.as_str()), (code, ""), "{status}: {}", told.err);
        assert!(told.err.contains("because"), "{}", told.err);
    }
}

#[test]
fn nobody_there_is_said_with_the_way_out() {
    let told = tell(&daemon::nowhere(), "clock show", "");
    assert_eq!(told.code, 7);
    assert!(told.err.contains("is it running? start it with `make run`"), "{}", told.err);
}

#[test]
fn somebody_else_there_is_said_too() {
    let told = tell(&Daemon::that([Reply::text(502, "<html>")]).url, "clock show", "");
    assert_eq!(told.code, 1);
    assert!(told.err.contains("is it a helhed daemon that answers?"), "{}", told.err);
}

#[test]
fn no_token_is_said_before_anything_is_sent() {
    let told = run("helhed --token-file /nowhere/at-all clock show".split(' '), "");
    assert_eq!(told.code, 6);
    assert!(told.err.contains("`--token-file FILE`"), "{}", told.err);
}

#[test]
fn who_why_and_what_travel_in_their_places() {
    let daemon = Daemon::that([written()]);
    let line = "task complete 17 findings.2 --value urgent=true --on 2026-08-04 --purpose på_tilsyn --key k1 \
                --if-match 12";
    let told = tell(&daemon.url, line, "");
    assert_eq!(
        (told.code, told.out.as_str()),
        (0, "case-17, version 13\nopen now: findings.1, findings.2\n")
    );
    let heard = daemon.heard().remove(0);
    assert_eq!(heard.line, "POST /v1/cases/case-17/tasks/findings.2/complete HTTP/1.1");
    assert_eq!(heard.header("authorization"), format!("Bearer {TOKEN}"));
    assert_eq!(heard.header("helhed-purpose"), "p%C3%A5_tilsyn");
    assert_eq!(heard.header("idempotency-key"), "k1");
    assert_eq!(heard.header("if-match"), "\"v12\"");
    assert_eq!(heard.json(), json!({"values": {"urgent": true}, "on": "2026-08-04"}));
}

#[test]
fn a_broken_line_is_tried_once_more_under_the_same_key() {
    let daemon = Daemon::that([Reply::HangUp, written()]);
    assert_eq!(tell(&daemon.url, "task claim 17 triage", "").code, 0);
    let keys: Vec<String> = daemon.heard().iter().map(|heard| heard.header("idempotency-key")).collect();
    assert_eq!(keys.len(), 2);
    assert!(keys[0] == keys[1] && keys[0].starts_with("cli-") && keys[0].len() > 20, "{keys:?}");
}

#[test]
fn a_line_that_stays_broken_leaves_the_key_to_try_again_with() {
    let daemon = Daemon::that([Reply::HangUp, Reply::HangUp]);
    let told = tell(&daemon.url, "task claim 17 triage", "");
    assert_eq!(told.code, 7);
    let key = daemon.heard().remove(0).header("idempotency-key");
    assert!(told.err.contains(&format!("`--key {key}`")), "{}", told.err);
    assert_eq!(daemon.heard().len(), 2, "once more, and not for ever");
}

#[test]
fn two_commands_do_not_make_up_the_same_key() {
    let daemon = Daemon::that([written(), written()]);
    tell(&daemon.url, "task claim 17 triage", "");
    tell(&daemon.url, "task claim 17 triage", "");
    let heard = daemon.heard();
    assert_ne!(heard[0].header("idempotency-key"), heard[1].header("idempotency-key"));
}

#[test]
fn closing_reads_the_version_first() {
    let case = Reply::Answer { status: 200, etag: Some("\"v12\""), body: "{}".into() };
    let daemon = Daemon::that([case, written()]);
    assert_eq!(tell(&daemon.url, "case close 17 --reason moved", "").code, 0);
    let heard = daemon.heard();
    assert_eq!(heard[0].line, "GET /v1/cases/case-17 HTTP/1.1");
    assert_eq!(heard[1].line, "POST /v1/cases/case-17/close HTTP/1.1");
    assert_eq!(heard[1].header("if-match"), "\"v12\"");
}

#[test]
fn correcting_a_fact_reads_the_version_first_and_the_value_from_standard_input() {
    let case = Reply::Answer { status: 200, etag: Some("\"v12\""), body: "{}".into() };
    let daemon = Daemon::that([case, written()]);
    let told = tell(&daemon.url, "fact correct 17 needs --value - --reason typo", "gæld og søvn\n");
    assert_eq!(told.code, 0, "{}", told.err);
    let heard = daemon.heard();
    assert_eq!(heard[0].line, "GET /v1/cases/case-17 HTTP/1.1");
    assert_eq!(heard[1].header("if-match"), "\"v12\"");
    assert_eq!(heard[1].json(), json!({"value": "gæld og søvn", "slot": 0, "reason": "typo"}));
}

#[test]
fn closing_on_a_version_that_was_seen_reads_nothing() {
    let daemon = Daemon::that([written()]);
    assert_eq!(tell(&daemon.url, "case close 17 --reason moved --if-match v11", "").code, 0);
    assert_eq!(daemon.heard()[0].header("if-match"), "\"v11\"");
}

#[test]
fn programs_get_the_answer_untouched() {
    let body = r#"{"now":"2026-08-03T06:00:00Z",   "simulated":true,"held":null,"later":1}"#;
    let told = tell(&Daemon::that([Reply::text(200, body)]).url, "clock show --json", "");
    assert_eq!((told.code, told.out), (0, format!("{body}\n")));

    let told = tell(&Daemon::that([problem(409)]).url, "clock show --json", "");
    let said: serde_json::Value = serde_json::from_str(&told.err).unwrap();
    assert_eq!((told.code, said["code"].as_str()), (3, Some("x")));
}

#[test]
fn a_cpr_number_goes_from_standard_input_into_the_body() {
    let daemon = Daemon::that([Reply::json(200, &json!({"citizen": "citizen-9"}))]);
    let told = tell(&daemon.url, "citizen find", "010790-9995\n");
    assert_eq!((told.code, told.out.as_str()), (0, "citizen-9\n"));
    let heard = daemon.heard().remove(0);
    assert_eq!(heard.line, "POST /v1/citizens/search HTTP/1.1");
    assert_eq!(heard.json(), json!({"cpr": "0107909995"}));
}

#[test]
fn a_citizen_who_is_not_there_is_not_found() {
    let daemon = Daemon::that([Reply::json(200, &json!({"citizen": null}))]);
    let told = tell(&daemon.url, "citizen find", "0107909995");
    assert_eq!((told.code, told.out.as_str()), (4, ""));
}

#[test]
fn a_bad_cpr_number_is_not_printed_back() {
    let told = tell(&daemon::nowhere(), "citizen find", "010790-999X\n");
    assert_eq!(told.code, 2);
    assert!(told.err.contains("ten digits") && !told.err.contains("999X"), "{}", told.err);
}

#[test]
fn a_registration_reads_number_and_name_line_by_line() {
    let daemon = Daemon::that([written()]);
    let told =
        tell(&daemon.url, "citizen register --birth-date 1990-07-01 --synthetic", "0107909995\nKarla Test\n");
    assert_eq!(told.code, 0, "{}", told.err);
    assert_eq!(
        daemon.heard()[0].json(),
        json!({"cpr": "0107909995", "name": "Karla Test", "birth_date": "1990-07-01", "synthetic": true,
            "digital_post": true}),
    );
}

#[test]
fn erasing_wants_to_be_meant() {
    for whose in ["citizen erase 9", "case erase 17"] {
        let told = tell(&daemon::nowhere(), &format!("{whose} --basis GDPR-17"), "");
        assert_eq!(told.code, 2);
        assert!(told.err.contains("give `--yes`"), "{}", told.err);
    }
}

#[test]
fn a_note_is_read_from_standard_input() {
    let daemon = Daemon::that([written()]);
    assert_eq!(tell(&daemon.url, "note 17 --on 2026-08-04", "Mette ringede.\nHun sov.\n").code, 0);
    assert_eq!(daemon.heard()[0].json(), json!({"text": "Mette ringede.\nHun sov.", "on": "2026-08-04"}));
    assert_eq!(tell(&daemon::nowhere(), "note 17", " \n").code, 2);
}

#[test]
fn values_of_a_file_give_way_to_those_named() {
    let daemon = Daemon::that([written()]);
    let told = tell(&daemon.url, "task draft save 17 plan --values - --value a=2", r#"{"a": 1, "b": [1.5]}"#);
    assert_eq!(told.code, 0, "{}", told.err);
    let heard = daemon.heard().remove(0);
    assert_eq!(heard.line, "PUT /v1/cases/case-17/tasks/plan/draft HTTP/1.1");
    assert_eq!(heard.json(), json!({"content": {"a": "2", "b": [1.5]}}));
    let told = tell(&daemon::nowhere(), "task draft save 17 plan --values -", "[1]");
    assert_eq!(told.code, 2);
    assert!(told.err.contains("is not one JSON object"), "{}", told.err);
}

#[test]
fn a_page_that_goes_on_says_how() {
    let row = json!({"id": "case-1", "workflow": "one-plan", "citizen": "citizen-1", "unit": "social", "open": true,
        "opened_at": "2026-08-03T06:00:00Z", "next_due": null, "active": []});
    let daemon = Daemon::that([Reply::json(200, &json!({"rows": [row], "next": "case-1"}))]);
    let told = tell(&daemon.url, "case list --closed --limit 1", "");
    assert_eq!((told.code, told.err.as_str()), (0, "there is more: `--after case-1`\n"));
    assert_eq!(daemon.heard()[0].line, "GET /v1/cases?open=false&limit=1 HTTP/1.1");
}

#[test]
fn an_answer_of_another_version_is_said_so() {
    let told = tell(&Daemon::that([Reply::text(200, "{}")]).url, "clock show", "");
    assert_eq!(told.code, 1);
    assert!(told.err.contains("is the daemon of another version?"), "{}", told.err);
}

#[test]
fn what_the_program_does_itself_is_no_client_command() {
    assert_eq!(tell(&daemon::nowhere(), "index rebuild", "").code, 2);
}

#[test]
fn only_making_a_token_prints_one() {
    let created = json!({"person": "lis", "number": 2, "token": "helhed_new", "position": 5});
    let told = tell(&Daemon::that([Reply::json(201, &created)]).url, "token create lis --label mail", "");
    assert_eq!((told.code, told.out.as_str()), (0, "helhed_new\n"));
    assert_eq!(told.err, "token 2 of lis; it is shown this once:\n");
}
