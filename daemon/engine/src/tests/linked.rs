//! A step opens a case of another workflow and goes on when that has ended.

use model::organisation::Activated;
use model::step::StepStatus;
use model::{
    Actor, CaseId, CitizenId, Command, StepState, StreamId, SystemPart, TaskName, Value, WorkflowName,
};

use super::kit::Office;
use super::read::{actor, command};

/// A step of `one-plan` for which a mentor's case is opened.
const LINKED: (&str, &str) = (
    "      receive:\n",
    "      mentor:\n        after: receive\n        case: { workflow: mentor, event: mentor_wanted }\n        by: caseworker\n      receive:\n",
);

const PARENT: CaseId = CaseId(1);
const CHILD: CaseId = CaseId(2);

fn put(office: &mut Office, workflow: &str, activated: Activated) {
    let organisation = office.organisation();
    let order = Command::Activate {
        municipality: organisation.municipality.unwrap(),
        workflows: vec![(workflow.into(), activated)],
        plugins: organisation.plugins.iter().map(|(name, digest)| (name.clone(), *digest)).collect(),
    };
    office.submit(&actor("drsy"), &order).unwrap();
}

/// The office with both workflows, the second only where it is asked for.
fn office(with_mentor: bool) -> Office {
    office_with(LINKED, with_mentor)
}

fn office_with(linked: (&str, &str), with_mentor: bool) -> Office {
    let mut office = Office::with("one-plan", &[linked]);
    if with_mentor {
        let mentor = Office::with("mentor", &[]);
        let activated = mentor.organisation().workflows[&WorkflowName::new("mentor")].clone();
        office.know(&mentor);
        put(&mut office, "mentor", activated);
    }
    let citizen = command("register 770592-0002 1992-05-17 Mette Testesen", office.today());
    office.submit(&actor("pasi"), &citizen).unwrap();
    let open = Command::OpenCase {
        citizen: CitizenId(1),
        workflow: "one-plan".into(),
        event: "referral_received".into(),
        on: office.today(),
        unit: "holistic_team".into(),
        note: None,
    };
    office.submit(&actor("pasi"), &open).unwrap();
    let receive = command("complete receive {needs: [debt], plans_held: 1}", office.today());
    office.submit(&actor("pasi"), &receive).unwrap();
    office
}

fn mentor(office: &Office) -> &StepState {
    &office.case(PARENT).steps["mentor"]
}

#[test]
fn the_other_case_is_opened_in_the_same_record_and_its_end_settles_the_step() {
    let mut office = office(true);
    let child = office.case(CHILD);
    assert_eq!(child.workflow.as_str(), "mentor");
    assert_eq!(child.citizen, CitizenId(1));
    assert_eq!(
        child.parent.as_ref().map(|parent| (parent.case, parent.step.as_str())),
        Some((PARENT, "mentor"))
    );
    assert_eq!(office.citizen(CitizenId(1)).cases, [PARENT, CHILD].into());
    let last = office.records.last().unwrap();
    assert!(last.parts.iter().any(|part| part.stream == StreamId::Case(PARENT)));
    assert!(last.parts.iter().any(|part| part.stream == StreamId::Case(CHILD)), "one record");
    assert_eq!(mentor(&office).status, StepStatus::Active);
    assert_eq!(mentor(&office).role, None, "nobody has to do anything meanwhile");
    let task = TaskName::of(&"mentor".into());
    let claim = Command::Claim { case: PARENT, task };
    assert!(office.submit(&actor("lida"), &claim).is_err());

    let close = Command::CloseCase { case: CHILD, reason: "No mentor is wanted any more.".to_owned() };
    office.submit(&actor("hebr"), &close).unwrap();
    assert_eq!(mentor(&office).status, StepStatus::Done);
    assert_eq!(mentor(&office).outputs["outcome"].as_text(), Some("by_hand"));
}

#[test]
fn an_event_that_ends_the_other_case_is_its_outcome() {
    let mut office = office(true);
    let moved = Command::RecordEvent {
        case: CHILD,
        event: "moved_away".into(),
        on: office.today(),
        at: None,
        note: None,
        channel: None,
        about: None,
    };
    office.submit(&actor("pasi"), &moved).unwrap();
    assert_eq!(mentor(&office).outputs["outcome"].as_text(), Some("moved_away"));
    assert!(office.case(PARENT).is_open());
}

#[test]
fn without_the_other_workflow_a_person_does_it() {
    let mut office = office(false);
    assert!(!office.streams.contains_key(&StreamId::Case(CHILD)));
    let linked = mentor(&office).linked.clone().unwrap();
    assert_eq!((linked.case, linked.failed.as_deref()), (None, Some("not_in_force")));
    assert_eq!(mentor(&office).role.as_ref().map(model::RoleName::as_str), Some("caseworker"));
    let task = TaskName::of(&"mentor".into());
    office.submit(&actor("lida"), &Command::Claim { case: PARENT, task: task.clone() }).unwrap();
    let complete = |values: Value| Command::Complete { case: PARENT, task: task.clone(), values, on: None };
    let nothing = office.submit(&actor("lida"), &complete(Value::Record([].into()))).unwrap_err();
    assert_eq!(nothing.code, "answers-invalid");
    let outcome = Value::Record([("outcome".to_owned(), Value::text("a neighbour helps"))].into());
    office.submit(&actor("lida"), &complete(outcome)).unwrap();
    assert_eq!(mentor(&office).status, StepStatus::Done);
}

