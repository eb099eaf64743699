//! Who judges unseen: what is hidden of a case, from whom, and until when.

use definition::{Bundle, load_workflow};
use model::case::{Fact, Note};
use model::{Actor, DataClass, Event, RoleName, TaskName};

use super::*;

const WORKFLOW: &str = "workflow: readings
title: To læsninger
rule_pack: dk-2026-07
opens: [begun]
events:
  begun: { by: [intake] }
  moved_away: { by: [intake] }
until: [moved_away]
types:
  area: [work, home]
roles:
  intake: { sees: all }
  second_reader: { sees: all, blind: true }
  leader: { sees: all }
facts:
  needs: { type: list of area, min: 1, class: P2 }
  finding: { type: text, class: P2 }
  first: { type: text, class: P2 }
  second: { type: text, class: P2 }
stages:
  reading:
    steps:
      receive:
        form: { ask: [needs] }
        by: intake
      findings:
        after: receive
        contributions: { for_each: needs, ask: [finding], go_on_without: leader }
        by: second_reader
      read_first:
        after: receive
        form: { ask: [first] }
        by: second_reader
      both:
        after: [findings, read_first]
        form: { ask: [second] }
        by: leader
";

static READINGS: LazyLock<Definition> = LazyLock::new(|| {
    let folder = load_folder(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workflows")).unwrap();
    let pack = folder.packs["dk-2026-07"].loaded.value.clone().unwrap();
    let loaded = load_workflow(&Bundle::of("workflow.yaml", WORKFLOW.as_bytes()), &pack, None);
    loaded.value.unwrap_or_else(|| panic!("{:?}", loaded.findings))
});

fn fact(text: &str, step: &str, by: &str) -> Fact {
    Fact {
        value: Private::text(text),
        class: DataClass::P2,
        step: step.into(),
        round: 1,
        by: Some(by.into()),
        recorded_at: Timestamp(0),
        corrections: 0,
    }
}

/// olma gave the first finding and nobody the second; anve read first; both wrote notes, and so did pasi.
fn reading() -> CaseState {
    let mut case = CaseState {
        steps: READINGS.order.iter().map(|step| (step.clone(), StepState::waiting())).collect(),
        ..case()
    };
    let given = SlotState::Given { by: "olma".into(), on: day("2026-08-04") };
    let slot = |state| Slot { about: Private::text("work"), owner: None, state };
    let state = case.steps.get_mut("findings").unwrap();
    (state.status, state.round) = (StepStatus::Active, 1);
    state.slots = [(1, slot(given)), (2, slot(SlotState::Open))].into();
    state.worked.insert("olma".into());
    let state = case.steps.get_mut("read_first").unwrap();
    (state.status, state.round) = (StepStatus::Done, 1);
    state.completed_by = Some("anve".into());
    state.worked.insert("anve".into());
    state.outputs.insert("recommendation".to_owned(), Private::text("no"));
    case.facts.insert(("needs".into(), 0), fact("work home", "receive", "pasi"));
    case.facts.insert(("finding".into(), 1), fact("all is well", "findings", "olma"));
    case.facts.insert(("first".into(), 0), fact("it is not", "read_first", "anve"));
    for (number, by) in (1..).zip(["olma", "anve", "pasi"]) {
        let note = Note {
            text: Private::text(by),
            by: by.into(),
            recorded_at: Timestamp(0),
            happened_on: day("2026-08-04"),
        };
        case.notes.insert(number, note);
    }
    case
}

fn sight_of(person: &str, case: &CaseState) -> crate::Sight {
    let directory = SHIPPED.1.directory();
    see(Seeker { person: &person.into(), directory: &directory }, case, &READINGS).unwrap()
}

/// What somebody is left of the case: facts, notes, what steps left.
fn left(person: &str, case: &CaseState) -> String {
    let sight = sight_of(person, case);
    let mut case = case.clone();
    case.facts.retain(|place, fact| sight.sees_fact(place, fact));
    sight.unseen.cover(&mut case);
    let facts = case.facts.keys().map(|(name, slot)| format!("{name}.{slot}"));
    let notes = case.notes.values().map(|note| format!("note of {}", note.by));
    let outputs = case.steps.iter().filter(|(_, state)| !state.outputs.is_empty());
    facts.chain(notes).chain(outputs.map(|(name, _)| name.to_string())).collect::<Vec<_>>().join(", ")
}

const ALL: &str = "finding.1, first.0, needs.0, note of olma, note of anve, note of pasi, read_first";

#[test]
fn who_has_yet_to_judge_sees_only_their_own() {
    // anve read first, and could still give the second finding.
    assert_eq!(left("anve", &reading()), "first.0, needs.0, note of anve, note of pasi, read_first");
    // olma gave a finding, and nothing of hers is open.
    assert_eq!(left("olma", &reading()), ALL);
    // Who does not judge in the role sees what their role sees.
    assert_eq!(left("hebr", &reading()), ALL);
}

#[test]
fn who_holds_another_part_is_not_done() {
    let mut case = reading();
    case.steps.get_mut("findings").unwrap().slots.get_mut(&2).unwrap().owner = Some("olma".into());
    assert_eq!(left("olma", &case), "finding.1, needs.0, note of olma, note of pasi");
    // The part of anve is done now that nothing is free.
    assert_eq!(left("anve", &case), ALL);
}

#[test]
fn who_has_not_begun_sees_nothing_before_the_last_part_is_settled() {
    let mut case = reading();
    let state = case.steps.get_mut("findings").unwrap();
    state.slots.get_mut(&2).unwrap().owner = Some("olma".into());
    let mut directory = SHIPPED.1.directory();
    let role = (RoleName::from("second_reader"), "holistic_team".into());
    directory.people.get_mut("lida").unwrap().roles.insert(role);
    let sees_first = |case: &CaseState| {
        let sight = see(Seeker { person: &"lida".into(), directory: &directory }, case, &READINGS).unwrap();
        sight.sees_fact(&("first".into(), 0), &case.facts[&("first".into(), 0)])
    };
    assert!(!sees_first(&case));
    let state = case.steps.get_mut("findings").unwrap();
    (state.status, state.completed_by) = (StepStatus::Done, Some("olma".into()));
    assert!(sees_first(&case));
    // When the case has ended, nobody judges any more.
    let mut case = reading();
    case.status = CaseStatus::Closed { on: day("2026-08-05"), because: "moved_away".to_owned() };
    assert!(sees_first(&case));
}

#[test]
fn events_of_others_are_unseen_as_their_facts_are() {
    let case = reading();
    let sight = sight_of("anve", &case);
    let by = |person: &str| Actor::Person(person.into());
    let contribution = Event::FactEntered {
        fact: "finding".into(),
        slot: 1,
        value: Private::text("all is well"),
        class: DataClass::P2,
        step: "findings".into(),
        round: 1,
        correction: None,
    };
    let given = Event::ContributionGiven {
        task: TaskName { step: "findings".into(), slot: Some(1) },
        by: "olma".into(),
        on: day("2026-08-04"),
    };
    let note = |by: &str| Event::NoteAdded {
        number: 1,
        text: Private::text("so it is"),
        by: by.into(),
        on: day("2026-08-04"),
    };
    assert!(sight.unseen.hides_event(&contribution, &by("olma")));
    assert!(sight.unseen.hides_event(&given, &by("olma")));
    assert!(sight.unseen.hides_event(&note("olma"), &by("olma")));
    assert!(!sight.unseen.hides_event(&contribution, &by("anve")));
    assert!(!sight.unseen.hides_event(&note("pasi"), &by("pasi")));
    let seen = sight_of("olma", &case).unseen;
    assert!(seen.is_empty() && !seen.hides_event(&contribution, &by("anve")));
}

#[test]
fn a_case_that_is_set_aside_is_judged_unseen_all_the_same() {
    let mut case = reading();
    case.status = CaseStatus::Quarantined { at: Timestamp(0) };
    assert_eq!(left("anve", &case), left("anve", &reading()));
    case.status = CaseStatus::Closed { on: day("2026-08-05"), because: "completed".to_owned() };
    assert_eq!(left("anve", &case), ALL);
}

#[test]
fn why_a_colleague_was_late_or_gave_nothing_is_hidden_too() {
    let mut case = reading();
    let missing = |by: &str| SlotState::Missing {
        by: by.into(),
        on: day("2026-08-04"),
        reason: Private::text("she finds that all is well"),
    };
    let slot = Slot { about: Private::text("home"), owner: None, state: missing("hebr") };
    case.steps.get_mut("findings").unwrap().slots.insert(3, slot);
    let event = Event::MissAnswered {
        deadline: "findings".into(),
        by: "olma".into(),
        reason: Private::text("all is well"),
    };
    let reason = |person: &str| {
        let sight = sight_of(person, &case);
        let mut case = case.clone();
        sight.unseen.cover(&mut case);
        let slot = &case.steps["findings"].slots[&3];
        let SlotState::Missing { reason, .. } = &slot.state else { panic!("it is missing") };
        (reason.as_text().is_some(), sight.unseen.hides_event(&event, &Actor::Person("olma".into())))
    };
    assert_eq!(reason("anve"), (false, true));
    assert_eq!(reason("olma"), (true, false));
}
