//! How an error looks to a person.

use serde_json::json;
use wire::Problem;

use super::Trouble;
use crate::Lang;
use crate::exit::Exit;

fn check(problem: &serde_json::Value, lang: Lang, expected_exit: Exit, expected: &str) {
    let raw = problem.to_string().into_bytes();
    let problem: Problem = serde_json::from_value(problem.clone()).unwrap();
    let mut said = Vec::new();
    let exit = Trouble::Problem { problem: Box::new(problem), raw }.tell(&mut said, lang, false);
    assert_eq!(String::from_utf8(said).unwrap(), expected);
    assert_eq!(exit, expected_exit);
}

#[test]
fn a_refusal_says_what_is_missing_and_who_could_do_it() {
    let problem = json!({"type": "/errors/not-your-task", "title": "Forbidden", "status": 403, "code": "not-your-task",
        "detail": "`plan` is held by lis", "detail_da": "`plan` er hos lis", "missing": ["the role coordinator"],
        "who": ["lis", "leader"]});
    check(
        &problem,
        Lang::En,
        Exit::Refused,
        "error: Forbidden (403)\n  `plan` is held by lis\n  missing: the role coordinator\n  \
         who could do it: lis, leader\n  code: not-your-task\n",
    );
    check(
        &problem,
        Lang::Da,
        Exit::Refused,
        "fejl: ikke tilladt (403)\n  `plan` er hos lis\n  der mangler: the role coordinator\n  det kan: lis, leader\n  \
         kode: not-your-task\n",
    );
}

#[test]
fn a_fault_in_the_request_is_pointed_at() {
    check(
        &json!({"type": "/errors/invalid", "title": "Unprocessable Content", "status": 422, "code": "invalid",
            "detail": "see `errors`", "detail_da": "se `errors`",
            "errors": [{"pointer": "/on", "message": "`2027-01-01` has not come yet"}]}),
        Lang::En,
        Exit::Refused,
        "error: Unprocessable Content (422)\n  see `errors`\n  /on: `2027-01-01` has not come yet\n  code: invalid\n",
    );
}

#[test]
fn what_to_type_next_is_said_where_we_know_it() {
    let problem = |status: u16, code: &str| {
        json!({"type": format!("/errors/{code}"), "title": "T", "status": status, "code": code, "detail": "d",
            "detail_da": "d"})
    };
    let page = |way_out: &str, status: u16, code: &str| {
        format!("error: T ({status})\n  d\n  way out: {way_out}\n  code: {code}\n")
    };
    let token = "name the file with your token: `--token-file FILE`, or `HELHED_TOKEN_FILE`";
    let cases = [
        (403, "purpose-required", Exit::Refused, "say why with `--purpose TEXT`"),
        (401, "unauthenticated", Exit::Unauthenticated, token),
        (412, "stale", Exit::Stale, "look at the case again with `helhed case show`, and decide again"),
        (428, "precondition-required", Exit::Stale, "give the version you saw: `--if-match v12`"),
        (429, "busy", Exit::Other, "try again shortly"),
    ];
    for (status, code, exit, way_out) in cases {
        check(&problem(status, code), Lang::En, exit, &page(way_out, status, code));
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let mut said = Vec::new();
    let broken_pipe = Trouble::Output(std::io::ErrorKind::BrokenPipe.into());
    assert_eq!(broken_pipe.tell(&mut said, Lang::En, false), Exit::Done);
    assert!(said.is_empty());
}
