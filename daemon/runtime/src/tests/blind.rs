//! Who judges unseen meets on no page what others in the role came to: page, history, draft, letter, explanation.

use model::{CaseId, Command, Event, Value, WorkflowName};

use super::house::House;
use super::running::Running;
use super::script::{complete_in, record, story, task, tell};
use super::{reader, sources};
use crate::query::Page;
use crate::rules::Sources;

/// The words of the findings in the story.
const FINDING: &str = "Søvnbesvær gennem to år.";

/// Lines of the story after which both findings are given and it is to be decided.
const DECIDING: usize = 14;

/// The shipped workflow in which specialists judge unseen, have another part while it is decided, and the letter quotes
/// them. lida, who coordinates, is a specialist, too.
fn deciding() -> (House, Sources) {
    let mut sources = sources().clone();
    let (bundle, _) = sources.workflows.get_mut(&WorkflowName::new("one-plan")).unwrap();
    let mut change = |file: &str, old: &str, new: &str| {
        let text = bundle.text(file).unwrap();
        assert!(text.contains(old), "{file} has no `{old}`");
        let text = text.replacen(old, new, 1);
        bundle.files.insert(file.to_owned(), text.into_bytes());
    };
    change("workflow.yaml", "    title: Fagperson\n", "    title: Fagperson\n    blind: true\n");
    let second = "      second_view:\n        title: Se igen\n        form:\n          ask: [closing_note]\n        by: specialist\n        required: false\n";
    let first = second.replace("second_view", "first_view").replace("Se igen", "Se først");
    change("workflow.yaml", "      decide:\n", &format!("{first}{second}      decide:\n"));
    change(
        "workflow.yaml",
        "\nstages:\n",
        "\nchecks:\n  seen: { holds: finding != null, basis: a method }\n\nstages:\n",
    );
    change(
        "letters/decision.html",
        "{{ case.id }}",
        "{{ case.id }} {% for one in facts.finding %}{{ one }}{% endfor %}",
    );
    let (bundle, pack) = &sources.workflows[&WorkflowName::new("one-plan")];
    let pack = definition::load_rule_pack(pack).value.unwrap();
    let loaded = definition::load_workflow(bundle, &pack, None);
    assert!(loaded.value.is_some(), "{:#?}", loaded.findings);
    let municipality = sources.municipality.as_mut().unwrap();
    let text = municipality.text("municipality.yaml").unwrap().replacen(
        "roles: { coordinator: holistic_team, caseworker: holistic_team }",
        "roles: { coordinator: holistic_team, caseworker: holistic_team, specialist: holistic_team }",
        1,
    );
    municipality.files.insert("municipality.yaml".to_owned(), text.into_bytes());
    let mut house = House::with_sources(&sources);
    tell(&mut house, DECIDING);
    let first = record([("closing_note", Value::text(FINDING))]);
    house.run("kako", complete_in(1, "first_view", first));
    (house, sources)
}

/// Everything that somebody is shown, surface by surface, where the findings stand in it.
fn shown_to(running: &Running, person: &str) -> Vec<&'static str> {
    let (by, case) = (reader(person), CaseId(1));
    let mut shown = Vec::new();
    let page = running.case(&by, case).unwrap();
    if page.state.facts.values().any(|fact| fact.value.as_text() == Some(FINDING)) {
        shown.push("page");
    }
    let is_hidden = page.hidden.iter().any(|(fact, _)| fact.as_str() == "finding");
    assert_eq!(is_hidden, shown.is_empty(), "what is not shown is said to be hidden");
    let history = running.history(&by, case, &Page { after: None, limit: 200 }).unwrap().rows;
    let of_others = history
        .iter()
        .flat_map(|row| &row.events)
        .any(|event| matches!(event, Event::FactEntered { value, .. } if value.as_text() == Some(FINDING)));
    if of_others {
        shown.push("history");
    }
    let explained = running.explain(&by, case).unwrap();
    if explained.checks.iter().any(|check| check.holds.is_some()) {
        shown.push("checks");
    }
    let Command::Complete { values, .. } = &story()[DECIDING].command else { panic!("it decides") };
    let letter = running.preview_letter(&by, case, (&task("decide"), values)).unwrap();
    if letter.html.contains(FINDING) {
        shown.push("letter");
    }
    let draft = running.draft(&by, case, &task("second_view")).unwrap();
    if draft.is_some() {
        shown.push("draft");
    }
    let task = running.task(&by, case, &task("second_view")).unwrap();
    let present = task.fields.iter().filter_map(|field| field.present.as_ref());
    if present.into_iter().any(
        |present| matches!(present, engine::asked::Present::Value(value) if value.as_text() == Some(FINDING)),
    ) {
        shown.push("task");
    }
    shown
}

#[test]
fn what_others_came_to_is_shown_nowhere_until_the_own_part_is_done() {
    let (mut house, sources) = deciding();
    let fact = Command::CorrectFact {
        case: CaseId(1),
        fact: "finding".into(),
        slot: 1,
        value: Value::text("Andet."),
        reason: "Tastefejl".to_owned(),
    };
    let refused = house.submit(super::by("lida", fact)).unwrap_err();
    assert_eq!(refused.code(), "fact-not-visible");
    house.run(
        "kako",
        Command::SaveDraft {
            case: CaseId(1),
            task: task("second_view"),
            content: Some(record([("closing_note", Value::text(FINDING))])),
        },
    );
    let running = Running::with_sources(house, &sources);
    assert_eq!(shown_to(&running, "lida"), Vec::<&str>::new());
    // olma stands in for lida, and is no specialist.
    assert_eq!(shown_to(&running, "olma"), ["page", "history", "checks", "letter", "task"]);
}

#[test]
fn what_others_came_to_is_shown_when_the_own_part_is_done() {
    let (mut house, sources) = deciding();
    let own = record([("closing_note", Value::text("Jeg mener det samme."))]);
    house.run("lida", complete_in(1, "second_view", own));
    let running = Running::with_sources(house, &sources);
    assert_eq!(shown_to(&running, "lida"), ["page", "history", "checks", "letter"]);
}
