//! A line of a transcript as a command.

use std::collections::BTreeMap;

use model::effect::EffectOutcome;
use model::plugin::{PluginAnswer, PluginOutcome};
use model::{Actor, CaseId, CitizenId, Command, Date, EffectId, Number, PersonId, SystemPart, Value};

/// Who gives the command of a line: a word of the daemon, or a person.
pub(super) fn actor(word: &str) -> Actor {
    match word {
        "clock" => Actor::System(SystemPart::Clock),
        "dispatcher" => Actor::System(SystemPart::Dispatcher),
        "operator" => Actor::System(SystemPart::Operator),
        person => Actor::Person(person.into()),
    }
}

/// The command after the actor. Case 1 of citizen 1, in the holistic team, unless the line says so.
pub(super) fn command(text: &str, today: Date) -> Command {
    let (case, text) = match text.split_once(' ') {
        Some((word, rest)) if word.starts_with("case-") => (word.parse().unwrap(), rest),
        _whole => (CaseId(1), text),
    };
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    of_task(verb, rest, case)
        .or_else(|| of_file(verb, rest, case, today))
        .or_else(|| of_deadline(verb, rest, case))
        .or_else(|| of_case(verb, rest, case, today))
        .or_else(|| of_citizen(verb, rest))
        .or_else(|| of_daemon(verb, rest))
        .unwrap_or_else(|| panic!("no command `{text}`"))
}

fn of_task(verb: &str, rest: &str, case: CaseId) -> Option<Command> {
    let (task, more) = rest.split_once(' ').unwrap_or((rest, ""));
    Some(match verb {
        "claim" => Command::Claim { case, task: task.parse().unwrap() },
        "release" => Command::Release { case, task: task.parse().unwrap() },
        "delegate" => Command::Delegate {
            case,
            task: task.parse().unwrap(),
            to: PersonId::new(more.strip_prefix("to ").unwrap()),
            note: None,
        },
        "complete" => {
            let (values, on) = option(more, "on");
            Command::Complete { case, task: task.parse().unwrap(), values: value(values), on }
        }
        "draft" => {
            let content = (more != "none").then(|| value(more));
            Command::SaveDraft { case, task: task.parse().unwrap(), content }
        }
        "go-on-without" => {
            Command::GoOnWithout { case, task: task.parse().unwrap(), reason: more.to_owned() }
        }
        "end" => {
            let (values, reason) = more.rsplit_once('}').unwrap_or(("{", more));
            let (values, reason) = (value(&format!("{values}}}")), reason.trim().to_owned());
            Command::EndStage { case, stage: task.into(), values, reason }
        }
        "start" => Command::StartStep { case, step: task.into(), reason: more.to_owned() },
        "cancel" => Command::CancelStep { case, step: task.into(), reason: more.to_owned() },
        _other => return None,
    })
}

fn of_file(verb: &str, rest: &str, case: CaseId, today: Date) -> Option<Command> {
    Some(match verb {
        "goal" => Command::AddGoal { case, words: rest.to_owned(), on: None },
        "reword" => {
            let (number, words) = rest.split_once(' ').unwrap();
            Command::RewordGoal { case, number: number.parse().unwrap(), staff_words: words.to_owned() }
        }
        "note" => Command::AddNote { case, text: rest.to_owned(), on: None },
        "event" => {
            let (event, on) = option(rest, "on");
            Command::RecordEvent {
                case,
                event: event.into(),
                on: on.unwrap_or(today),
                at: None,
                note: None,
                channel: None,
                about: None,
            }
        }
        "correct-event" => {
            let (what, reason) = because(rest);
            let (number, on) = option(what, "to");
            Command::CorrectEvent { case, number: number.parse().unwrap(), on: on.unwrap(), reason }
        }
        "correct-fact" => {
            let (what, reason) = because(rest);
            let (name, to) = what.split_once(" = ").unwrap();
            let (fact, slot) = name.split_once('.').unwrap_or((name, "0"));
            let slot = slot.parse().unwrap();
            Command::CorrectFact { case, fact: fact.into(), slot, value: value(to), reason }
        }
        "settle" => Command::SettleConcern {
            case,
            number: rest.split_once(' ').map_or(rest, |(number, _)| number).parse().unwrap(),
            finding: rest.split_once(' ').map_or("", |(_, finding)| finding).to_owned(),
        },
        _other => return None,
    })
}

