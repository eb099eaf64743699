//! What is on the table: where the case stands, what came of a command, and why.

use definition::scenario::{Act, Line};
use engine::explain::StepExplained;
use jiff::civil::DateTime;
use model::case::CaseStatus;
use model::deadline::DeadlineState;
use model::{Deadline, EffectKind, PersonId, StepStatus};
use rehearsal::{Done, Undone, said};

use super::Table;
use super::parse::WORDS;
use crate::lang::Lang;
use crate::trouble::Trouble;

/// Columns of a name that one types.
const NAME: usize = 18;

impl Table<'_> {
    /// Where the case stands.
    pub(super) fn show(&mut self) -> Result<(), Trouble> {
        let now = self.moment(self.trial.now());
        let Some(case) = self.trial.case() else {
            let text = self
                .say("der er ingen sag endnu; `åbn` begynder den", "there is no case yet; `open` begins it");
            let text = format!("{now}: {text}");
            return self.line(&text);
        };
        let state = match &case.status {
            CaseStatus::Open => self.say("sagen er åben", "the case is open").to_owned(),
            CaseStatus::Closed { because, .. } => {
                format!("{} ({because})", self.say("sagen er lukket", "the case is closed"))
            }
            CaseStatus::Quarantined { .. } => {
                self.say("sagen er sat til side", "the case is set aside").to_owned()
            }
        };
        let mut page = vec![format!("{now}: {state}")];
        let explained = self.trial.explained();
        page.extend(
            explained
                .iter()
                .filter(|step| step.status == StepStatus::Active)
                .map(|step| self.open_step(step)),
        );
        let can_start =
            explained.iter().filter(|step| step.status == StepStatus::Waiting && !step.who.is_empty());
        page.extend(can_start.map(|step| {
            format!(
                "  {:<NAME$} {}",
                step.step.as_str(),
                self.say("kan startes: `start`", "may be started: `start`")
            )
        }));
        let running = case.deadlines.values().filter(|deadline| deadline.is_open());
        let mut running: Vec<&Deadline> = running.collect();
        running.sort_by_key(|deadline| deadline.date.due);
        if !running.is_empty() {
            page.push(self.say("frister", "deadlines").to_owned());
        }
        page.extend(running.into_iter().map(|deadline| self.deadline(deadline)));
        if let Some(at) = self.trial.next_at() {
            let next = self.moment(at);
            page.push(format!("{} {next}", self.say("`næste` går til", "`next` goes to")));
        }
        if let Some(step) = self.trial.asked_plugin() {
            page.push(match self.lang {
                Lang::Da => format!("en plugin er spurgt for `{step}`: `forslag PERSON STEDFORTRÆDER` svarer for den; ellers er der intet forslag"),
                Lang::En => format!("a plugin is asked for `{step}`: `proposal PERSON DEPUTY` answers for it; else there is no proposal"),
            });
        }
        page.iter().try_for_each(|line| self.line(line))
    }

    fn open_step(&self, step: &StepExplained) -> String {
        let title = self.say(&step.title.da, &step.title.en);
        let who = step.who.iter().map(|person| self.name(person)).collect::<Vec<_>>().join(", ");
        let who = if who.is_empty() { self.say("ingen", "nobody").to_owned() } else { who };
        let slots = self.slots(step);
        let name = step.step.as_str();
        format!("  {name:<NAME$} {title}{slots}: {who}")
    }

    /// The contributions that have not come, by the names that one types.
    fn slots(&self, step: &StepExplained) -> String {
        let state = self.trial.case().and_then(|case| case.steps.get(&step.step));
        let open = state.into_iter().flat_map(|state| &state.slots);
        let open = open.filter(|(_, slot)| slot.state == model::step::SlotState::Open);
        let names: Vec<String> = open
            .map(|(number, slot)| match slot.about.as_text() {
                Some(about) => format!("{}.{number} {about}", step.step),
                None => format!("{}.{number}", step.step),
            })
            .collect();
        if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
    }

    fn deadline(&self, deadline: &Deadline) -> String {
        let due = self.day_in_words(deadline.date.due.0);
        let is_over = self.trial.now().date() > deadline.date.due.0;
        let note = match &deadline.state {
            DeadlineState::Paused(_) => self.say(", holder pause", ", paused"),
            DeadlineState::Running if is_over => self.say(", OVERSKREDET", ", OVERDUE"),
            DeadlineState::Running
            | DeadlineState::Met(_)
            | DeadlineState::Lapsed(_)
            | DeadlineState::Dropped(_) => "",
        };
        let title = self.say(&deadline.title.da, &deadline.title.en);
        format!("  {:<NAME$} {due}{note}: {title}", deadline.name.as_str())
    }

    /// What came of something that was done, or why it was not.
    pub(super) fn tell(&mut self, done: Result<Done, Undone>) -> Result<(), Trouble> {
        match done {
            Ok(done) => self.told(&done),
            Err(undone) => {
                let by = undone.by.as_ref().map(|by| format!("{}: ", self.name(by))).unwrap_or_default();
                let code = undone.code.map(|code| format!(" ({code})")).unwrap_or_default();
                let why = self.say(&undone.why.da, &undone.why.en);
                let mut page = vec![format!("{}: {by}{why}{code}", self.say("nej", "no"))];
                if !undone.who.is_empty() {
                    page.push(format!("  {}: {}", self.say("det kan", "who could"), undone.who.join(", ")));
                }
                page.iter().try_for_each(|line| self.line(line))
            }
        }
    }

    fn told(&mut self, done: &Done) -> Result<(), Trouble> {
        let mut page = Vec::new();
        if let Some(by) = &done.by {
            page.push(format!("{} {}", self.moment(self.trial.now()), self.name(by)));
        }
        let mut shown = None;
        for record in &done.recorded {
            // Where time passes, each thing has its own moment.
            let at = calendar::civil_date_time(record.at.micros());
            if done.by.is_none() && shown != Some(at) {
                page.push(self.moment(at));
                shown = Some(at);
            }
            let told = record.events.iter().filter_map(|event| said(event, &self.setting.definition));
            page.extend(told.map(|sentence| format!("  {}", self.say(&sentence.da, &sentence.en))));
        }
        for effect in &done.effects {
            if effect.kind == EffectKind::Announce {
                let to = effect.to.iter().map(|person| self.name(person)).collect::<Vec<_>>().join(", ");
                page.push(format!("  {}: {to}", self.say("besked ville gå til", "a message would go to")));
            }
        }
        if page.is_empty() {
            page.push(format!(
                "{}: {}",
                self.moment(self.trial.now()),
                self.say("intet skete", "nothing happened")
            ));
        }
        page.iter().try_for_each(|line| self.line(line))
    }

    pub(super) fn help(&mut self) -> Result<(), Trouble> {
        let lang = self.lang;
        for word in WORDS {
            let (name, with, help) = match lang {
                Lang::Da => (word.da, word.with.1, word.help.1),
                Lang::En => (word.en, word.with.0, word.help.0),
            };
            let typed = format!("{name} {with}");
            self.line(&format!("  {typed:<34} {help}"))?;
        }
        Ok(())
    }

    /// Why a step stands where it stands, or why a deadline falls on its day.
    pub(super) fn why(&mut self, name: &str) -> Result<(), Trouble> {
        let explained = self.trial.explained();
        let step = explained.iter().find(|step| step.step.as_str() == name);
        let of_deadline = self.trial.case().and_then(|case| case.deadlines.get(name));
        let mut page = Vec::new();
        if let Some(step) = step {
            page.push(format!(
                "{}: {}",
                self.say(&step.title.da, &step.title.en),
                self.say(&step.because.da, &step.because.en)
            ));
            for need in &step.needs {
                let who = need.who.iter().map(|person| self.name(person)).collect::<Vec<_>>().join(", ");
                let who = if who.is_empty() { String::new() } else { format!(" ({who})") };
                page.push(format!("  {}{who}", self.say(&need.what.da, &need.what.en)));
            }
        }
        if let Some(deadline) = of_deadline {
            page.push(self.say(&deadline.date.why.da, &deadline.date.why.en).to_owned());
        }
        if page.is_empty() {
            page.push(match self.lang {
                Lang::Da => format!("der er hverken et trin eller en frist `{name}` på sagen"),
                Lang::En => format!("the case has neither a step nor a deadline `{name}`"),
            });
        }
        page.iter().try_for_each(|line| self.line(line))
    }

    /// What was done, oldest first.
    pub(super) fn history(&mut self) -> Result<(), Trouble> {
        let lines: Vec<String> = self.trial.lines().iter().map(|line| self.done(line)).collect();
        if lines.is_empty() {
            return self.lines("intet er gjort endnu", "nothing was done yet");
        }
        lines.iter().try_for_each(|line| self.line(line))
    }

    fn done(&self, line: &Line) -> String {
        let by = line.by.as_ref().map(|by| format!("{}: ", self.name(by))).unwrap_or_default();
        format!("{} {by}{}", self.moment(line.at), self.act_in_words(&line.act))
    }

    fn act_in_words(&self, act: &Act) -> String {
        let (da, en, what) = match act {
            Act::Open { event, .. } => ("åbn", "open", event.clone()),
            Act::Claim(task) => ("tag", "claim", task.to_string()),
            Act::Release(task) => ("slip", "release", task.to_string()),
            Act::Start(step, _) => ("start", "start", step.to_string()),
            Act::Plugin(step, _) => ("forslag til", "proposal for", step.to_string()),
            Act::Delegate(task, to) => ("giv videre", "delegate", format!("{task} → {to}")),
            Act::Complete { task, .. } => ("afslut", "complete", task.to_string()),
            Act::Draft(task, _) => ("kladde", "draft", task.to_string()),
            Act::GoOnWithout(task, _) => ("gå videre uden", "go on without", task.to_string()),
            Act::Goal(words) => ("mål", "goal", words.clone()),
            Act::Note(text) => ("notat", "note", text.clone()),
            Act::Event { event, .. } => ("hændelse", "event", event.clone()),
            Act::CorrectEvent { number, .. } => ("ret hændelse", "correct event", number.to_string()),
            Act::CorrectFact { fact, .. } => ("ret oplysning", "correct fact", fact.to_string()),
            Act::Cancel(step, _) => ("stop", "cancel", step.to_string()),
            Act::EndEarly { stage, .. } => ("afslut før tid", "end early", stage.to_string()),
            Act::Settle(number, _) => ("afklar", "settle", number.to_string()),
            Act::Pause(deadline, _) => ("pause", "pause", deadline.to_string()),
            Act::Resume(deadline) => ("genoptag", "resume", deadline.to_string()),
            Act::Extend(deadline, until, _) => ("forlæng", "extend", format!("{deadline} → {until}")),
            Act::AnswerMiss(deadline, _) => ("svar for", "answer for", deadline.to_string()),
            Act::WithdrawConsent(purposes) => ("tilbagetræk", "withdraw", purposes.join(", ")),
            Act::Close(reason) => ("luk", "close", reason.clone()),
            Act::Reopen(reason) => ("genåbn", "reopen", reason.clone()),
            Act::Wait => ("vent", "wait", String::new()),
        };
        format!("{} {what}", self.say(da, en)).trim_end().to_owned()
    }

    /// `Lis Dam (lida)`: people are known by their names and typed by their identifiers.
    pub(super) fn name(&self, person: &PersonId) -> String {
        match self.setting.municipality.people.get(person) {
            Some(known) => format!("{} ({person})", known.name),
            None => person.to_string(),
        }
    }

    fn moment(&self, at: DateTime) -> String {
        format!("{} {:02}:{:02}", self.day_in_words(at.date()), at.hour(), at.minute())
    }

    fn day_in_words(&self, day: jiff::civil::Date) -> String {
        match self.lang {
            Lang::Da => calendar::day_da(day),
            Lang::En => calendar::day_en(day),
        }
    }
}
