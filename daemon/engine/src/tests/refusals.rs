//! Every command from somebody who may not give it, or at a time when it cannot be.

use std::collections::BTreeSet;

use model::organisation::Activated;
use model::{Actor, Command, ContentHash, Timestamp};

use super::kit::Office;
use super::{read, transcripts};
use crate::{Refusal, RefusalKind};

/// The case of the transcripts with its contributions under way.
fn office() -> Office {
    let mut office = Office::shipped();
    transcripts::play_beginning(&mut office, "a-case-from-referral-to-review until 2026-08-10 10:10");
    office
}

/// The command of a line, refused: nothing was recorded and nothing changed.
fn refused(office: &mut Office, actor: &Actor, command: &Command) -> Refusal {
    let before = (office.streams.clone(), office.position);
    let refusal = office.submit(actor, command).map(|decision| format!("{:?}", decision.events));
    assert!((office.streams.clone(), office.position) == before);
    refusal.expect_err(command.name())
}

/// Commands that a transcript has no word for.
fn other(word: &str) -> Option<Command> {
    let hash = ContentHash([1; 32]);
    let activated = Activated {
        definition: hash,
        rule_pack: hash,
        language: 1,
        semantics: 1,
        at: Timestamp(0),
        from: None,
    };
    Some(match word {
        "activate" => Command::Activate {
            municipality: hash,
            workflows: vec![("one-plan".into(), activated)],
            plugins: Vec::new(),
        },
        "activate-before" => Command::Activate {
            municipality: hash,
            workflows: vec![(
                "one-plan".into(),
                Activated { from: Some(model::Date(calendar::Date::constant(2020, 1, 1))), ..activated },
            )],
            plugins: Vec::new(),
        },
        "activate-newer" => Command::Activate {
            municipality: hash,
            workflows: vec![("one-plan".into(), Activated { language: 99, ..activated })],
            plugins: Vec::new(),
        },
        "create-token" | "create-token-for-nobody" | "create-token-expired" => Command::CreateToken {
            person: if word == "create-token-for-nobody" { "nobody".into() } else { "lida".into() },
            hash,
            label: "laptop".to_owned(),
            expires_at: (word == "create-token-expired").then_some(Timestamp(0)),
        },
        "revoke-token" => Command::RevokeToken { person: "lida".into(), number: 1 },
        "fire-timer" => Command::FireTimer {
            case: model::CaseId(1),
            deadline: "assessment".into(),
            timer: model::deadline::TimerKind::Rung(0),
            generation: model::Generation::default(),
        },
        "register-real" => Command::RegisterCitizen {
            cpr: "770592-0002".to_owned(),
            name: "Mette".to_owned(),
            birth_date: "1992-05-17".parse().unwrap(),
            synthetic: false,
            digital_post: true,
        },
        _other => return None,
    })
}

/// Who, what, and the refusal's kind and code.
const WRONG_ACTOR: [(&str, &str, &str); 37] = [
    ("drsy", "register 770592-0002 1992-05-17 Mette", "forbidden no-role"),
    ("kako", "open referral_received", "forbidden role-may-not-open"),
    ("lida", "claim findings.1", "forbidden role-not-held"),
    ("kako", "release findings.1", "conflict not-claimed"),
    ("pasi", "delegate findings.1 to kako", "forbidden not-leading-the-case"),
    ("lida", "complete findings.1 {finding: x}", "forbidden role-not-held"),
    ("lida", "draft findings.1 {finding: x}", "forbidden role-not-held"),
    ("kako", "go-on-without findings.1 no reply", "forbidden not-leading-the-case"),
    ("kako", "goal sleep", "forbidden not-leading-the-case"),
    ("kako", "reword 1 sleep", "forbidden not-leading-the-case"),
    ("anve", "note she called", "forbidden no-role-on-case"),
    ("kako", "event moved_away", "forbidden role-may-not-record"),
    ("kako", "correct-event 1 to 2026-08-01: wrong", "forbidden not-leading-the-case"),
    ("kako", "correct-fact needs = [debt]: wrong", "forbidden not-leading-the-case"),
    ("pasi", "pause assessment: ill", "forbidden not-leading-the-case"),
    ("pasi", "resume assessment", "forbidden not-leading-the-case"),
    ("pasi", "extend assessment until 2026-12-01: ill", "forbidden not-leading-the-case"),
    ("pasi", "answer acknowledge: ill", "forbidden not-leading-the-case"),
    ("pasi", "close done", "forbidden not-leading-the-case"),
    ("pasi", "reopen again", "forbidden not-leading-the-case"),
    ("kako", "start plan_closed why", "forbidden role-not-held"),
    ("kako", "cancel findings why", "forbidden not-leading-the-case"),
    ("kako", "settle 1 fine", "forbidden not-leading-the-case"),
    ("kako", "withdraw joint_assessment", "forbidden no-role-on-case"),
    ("lida", "appoint anve deputy olma: why", "forbidden not-leading-the-unit"),
    ("hebr", "erase case-1: retention", "forbidden not-an-administrator"),
    ("drsy", "finish-erasure case-1", "forbidden daemon-only"),
    ("hebr", "activate", "forbidden not-an-administrator"),
    ("hebr", "create-token", "forbidden not-an-administrator"),
    ("hebr", "revoke-token", "forbidden not-an-administrator"),
    ("drsy", "fire-timer", "forbidden daemon-only"),
    ("drsy", "start-effect 1.4.0", "forbidden daemon-only"),
    ("hebr", "finish-effect 1.4.0 done", "forbidden not-an-administrator"),
    ("drsy", "hold-clock why", "forbidden daemon-only"),
    ("hebr", "confirm-clock", "forbidden not-an-administrator"),
    ("drsy", "note-time-zones 2026z", "forbidden daemon-only"),
    ("hebr", "quarantine why", "forbidden daemon-only"),
];