fn of_deadline(verb: &str, rest: &str, case: CaseId) -> Option<Command> {
    let (what, reason) = because(rest);
    let ground = "FVL §8".to_owned();
    Some(match verb {
        "pause" => {
            let (deadline, from) = option(what, "from");
            Command::PauseDeadline { case, deadline: deadline.into(), from, ground, reason }
        }
        "resume" => {
            let (deadline, to) = option(what, "to");
            Command::ResumeDeadline { case, deadline: deadline.into(), to }
        }
        "extend" => {
            let (deadline, until) = option(what, "until");
            Command::ExtendDeadline { case, deadline: deadline.into(), until: until.unwrap(), ground, reason }
        }
        "answer" => Command::AnswerMiss { case, deadline: what.into(), reason },
        _other => return None,
    })
}

fn of_case(verb: &str, rest: &str, case: CaseId, today: Date) -> Option<Command> {
    Some(match verb {
        "open" => {
            let (rest, unit) = rest.split_once(" in ").unwrap_or((rest, "holistic_team"));
            let (event, on) = option(rest, "on");
            Command::OpenCase {
                citizen: CitizenId(1),
                workflow: "one-plan".into(),
                event: event.into(),
                on: on.unwrap_or(today),
                unit: unit.into(),
                note: None,
            }
        }
        "close" => Command::CloseCase { case, reason: rest.to_owned() },
        "reopen" => Command::ReopenCase { case, reason: rest.to_owned() },
        "quarantine" => Command::Quarantine { case, because: rest.to_owned() },
        _other => return None,
    })
}

fn of_citizen(verb: &str, rest: &str) -> Option<Command> {
    let citizen = CitizenId(1);
    Some(match verb {
        "register" => {
            let mut words = rest.splitn(3, ' ');
            Command::RegisterCitizen {
                cpr: words.next().unwrap().to_owned(),
                birth_date: words.next().unwrap().parse().unwrap(),
                name: words.next().unwrap_or_default().to_owned(),
                synthetic: true,
                digital_post: true,
            }
        }
        "withdraw" => {
            let (purposes, on) = option(rest, "on");
            let purposes = purposes.split_whitespace().map(str::to_owned).collect();
            Command::WithdrawConsent { citizen, purposes, on, note: None }
        }
        "appoint" => {
            let (who, reason) = because(rest);
            let mut words = who.split(" deputy ");
            let person = PersonId::new(words.next().unwrap());
            Command::AppointCoordinator { citizen, person, deputy: words.next().map(PersonId::new), reason }
        }
        _other => return None,
    })
}

fn of_daemon(verb: &str, rest: &str) -> Option<Command> {
    Some(match verb {
        "erase" => {
            let (stream, basis) = because(rest);
            Command::Erase { stream: self::stream(stream), basis }
        }
        "finish-erasure" => Command::FinishErasure { stream: stream(rest) },
        "start-effect" => Command::StartEffect { stream: stream("case-1"), id: effect(rest) },
        "finish-effect" => {
            let (id, outcome) = rest.split_once(' ').unwrap();
            let outcome = match outcome {
                "done" => EffectOutcome::Done,
                "unknown" => EffectOutcome::Unknown,
                "dropped" => EffectOutcome::Dropped,
                code => EffectOutcome::GivenUp(code.to_owned()),
            };
            Command::FinishEffect { stream: stream("case-1"), id: effect(id), outcome }
        }
        "answer-plugin" => {
            let (id, answer) = rest.split_once(' ').unwrap();
            Command::AnswerPlugin { stream: stream("case-1"), id: effect(id), answer: plugin_answer(answer) }
        }
        "hold-clock" => Command::HoldClock { because: rest.to_owned() },
        "confirm-clock" => Command::ConfirmClock,
        "note-restore" => Command::NoteRestore { position: rest.parse().expect("a position") },
        "release-effects" if rest.is_empty() => Command::ReleaseEffects { id: None },
        "release-effects" => Command::ReleaseEffects { id: Some(rest.parse().expect("an effect")) },
        "note-time-zones" => Command::NoteTimeZones { version: rest.to_owned() },
        _other => return None,
    })
}

