//! One event of every kind, with every personal value a `secret`.

mod pause;
mod plugin;
mod table;
mod values;

use std::collections::BTreeMap;

use crate::case::{FactUse, Measure};
use crate::effect::{EffectId, EffectOutcome};
use crate::organisation::Activated;
use crate::record::{Idempotency, Part, Versioned};
use crate::step::StepStatus;
use crate::{
    Actor, CaseId, CitizenId, DataClass, Effect, EffectKind, Event, Private, Record, StreamId, Timestamp,
    Value,
};
use values::{
    AT, HASH, activated, day, deadline, due_date, effect_id, entry, every_value, pause, secret, task, token,
};

/// A record with these events, and one of everything beside them.
pub(super) fn record(events: Vec<Event>) -> Record {
    let part = |stream: StreamId, events: Vec<Event>| Part {
        stream,
        version: 3,
        previous: HASH,
        events: events.into_iter().map(Versioned).collect(),
        key: 9,
    };
    let effect = |kind| Effect {
        stream: StreamId::Case(CaseId(17)),
        kind,
        to: vec!["lida".into()],
        deadline: Some("assessment".into()),
        input: every_value(),
    };
    let streams = [
        StreamId::Citizen(CitizenId(9)),
        StreamId::Contact(4),
        StreamId::Organisation,
        StreamId::Unit("holistic_team".into()),
        StreamId::Person("lida".into()),
        StreamId::Plugin("coordinator".to_owned()),
        StreamId::Job(5),
    ];
    let others = streams.into_iter().map(|stream| part(stream, vec![Event::Erased]));
    Record {
        recorded_at: AT,
        wall_at: Some(Timestamp(-1)),
        happened_on: Some(day("2026-08-03")),
        actor: Actor::Person("lida".into()),
        purpose: Some(Private::Sealed(vec![1, 2, 3])),
        idempotency: Some(Idempotency { key: HASH, command: HASH }),
        command: "complete".to_owned(),
        command_sealed: Private::Erased,
        parts: [part(StreamId::Case(CaseId(17)), events)].into_iter().chain(others).collect(),
        effects: [EffectKind::Remind, EffectKind::Announce, EffectKind::EraseKey, EffectKind::TellCitizen]
            .map(effect)
            .to_vec(),
    }
}

/// An event of every kind, in the order of their numbers.
pub(super) fn every_event() -> Vec<Event> {
    let mut events = of_steps();
    events.extend(of_tasks());
    events.extend(of_the_file());
    events.extend(of_deadlines());
    events.extend(of_the_case());
    events.extend(of_others());
    events.extend(plugin::of_plugins());
    events.push(table::of_tables());
    events.extend(pause::of_pauses());
    events
}

/// Fields that came after the first golden record: a complaint, and what it brings.
pub(super) fn of_complaints() -> Vec<Event> {
    let events = [
        Event::WorkflowActivated {
            workflow: "one-plan".into(),
            activated: Activated { from: Some(day("2027-01-01")), ..activated() },
        },
        Event::Happened {
            number: 2,
            event: "complaint_received".into(),
            on: day("2026-12-28"),
            at: Some(AT),
            note: Some(secret()),
            channel: Some("oral".to_owned()),
            about: Some(vec![1]),
        },
        Event::CaseReopened { on: day("2026-12-29"), reason: secret(), steps: Some(vec!["reassess".into()]) },
        Event::StepOpened {
            step: "reassess".into(),
            round: 1,
            role: Some("coordinator".into()),
            slots: BTreeMap::new(),
            cause: Some(2),
            reopened: None,
        },
        Event::DecisionSent {
            step: "decide".into(),
            maker: "lida".into(),
            parts: BTreeMap::from([(1, secret())]),
            decided_on: day("2027-06-01"),
            sent_on: day("2027-06-01"),
            channel: "digital_post".to_owned(),
            received_on: day("2027-06-01"),
            hearing_considered: None,
            board_considered: Some(secret()),
        },
    ];
    events.into_iter().chain(pause::later_fields()).collect()
}

