//! What came of a command, in few words.

use std::collections::BTreeMap;

use model::deadline::{DeadlineState, DueDate, LedgerChange, Rung, RungState};
use model::step::{
    SlotState,
    StepStatus::{self, Active, Cancelled, Closed, Done, Skipped, Waiting},
    TableAnswer,
};
use model::{CaseState, Deadline, Event, PersonId, Private, StepName, Value};

use super::kit::{Office, wall};
use crate::explain::{StepExplained, Subject, explain};
use crate::{Decision, Refusal};

/// One line for each event and effect.
pub(super) fn decision(decision: &Decision) -> Vec<String> {
    let mut lines = Vec::new();
    for (stream, events) in &decision.events {
        lines.extend(events.iter().map(|event| format!("{stream}: {}", self::event(event))));
    }
    for effect in &decision.effects {
        let about = effect.deadline.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
        let to = if effect.to.is_empty() { String::new() } else { format!(" to {}", people(&effect.to)) };
        lines.push(format!("{:?}{about}{to}", effect.kind));
    }
    if lines.is_empty() {
        lines.push("nothing to do".to_owned());
    }
    lines
}

pub(super) fn refusal(refusal: &Refusal) -> Vec<String> {
    let mut lines = vec![format!("refused {}: {}", refusal.code, refusal.detail.en)];
    if !refusal.missing.is_empty() {
        lines.push(format!("missing {}", refusal.missing.join("; ")));
    }
    if !refusal.who.is_empty() {
        lines.push(format!("who {}", refusal.who.join(", ")));
    }
    lines
}

