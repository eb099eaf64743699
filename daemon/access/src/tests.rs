//! Who sees what of a case, and who may do what: tables of people and situations.

mod blind;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use definition::{Definition, Municipality, load_folder};
use model::case::{CaseStatus, Holder};
use model::step::{Slot, SlotState, StepState, StepStatus};
use model::{
    CaseId, CaseState, CitizenId, ContentHash, Date, Directory, EventName, PersonId, Private, StepName,
    TaskName, Timestamp,
};

use crate::{Denial, Seeker, may_hold, may_manage, may_open, may_record, may_run, see};

static SHIPPED: LazyLock<(Definition, Municipality)> = LazyLock::new(|| {
    let folder = load_folder(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workflows")).unwrap();
    let definition = folder.workflows["one-plan"].loaded.value.clone().unwrap();
    (definition, folder.municipality.loaded.value.clone().unwrap())
});

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A case of the holistic team in which nothing has begun.
fn case() -> CaseState {
    CaseState {
        id: CaseId(1),
        version: 1,
        last_record: ContentHash([0; 32]),
        citizen: CitizenId(1),
        workflow: "one-plan".into(),
        definition: ContentHash([0; 32]),
        rule_pack: ContentHash([0; 32]),
        unit: "holistic_team".into(),
        status: CaseStatus::Open,
        opened_at: Timestamp(0),
        steps: SHIPPED.0.order.iter().map(|step| (step.clone(), StepState::waiting())).collect(),
        facts: BTreeMap::new(),
        happenings: BTreeMap::new(),
        goals: BTreeMap::new(),
        plans: BTreeMap::new(),
        decisions: BTreeMap::new(),
        notes: BTreeMap::new(),
        deadlines: BTreeMap::new(),
        holders: BTreeMap::new(),
        effects: Vec::new(),
        concerns: BTreeMap::new(),
        erasing: false,
        erased: false,
        ended_effects: Vec::new(),
        key: 0,
        letters: BTreeMap::new(),
        earlier_decisions: BTreeMap::new(),
        parent: None,
        has_ended: false,
        pauses: BTreeMap::new(),
        ended_early: BTreeMap::new(),
    }
}

/// The case begins: a step opens.
fn opened(mut case: CaseState, step: &str) -> CaseState {
    let state = case.steps.get_mut(step).unwrap();
    (state.status, state.round) = (StepStatus::Active, 1);
    case
}

fn coordinated(mut case: CaseState) -> CaseState {
    let holder = Holder {
        person: "lida".into(),
        deputy: Some("olma".into()),
        since: day("2026-08-06"),
        by: None,
        component: None,
    };
    case.holders.insert("coordinator".into(), holder);
    case
}

/// The contributions are under way: kako holds the first, nabo gave the second, nobody holds the third.
fn contributing() -> CaseState {
    let mut case = coordinated(opened(case(), "findings"));
    let slot = |owner: Option<&str>, state| Slot {
        about: Private::text("debt"),
        owner: owner.map(Into::into),
        state,
    };
    let given = SlotState::Given { by: "nabo".into(), on: day("2026-09-22") };
    let slots = [slot(Some("kako"), SlotState::Open), slot(None, given), slot(None, SlotState::Open)];
    case.steps.get_mut("findings").unwrap().slots = (1..).zip(slots).collect();
    case
}

/// Like [`contributing`], but somebody holds the third too.
fn all_held() -> CaseState {
    let mut case = contributing();
    case.steps.get_mut("findings").unwrap().slots.get_mut(&3).unwrap().owner = Some("kako".into());
    case
}

/// What a person sees, on one line; or why not, and who has the case.
fn sight(person: &str, case: &CaseState, directory: &Directory) -> String {
    let person = PersonId::from(person);
    match see(Seeker { person: &person, directory }, case, &SHIPPED.0) {
        Err(Denial { code, because, who }) => {
            assert!(!because.da.is_empty() && !because.en.is_empty());
            format!("{code}; ask {}", who.join(", "))
        }
        Ok(sight) => {
            let list = |names: Vec<String>| if names.is_empty() { "-".to_owned() } else { names.join(" ") };
            let roles = list(sight.roles.iter().map(ToString::to_string).collect());
            let facts = sight
                .facts
                .as_ref()
                .map_or("all".to_owned(), |facts| list(facts.iter().map(ToString::to_string).collect()));
            let tasks = sight.only_tasks.as_ref().map_or(String::new(), |tasks| {
                format!(", only {}", list(tasks.iter().map(ToString::to_string).collect()))
            });
            let works = if sight.works_on_case { ", works on it" } else { "" };
            let purpose = sight.default_purpose().unwrap_or("must say why".to_owned());
            format!("as {roles}, facts {facts}{works}{tasks}; {purpose}")
        }
    }
}

fn check_sight(case: &CaseState, table: &[(&str, &str)]) {
    let directory = SHIPPED.1.directory();
    for (person, expected) in table {
        assert_eq!(sight(person, case, &directory), *expected, "{person}");
    }
}

#[test]
fn before_anything_is_done_only_intake_and_the_leader_see_a_case() {
    check_sight(
        &opened(case(), "receive"),
        &[
            ("pasi", "as intake, facts needs plans_held referral_note, works on it; role:intake"),
            ("hebr", "as leader, facts age needs plans_held, works on it; role:leader"),
            ("lida", "no-role-on-case; ask leader: hebr"),
            ("kako", "no-role-on-case; ask leader: hebr"),
            ("pesk", "no-role-on-case; ask leader: hebr"),
            ("mofr", "no-role-on-case; ask leader: hebr"),
            ("nobody", "no-role-on-case; ask leader: hebr"),
        ],
    );
}

#[test]
fn coordinator_and_deputy_see_all_of_their_case_and_other_coordinators_nothing() {
    check_sight(
        &coordinated(opened(case(), "permission")),
        &[
            ("lida", "as coordinator, facts all, works on it; role:coordinator"),
            ("olma", "as coordinator, facts all, works on it; role:coordinator"),
            ("anve", "no-role-on-case; ask coordinator: lida, leader: hebr"),
        ],
    );
}

#[test]
fn who_contributes_sees_the_contribution_and_not_the_rest() {
    let specialist = "as specialist, facts citizen_view finding needs";
    check_sight(
        &contributing(),
        &[
            ("kako", &format!("{specialist}, only findings.1 findings.3; role:specialist")),
            ("nabo", &format!("{specialist}, only findings.2 findings.3; role:specialist")),
            ("jely", &format!("{specialist}, only findings.3; role:specialist")),
        ],
    );
    check_sight(
        &all_held(),
        &[
            ("nabo", &format!("{specialist}, only findings.2; role:specialist")),
            ("jely", "no-role-on-case; ask coordinator: lida, leader: hebr"),
        ],
    );
}

#[test]
fn a_contributor_sees_no_other_contribution() {
    let (case, directory) = (all_held(), SHIPPED.1.directory());
    let seen = |person: &str| {
        see(Seeker { person: &person.into(), directory: &directory }, &case, &SHIPPED.0).unwrap()
    };
    let finding = "finding".into();
    let slots = |person: &str| (0..4).map(|slot| seen(person).sees_slot(&finding, slot)).collect::<Vec<_>>();
    assert_eq!(slots("nabo"), [true, false, true, false]);
    assert_eq!(slots("kako"), [true, true, false, true]);
    assert_eq!(slots("lida"), [true; 4]);
    assert_eq!(slots("hebr"), [false; 4]);
    assert!(!seen("nabo").sees_slot(&"plans_held".into(), 0));
}

#[test]
fn auditors_must_say_why_and_administrators_see_nothing() {
    let auditor = "as -, facts all; must say why";
    let denied = "no-role-on-case; ask coordinator: lida, leader: hebr";
    check_sight(&contributing(), &[("rebo", auditor), ("drsy", denied)]);
}

#[test]
fn a_leader_sees_the_cases_of_the_own_unit_even_without_the_role() {
    let mut directory = SHIPPED.1.directory();
    directory.people.get_mut("hebr").unwrap().roles.clear();
    let expected = "as -, facts -, works on it; must say why";
    assert_eq!(sight("hebr", &contributing(), &directory), expected);
    assert!(may_manage(Seeker { person: &"hebr".into(), directory: &directory }, &contributing()).is_ok());
}

#[test]
fn who_left_the_municipality_sees_and_does_nothing_whatever_the_case_remembers() {
    let mut directory = SHIPPED.1.directory();
    directory.people.remove("lida");
    directory.people.remove("kako");
    let denied = "no-role-on-case; ask coordinator: lida, leader: hebr";
    assert_eq!(sight("lida", &contributing(), &directory), denied);
    assert_eq!(sight("kako", &contributing(), &directory), denied);
    let lida = PersonId::from("lida");
    let seeker = Seeker { person: &lida, directory: &directory };
    assert!(may_manage(seeker, &contributing()).is_err());
    assert!(may_hold(seeker, &TaskName::of(&"draft".into()), &contributing(), &SHIPPED.0).is_err());
}

/// `allowed`, or the code and who could.
fn said(result: Result<(), Denial>) -> String {
    match result {
        Ok(()) => "allowed".to_owned(),
        Err(Denial { code, because, who }) => {
            assert!(!because.da.is_empty() && !because.en.is_empty());
            format!("{code}; ask {}", who.join(", "))
        }
    }
}

#[test]
fn a_task_is_for_the_role_on_this_case() {
    let (definition, directory) = (&SHIPPED.0, SHIPPED.1.directory());
    let other_unit = CaseState { unit: "job_centre".into(), ..case() };
    let table: [(&str, &str, &CaseState, &str); 9] = [
        ("pasi", "receive", &case(), "allowed"),
        ("pasi", "receive", &other_unit, "role-not-held; ask "),
        ("hebr", "appoint", &case(), "allowed"),
        ("pesk", "appoint", &case(), "role-not-held; ask hebr"),
        ("pesk", "appoint", &other_unit, "allowed"),
        ("lida", "permission", &case(), "role-not-held; ask anve, lida, olma"),
        ("lida", "permission", &coordinated(case()), "allowed"),
        ("olma", "permission", &coordinated(case()), "allowed"),
        ("anve", "permission", &coordinated(case()), "role-not-held; ask lida, olma"),
    ];
    for (person, step, case, expected) in table {
        let person = PersonId::from(person);
        let task = TaskName::of(&StepName::from(step));
        let seeker = Seeker { person: &person, directory: &directory };
        assert_eq!(said(may_hold(seeker, &task, case, definition)), expected, "{person} {step}");
    }
}

#[test]
fn events_cases_and_the_system_have_their_own_doors() {
    let (definition, directory) = (&SHIPPED.0, SHIPPED.1.directory());
    let seeker = |person: &'static str| PersonId::from(person);
    let record = |person: &'static str, event: &str| {
        let (name, rule) = definition.events.get_key_value(event).unwrap();
        let person = seeker(person);
        let case = coordinated(case());
        said(may_record(Seeker { person: &person, directory: &directory }, name, rule, (&case, definition)))
    };
    assert_eq!(record("pasi", "moved_away"), "allowed");
    assert_eq!(record("olma", "moved_away"), "allowed");
    assert_eq!(record("hebr", "moved_away"), "allowed");
    assert_eq!(record("kako", "moved_away"), "role-may-not-record; ask intake, coordinator");
    let open = |person: &'static str, unit: &str| {
        let event = EventName::from("referral_received");
        let rule = &definition.events[&event];
        let person = seeker(person);
        said(may_open(Seeker { person: &person, directory: &directory }, &event, rule, &unit.into()))
    };
    assert_eq!(open("pasi", "holistic_team"), "allowed");
    assert_eq!(open("pasi", "job_centre"), "role-may-not-open; ask intake");
    assert_eq!(open("hebr", "holistic_team"), "role-may-not-open; ask intake");
    let run = |person: &'static str| said(may_run(Seeker { person: &seeker(person), directory: &directory }));
    assert_eq!(run("drsy"), "allowed");
    assert_eq!(run("hebr"), "not-an-administrator; ask drsy");
    let manage = |person: &'static str| {
        said(may_manage(Seeker { person: &seeker(person), directory: &directory }, &coordinated(case())))
    };
    assert_eq!(manage("olma"), "allowed");
    assert_eq!(manage("hebr"), "allowed");
    assert_eq!(manage("pesk"), "not-leading-the-case; ask coordinator: lida, leader: hebr");
}