fn of_steps() -> Vec<Event> {
    let outputs = || BTreeMap::from([("answer".to_owned(), secret())]);
    vec![
        Event::CaseOpened {
            citizen: CitizenId(9),
            workflow: "one-plan".into(),
            definition: HASH,
            rule_pack: HASH,
            unit: "holistic_team".into(),
            steps: vec!["receive".into()],
            parent: None,
        },
        Event::Happened {
            number: 1,
            event: "referral_received".into(),
            on: day("2026-08-03"),
            at: Some(AT),
            note: Some(secret()),
            channel: None,
            about: None,
        },
        Event::HappeningCorrected {
            number: 1,
            was: day("2026-08-03"),
            on: day("2026-08-01"),
            reason: secret(),
        },
        Event::StepOpened {
            step: "findings".into(),
            round: 1,
            role: Some("specialist".into()),
            slots: BTreeMap::from([(1, secret())]),
            cause: None,
            reopened: None,
        },
        Event::StepSettled {
            step: "findings".into(),
            status: StepStatus::Skipped,
            because: "condition".to_owned(),
            on: day("2026-08-04"),
        },
        Event::StepCompleted {
            step: "findings".into(),
            by: "kako".into(),
            on: day("2026-08-04"),
            outputs: outputs(),
        },
        Event::MomentReached {
            step: "hear".into(),
            moment: "sent".to_owned(),
            on: day("2026-10-01"),
            outputs: outputs(),
        },
        Event::FactEntered {
            fact: "finding".into(),
            slot: 2,
            value: every_value(),
            class: DataClass::P3,
            step: "findings".into(),
            round: 1,
            correction: Some(secret()),
        },
    ]
}

fn of_tasks() -> Vec<Event> {
    vec![
        Event::TaskClaimed {
            task: task(Some(2)),
            by: "kako".into(),
            given_by: Some("lida".into()),
            note: Some(secret()),
        },
        Event::TaskReleased { task: task(None), by: "kako".into() },
        Event::DraftSaved { task: task(Some(1)), author: "kako".into(), content: Some(secret()) },
        Event::ContributionGiven { task: task(Some(1)), by: "kako".into(), on: day("2026-09-02") },
        Event::ContributionWaived {
            task: task(Some(2)),
            by: "lida".into(),
            on: day("2026-10-06"),
            reason: secret(),
        },
    ]
}

fn of_the_file() -> Vec<Event> {
    vec![
        Event::GoalAdded { number: 1, words: secret(), said_on: day("2026-08-10") },
        Event::GoalReworded { number: 1, staff_words: secret() },
        Event::PlanMade {
            step: "draft".into(),
            measures: BTreeMap::from([(1, Measure { content: secret() })]),
            facts_used: vec![FactUse {
                fact: "finding".into(),
                slot: 2,
                adverse: true,
                known_to_party: false,
            }],
        },
        Event::FactsMadeKnown { step: "hear".into(), plan: "draft".into() },
        Event::DecisionSent {
            step: "decide".into(),
            maker: "lida".into(),
            parts: BTreeMap::from([(1, secret())]),
            decided_on: day("2026-10-20"),
            sent_on: day("2026-10-20"),
            channel: "letter".to_owned(),
            received_on: day("2026-10-28"),
            hearing_considered: Some(secret()),
            board_considered: None,
        },
        Event::NoteAdded { number: 1, text: secret(), by: "lida".into(), on: day("2026-08-11") },
        Event::LetterSent {
            number: 1,
            subject: "decision".to_owned(),
            step: Some("decide".into()),
            version: 1,
            template: "letters/decision.html".to_owned(),
            template_hash: HASH,
            channel: "letter".to_owned(),
            sent_on: day("2026-10-20"),
            by: "lida".into(),
            language: "da".to_owned(),
            recipient: secret(),
            sha256: secret(),
            html: secret(),
        },
    ]
}

