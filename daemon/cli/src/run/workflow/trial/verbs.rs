//! What each command does.

use std::collections::BTreeMap;

use definition::scenario::{Act, PluginWord};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use model::{DeadlineName, PersonId, StageName, StepName, StepState, TaskName, UnitId, Value};
use rehearsal::opening;

use super::Table;
use super::parse::{Verb, parse, two};
use crate::trouble::Trouble;

/// Most days that are waited for at once: a year and a day.
const DAYS_MAX: i32 = 366;

impl Table<'_> {
    /// Does a line. Says whether to go on.
    pub(super) fn follow(&mut self, line: &str) -> Result<bool, Trouble> {
        if line.is_empty() || line.starts_with('#') {
            return Ok(true);
        }
        let Some((verb, rest)) = parse(line) else {
            self.lines(
                "det forstår jeg ikke; `hjælp` viser, hvad du kan",
                "that is not understood; `help` shows what you can do",
            )?;
            return Ok(true);
        };
        match verb {
            Verb::Quit => return Ok(false),
            Verb::Help => self.help()?,
            Verb::Show => self.show()?,
            Verb::History => self.history()?,
            Verb::Why => self.why(rest)?,
            Verb::As => self.sit_as(rest)?,
            Verb::Save => self.save(rest)?,
            Verb::Next => self.next()?,
            Verb::Wait => self.let_pass(rest)?,
            Verb::Back => self.back(rest)?,
            Verb::Open => self.open(rest)?,
            Verb::Complete => self.complete(rest)?,
            Verb::EndStage => self.end_stage(rest)?,
            Verb::Event => self.event(rest)?,
            Verb::Proposal => self.proposal(rest)?,
            Verb::Claim
            | Verb::Start
            | Verb::Without
            | Verb::Goal
            | Verb::Note
            | Verb::Withdraw
            | Verb::Pause
            | Verb::Resume
            | Verb::Extend
            | Verb::Answer
            | Verb::Close
            | Verb::Reopen => self.plainly(verb, rest)?,
        }
        Ok(true)
    }

    /// Commands that are one act, with what was typed behind them.
    fn plainly(&mut self, verb: Verb, rest: &str) -> Result<(), Trouble> {
        let (name, more) = two(rest);
        let deadline = DeadlineName::new(name);
        let step = StepName::new(name);
        let act = match verb {
            Verb::Claim => self.task(name)?.map(Act::Claim),
            Verb::Without => {
                let Some(task) = self.task(name)? else { return Ok(()) };
                self.reason(more)?.map(|reason| Act::GoOnWithout(task, reason))
            }
            Verb::Start => self.reason(more)?.map(|reason| Act::Start(step, reason)),
            Verb::Goal => self.reason(rest)?.map(Act::Goal),
            Verb::Note => self.reason(rest)?.map(Act::Note),
            Verb::Withdraw => {
                let purposes = rest.split([' ', ',']).filter(|word| !word.is_empty());
                Some(Act::WithdrawConsent(purposes.map(str::to_owned).collect()))
            }
            Verb::Pause => self.reason(more)?.map(|reason| Act::Pause(deadline, reason)),
            Verb::Resume => Some(Act::Resume(deadline)),
            Verb::Extend => {
                let (day, more) = two(more);
                let Some(until) = self.day(day)? else { return Ok(()) };
                self.reason(more)?.map(|reason| Act::Extend(deadline, model::Date(until), reason))
            }
            Verb::Answer => self.reason(more)?.map(|reason| Act::AnswerMiss(deadline, reason)),
            Verb::Close => self.reason(rest)?.map(Act::Close),
            Verb::Reopen => self.reason(rest)?.map(Act::Reopen),
            Verb::Show
            | Verb::Open
            | Verb::Complete
            | Verb::EndStage
            | Verb::Proposal
            | Verb::Event
            | Verb::As
            | Verb::Next
            | Verb::Wait
            | Verb::Back
            | Verb::Why
            | Verb::History
            | Verb::Save
            | Verb::Help
            | Verb::Quit => None,
        };
        let Some(act) = act else { return Ok(()) };
        let preferred = self.before();
        self.act(act, &preferred)
    }

    /// Who did the last thing: who sits with the case goes on with it.
    fn before(&self) -> Vec<PersonId> {
        let last = self.trial.lines().iter().rev().find_map(|line| line.by.clone());
        last.into_iter().collect()
    }

    pub(super) fn task(&mut self, name: &str) -> Result<Option<TaskName>, Trouble> {
        let task: Option<TaskName> = name.parse().ok();
        let is_known =
            task.as_ref().is_some_and(|task| self.setting.definition.steps.contains_key(&task.step));
        if is_known {
            return Ok(task);
        }
        let steps: Vec<&str> = self.setting.definition.order.iter().map(StepName::as_str).collect();
        let (da, en) = (
            format!("der er intet trin `{name}`; der er {}", steps.join(", ")),
            format!("there is no step `{name}`; there are {}", steps.join(", ")),
        );
        self.lines(&da, &en)?;
        Ok(None)
    }

    fn day(&mut self, text: &str) -> Result<Option<Date>, Trouble> {
        let day = text.parse().ok();
        if day.is_none() {
            self.lines("skriv en dag som 2026-08-03", "write a day like 2026-08-03")?;
        }
        Ok(day)
    }

    /// What is said behind a command, or asked for where nothing is.
    fn reason(&mut self, said: &str) -> Result<Option<String>, Trouble> {
        if !said.is_empty() {
            return Ok(Some(said.to_owned()));
        }
        self.lines("med hvilke ord?", "in what words?")?;
        Ok(self.read("? ")?.filter(|words| !words.is_empty()))
    }

    /// Asks for what the stage asks for, and ends it.
    fn end_stage(&mut self, rest: &str) -> Result<(), Trouble> {
        let (name, more) = two(rest);
        let stage = StageName::new(name);
        let early = self.setting.definition.stage(&stage).and_then(|stage| stage.ended_early.as_ref());
        let values = match early {
            Some(early) => {
                let task = TaskName::of(&early.form.name);
                let Some(values) = self.values(&task, &early.form, &StepState::waiting())? else {
                    return Ok(());
                };
                values
            }
            // What nobody may end is refused with its reason, before anything is asked.
            None => BTreeMap::new(),
        };
        let Some(reason) = self.reason(more)? else { return Ok(()) };
        self.act(Act::EndEarly { stage, values: Value::Record(values), reason }, &[])
    }

    fn open(&mut self, rest: &str) -> Result<(), Trouble> {
        let Some((event, _, unit)) = opening(self.setting) else {
            return self.lines(
                "ingen i kommunen må åbne sådan en sag",
                "nobody in the municipality may open such a case",
            );
        };
        let (named, place) = two(rest);
        let event = if named.is_empty() { event.as_str().to_owned() } else { named.to_owned() };
        let unit = if place.is_empty() { unit } else { UnitId::new(place) };
        self.act(Act::Open { event, unit, on: None }, &[])
    }

    fn event(&mut self, rest: &str) -> Result<(), Trouble> {
        let (name, day) = two(rest);
        let Some(rule) = self.setting.definition.events.get(name) else {
            let known: Vec<&str> =
                self.setting.definition.events.keys().map(model::EventName::as_str).collect();
            let known = known.join(", ");
            let (da, en) = (format!("der er hændelserne {known}"), format!("there are the events {known}"));
            return self.lines(&da, &en);
        };
        let asks_how = rule.about.is_some();
        let on = if day.is_empty() { None } else { self.day(day)?.map(model::Date) };
        if on.is_none() && !day.is_empty() {
            return Ok(());
        }
        let (mut channel, mut note) = (None, None);
        if asks_how {
            self.lines(
                "hvordan kom den? (letter, email, digital_post, oral)",
                "how did it come? (letter, email, digital_post, oral)",
            )?;
            channel = self.read("? ")?.filter(|word| !word.is_empty());
            if channel.as_deref() == Some("oral") {
                self.lines("hvad blev der sagt?", "what was said?")?;
                note = self.read("? ")?.filter(|word| !word.is_empty());
            }
        }
        let event = name.to_owned();
        // Whoever leads a case may record anything: one of those whom the file names comes first.
        let people = self.setting.municipality.people.values();
        let named = people.filter(|person| person.roles.iter().any(|(role, _)| rule.by.contains(role)));
        let mut preferred: Vec<PersonId> = named.map(|person| person.id.clone()).collect();
        let before = self.before();
        if rule.by.is_empty() || before.iter().any(|person| preferred.contains(person)) {
            preferred = before;
        }
        self.act(Act::Event { event, on, time: None, channel, about: Vec::new(), note }, &preferred)
    }

    fn proposal(&mut self, rest: &str) -> Result<(), Trouble> {
        let Some(step) = self.trial.asked_plugin() else {
            return self.lines("ingen plugin er spurgt nu", "no plugin is asked now");
        };
        let (person, deputy) = two(rest);
        let word = if person.is_empty() {
            PluginWord::HandsOver("intet forslag".to_owned())
        } else {
            let named =
                [("person", person), ("deputy", deputy)].into_iter().filter(|(_, name)| !name.is_empty());
            let set: BTreeMap<String, Value> =
                named.map(|(key, name)| (key.to_owned(), Value::text(name))).collect();
            PluginWord::Proposes(Value::Record(set))
        };
        self.act(Act::Plugin(step, word), &[])
    }

    fn sit_as(&mut self, rest: &str) -> Result<(), Trouble> {
        if rest.is_empty() {
            self.by = None;
            return self.lines("nu gør den det, der må", "now whoever may does it");
        }
        let Some(person) = self.setting.municipality.people.get(rest) else {
            let known: Vec<&str> = self.setting.municipality.people.keys().map(PersonId::as_str).collect();
            let known = known.join(", ");
            let (da, en) = (
                format!("der er ingen `{rest}`; der er {known}"),
                format!("there is no `{rest}`; there are {known}"),
            );
            return self.lines(&da, &en);
        };
        let name = person.name.clone();
        self.by = Some(person.id.clone());
        let (da, en) = (format!("du er {name}"), format!("you are {name}"));
        self.lines(&da, &en)
    }

    fn next(&mut self) -> Result<(), Trouble> {
        match self.trial.next_at() {
            Some(at) => self.wait(at),
            None => {
                self.lines("der er intet, som kommer af sig selv", "there is nothing that comes by itself")
            }
        }
    }

    /// To a day at nine, or so many days on.
    fn let_pass(&mut self, rest: &str) -> Result<(), Trouble> {
        let (first, _) = two(rest);
        let at: Option<DateTime> = match first.parse::<i32>() {
            Ok(days) if (1..=DAYS_MAX).contains(&days) => self.trial.now().checked_add(days.days()).ok(),
            Ok(_) => None,
            Err(_) if rest == first => first.parse().ok().map(|day: Date| day.at(9, 0, 0, 0)),
            Err(_) => rest.replace(' ', "T").parse().ok(),
        };
        let Some(at) = at else {
            let (da, en) = (
                format!("skriv en dag som 2026-08-03, eller 1 til {DAYS_MAX} dage"),
                format!("write a day like 2026-08-03, or 1 to {DAYS_MAX} days"),
            );
            return self.lines(&da, &en);
        };
        self.wait(at)
    }

    fn back(&mut self, rest: &str) -> Result<(), Trouble> {
        let count = if rest.is_empty() { 1 } else { rest.parse().unwrap_or(0) };
        match self.trial.back(count) {
            Ok(0) => self.lines("der er intet at tage tilbage", "there is nothing to take back"),
            Ok(_) => self.show(),
            Err(undone) => self.tell(Err(undone)),
        }
    }
}