/// `proposed {person: lida}`, `handed-over WHY`, or the code of a failure with its words.
fn plugin_answer(text: &str) -> PluginAnswer {
    let both = |text: &str| value(&format!("{{da: \"{text}\", en: \"{text}\"}}"));
    let (what, rest) = text.split_once(' ').unwrap_or((text, ""));
    let outcome = match what {
        "proposed" => PluginOutcome::Proposed { set: value(rest), because: both("fewest cases") },
        "handed-over" => PluginOutcome::HandedOver { reason: both(rest) },
        code => PluginOutcome::Failed {
            code: code.to_owned(),
            words: (!rest.is_empty()).then(|| rest.to_owned()),
        },
    };
    PluginAnswer { outcome, read: model::ContentHash([1; 32]), fuel: 71_000, took_us: 60 }
}

fn stream(text: &str) -> model::StreamId {
    match text.parse::<CaseId>() {
        Ok(case) => model::StreamId::Case(case),
        Err(_) => model::StreamId::Citizen(text.parse().unwrap()),
    }
}

fn effect(text: &str) -> EffectId {
    text.parse().unwrap()
}

/// `what on 2026-08-03` as what and day.
fn option<'t>(text: &'t str, word: &str) -> (&'t str, Option<Date>) {
    let found = text.rsplit_once(&format!(" {word} "));
    let bare = || text.strip_prefix(&format!("{word} ")).map(|day| ("", day));
    match found.or_else(bare) {
        Some((what, day)) if day.parse::<Date>().is_ok() => (what, Some(day.parse().unwrap())),
        Some(_) | None => (text, None),
    }
}

/// `what: why` as both.
fn because(text: &str) -> (&str, String) {
    let text = text.strip_suffix(':').unwrap_or(text);
    text.split_once(": ").map_or((text, String::new()), |(what, why)| (what, why.to_owned()))
}

/// A value as people write it: `{a: 1, b: [x, y], c: "some text"}`.
pub(super) fn value(text: &str) -> Value {
    let mut reading = Reading { rest: text.trim() };
    if reading.rest.is_empty() {
        return Value::Null;
    }
    let value = reading.value();
    assert_eq!(reading.rest, "", "in {text}");
    value
}

struct Reading<'t> {
    rest: &'t str,
}

impl<'t> Reading<'t> {
    fn value(&mut self) -> Value {
        if self.take("{") {
            return Value::Record(self.fields());
        }
        if self.take("[") {
            let mut items = Vec::new();
            while !self.take("]") {
                items.push(self.value());
                self.take(",");
            }
            return Value::List(items);
        }
        if self.take("\"") {
            let (text, rest) = self.rest.split_once('"').unwrap();
            self.rest = rest.trim_start();
            return Value::text(text);
        }
        match self.word() {
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            "null" => Value::Null,
            word => match word.parse() {
                Ok(number) => Value::Number(Number(number)),
                Err(_) => Value::text(word),
            },
        }
    }

    fn fields(&mut self) -> BTreeMap<String, Value> {
        let mut fields = BTreeMap::new();
        while !self.take("}") {
            let name = self.word().to_owned();
            assert!(self.take(":"), "at {}", self.rest);
            fields.insert(name, self.value());
            self.take(",");
        }
        fields
    }

    fn take(&mut self, sign: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(sign) else { return false };
        self.rest = if sign == "\"" { rest } else { rest.trim_start() };
        true
    }

    fn word(&mut self) -> &'t str {
        let end = self.rest.find([',', ':', '}', ']', '{', '[']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.trim()
    }
}