#[test]
fn a_case_that_ends_and_is_reopened_waits_for_the_case_that_it_had_opened() {
    let mut office = office(true);
    let close = |case| Command::CloseCase { case, reason: "By mistake.".to_owned() };
    office.submit(&actor("hebr"), &close(PARENT)).unwrap();
    assert!(office.case(CHILD).is_open(), "the other case is one of its own");
    let reopen = Command::ReopenCase { case: PARENT, reason: "It was a mistake.".to_owned() };
    office.submit(&actor("hebr"), &reopen).unwrap();
    assert_eq!(mentor(&office).status, StepStatus::Active);
    assert_eq!(mentor(&office).linked.as_ref().and_then(|linked| linked.case), Some(CHILD));
    assert_eq!(mentor(&office).role, None);
    assert!(!office.streams.contains_key(&StreamId::Case(CaseId(3))), "no second one");

    office.submit(&actor("hebr"), &close(PARENT)).unwrap();
    office.submit(&actor("hebr"), &close(CHILD)).unwrap();
    let reopen = Command::ReopenCase { case: PARENT, reason: "Again.".to_owned() };
    office.submit(&actor("hebr"), &reopen).unwrap();
    assert_eq!(mentor(&office).status, StepStatus::Done, "what ended meanwhile has ended");
}

#[test]
fn a_workflow_that_opens_cases_of_itself_comes_to_an_end() {
    let itself = (
        "      receive:\n",
        "      again:\n        case: { workflow: one-plan, event: referral_received }\n        by: caseworker\n      receive:\n",
    );
    let mut office = Office::with("one-plan", &[itself]);
    let citizen = command("register 770592-0002 1992-05-17 Mette Testesen", office.today());
    office.submit(&actor("pasi"), &citizen).unwrap();
    office.submit(&actor("pasi"), &command("open referral_received", office.today())).unwrap();
    let cases: Vec<_> = office.citizen(CitizenId(1)).cases.iter().copied().collect();
    assert_eq!(cases, [CaseId(1), CaseId(2), CaseId(3), CaseId(4)]);
    let last = office.case(CaseId(4)).steps["again"].linked.clone().unwrap();
    assert_eq!(last.failed.as_deref(), Some("too_many_in_a_row"));
    assert_eq!(
        office.case(CaseId(4)).steps["again"].role.as_ref().map(model::RoleName::as_str),
        Some("caseworker")
    );
    // The innermost is done by hand and closed; each end is told to the one above.
    for case in [4, 3, 2] {
        let close = Command::CloseCase { case: CaseId(case), reason: "Enough.".to_owned() };
        office.submit(&actor("hebr"), &close).unwrap();
    }
    assert_eq!(office.case(CaseId(1)).steps["again"].status, StepStatus::Done);
}

#[test]
fn a_step_that_is_stopped_and_started_waits_for_the_case_that_it_had_opened() {
    let mut office = office(true);
    let name = || "mentor".into();
    let stop = Command::CancelStep { case: PARENT, step: name(), reason: "Wait.".to_owned() };
    let start = Command::StartStep { case: PARENT, step: name(), reason: "Go on.".to_owned() };
    office.submit(&actor("hebr"), &stop).unwrap();
    office.submit(&actor("lida"), &start).unwrap();
    assert_eq!(mentor(&office).linked.as_ref().and_then(|linked| linked.case), Some(CHILD));
    assert!(!office.streams.contains_key(&StreamId::Case(CaseId(3))), "no second one");
    office.submit(&actor("hebr"), &stop).unwrap();
    let close = Command::CloseCase { case: CHILD, reason: "Enough.".to_owned() };
    office.submit(&actor("hebr"), &close).unwrap();
    office.submit(&actor("lida"), &start).unwrap();
    assert_eq!(mentor(&office).status, StepStatus::Done, "it had ended meanwhile");
    assert_eq!(mentor(&office).outputs["outcome"].as_text(), Some("by_hand"));
}

#[test]
fn a_case_that_is_set_aside_or_erased_is_told_to_the_one_that_waits() {
    let mut office = office(true);
    let concerns = |office: &Office| -> Vec<String> {
        office.case(PARENT).concerns.values().map(|concern| concern.because.clone()).collect()
    };
    let aside = Command::Quarantine { case: CHILD, because: "an invariant broke".to_owned() };
    office.submit(&Actor::System(SystemPart::Clock), &aside).unwrap();
    assert_eq!(concerns(&office), ["linked_case_set_aside"]);
    let erase = Command::Erase { stream: StreamId::Case(CHILD), basis: "GDPR 17".to_owned() };
    office.submit(&actor("drsy"), &erase).unwrap();
    assert_eq!(mentor(&office).outputs["outcome"].as_text(), Some("erased"));
    assert_eq!(mentor(&office).status, StepStatus::Done);
}

#[test]
fn what_is_wrong_with_the_case_that_waits_does_not_keep_the_other_from_ending() {
    // A condition that has no value with this outcome, which has seven letters: it divides by nothing.
    let broken = (
        "      receive:\n",
        "      mentor:\n        after: receive\n        case: { workflow: mentor, event: mentor_wanted }\n        by: caseworker\n      tell:\n        after: mentor\n        when: mentor.outcome = null or 100 / (string length(mentor.outcome) - 7) > 1\n        form: { ask: [closing_note] }\n        by: caseworker\n      receive:\n",
    );
    let mut office = office_with(broken, true);
    let close = Command::CloseCase { case: CHILD, reason: "Enough.".to_owned() };
    office.submit(&actor("hebr"), &close).unwrap();
    assert!(!office.case(CHILD).is_open(), "it ends");
    let known = mentor(&office).linked.clone().unwrap();
    assert!(known.ended, "and that is noted");
    let because: Vec<_> = office.case(PARENT).concerns.values().map(|known| known.because.as_str()).collect();
    assert_eq!(because, ["linked_case_not_followed"]);
}
