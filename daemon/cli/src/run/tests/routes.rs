//! Every client command and the request that it makes.

use super::daemon::{Daemon, Reply};
use super::tell;

/// Command line, request line, body. Reads have no body.
const ROUTES: &[(&str, &str, &str)] = &[
    (
        "case open --citizen 9 --workflow one-plan --event referral_received --on 2026-08-03 --unit social",
        "POST /v1/cases",
        r#"{"citizen":"citizen-9","workflow":"one-plan","event":"referral_received","on":"2026-08-03","unit":"social","note":null}"#,
    ),
    (
        "case list --open --citizen 9 --after case-4",
        "GET /v1/cases?open=true&citizen=citizen-9&after=case-4",
        "",
    ),
    ("case show 17", "GET /v1/cases/case-17", ""),
    ("case explain 17", "GET /v1/cases/case-17/explain", ""),
    ("case letters 17", "GET /v1/cases/case-17/letters", ""),
    ("case letter 17 2", "GET /v1/cases/case-17/letters/2", ""),
    ("case looks 17", "GET /v1/cases/case-17/looks", ""),
    ("case erase 17 --basis GDPR-17 --yes", "POST /v1/cases/case-17/erase", r#"{"basis":"GDPR-17"}"#),
    ("case history 17 --limit 5", "GET /v1/cases/case-17/history?limit=5", ""),
    ("case close 17 --reason r --if-match 1", "POST /v1/cases/case-17/close", r#"{"reason":"r"}"#),
    ("case reopen 17 --reason r --if-match 1", "POST /v1/cases/case-17/reopen", r#"{"reason":"r"}"#),
    (
        "task list --person lis --role intake --unit social --due-before 2026-09-01",
        "GET /v1/tasks?person=lis&role=intake&unit=social&due_before=2026-09-01",
        "",
    ),
    ("task show 17 findings.2", "GET /v1/cases/case-17/tasks/findings.2", ""),
    ("task claim 17 findings.2", "POST /v1/cases/case-17/tasks/findings.2/claim", ""),
    ("task release 17 plan", "POST /v1/cases/case-17/tasks/plan/release", ""),
    (
        "task delegate 17 plan --to lis --note n",
        "POST /v1/cases/case-17/tasks/plan/delegate",
        r#"{"to":"lis","note":"n"}"#,
    ),
    ("task complete 17 plan", "POST /v1/cases/case-17/tasks/plan/complete", r#"{"values":{},"on":null}"#),
    (
        "task go-on-without 17 findings.2 --reason late",
        "POST /v1/cases/case-17/tasks/findings.2/go-on-without",
        r#"{"reason":"late"}"#,
    ),
    ("task draft show 17 plan", "GET /v1/cases/case-17/tasks/plan/draft", ""),
    (
        "task draft save 17 plan --value a=b",
        "PUT /v1/cases/case-17/tasks/plan/draft",
        r#"{"content":{"a":"b"}}"#,
    ),
    ("task draft discard 17 plan", "DELETE /v1/cases/case-17/tasks/plan/draft", ""),
    ("note 17 hello", "POST /v1/cases/case-17/notes", r#"{"text":"hello","on":null}"#),
    (
        "event record 17 consent_given --on 2026-08-10 --at 2026-08-10T09:00:00+02:00",
        "POST /v1/cases/case-17/events",
        r#"{"event":"consent_given","on":"2026-08-10","at":"2026-08-10T07:00:00Z","note":null,"channel":null,"about":null}"#,
    ),
    (
        "event record 17 complaint_received --on 2026-12-28 --channel oral --about 1 --about 3 --note rang",
        "POST /v1/cases/case-17/events",
        r#"{"event":"complaint_received","on":"2026-12-28","at":null,"note":"rang","channel":"oral","about":[1,3]}"#,
    ),
    (
        "event correct 17 2 --on 2026-08-09 --reason typo --if-match 3",
        "POST /v1/cases/case-17/events/2/correct",
        r#"{"on":"2026-08-09","reason":"typo"}"#,
    ),
    ("goal reword 17 2 samvær", "POST /v1/cases/case-17/goals/2/reword", r#"{"staff_words":"samvær"}"#),
    (
        "fact correct 17 needs --value [\"debt\"] --reason typo --if-match 3",
        "POST /v1/cases/case-17/facts/needs/correct",
        r#"{"value":["debt"],"slot":0,"reason":"typo"}"#,
    ),
    (
        "fact correct 17 finding --value 7.50 --slot 2 --reason typo --if-match 3",
        "POST /v1/cases/case-17/facts/finding/correct",
        r#"{"value":"7.50","slot":2,"reason":"typo"}"#,
    ),
    (
        "step start 17 home_visit --reason needed",
        "POST /v1/cases/case-17/steps/home_visit/start",
        r#"{"reason":"needed"}"#,
    ),
    (
        "step cancel 17 home_visit --reason moved",
        "POST /v1/cases/case-17/steps/home_visit/cancel",
        r#"{"reason":"moved"}"#,
    ),
    (
        "case end-stage 17 phases --value why=moved --reason asked",
        "POST /v1/cases/case-17/stages/phases/end",
        r#"{"values":{"why":"moved"},"reason":"asked"}"#,
    ),
    (
        "concern settle 17 1 --finding stands",
        "POST /v1/cases/case-17/concerns/1/settle",
        r#"{"finding":"stands"}"#,
    ),
    ("goal add 17 sove", "POST /v1/cases/case-17/goals", r#"{"words":"sove","on":null}"#),
    ("deadline list 17", "GET /v1/cases/case-17/deadlines", ""),
    ("deadline why 17 acknowledge", "GET /v1/cases/case-17/deadlines/acknowledge", ""),
    (
        "deadline pause 17 assessment --from 2026-09-01 --ground RSL --reason ill",
        "POST /v1/cases/case-17/deadlines/assessment/pause",
        r#"{"from":"2026-09-01","ground":"RSL","reason":"ill"}"#,
    ),
    (
        "deadline resume 17 assessment --to 2026-09-05",
        "POST /v1/cases/case-17/deadlines/assessment/resume",
        r#"{"to":"2026-09-05"}"#,
    ),
    (
        "deadline extend 17 assessment --until 2026-11-01 --ground RSL --reason late",
        "POST /v1/cases/case-17/deadlines/assessment/extend",
        r#"{"until":"2026-11-01","ground":"RSL","reason":"late"}"#,
    ),
    (
        "deadline answer-miss 17 assessment --reason ill",
        "POST /v1/cases/case-17/deadlines/assessment/answer-miss",
        r#"{"reason":"ill"}"#,
    ),
    ("citizen show 9", "GET /v1/citizens/citizen-9", ""),
    (
        "citizen withdraw-consent 9 --for one_plan --for share_alcohol_clinic --on 2026-09-01",
        "POST /v1/citizens/citizen-9/consents/withdraw",
        r#"{"purposes":["one_plan","share_alcohol_clinic"],"on":"2026-09-01","note":null}"#,
    ),
    (
        "citizen coordinator 9 --person lis --deputy kim --reason leave",
        "POST /v1/citizens/citizen-9/coordinator",
        r#"{"person":"lis","deputy":"kim","reason":"leave"}"#,
    ),
    ("citizen erase 9 --basis GDPR-17 --yes", "POST /v1/citizens/citizen-9/erase", r#"{"basis":"GDPR-17"}"#),
    ("me", "GET /v1/me", ""),
    ("effects", "GET /v1/effects", ""),
    ("workflow list", "GET /v1/workflows", ""),
    ("workflow withdraw one-plan", "POST /v1/workflows/one-plan/withdraw", ""),
    ("plugin list", "GET /v1/plugins", ""),
    (
        "token create lis --label mail --expires-at 2027-01-01T00:00:00Z",
        "POST /v1/people/lis/tokens",
        r#"{"label":"mail","expires_at":"2027-01-01T00:00:00Z"}"#,
    ),
    ("token list lis", "GET /v1/people/lis/tokens", ""),
    ("token revoke lis 2", "DELETE /v1/people/lis/tokens/2", ""),
    ("clock show", "GET /v1/clock", ""),
    ("clock advance 2026-08-04T08:00:00+02:00", "POST /v1/clock", r#"{"advance_to":"2026-08-04T06:00:00Z"}"#),
    ("clock confirm", "POST /v1/clock/confirm", ""),
    ("effect release --all", "POST /v1/effects/release", ""),
    ("effect release 1.42.0", "POST /v1/effects/1.42.0/release", ""),
    ("effect done 1.42.0", "POST /v1/effects/1.42.0/done", ""),
    ("effect drop 1.42.0", "POST /v1/effects/1.42.0/drop", ""),
];

#[test]
fn every_command_makes_its_request() {
    for (command, line, body) in ROUTES {
        let daemon = Daemon::that([Reply::text(200, "{}")]);
        let told = tell(&daemon.url, &format!("{command} --json"), "");
        assert_eq!((told.code, told.out.as_str()), (0, "{}\n"), "{command}: {}", told.err);
        let heard = daemon.heard().remove(0);
        assert_eq!(heard.line, format!("{line} HTTP/1.1"), "{command}");
        let sent = if heard.is_empty() { String::new() } else { heard.json().to_string() };
        let body: String = if body.is_empty() {
            String::new()
        } else {
            serde_json::from_str::<serde_json::Value>(body).unwrap().to_string()
        };
        assert_eq!(sent, body, "{command}");
        let is_write = !line.starts_with("GET");
        assert_eq!(!heard.header("idempotency-key").is_empty(), is_write, "{command}");
    }
}

/// Routes that no command of the table makes: a CPR number, a token, a preview and what asks before it orders go their
/// own ways, and have their own tests.
const ELSEWHERE: &[&str] = &[
    "POST /v1/citizens",
    "POST /v1/citizens/search",
    "POST /v1/cases/case-17/tasks/decide/letter-preview",
    "GET /v1/workflows/offer",
    "POST /v1/workflows/activate",
];

#[test]
fn every_route_of_the_api_has_a_command() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let document: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let routes = paths.iter().filter(|(path, _)| path.starts_with("/v1/"));
    let routes = routes.flat_map(|(path, verbs)| {
        let verbs = verbs.as_object().unwrap().keys();
        verbs
            .filter(|verb| ["get", "post", "put", "delete"].contains(&verb.as_str()))
            .map(move |verb| format!("{} {path}", verb.to_uppercase()))
    });
    let without: Vec<String> = routes
        .filter(|route| {
            let made = ROUTES.iter().map(|(_, line, _)| *line).chain(ELSEWHERE.iter().copied());
            !made.into_iter().any(|line| is_of(line.split('?').next().unwrap(), route))
        })
        .collect();
    assert_eq!(without, Vec::<String>::new(), "routes that nobody can reach from the command line");
}

/// Whether a request line is one of a route: `{id}` stands for any one segment.
fn is_of(line: &str, route: &str) -> bool {
    let (line, route): (Vec<&str>, Vec<&str>) = (line.split('/').collect(), route.split('/').collect());
    line.len() == route.len()
        && line.iter().zip(&route).all(|(said, asked)| said == asked || asked.starts_with('{'))
}