/// Wrong input, wrong names and wrong moments that no transcript tells of.
const WRONG_MOMENT: [(&str, &str, &str); 28] = [
    ("pasi", "register 77059-0002 1992-05-17 Mette", "invalid cpr-invalid"),
    ("pasi", "register 770592-000x 1992-05-17 Mette", "invalid cpr-invalid"),
    ("pasi", "register 771392-0002 1992-05-17 Mette", "invalid cpr-invalid"),
    ("pasi", "register 170592-0002 1992-05-17 Mette", "invalid cpr-invalid"),
    ("pasi", "register-real", "invalid cpr-invalid"),
    ("pasi", "register 770592-0002 1992-05-17", "invalid name-missing"),
    ("pasi", "register 770592-0002 2092-05-17 Mette", "invalid in-the-future"),
    ("pasi", "open moved_away", "invalid event-does-not-open"),
    ("pasi", "open referral_received on 2026-08-11", "invalid in-the-future"),
    ("pasi", "open referral_received in the_moon", "not-found unknown-unit"),
    ("kako", "claim nothing", "not-found unknown-task"),
    ("lida", "claim permission", "conflict task-not-open"),
    ("lida", "case-9 note hello", "not-found unknown-case"),
    ("lida", "goal  ", "invalid goal-empty"),
    ("lida", "note  ", "invalid note-empty"),
    ("lida", "reword 7 sleep", "not-found unknown-goal"),
    ("lida", "event nothing", "not-found unknown-event"),
    ("lida", "correct-fact colour = red: wrong", "not-found unknown-fact"),
    ("lida", "correct-fact needs = []: wrong", "invalid answers-invalid"),
    ("lida", "correct-fact needs = [gold]: wrong", "invalid answers-invalid"),
    ("lida", "reopen again", "conflict case-not-closed"),
    ("drsy", "activate-newer", "conflict needs-a-newer-version"),
    ("drsy", "activate-before", "invalid in-the-past"),
    ("drsy", "create-token-for-nobody", "not-found unknown-person"),
    ("drsy", "create-token-expired", "invalid token-invalid"),
    ("lida", "revoke-token", "not-found unknown-token"),
    ("operator", "note hello", "conflict needs-a-person"),
    ("clock", "complete findings.1 {finding: x}", "conflict needs-a-person"),
];

fn check(office: &mut Office, (who, what, expected): (&str, &str, &str)) -> &'static str {
    let command = other(what).unwrap_or_else(|| read::command(what, office.today()));
    let refusal = refused(office, &read::actor(who), &command);
    let kind = match refusal.kind {
        RefusalKind::NotFound => "not-found",
        RefusalKind::Forbidden => "forbidden",
        RefusalKind::Conflict => "conflict",
        RefusalKind::Invalid => "invalid",
        RefusalKind::Gone => "gone",
    };
    assert_eq!(format!("{kind} {}", refusal.code), expected, "{who} {what}");
    command.name()
}

#[test]
fn no_command_is_taken_from_who_may_not_give_it() {
    let mut office = office();
    let names: BTreeSet<&str> = WRONG_ACTOR.into_iter().map(|line| check(&mut office, line)).collect();
    // As many as there are commands: a new one needs a line.
    assert_eq!(names.len(), WRONG_ACTOR.len());
}

