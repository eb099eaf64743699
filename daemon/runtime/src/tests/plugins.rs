//! Plugin calls: an intent, one answer, whatever falls in between; and nothing but their own step waits for them (P1).

use std::sync::{Arc, Mutex};

use model::plugin::{Proposal, ProposalState};
use model::{Event, Private, StepName, SystemPart};

use super::effects::Counting;
use super::house::House;
use super::running::Running;
use super::script::{complete, receive, tell};
use super::{FIRST, by, case, note};
use crate::plugins::{Answered, PluginCall, Plugins, Scripted};

/// Registered, opened, received: the plugin is asked.
const ASKED: usize = 3;

fn proposal(house: &House) -> Proposal {
    let state = house.case(1);
    state
        .steps
        .get(&StepName::from("appoint"))
        .and_then(|step| step.proposal.clone())
        .expect("a plugin was asked")
}

fn scripted() -> Scripted {
    Scripted::proposing("lida", "olma")
}

#[test]
fn crash_between_intent_and_answer_calls_again_and_uses_one_answer() {
    let mut house = House::new();
    house.holds_calls = true;
    tell(&mut house, ASKED);
    assert_eq!(house.called.len(), 1);
    let first = house.called[0].id;
    assert_eq!(proposal(&house).state, ProposalState::Calling);
    let mut house = house.restart();
    assert_eq!(house.called.iter().map(|call| call.id).collect::<Vec<_>>(), [first]);
    let again = scripted().answer(&house.called[0]);
    assert_eq!(house.answer_calls(&scripted()), 1);
    assert_eq!(proposal(&house).state, ProposalState::Proposed);
    let records = house.records().len();
    // The answer of the call before the crash comes after all.
    house.give_own(SystemPart::Dispatcher, PluginCall::answered(first, case(1), again));
    assert_eq!(house.records().len(), records);
    // It ended: the next start calls nobody.
    let house = house.restart();
    assert!(house.called.is_empty());
}

#[test]
fn a_rebuilt_index_says_the_same_and_calls_nobody() {
    let mut house = House::new();
    house.holds_calls = true;
    tell(&mut house, ASKED);
    house.answer_calls(&scripted());
    let before = house.case(1);
    let (disk, now) = (house.disk.clone(), house.now);
    drop(house);
    disk.kill();
    let house = House::open(&disk, &Arc::default(), now).expect("it opens");
    assert!(house.replayed > 0 && house.called.is_empty());
    assert!(house.case(1) == before);
}

#[test]
fn what_a_plugin_is_told_and_answers_rests_sealed() {
    let mut house = House::new();
    house.holds_calls = true;
    tell(&mut house, ASKED);
    house.answer_calls(&scripted());
    for (_, _, record) in house.records() {
        for effect in &record.effects {
            assert!(matches!(effect.input, Private::Sealed(_)), "{:?}", effect.kind);
        }
        for event in record.parts.iter().flat_map(|part| &part.events) {
            if let Event::PluginAnswered { content, read, .. } = &event.0 {
                assert!(matches!((content, read), (Private::Sealed(_), Private::Sealed(_))));
            }
        }
    }
}

#[test]
fn a_component_is_read_from_the_directory_and_nowhere_else() {
    let mut house = House::new();
    house.holds_calls = true;
    tell(&mut house, ASKED);
    let call = house.called.pop().expect("a plugin was asked");
    let shipped =
        std::fs::read("../../workflows/plugins/coordinator-allocation.wasm").expect("it is committed");
    assert!(call.component() == Some(shipped));
    let told: Vec<&str> = call
        .input
        .field("facts")
        .and_then(|facts| facts.as_record())
        .expect("facts")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(told, ["needs"], "granted facts only");
    assert!(format!("{call:?}").len() < 120, "a call in a log says nothing of what is told");
}

/// Keeps what it owes.
#[derive(Default)]
struct Slow {
    owed: Mutex<Vec<(PluginCall, Answered)>>,
}

impl Plugins for Slow {
    fn call(&self, call: PluginCall, answered: Answered) {
        self.owed.lock().unwrap().push((call, answered));
    }
}

fn asked(plugins: Arc<dyn Plugins>) -> Running {
    let mut house = House::new();
    tell(&mut house, ASKED - 1);
    house.pass(3_600_000_000);
    Running::with(house, Arc::new(Counting::new()), plugins)
}

#[test]
fn nothing_but_its_own_step_waits_for_a_plugin() {
    let slow = Arc::new(Slow::default());
    let running = asked(slow.clone());
    running.submit_and_wait(by("pasi", complete("receive", receive()))).expect("it is received");
    // The case goes on, and the leader need not wait either.
    running.submit_and_wait(by("hebr", note(FIRST, "the plugin has not answered"))).expect("a note is taken");
    let by_hand = complete("appoint", super::script::appoint());
    running.submit_and_wait(by("hebr", by_hand)).expect("it is done by hand");
    // An answer that comes when nobody waits ends the call and changes nothing.
    let owed: Vec<_> = std::mem::take(&mut *slow.owed.lock().unwrap());
    for (call, answered) in owed {
        answered(scripted().answer(&call));
    }
}

/// Answers from another thread, some time.
struct Elsewhere;

impl Plugins for Elsewhere {
    fn call(&self, call: PluginCall, answered: Answered) {
        std::thread::spawn(move || answered(scripted().answer(&call)));
    }
}

#[test]
fn a_simulated_clock_answers_when_no_call_is_out() {
    let running = asked(Arc::new(Elsewhere));
    running.submit_and_wait(by("pasi", complete("receive", receive()))).expect("it is received");
    running.advance_clock(running.now()).expect("the clock is simulated");
    let reader = super::reader("hebr");
    let view = running.case(&reader, FIRST).expect("the leader sees the case");
    let step = view.state.steps.get(&StepName::from("appoint")).expect("the step");
    assert_eq!(step.proposal.as_ref().expect("a plugin was asked").state, ProposalState::Proposed);
}

#[test]
fn without_anybody_who_runs_plugins_a_person_does_the_step() {
    let running = asked(Arc::new(crate::plugins::NoPlugins));
    running.submit_and_wait(by("pasi", complete("receive", receive()))).expect("it is received");
    running.advance_clock(running.now()).expect("the clock is simulated");
    let view = running.case(&super::reader("hebr"), FIRST).expect("the leader sees the case");
    let step = view.state.steps.get(&StepName::from("appoint")).expect("the step");
    let state = &step.proposal.as_ref().expect("a plugin was asked").state;
    assert_eq!(*state, ProposalState::ByHand("host_down".to_owned()));
}