fn of_deadlines() -> Vec<Event> {
    vec![
        Event::DeadlineSet(Box::new(deadline())),
        Event::DeadlineMoved {
            deadline: "assessment".into(),
            from: day("2026-08-31"),
            to: Box::new(due_date()),
            because: "extended".to_owned(),
        },
        Event::LedgerEntered { deadline: "assessment".into(), entry: entry(pause()) },
        Event::DeadlineMet { deadline: "assessment".into(), on: day("2026-08-20") },
        Event::DeadlineLapsed { deadline: "complaint".into(), on: day("2026-11-17") },
        Event::DeadlineDropped { deadline: "assessment".into(), because: "case_ended".to_owned() },
        Event::RungFired {
            deadline: "assessment".into(),
            rung: 1,
            to: vec!["lida".into(), "olma".into()],
            catch_up: true,
        },
        Event::MissAnswered { deadline: "assessment".into(), by: "hebr".into(), reason: secret() },
    ]
}

fn of_the_case() -> Vec<Event> {
    vec![
        Event::HolderAppointed {
            role: "coordinator".into(),
            person: "lida".into(),
            deputy: Some("olma".into()),
            from: day("2026-08-06"),
            by: Some("hebr".into()),
            component: Some(HASH),
        },
        Event::CaseClosed { because: "by_hand".to_owned(), on: day("2027-09-01"), reason: Some(secret()) },
        Event::CaseReopened { on: day("2027-09-02"), reason: secret(), steps: None },
        Event::ConcernRaised { number: 1, step: "agree".into(), because: "condition".to_owned() },
        Event::ConcernSettled { number: 1, by: "lida".into(), finding: secret() },
        Event::CaseQuarantined { because: "fold".to_owned() },
        Event::EffectStarted { id: effect_id() },
        Event::EffectFinished { id: effect_id(), outcome: EffectOutcome::GivenUp("refused".to_owned()) },
        Event::EffectFinished { id: effect_id(), outcome: EffectOutcome::Done },
        Event::EffectFinished { id: effect_id(), outcome: EffectOutcome::Dropped },
        Event::EffectResultIgnored { id: effect_id(), outcome: EffectOutcome::Unknown },
        Event::ErasureOrdered { basis: "retention".to_owned() },
        Event::Erased,
    ]
}

fn of_others() -> Vec<Event> {
    vec![
        Event::CitizenRegistered {
            cpr: secret(),
            name: secret(),
            birth_date: Private::Clear(Value::Date(day("1992-05-17"))),
            synthetic: true,
            digital_post: false,
        },
        Event::CaseLinked { case: CaseId(17) },
        Event::CoordinatorAppointed {
            person: "lida".into(),
            deputy: Some("olma".into()),
            from: day("2026-08-06"),
            relied_on: "load 12".to_owned(),
            reason: Some(secret()),
        },
        Event::ConsentGiven {
            purpose: "one_plan".to_owned(),
            on: day("2026-08-10"),
            by: Some("lida".into()),
            note: Some(secret()),
        },
        Event::ConsentWithdrawn {
            purpose: "one_plan".to_owned(),
            on: day("2026-09-01"),
            note: Some(secret()),
        },
        Event::MergedInto { citizen: Some(CitizenId(8)) },
        Event::CitizenReassigned { citizen: CitizenId(8) },
        Event::MunicipalityActivated { file: HASH },
        Event::WorkflowActivated { workflow: "one-plan".into(), activated: activated() },
        Event::TimeZonesChanged { version: "2026b".to_owned() },
        Event::ClockHeld { because: "jump".to_owned() },
        Event::ClockConfirmed,
        Event::Restored { position: 42 },
        Event::EffectsReleased { id: Some(EffectId { epoch: 2, position: 41, ordinal: 0 }) },
        Event::LinkedCaseOpened { step: "mentor".into(), case: Some(CaseId(18)), failed: None },
        Event::LinkedCaseEnded { step: "mentor".into(), case: CaseId(18), outcome: "completed".to_owned() },
        Event::ActivationWithdrawn { workflow: "one-plan".into() },
        Event::TokenCreated { number: 1, token: token() },
        Event::TokenRevoked { number: 1 },
    ]
}
