//! Every scenario beside the workflow, played on the runtime's core with a crash between any two lines, and on a daemon
//! over HTTP: both must come out as the scenario expects.

use definition::Scenario;
use definition::scenario::Act;
use helhed::script::Play;
use model::{Actor, CaseId, CitizenId, PersonId, Timestamp};
use runtime::Reader;
use tests::crashing::Dice;
use tests::order::{Place, command, registration};
use tests::world::ADMIN;
use tests::{Crashing, World, expected, places};

/// Who reads the case at its end: the leader of its unit.
const READER: &str = "hebr";

/// How long before its first line a scenario begins.
const BEFORE_US: i64 = 3_600_000_000;

#[test]
fn over_http_every_scenario_ends_as_it_expects() {
    let faults: Vec<String> = places::scenarios().iter().flat_map(over_http).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn crash_between_any_two_lines_changes_no_scenario() {
    let mut dice = Dice::seeded();
    let scenarios = places::scenarios();
    let faults: Vec<String> = scenarios.iter().flat_map(|one| with_crashes(one, dice.number())).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn beginning(scenario: &Scenario) -> Timestamp {
    let first = scenario.lines.first().expect("a scenario has lines");
    Timestamp::from_micros(Play::instant(first).micros() - BEFORE_US)
}

fn named(scenario: &Scenario, faults: Vec<String>) -> Vec<String> {
    faults.into_iter().map(|fault| format!("{}: {fault}", scenario.name)).collect()
}

fn over_http(scenario: &Scenario) -> Vec<String> {
    let world = World::starting_at(beginning(scenario));
    let mut play = Play::new(scenario, world.address(), &world.token(ADMIN));
    for line in &scenario.lines {
        if let Err(astray) = world.run(play.line(line)) {
            return named(scenario, vec![astray.to_string()]);
        }
    }
    let differences = world.run(play.compare(&PersonId::new(READER))).expect("the case can be read");
    named(scenario, differences)
}

/// Each line is given, then the power fails before its effects are performed or after, then the line is given again:
/// it must be answered as before and done once.
fn with_crashes(scenario: &Scenario, seed: u64) -> Vec<String> {
    let mut machine = Crashing::start(beginning(scenario), seed);
    let mut place = Place { citizen: CitizenId(0), case: CaseId(0) };
    for line in &scenario.lines {
        machine.advance(Play::instant(line));
        let Some(person) = &line.by else { continue };
        let actor = Actor::Person(person.clone());
        if let Act::Open { .. } = line.act {
            let (registered, _) = machine.submit(&actor, "registration", registration(scenario));
            place.citizen = registered.expect("the citizen is registered").citizen.expect("and has a number");
            machine.crash();
        }
        let Some(order) = command(scenario, line, place) else { continue };
        let key = format!("line-{}", line.line);
        let (first, outputs) = machine.submit(&actor, &key, order.clone());
        let got = first.as_ref().err().map(runtime::Rejected::code);
        if got != line.refused.as_deref() {
            return named(
                scenario,
                vec![format!("line {}: {first:?}, expected {:?}", line.line, line.refused)],
            );
        }
        if machine.happens_once_in(2) {
            machine.take(outputs);
        }
        machine.crash();
        let Ok(first) = first else { continue };
        let (again, outputs) = machine.submit(&actor, &key, order);
        machine.take(outputs);
        let again = again.expect("what was done is answered again");
        assert!(again.repeated, "line {} of {} is done twice", line.line, scenario.name);
        assert_eq!((again.position, again.case), (first.position, first.case), "line {}", line.line);
        if let Act::Open { .. } = line.act {
            place.case = first.case.expect("a new case has a number");
        }
    }
    let lines = u32::try_from(scenario.lines.len()).expect("a scenario is short");
    assert!(machine.crashes > lines / 2, "the power failed {} times", machine.crashes);
    let runtime = machine.into_runtime();
    let reader = Reader { actor: Actor::Person(PersonId::new(READER)), purpose: None };
    let view = runtime.case(&reader, place.case).expect("the leader reads the case");
    runtime.stop();
    named(scenario, expected::differences(&scenario.expect, &view))
}