/// A pause, and the early end of a stage; any other event by its name.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is said by its name")]
fn paused(event: &Event) -> String {
    match event {
        Event::PauseBegan { pause, cause, steps, on } => {
            let steps: Vec<_> = steps.iter().map(StepName::as_str).collect();
            format!("pause {pause} begins with event {cause} on {on} and holds {}", steps.join(" "))
        }
        Event::PauseEnded { pause, cause, on } => format!("pause {pause} ends with event {cause} on {on}"),
        Event::StageEnded { stage, by, on, reason } => {
            format!("stage {stage} is ended early by {by} on {on}: {}", private(reason))
        }
        plain => word(plain),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is said by its name")]
fn event(event: &Event) -> String {
    match event {
        Event::StepOpened { step, round, slots, .. } => {
            let slots =
                if slots.is_empty() { String::new() } else { format!(" for {} contributions", slots.len()) };
            format!("{step} opens, round {round}{slots}")
        }
        Event::StepSettled { step, status, because, on } => {
            format!("{step} is {}: {because}, on {on}", status_word(*status))
        }
        Event::StepCompleted { step, by, on, .. } => format!("{step} is completed by {by}, on {on}"),
        Event::MomentReached { step, moment, on, .. } => format!("{step}.{moment} on {on}"),
        Event::FactEntered { fact, slot, value, correction, .. } => {
            let how = if correction.is_some() { "corrected to" } else { "is" };
            format!("{fact}{} {how} {}", slot_word(*slot), private(value))
        }
        Event::TaskClaimed { task, by, .. } => format!("{task} is held by {by}"),
        Event::TaskReleased { task, by } => format!("{task} is released by {by}"),
        Event::DeadlineSet(deadline) => {
            format!("{} set, due {} {}", deadline.name, deadline.date.due, rungs(&deadline.date))
        }
        Event::DeadlineMoved { deadline, from, to, because } => {
            format!("{deadline} moved from {from} to {} {}: {because}", to.due, rungs(to))
        }
        Event::DeadlineMet { deadline, on } => format!("{deadline} met on {on}"),
        Event::DeadlineLapsed { deadline, on } => format!("{deadline} lapsed on {on}"),
        Event::DeadlineDropped { deadline, because } => format!("{deadline} dropped: {because}"),
        Event::RungFired { deadline, rung, to, catch_up } => {
            let how = if *catch_up { "catches up" } else { "fires" };
            format!("rung {} of {deadline} {how}, to {}", rung + 1, people(to))
        }
        Event::HolderAppointed { role, person, deputy, .. } => {
            format!("{role} is {person}, deputy {}", deputy.as_ref().map_or("nobody", PersonId::as_str))
        }
        Event::CaseClosed { because, on, .. } => format!("closed on {on}: {because}"),
        Event::ConcernRaised { number, step, because } => format!("concern {number} about {step}: {because}"),
        Event::ConsentGiven { purpose, on, .. } => format!("consents to {purpose} on {on}"),
        Event::ConsentWithdrawn { purpose, on, .. } => format!("withdraws {purpose} on {on}"),
        Event::HappeningCorrected { number, was, on, .. } => {
            format!("event {number} was on {was}, corrected to {on}")
        }
        Event::Happened { number, event, on, .. } => format!("event {number}, {event}, on {on}"),
        Event::PluginCalled { step, plugin, facts, .. } => {
            let facts: Vec<&str> = facts.iter().map(model::FactName::as_str).collect();
            format!("{plugin} is asked for {step}, told {}", facts.join(", "))
        }
        Event::PluginAnswered { step, plugin, fuel, .. } => {
            format!("{plugin} proposes for {step}, with {fuel} fuel")
        }
        Event::PluginFailed { step, because, words, role, .. } => {
            let words = words.as_ref().map(|words| format!(" ({})", private(words))).unwrap_or_default();
            let role = role.as_ref().map_or("nobody", model::RoleName::as_str);
            format!("{step} is done by hand by {role}: {because}{words}")
        }
        Event::ProposalSettled { step, by, verdict, reason, .. } => {
            let why = reason.as_ref().map(|why| format!(": {}", private(why))).unwrap_or_default();
            format!("proposal for {step} {verdict:?} by {by}{why}")
        }
        Event::TableDecided { step, answer, outputs } => table(step, answer, outputs),
        Event::EffectFinished { id, outcome } => format!("effect {id} ended: {outcome:?}"),
        Event::LetterSent { number, subject, version, channel, .. } => {
            format!("letter {number} is sent by {channel}: {subject}, version {version}")
        }
        Event::EffectResultIgnored { id, outcome } => format!("result of {id} ignored: {outcome:?}"),
        Event::LedgerEntered { deadline, entry } => match &entry.change {
            LedgerChange::Pause { from, to: None } => format!("{deadline} paused from {from}"),
            LedgerChange::Pause { from, to: Some(to) } => format!("{deadline} paused from {from} to {to}"),
            LedgerChange::Extension { until } => format!("{deadline} extended until {until}"),
        },
        other => paused(other),
    }
}

fn table(step: &StepName, answer: &TableAnswer, outputs: &BTreeMap<String, Private>) -> String {
    let told = answer.inputs.iter().map(|one| format!("{} = {}", one.expression, private(&one.value)));
    let told: Vec<String> = told.collect();
    let gives = outputs.iter().map(|(name, value)| format!("{name}: {}", private(value)));
    let gives: Vec<String> = gives.collect();
    let how = match &answer.failed {
        Some(failed) => failed.clone(),
        None => format!("rules {:?}, {}", answer.rules, answer.basis.join("; ")),
    };
    format!("the table of {step}, told {}, gives {}: {how}", told.join(", "), gives.join(", "))
}

/// The name of an event whose fields say nothing to a case worker.
fn word(event: &Event) -> String {
    let text = format!("{event:?}");
    text.split([' ', '(']).next().unwrap_or_default().to_owned()
}

fn private(value: &Private) -> String {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the rest is said by its name")]
    fn say(value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.0.to_string(),
            Value::List(items) => format!("[{}]", items.iter().map(say).collect::<Vec<_>>().join(", ")),
            Value::Date(day) => day.to_string(),
            Value::Record(fields) => {
                let fields = fields.iter().map(|(key, value)| format!("{key}: {}", say(value)));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
            other => format!("{other:?}"),
        }
    }
    value.value().map_or("hidden".to_owned(), say)
}

fn slot_word(slot: u32) -> String {
    if slot == 0 { String::new() } else { format!(".{slot}") }
}

fn people(people: &[PersonId]) -> String {
    if people.is_empty() {
        return "nobody".to_owned();
    }
    people.iter().map(PersonId::as_str).collect::<Vec<_>>().join(" ")
}

fn status_word(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Waiting => "waiting",
        StepStatus::Skipped => "skipped",
        StepStatus::Active => "active",
        StepStatus::Done => "done",
        StepStatus::Closed => "closed",
        StepStatus::Cancelled => "cancelled",
    }
}

/// Days of the ladder: `!` fired, `-` overtaken, `~` not applicable, `?` would have fired, else planned.
fn rungs(date: &DueDate) -> String {
    let day = |rung: &Rung| {
        let sign = match rung.state {
            RungState::Planned => "",
            RungState::Fired => "!",
            RungState::Overtaken => "-",
            RungState::NotApplicable => "~",
            RungState::WouldHaveFired => "?",
        };
        format!("{sign}{}", rung.day)
    };
    format!("[{}]", date.rungs.iter().map(day).collect::<Vec<_>>().join(" "))
}

fn deadline(deadline: &Deadline) -> String {
    let state = match &deadline.state {
        DeadlineState::Running => "running".to_owned(),
        DeadlineState::Paused(from) => format!("paused from {from}"),
        DeadlineState::Met(on) => format!("met {on}"),
        DeadlineState::Lapsed(on) => format!("lapsed {on}"),
        DeadlineState::Dropped(because) => format!("dropped {because}"),
    };
    let miss = match deadline.miss.as_ref().map(|miss| miss.answered_by.is_some()) {
        None => "",
        Some(false) => ", missed",
        Some(true) => ", missed and answered",
    };
    format!("{} {} {state}{miss} {}", deadline.name, deadline.date.due, rungs(&deadline.date))
}

fn explained(step: &StepExplained) -> String {
    let needs: Vec<String> =
        step.needs.iter().map(|need| format!("{} ({})", need.what.en, people(&need.who))).collect();
    let needs = if needs.is_empty() { String::new() } else { format!("; needs {}", needs.join(", ")) };
    let until = step.until.map(|day| format!(", until {day}")).unwrap_or_default();
    let who = if step.who.is_empty() { String::new() } else { format!(" [{}]", people(&step.who)) };
    format!("{}: {}{until}{who}{needs}", step.step, step.because.en)
}

/// What `show` answers.
pub(super) fn show(office: &Office, what: &str, case: &CaseState) -> Vec<String> {
    let mut lines: Vec<String> = match what {
        "deadlines" => case.deadlines.values().map(deadline).collect(),
        "steps" => {
            let of = |status: StepStatus| {
                let steps = case.steps.iter().filter(|(_, state)| state.status == status);
                let steps: Vec<String> = steps.map(|(name, _)| name.to_string()).collect();
                (!steps.is_empty()).then(|| format!("{}: {}", status_word(status), steps.join(" ")))
            };
            [Waiting, Skipped, Active, Done, Closed, Cancelled].into_iter().filter_map(of).collect()
        }
        "slots" => {
            let slots =
                case.steps.iter().flat_map(|(name, state)| state.slots.iter().map(move |slot| (name, slot)));
            slots
                .map(|(name, (number, slot))| {
                    let state = match &slot.state {
                        SlotState::Open => "open".to_owned(),
                        SlotState::Given { by, .. } => format!("given by {by}"),
                        SlotState::Missing { by, .. } => format!("missing, said {by}"),
                    };
                    let owner =
                        slot.owner.as_ref().map(|owner| format!(", held by {owner}")).unwrap_or_default();
                    format!("{name}.{number} about {}: {state}{owner}", private(&slot.about))
                })
                .collect()
        }
        "timers" => crate::timers::armed(case)
            .iter()
            .map(|timer| {
                format!("{} {} {:?} of {}", wall(timer.at), timer.deadline, timer.kind, timer.generation)
            })
            .collect(),
        "explain" => {
            let (definition, citizen) = (office.definition_of(case), office.citizen(case.citizen));
            let directory = &office.directory;
            let subject = Subject { case, citizen: Some(citizen), definition: &definition, directory };
            explain(subject).iter().map(explained).collect()
        }
        "proposal" => case.steps.values().filter_map(|state| state.proposal.as_ref()).map(proposal).collect(),
        "input" => {
            let calls = case.effects.iter().filter(|one| one.effect.kind == model::EffectKind::CallPlugin);
            calls.flat_map(|one| told(&one.effect.input)).collect()
        }
        "final" => {
            vec![format!("{:?}", crate::final_from(case, &"decide".into()).map(|day| day.to_string()))]
        }
        "case" => vec![format!("{:?}", case.status)],
        "drafts" => {
            let drafts =
                case.steps.iter().flat_map(|(name, state)| state.drafts.keys().map(move |key| (name, key)));
            drafts.map(|(name, (slot, author))| format!("{name}{} of {author}", slot_word(*slot))).collect()
        }
        "why" => case.deadlines.values().map(|deadline| deadline.date.why.en.clone()).collect(),
        "consents" => {
            let citizen = office.citizen(case.citizen);
            citizen.consents.iter().map(|(name, one)| format!("{name}: {}", one.is_given())).collect()
        }
        "effects" => case.effects.iter().map(|one| format!("{} {:?}", one.id, one.effect.kind)).collect(),
        other => panic!("show what? {other}"),
    };
    if lines.is_empty() {
        lines.push("none".to_owned());
    }
    lines
}

fn proposal(proposal: &model::plugin::Proposal) -> String {
    let said = |what: &Option<Private>| what.as_ref().map_or("nothing".to_owned(), private);
    let reason = said(&proposal.reason);
    format!("{:?}, content {}, reason {reason}", proposal.state, said(&proposal.content))
}

/// What a plugin is told, a line for each key.
fn told(input: &Private) -> Vec<String> {
    let fields = input.value().and_then(Value::as_record).into_iter().flatten();
    // The hash of the workflow changes with each edit of it.
    let fields = fields.filter(|(key, _)| key.as_str() != "version");
    fields.map(|(key, value)| format!("{key}: {}", private(&Private::Clear(value.clone())))).collect()
}
