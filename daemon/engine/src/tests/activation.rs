//! Definitions that come into force now, or from a day on.

use model::organisation::Activated;
use model::{CaseId, CitizenId, Command, ContentHash, Date, StreamId, Timestamp, WorkflowName};

use super::kit::Office;
use super::read::actor;

/// What the file says that is no other workflow than the shipped one but by its title.
const TITLE: (&str, &str) = ("title: Helhedsorienteret forløb", "title: Helhedsorienteret forløb, ny");

fn name() -> WorkflowName {
    "one-plan".into()
}

/// The office with a second version at hand, and both as somebody would order them.
fn office() -> (Office, Activated, Activated) {
    let mut office = Office::shipped();
    let old = office.organisation().workflows[&name()].clone();
    let other = Office::with("one-plan", &[TITLE]);
    let new = other.organisation().workflows[&name()].clone();
    assert_ne!(old.definition, new.definition);
    office.know(&other);
    let citizen = super::read::command("register 770592-0002 1992-05-17 Mette Testesen", office.today());
    office.submit(&actor("pasi"), &citizen).unwrap();
    (office, old, new)
}

fn days_later(day: Date, days: i32) -> Date {
    Date(day.0.saturating_add(jiff::Span::new().days(days)))
}

fn order(office: &mut Office, activated: &Activated, from: Option<Date>) -> Result<usize, String> {
    let organisation = office.organisation();
    let command = Command::Activate {
        municipality: organisation.municipality.unwrap(),
        workflows: vec![(name(), Activated { from, ..activated.clone() })],
        plugins: organisation.plugins.iter().map(|(name, digest)| (name.clone(), *digest)).collect(),
    };
    let decision = office.submit(&actor("drsy"), &command).map_err(|refusal| refusal.code.to_owned())?;
    Ok(decision.events.values().map(Vec::len).sum())
}

/// Which definition a case takes that is opened today.
fn opened(office: &mut Office) -> ContentHash {
    let open = Command::OpenCase {
        citizen: CitizenId(1),
        workflow: name(),
        event: "referral_received".into(),
        on: office.today(),
        unit: "holistic_team".into(),
        note: None,
    };
    office.submit(&actor("pasi"), &open).unwrap();
    let case = office
        .streams
        .keys()
        .filter_map(|stream| if let StreamId::Case(case) = stream { Some(*case) } else { None });
    let last: CaseId = case.max().unwrap();
    office.case(last).definition
}

fn pass(office: &mut Office, days: i64) {
    office.now = Timestamp::from_micros(office.now.micros() + days * 86_400_000_000);
}

#[test]
fn from_a_day_on_new_cases_take_the_new_definition_and_running_ones_keep_theirs() {
    let (mut office, old, new) = office();
    let from = days_later(office.today(), 10);
    assert_eq!(order(&mut office, &new, Some(from)), Ok(1));
    assert_eq!(order(&mut office, &new, Some(from)), Ok(0), "the same order once more changes nothing");
    assert_eq!(opened(&mut office), old.definition);
    pass(&mut office, 9);
    assert_eq!(opened(&mut office), old.definition, "the day before");
    pass(&mut office, 1);
    assert_eq!(opened(&mut office), new.definition, "the day itself, with nobody doing anything");
    assert_eq!(office.case(CaseId(1)).definition, old.definition);
}

#[test]
fn an_order_replaces_the_one_before_it() {
    let (mut office, old, new) = office();
    let from = days_later(office.today(), 10);
    order(&mut office, &new, Some(from)).unwrap();
    order(&mut office, &new, Some(days_later(from, 5))).unwrap();
    pass(&mut office, 12);
    assert_eq!(opened(&mut office), old.definition, "it was put off");
    assert_eq!(order(&mut office, &old, None), Ok(1), "what is in force stays, and the order is withdrawn");
    assert!(office.organisation().upcoming.is_empty());
    pass(&mut office, 30);
    assert_eq!(opened(&mut office), old.definition);
}

#[test]
fn what_has_come_into_force_by_its_day_goes_on_until_the_next() {
    let (mut office, old, new) = office();
    let from = days_later(office.today(), 10);
    order(&mut office, &new, Some(from)).unwrap();
    pass(&mut office, 20);
    assert_eq!(order(&mut office, &new, None), Ok(0), "it is in force already");
    let back = days_later(office.today(), 10);
    assert_eq!(order(&mut office, &old, Some(back)), Ok(2), "what came into force is written down too");
    assert_eq!(opened(&mut office), new.definition);
    pass(&mut office, 10);
    assert_eq!(opened(&mut office), old.definition);
}

#[test]
fn what_was_ordered_is_withdrawn_and_what_is_in_force_is_not() {
    let (mut office, old, new) = office();
    let from = days_later(office.today(), 10);
    let withdraw = Command::WithdrawActivation { workflow: name() };
    let code = |why: crate::Refusal| why.code;
    assert_eq!(office.submit(&actor("drsy"), &withdraw).map_err(code).err(), Some("nothing-ordered"));
    order(&mut office, &new, Some(from)).unwrap();
    assert_eq!(office.submit(&actor("lida"), &withdraw).map_err(code).err(), Some("not-an-administrator"));
    office.submit(&actor("drsy"), &withdraw).unwrap();
    pass(&mut office, 20);
    assert_eq!(opened(&mut office), old.definition);
    let tomorrow = days_later(office.today(), 1);
    order(&mut office, &new, Some(tomorrow)).unwrap();
    pass(&mut office, 1);
    assert_eq!(office.submit(&actor("drsy"), &withdraw).map_err(code).err(), Some("nothing-ordered"));
    assert_eq!(opened(&mut office), new.definition);
}

#[test]
fn a_day_that_has_passed_is_refused_and_today_is_now() {
    let (mut office, _, new) = office();
    let today = office.today();
    assert_eq!(order(&mut office, &new, Some(days_later(today, -1))), Err("in-the-past".to_owned()));
    assert!(office.organisation().upcoming.is_empty());
    order(&mut office, &new, Some(today)).unwrap();
    assert!(office.organisation().upcoming.is_empty());
    assert_eq!(opened(&mut office), new.definition);
}
