//! What a task asks for, and who is told what of it.

use engine::asked::{Field, Present, Takes};
use model::{CaseId, Command, Value};

use super::house::House;
use super::running::Running;
use super::script::{ASSESSING, complete, record, task, tell};
use super::{FIRST, reader, with_purpose};
use crate::answer::{Reader, Rejected};
use crate::query::TaskView;

fn told(lines: usize) -> Running {
    let mut house = House::new();
    tell(&mut house, lines);
    Running::counting(house)
}

fn read(running: &Running, by: &Reader, name: &str) -> Result<TaskView, Rejected> {
    running.task(by, FIRST, &task(name))
}

fn field<'v>(view: &'v TaskView, name: &str) -> &'v Field {
    view.fields.iter().find(|field| field.name == name).unwrap()
}

fn names(view: &TaskView) -> Vec<&str> {
    view.fields.iter().map(|field| field.name.as_str()).collect()
}

#[test]
fn a_form_tells_its_fields_in_the_order_of_the_file() {
    let running = told(2);
    let view = read(&running, &reader("suro"), "receive").unwrap();
    assert_eq!(names(&view), ["needs", "plans_held", "referral_note"]);
    assert_eq!(view.can, ["claim", "complete", "draft"]);
    assert_eq!((view.kind, view.round, view.owner), ("form", 1, None));
    let needs = view.fields.first().unwrap();
    let Takes::List { of, .. } = &needs.takes else { panic!("{needs:?}") };
    let Takes::Choice(words) = &**of else { panic!("{of:?}") };
    assert!(words.iter().any(|choice| choice.word == "debt" && choice.title.da == "Gæld"), "{words:?}");
    assert!(needs.required && needs.present.is_none());
    assert!(view.who.iter().any(|person| person.as_str() == "suro"), "{:?}", view.who);
    assert!(view.due.is_some());
}

#[test]
fn what_a_kind_takes_by_itself_is_told_as_the_case_stands() {
    let first = told(3);
    let view = read(&first, &reader("hebr"), "appoint").unwrap();
    assert_eq!(&names(&view)[..3], ["confirm", "decline", "person"], "{:?}", names(&view));
    let hearing = told(12);
    assert_eq!(names(&read(&hearing, &reader("lida"), "hear").unwrap()), ["text"]);
    let sent = told(13);
    assert_eq!(names(&read(&sent, &reader("lida"), "hear").unwrap()), ["reply"]);
    let deciding = told(14);
    let view = read(&deciding, &reader("lida"), "decide").unwrap();
    assert_eq!(names(&view), ["channel", "address", "hearing_considered", "parts"]);
    let Some(Present::Value(begun)) = &field(&view, "parts").present else { panic!("{view:?}") };
    assert_eq!(begun.value().and_then(Value::as_list).unwrap().len(), 2, "two measures are decided");
}

#[test]
fn the_fields_that_are_told_are_those_that_completing_takes() {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    let running = Running::counting(house);
    let view = read(&running, &reader("kako"), "findings.1").unwrap();
    let required = view.fields.iter().filter(|field| field.required);
    let required: Vec<String> = required.map(|field| format!("{}: is missing", field.name)).collect();
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    let refused = house.submit(super::by("kako", complete("findings.1", record([]))));
    let Err(Rejected::Refused(refusal)) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal.missing, required);
}

#[test]
fn who_contributes_sees_their_own_task_and_no_other() {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    house.run("kako", Command::Claim { case: CaseId(1), task: task("findings.1") });
    house.run("jely", Command::Claim { case: CaseId(1), task: task("findings.2") });
    let running = Running::counting(house);
    let own = read(&running, &reader("jely"), "findings.2").unwrap();
    assert!(own.can.contains(&"complete") && own.about.is_some());
    for name in ["findings.1", "draft", "receive", "nothing"] {
        let refused = read(&running, &reader("jely"), name);
        assert!(matches!(refused, Err(Rejected::NotFound { .. })), "{name}: {refused:?}");
    }
    assert!(read(&running, &reader("lida"), "findings.1").is_ok());
    assert!(read(&running, &reader("lida"), "findings.9").is_err());
    assert!(read(&running, &reader("pesk"), "findings.1").is_err(), "no role on the case");
}

#[test]
fn a_value_that_is_not_the_readers_to_see_is_hidden() {
    let running = told(3);
    let by_intake = read(&running, &reader("suro"), "receive").unwrap();
    assert!(matches!(field(&by_intake, "referral_note").present, Some(Present::Value(_))));
    let by_leader = read(&running, &reader("hebr"), "receive").unwrap();
    assert!(matches!(field(&by_leader, "needs").present, Some(Present::Value(_))));
    assert_eq!(field(&by_leader, "referral_note").present, Some(Present::Hidden));
    let by_auditor = read(&running, &with_purpose("rebo", "tilsyn 2026/4"), "receive").unwrap();
    assert!(by_auditor.can.is_empty(), "an auditor does nothing");
    assert_eq!(read(&running, &reader("rebo"), "receive").err(), Some(Rejected::PurposeRequired));
    let looks = running.shared.looks.newest(10, |_| true).unwrap();
    let looks: Vec<_> = looks.iter().map(|look| (look.what.as_str(), look.refused)).collect();
    assert_eq!(looks, [("task", true), ("task", false), ("task", false), ("task", false)]);
}
