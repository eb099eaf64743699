//! Words of the workflow language, one by one: a shipped workflow with the word put in, and a story that needs it.

use definition::{Bundle, load_scenario};

use model::case::CaseStatus;

use super::kit::Office;
use super::scenario;
use crate::explain::{Subject, checks as checks_of, explain};

/// A citizen with a case of the mentor workflow, and what is done to it.
fn story(changes: &[(&str, &str)], lines: &str) -> Office {
    let text = format!(
        "scenario: word
title: {{ da: Et ord, en: A word }}
workflow: mentor
citizen: {{ name: Zara Holt, cpr: \"6512990004\", born: 1999-12-05, digital_post: true }}
lines:
  - {{ at: 2026-08-03 09:00, by: lida, do: open, event: mentor_wanted, unit: holistic_team }}
{lines}"
    );
    let loaded = load_scenario(&Bundle::of("scenarios/word.yaml", text.as_bytes()));
    let scenario = loaded.value.unwrap_or_else(|| panic!("{:?}", loaded.findings));
    let mut office = Office::with("mentor", changes);
    scenario::comes_out(&mut office, &scenario);
    office
}

#[test]
fn a_ladder_of_the_step_reaches_the_roles_that_it_names() {
    let due = "        due: 5 working days after opened\n";
    let own = format!("{due}        ladder: {{ remind: [coordinator, caseworker], escalate: intake }}\n");
    let office = story(
        &[(due, &own)],
        "  - { at: 2026-08-12 09:00, by: lida, do: note, text: En uge er gået. }
expect:
  deadlines: { describe: { due: 2026-08-10, state: running, remind: [2026-08-05], fired: [2026-08-05, 2026-08-10, 2026-08-11] } }
",
    );
    let told = scenario::reminded(&office, "describe");
    let of = |rung: &str| told.iter().find(|(name, _)| name == rung).unwrap().1.join(" ");
    assert_eq!(of("missed"), "pasi suro");
    assert!(of("on_the_day").contains("lida") && !of("on_the_day").contains("pasi"), "{told:?}");
}

/// Whoever describes the need, decides and finds a mentor, so that a period can be agreed on.
const UP_TO_THE_PERIOD: &str = "  - { at: 2026-08-04 10:00, by: lida, do: complete, task: describe, values: { goal: Komme i gang igen., psychosis: true, substance: false, discharged_recently: true, hours: 4 } }
  - { at: 2026-08-05 10:00, by: lida, do: complete, task: grant, values: { granted: true } }
  - { at: 2026-08-06 10:00, by: hebr, do: complete, task: find, values: { person: mato, deputy: sigr } }
";

#[test]
fn a_date_lies_within_its_bounds() {
    let agree = |minute: u32, start: &str, end: &str, refused: &str| {
        format!(
            "  - {{ at: 2026-08-07 10:{minute:02}, by: lida, do: complete, task: agree, values: {{ period_start: {start}, period_end: {end}, with_volunteer: false }}{refused} }}\n"
        )
    };
    let refused = ", refused: answers-invalid";
    let lines = [
        UP_TO_THE_PERIOD.to_owned(),
        agree(0, "2026-08-31", "2026-08-30", refused),
        agree(1, "2026-08-31", "2027-03-01", refused),
        // Before the day on which the mentor was found.
        agree(2, "2026-08-05", "2027-01-01", refused),
        // After what is fixed.
        agree(3, "2027-01-02", "2027-05-01", refused),
        agree(4, "2026-08-31", "2027-02-28", ""),
    ];
    let office = story(
        &[(
            "    title: Perioden begynder\n    type: date\n",
            "    title: Perioden begynder\n    type: date\n    earliest: 0 days after find\n    latest: 2026-12-31\n",
        )],
        &format!("{}expect:\n  steps: {{ agree: done }}\n", lines.concat()),
    );
    let told: Vec<&str> =
        office.refused.iter().flat_map(|refusal| &refusal.missing).map(String::as_str).collect();
    assert_eq!(
        told,
        [
            "period_end: is 2026-08-30; the earliest is 2026-08-31, period_start",
            "period_end: is 2027-03-01; the latest is 2027-02-28, 6 months after period_start",
            "period_start: is 2026-08-05; the earliest is 2026-08-06, 0 days after find",
            "period_start: is 2027-01-02; the latest is 2026-12-31",
        ]
    );
}

#[test]
fn a_person_is_known_and_holds_the_role() {
    let facts = "  wanted: { title: Ønsket mentor, type: person holding mentor, optional: true, class: P2 }
  declined: { title: Fravalgt, type: person, optional: true, class: P2 }
";
    let describe = |minute: u32, people: &str, refused: &str| {
        format!(
            "  - {{ at: 2026-08-04 10:{minute:02}, by: lida, do: complete, task: describe, values: {{ goal: Ud., psychosis: true, substance: false, discharged_recently: true, hours: 4, {people} }}{refused} }}\n"
        )
    };
    let refused = ", refused: answers-invalid";
    let lines = [
        describe(0, "wanted: nobody", refused),
        describe(1, "wanted: hebr", refused),
        describe(2, "wanted: mato, declined: mato", ""),
    ];
    let office = story(
        &[
            ("facts:\n", &format!("facts:\n{facts}")),
            ("ask: [goal, ", "ask: [wanted, declined, goal, "),
            ("    when: granted\n    steps:", "    when: granted and wanted != declined\n    steps:"),
        ],
        &format!(
            "{}  - {{ at: 2026-08-05 10:00, by: lida, do: complete, task: grant, values: {{ granted: true }} }}\nexpect:\n  steps: {{ find: skipped }}\n",
            lines.concat()
        ),
    );
    let told: Vec<&str> =
        office.refused.iter().flat_map(|refusal| &refusal.missing).map(String::as_str).collect();
    assert_eq!(
        told,
        [
            "wanted: is `nobody`, and nobody here has that identifier",
            "wanted: is `hebr`, who does not hold the role `mentor`; those who do are mato, sigr",
        ]
    );
}

#[test]
fn a_scenario_ends_a_stage_early() {
    let stage = "  matching:\n";
    let early = format!("{stage}    ended_early: {{ by: [leader], ask: [goal] }}\n");
    let office = story(
        &[(stage, &early)],
        &format!(
            "{UP_TO_THE_PERIOD}  - {{ at: 2026-08-10 10:00, by: lida, do: end_early, stage: matching, values: {{ goal: Nok. }}, reason: Det er nok., refused: role-may-not-end-stage }}
  - {{ at: 2026-08-10 10:01, by: hebr, do: end_early, stage: matching, reason: Det er nok., refused: answers-invalid }}
  - {{ at: 2026-08-10 10:02, by: hebr, do: end_early, stage: matching, values: {{ goal: Nok. }}, reason: Det er nok. }}
  - {{ at: 2026-08-10 10:03, by: hebr, do: end_early, stage: matching, values: {{ goal: Nok. }}, reason: Igen., refused: stage-not-active }}
expect:
  steps: {{ agree: closed, meet: active }}
"
        ),
    );
    let agree = &office.case(scenario::CASE).steps["agree"];
    assert_eq!(agree.because.as_deref(), Some("ended_early"));
}

/// Whether a step whose condition is written so comes in a case of a citizen who takes Digital Post.
fn comes(condition: &str) -> bool {
    let facts = "facts:\n  digital_post: { title: Digital Post, type: boolean, from: register, class: P1 }\n";
    let describe = "      describe:\n";
    let own = format!(
        "      print:\n        title: Skriv ud\n        when: {condition}\n        required: false\n        form: {{ ask: [goal] }}\n        by: caseworker\n{describe}"
    );
    let office = story(&[("facts:\n", facts), (describe, &own)], "expect: {}\n");
    office.case(scenario::CASE).steps["print"].is_active()
}

#[test]
fn the_register_says_whether_the_citizen_takes_digital_post() {
    assert!(comes("digital_post"));
    assert!(!comes("not(digital_post)"));
}

#[test]
fn a_limit_of_the_rule_pack_is_the_number_that_stands_there() {
    assert!(comes("limits.mentor_refusals = 3 and limits.clarification_age >= 30"));
    assert!(!comes("limits.mentor_refusals > 3"));
}

/// The mentor workflow with what the register knows of the citizen's birth.
const BORN: (&str, &str) =
    ("facts:\n", "facts:\n  birth_date: { title: Fødselsdato, type: date, from: register, class: P1 }\n");

#[test]
fn an_age_is_a_day_to_count_from() {
    // Born on 5 December 1999.
    let office = story(
        &[
            BORN,
            ("        due: 5 working days after opened\n", "        due: 3 months before turns 27\n"),
            ("        due: 10 working days after describe\n", "        due: turns 27\n"),
        ],
        "expect:
  deadlines:
    describe: { raw: 2026-09-05, due: 2026-09-04, state: running }
    grant: { due: 2026-12-05, state: running }
",
    );
    let deadline = &office.case(scenario::CASE).deadlines["describe"];
    assert!(
        deadline.date.why.en.contains("the day on which the citizen turns 27"),
        "{:?}",
        deadline.date.why
    );
    assert_eq!(deadline.anchor, "turns 27");
}

#[test]
fn what_a_step_left_runs_out_and_is_made_anew() {
    let by =
        "          ask: [goal, psychosis, substance, discharged_recently, hours]\n        by: caseworker\n";
    let again = "values: { goal: Blive ved., psychosis: false, substance: false, discharged_recently: false, hours: 2 } }";
    let expires = |anchor: &str| format!("{by}        expires: 3 months after {anchor}\n");
    let lines = |more: &str| {
        format!(
            "{UP_TO_THE_PERIOD}  - {{ at: 2026-11-06 10:00, by: lida, do: note, text: Endnu ikke aftalt. }}\n{more}"
        )
    };
    // Relied on until 4 November, the last day of three months after it was described.
    let office = story(
        &[(by, &expires("describe"))],
        &lines(
            "expect:\n  steps: { describe: active, find: done, agree: active }\n  deadlines: { describe_expires: { due: 2026-11-04, state: lapsed }, describe_2: { due: 2026-11-11, state: running } }\n",
        ),
    );
    let why_due = &office.case(scenario::CASE).deadlines["describe_2"].date.why;
    assert!(why_due.en.contains("from the running out of what was left by"), "{}", why_due.en);
    assert!(why(&office, "describe").ends_with("what it had left ran out on 2026-11-04"));
    let made = format!("  - {{ at: 2026-11-09 10:00, by: lida, do: complete, task: describe, {again}\n");
    let office = story(
        &[(by, &expires("describe"))],
        &lines(&format!(
            "{made}expect:\n  steps: {{ describe: done }}\n  deadlines: {{ describe_expires_2: {{ due: 2027-02-09, state: running }} }}\n"
        )),
    );
    assert!(why(&office, "describe").ends_with("it can be relied on until 2027-02-09"));
    // What counts from a day before the last round bounds the first round only.
    let office = story(
        &[(by, &expires("opened"))],
        &lines(&format!(
            "{made}  - {{ at: 2027-06-01 10:00, by: lida, do: note, text: Stadig. }}\nexpect:\n  steps: {{ describe: done }}\n  deadlines: {{ describe_expires: {{ due: 2026-11-03, state: lapsed }} }}\n"
        )),
    );
    assert!(!office.case(scenario::CASE).deadlines.contains_key("describe_expires_2"));
}

/// The end of the mentor workflow, with something else that ends a case.
fn ends_by(what: &str) -> (&'static str, String) {
    ("until: [moved_away, died]\n", format!("until: [moved_away, died, {what}]\n"))
}

#[test]
fn a_case_ends_with_a_step_a_day_or_a_condition() {
    let agree = "  - { at: 2026-08-07 10:00, by: lida, do: complete, task: agree, values: { period_start: 2026-08-10, period_end: 2026-10-30, with_volunteer: false } }\n";
    let note = |day: &str| format!("  - {{ at: {day} 09:00, by: lida, do: note, text: Stadig i gang. }}\n");
    let reopen = "  - { at: 2026-11-02 10:00, by: hebr, do: reopen, reason: For tidligt. }\n";
    let lines = format!("{UP_TO_THE_PERIOD}{agree}{}", note("2026-10-30"));
    let later = note("2026-11-02");
    let ended = |what: &str, lines: &str, expected: &str| {
        let (old, new) = ends_by(what);
        story(&[(old, &new)], &format!("{lines}expect:\n{expected}"))
    };
    let office = ended("agree.done", &lines, "  case: closed\n  steps: { agree: done, meet: closed }\n");
    assert_eq!(because(&office), "agree.done");
    // The case goes on through its last day.
    ended(
        "period_end",
        &lines,
        "  case: open\n  deadlines: { until: { due: 2026-10-30, state: running } }\n",
    );
    let office = ended(
        "period_end",
        &format!("{lines}{later}"),
        "  case: closed\n  deadlines: { until: { state: lapsed } }\n",
    );
    assert_eq!(because(&office), "until");
    let many = "hours != null and hours > 3";
    let described = format!("{}\n", UP_TO_THE_PERIOD.lines().next().unwrap());
    let office = ended(many, &described, "  case: closed\n  steps: { grant: closed }\n");
    assert_eq!(because(&office), "until_holds");
    // What had ended it does not end it again.
    for (what, lines) in
        [("period_end", &format!("{lines}{later}")), ("agree.done", &lines), (many, &described)]
    {
        ended(what, &format!("{lines}{reopen}{}", note("2026-11-03")), "  case: open\n");
    }
}

#[test]
fn whoever_reopens_a_case_is_not_undone_by_a_day_that_passed_meanwhile() {
    let agree = "  - { at: 2026-08-07 10:00, by: lida, do: complete, task: agree, values: { period_start: 2026-08-10, period_end: 2026-10-30, with_volunteer: false } }\n";
    let closed = "  - { at: 2026-10-01 09:00, by: hebr, do: close, reason: Ved en fejl. }\n";
    let reopened = "  - { at: 2026-11-02 10:00, by: hebr, do: reopen, reason: Det var en fejl. }\n  - { at: 2026-11-03 09:00, by: lida, do: note, text: Videre. }\n";
    let by_hand = format!("{UP_TO_THE_PERIOD}{agree}{closed}{reopened}");
    let (old, new) = ends_by("period_end");
    story(&[(old, &new)], &format!("{by_hand}expect:\n  case: open\n"));
    // A condition on the day had ended it, and is true for ever.
    let (old, new) = ends_by("period_end != null and today > period_end");
    let noted = "  - { at: 2026-11-01 09:00, by: mato, do: complete, task: meet, values: { way: phone, contact_note: Slut. } }\n";
    story(&[(old, &new)], &format!("{UP_TO_THE_PERIOD}{agree}{noted}{reopened}expect:\n  case: open\n"));
    // What ran out while the case was closed is not begun anew by its reopening.
    let by =
        "          ask: [goal, psychosis, substance, discharged_recently, hours]\n        by: caseworker\n";
    let expires = format!("{by}        expires: 2 months after describe\n");
    let early = "  - { at: 2026-08-20 09:00, by: hebr, do: close, reason: Ved en fejl. }\n";
    story(
        &[(by, &expires)],
        &format!("{UP_TO_THE_PERIOD}{early}{reopened}expect:\n  case: open\n  steps: {{ describe: done }}\n"),
    );
}

/// Why a case was closed.
fn because(office: &Office) -> String {
    match &office.case(scenario::CASE).status {
        CaseStatus::Closed { because, .. } => because.clone(),
        status @ (CaseStatus::Open | CaseStatus::Quarantined { .. }) => panic!("{status:?}"),
    }
}

#[test]
fn what_should_hold_is_reported_and_stops_nothing() {
    let checks = "checks:
  matched_in_time: { holds: find.done = null or describe.done = null or find.done <= describe.done + duration(\"P1D\"), basis: Serviceaftalen }
  few_hours: { holds: hours = null or hours <= 4, basis: Metoden }
";
    let office = story(
        &[("\nstages:\n", &format!("\n{checks}stages:\n"))],
        &format!("{UP_TO_THE_PERIOD}expect:\n  steps: {{ find: done }}\n"),
    );
    let case = office.case(scenario::CASE);
    let definition = office.definition_of(case);
    let subject = Subject { case, citizen: None, definition: &definition, directory: &office.directory };
    let told = |sees: &dyn Fn(&model::FactName) -> bool| -> Vec<Option<bool>> {
        checks_of(subject, office.now, sees).into_iter().map(|check| check.holds).collect()
    };
    assert_eq!(told(&|_| true), [Some(false), Some(true)]);
    assert_eq!(told(&|fact| fact.as_str() != "hours"), [Some(false), None]);
}

/// Why a step stands where it stands.
fn why(office: &Office, step: &str) -> String {
    let case = office.case(scenario::CASE);
    let definition = office.definition_of(case);
    let citizen = Some(office.citizen(case.citizen));
    let subject = Subject { case, citizen, definition: &definition, directory: &office.directory };
    let told = explain(subject).into_iter().find(|told| told.step.as_str() == step);
    told.unwrap().because.en
}