#[test]
fn wrong_input_and_wrong_moments_are_refused() {
    let mut office = office();
    for line in WRONG_MOMENT {
        check(&mut office, line);
    }
}

#[test]
fn an_auditor_reads_and_changes_nothing() {
    let mut office = office();
    let what = [
        "claim findings.1",
        "goal sleep",
        "note x",
        "event moved_away",
        "close x",
        "withdraw joint_assessment",
    ];
    for what in what {
        let command = read::command(what, office.today());
        let refusal = refused(&mut office, &read::actor("rebo"), &command);
        assert_eq!(refusal.kind, RefusalKind::Forbidden, "{what}");
    }
}

#[test]
fn a_long_text_is_a_document() {
    let mut office = office();
    let long = "x".repeat(65 * 1024);
    for (who, what) in [
        ("lida", format!("note {long}")),
        ("lida", format!("goal {long}")),
        ("kako", format!("complete findings.1 {{finding: {long}}}")),
    ] {
        let command = read::command(&what, office.today());
        let refusal = refused(&mut office, &read::actor(who), &command);
        assert_eq!(refusal.kind, RefusalKind::Invalid);
    }
}

#[test]
fn tokens_are_made_and_revoked() {
    let mut office = office();
    let (drsy, lida) = (read::actor("drsy"), read::actor("lida"));
    let create = other("create-token").unwrap();
    for number in 1..=20 {
        assert_eq!(office.submit(&drsy, &create).unwrap().number, Some(number));
    }
    assert_eq!(refused(&mut office, &drsy, &create).code, "too-many-tokens");
    // Everybody may give up their own.
    office.submit(&lida, &other("revoke-token").unwrap()).unwrap();
    assert_eq!(refused(&mut office, &lida, &other("revoke-token").unwrap()).code, "unknown-token");
    assert_eq!(office.submit(&drsy, &create).unwrap().number, Some(21));
}

#[test]
fn the_clock_is_held_and_confirmed_once() {
    let mut office = office();
    let (clock, operator) = (read::actor("clock"), read::actor("operator"));
    let said = |office: &mut Office, actor: &Actor, what: &str| {
        let command = read::command(what, office.today());
        office.submit(actor, &command).unwrap().events.len()
    };
    let events = ["hold-clock jump", "hold-clock jump", "note-time-zones 2026a", "note-time-zones 2026a"]
        .map(|what| said(&mut office, &clock, what));
    assert_eq!(events, [1, 0, 1, 0]);
    assert_eq!(["confirm-clock", "confirm-clock"].map(|what| said(&mut office, &operator, what)), [1, 0]);
}

#[test]
fn a_timer_of_an_older_arming_does_nothing() {
    let mut office = office();
    let clock = read::actor("clock");
    office.now = super::kit::at("2026-09-21 08:00");
    let (case, timer) = office.next_timer(office.now).unwrap();
    let fire = |timer: &crate::timers::Timer| Command::FireTimer {
        case,
        deadline: timer.deadline.clone(),
        timer: timer.kind,
        generation: timer.generation,
    };
    let mut stale = timer.clone();
    stale.generation.position -= 1;
    let mut wrong = timer.clone();
    wrong.kind = model::deadline::TimerKind::Rung(9);
    let mut lapse = timer.clone();
    lapse.kind = model::deadline::TimerKind::Lapse;
    let mut early = timer.clone();
    early.kind = model::deadline::TimerKind::Rung(1);
    let mut unknown = timer.clone();
    unknown.deadline = "nothing".into();
    for one in [stale, wrong, lapse, early, unknown] {
        assert!(office.submit(&clock, &fire(&one)).unwrap().events.is_empty(), "{one:?}");
    }
    assert_eq!(office.submit(&clock, &fire(&timer)).unwrap().events.len(), 1);
    assert!(office.submit(&clock, &fire(&timer)).unwrap().events.is_empty());
}

#[test]
fn answers_that_nest_too_deep_are_refused_before_anything_reads_them() {
    let deep = |levels| (0..levels).fold(model::Value::Null, |inner, _| model::Value::List(vec![inner]));
    let office = Office::shipped();
    let save = |levels| Command::SaveDraft {
        case: model::CaseId(1),
        task: "receive".parse().unwrap(),
        content: Some(deep(levels)),
    };
    let refused = |levels| office.decide(&read::actor("pasi"), &save(levels)).unwrap_err().code;
    assert_eq!((refused(32), refused(31)), ("answers-invalid", "unknown-case"));
}
