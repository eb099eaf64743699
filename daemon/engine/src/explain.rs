//! Why a case stands where it stands: for each step what it waits for, what would make it go on, who can, until when.

mod checks;
mod condition;
mod early;
mod expiry;
mod linked;
mod meeting;
mod paused;
mod plugin;
mod reopen;
mod roles;
mod table;

use definition::{After, Before, Definition, Kind, Stage, Step, Until};
use model::deadline::{Obliged, Sentence};
use model::step::{SlotState, StepState, StepStatus};
use model::{CaseState, CitizenState, Date, Directory, EventName, PersonId, RoleName, StageName, StepName};

use crate::follow::never_began;
use crate::rounds;

pub use checks::{CheckExplained, checks};
pub use condition::{asks, holds};
pub use linked::why_not;
pub use paused::held;
pub use plugin::by_hand;
pub use table::no_answer;

/// A step and why it stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepExplained {
    /// Which.
    pub step: StepName,
    /// What it is called.
    pub title: Sentence,
    /// Where it stands.
    pub status: StepStatus,
    /// Why, in one sentence.
    pub because: Sentence,
    /// What has to happen first; empty where nothing has.
    pub needs: Vec<Need>,
    /// Who can go on with it now.
    pub who: Vec<PersonId>,
    /// Its last day, where it has one.
    pub until: Option<Date>,
}

/// Something that has to happen before a step can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// What, in one sentence.
    pub what: Sentence,
    /// The step in which it happens, where there is one.
    pub step: Option<StepName>,
    /// Who can do it.
    pub who: Vec<PersonId>,
    /// Until when.
    pub until: Option<Date>,
}

/// What the explanation is made from.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The case, opened.
    pub case: &'a CaseState,
    /// Its citizen.
    pub citizen: Option<&'a CitizenState>,
    /// The definition that it keeps.
    pub definition: &'a Definition,
    /// People and units in force.
    pub directory: &'a Directory,
}

/// Explains every step, in the order of the workflow.
#[must_use]
pub fn explain(subject: Subject<'_>) -> Vec<StepExplained> {
    let steps = subject.definition.order.iter().filter_map(|name| subject.definition.steps.get(name));
    steps.filter_map(|step| Some(subject.step(step, subject.case.steps.get(&step.name)?))).collect()
}

impl Subject<'_> {
    fn step(&self, step: &Step, state: &StepState) -> StepExplained {
        let (because, needs, who) = match state.status {
            StepStatus::Active => {
                let because = meeting::active(step, self.case, self.definition);
                let because = because.or_else(|| linked::active(step, state));
                (because.unwrap_or_else(|| active(step, state)), Vec::new(), self.workers(step, state))
            }
            StepStatus::Waiting => self.waiting(step),
            StepStatus::Skipped => (self.skipped(step, state.because.as_deref()), Vec::new(), Vec::new()),
            StepStatus::Done => (self.done(step, state), Vec::new(), Vec::new()),
            StepStatus::Closed => {
                let early = early::closed(step, state, self);
                (early.unwrap_or_else(|| closed(state)), Vec::new(), Vec::new())
            }
            StepStatus::Cancelled => (
                said(
                    "Trinnet er standset; det kan startes igen med en begrundelse.",
                    "the step was stopped; it can be started again, with a reason",
                ),
                Vec::new(),
                self.holders(step.by.as_ref()),
            ),
        };
        let explained = StepExplained {
            step: step.name.clone(),
            title: step.title.clone(),
            status: state.status,
            because: early::told(
                step,
                self,
                reopen::told(step, self, roles::told(step, self, expiry::told(step, self.case, because))),
            ),
            needs,
            who,
            until: self.until(&step.name),
        };
        paused::told(step, self, explained)
    }

    /// When it was done and by whom, and where the letter lies that it sent.
    fn done(&self, step: &Step, state: &StepState) -> Sentence {
        if let Some(decided) = table::decided(step, state) {
            return decided;
        }
        let plain = done(state);
        let sent = self.case.letters.iter().rev().find(|(_, one)| one.step.as_ref() == Some(&step.name));
        let Some((number, letter)) = sent else { return plain };
        said(
            format!(
                "{} Brev {number} (version {}) blev sendt den {}.",
                plain.da, letter.version, letter.sent_on
            ),
            format!(
                "{}; letter {number} (version {}) was sent on {}",
                plain.en, letter.version, letter.sent_on
            ),
        )
    }

    fn waiting(&self, step: &Step) -> (Sentence, Vec<Need>, Vec<PersonId>) {
        if !self.case.is_open() {
            return (said("Sagen er lukket.", "the case is closed"), Vec::new(), Vec::new());
        }
        let mut around: Vec<&Stage> = self.definition.stages_of(step).collect();
        around.reverse();
        let mut needs: Vec<Need> = around.iter().flat_map(|stage| self.unsettled(&stage.after)).collect();
        needs.extend(self.unsettled(&step.after));
        needs.extend(around.iter().filter_map(|stage| self.consent_missing(stage)));
        if needs.is_empty() && step.optional {
            let who = self.holders(step.by.as_ref());
            let because = said(
                "Trinnet er frivilligt og kan startes med en begrundelse.",
                "the step is optional and can be started, with a reason",
            );
            return (because, needs, who);
        }
        let because = said(
            format!("Trinnet venter på {} ting.", needs.len()),
            match needs.len() {
                1 => "the step waits for 1 thing".to_owned(),
                many => format!("the step waits for {many} things"),
            },
        );
        (because, needs, Vec::new())
    }

    /// What is not settled of what comes before.
    fn unsettled(&self, after: &After) -> Vec<Need> {
        let (list, any) = match after {
            After::Nothing => return Vec::new(),
            After::All(list) => (list, false),
            After::Any(list) => (list, true),
        };
        let events: Vec<Need> = list.iter().filter_map(|before| self.event_missing(before)).collect();
        let open: Vec<&StepName> = list.iter().flat_map(|before| self.open_steps(before)).collect();
        let is_settled =
            |before: &Before| self.open_steps(before).is_empty() && self.event_missing(before).is_none();
        if any && list.iter().any(is_settled) {
            return Vec::new();
        }
        open.into_iter().filter_map(|name| self.need_of(name)).chain(events).collect()
    }

    /// The steps that keep a step or a stage from being settled.
    fn open_steps<'b>(&'b self, before: &'b Before) -> Vec<&'b StepName> {
        let is_open =
            |name: &StepName| !self.case.steps.get(name).is_some_and(|state| state.status.is_settled());
        match before {
            Before::Step(name) => [name].into_iter().filter(|name| is_open(name)).collect(),
            Before::Event(_) => Vec::new(),
            Before::Stage(stage) => {
                self.definition.stage(stage).map(|stage| self.open_within(stage)).unwrap_or_default()
            }
        }
    }

    /// The steps that keep a stage from being settled, its own and those of the stages that it holds.
    fn open_within<'b>(&'b self, stage: &'b Stage) -> Vec<&'b StepName> {
        let is_open =
            |name: &StepName| !self.case.steps.get(name).is_some_and(|state| state.status.is_settled());
        let is_last = |name: &StepName| {
            stage.until.iter().any(|until| matches!(until, Until::Step(last) if last == name))
        };
        // What ends a stage is enough: the rest is closed with it. Where it was passed over, the rest is owed.
        let case = (self.case, self.definition);
        let is_over = rounds::is_over(stage, case)
            || stage.until.iter().any(|until| rounds::has_settled(until, stage, case));
        if !stage.until.is_empty() && !is_over {
            let within = self.definition.steps_within(&stage.name).map(|step| &step.name);
            return within.filter(|name| is_last(name) && is_open(name)).collect();
        }
        let is_owed = |name: &&StepName| {
            let step = self.definition.steps.get(*name);
            step.is_some_and(|step| step.required && !step.optional)
        };
        let own = stage.steps.iter().filter(is_owed).filter(|name| is_open(name));
        let held = self.definition.held_by(Some(&stage.name)).filter(|held| !never_began(held, self.case));
        own.chain(held.flat_map(|held| self.open_within(held))).collect()
    }

    /// The event that ends a stage which nothing else ends, while none of its events has come.
    fn ending_event(&self, name: &StageName) -> Option<&EventName> {
        let stage = self.definition.stage(name)?;
        let mut first = None;
        for until in &stage.until {
            let Until::Event(event) = until else { return None };
            if rounds::has_come(until, stage, (self.case, self.definition)) {
                return None;
            }
            first = first.or(Some(event));
        }
        first
    }

    /// The event that has not come, and who may write down that it did.
    fn event_missing(&self, before: &Before) -> Option<Need> {
        let event = match before {
            Before::Event(event) => event,
            Before::Stage(name) => self.ending_event(name)?,
            Before::Step(_) => return None,
        };
        if self.case.last_happening(event.as_str()).is_some() {
            return None;
        }
        let rule = self.definition.events.get(event)?;
        let mut who: Vec<PersonId> = rule.by.iter().flat_map(|role| self.holders(Some(role))).collect();
        who.sort();
        who.dedup();
        Some(Need {
            what: said(
                format!("Hændelsen »{}« er ikke sket.", rule.title.da),
                format!("the event “{}” has not happened", rule.title.en),
            ),
            step: None,
            who,
            until: None,
        })
    }

    fn need_of(&self, name: &StepName) -> Option<Need> {
        let step = self.definition.steps.get(name)?;
        let state = self.case.steps.get(name)?;
        Some(Need {
            what: said(
                format!("»{}« skal afsluttes.", step.title.da),
                format!("“{}” has to be settled", step.title.en),
            ),
            step: Some(name.clone()),
            who: if state.is_active() { self.workers(step, state) } else { self.holders(step.by.as_ref()) },
            until: self.until(name),
        })
    }

    fn consent_missing(&self, stage: &Stage) -> Option<Need> {
        let purpose = stage.requires.as_ref()?;
        if self.citizen.is_some_and(|citizen| citizen.consents_to(purpose)) {
            return None;
        }
        let asks = self
            .definition
            .steps
            .values()
            .find(|step| matches!(&step.kind, Kind::Consent { ask, .. } if ask.contains(purpose)));
        Some(Need {
            what: said(
                format!("Borgeren skal give samtykke til `{purpose}`."),
                format!("the citizen has to consent to `{purpose}`"),
            ),
            step: asks.map(|step| step.name.clone()),
            who: asks.map(|step| self.holders(step.by.as_ref())).unwrap_or_default(),
            until: asks.and_then(|step| self.until(&step.name)),
        })
    }

    fn skipped(&self, step: &Step, because: Option<&str>) -> Sentence {
        match because {
            Some("consent_refused") => said(
                "Borgeren gav ikke samtykke; hjælpen går videre uden dette trin.",
                "the citizen did not consent; help goes on without this step",
            ),
            Some("not_sampled") => said(
                format!(
                    "Trinnet udføres i {} % af sagerne, og denne blev ikke udtrukket.",
                    step.sample.unwrap_or(0)
                ),
                format!(
                    "the step is done in {} % of the cases, and this one was not drawn",
                    step.sample.unwrap_or(0)
                ),
            ),
            _other => {
                let mut around = self.definition.stages_of(step).filter_map(|stage| stage.when.as_ref());
                let condition = step.when.as_ref().or_else(|| around.next());
                let source = condition.map_or("", |condition| condition.source());
                said(
                    format!("Trinnet er ikke aktuelt, fordi betingelsen ikke er opfyldt: {source}"),
                    format!("the step does not apply, because its condition does not hold: {source}"),
                )
            }
        }
    }

    /// Who can work on an open step: who holds it, and everybody who could take what nobody holds.
    fn workers(&self, step: &Step, state: &StepState) -> Vec<PersonId> {
        if state.waits_for_a_case() {
            return Vec::new();
        }
        let open: Vec<_> = state.slots.values().filter(|slot| slot.state == SlotState::Open).collect();
        let mut held: Vec<PersonId> =
            state.owner.iter().chain(open.iter().filter_map(|slot| slot.owner.as_ref())).cloned().collect();
        if held.is_empty() || open.iter().any(|slot| slot.owner.is_none()) {
            // A step that a plugin left undone may be another role's than it was.
            held.extend(self.holders(state.role.as_ref().or(step.by.as_ref())));
        }
        held.sort();
        held.dedup();
        held
    }

    fn holders(&self, role: Option<&RoleName>) -> Vec<PersonId> {
        role.map(|role| holders(self.case, self.directory, role)).unwrap_or_default()
    }

    /// The last day of a step's open obligation.
    fn until(&self, step: &StepName) -> Option<Date> {
        let open = self.case.deadlines.values();
        let open = open.filter(|deadline| {
            deadline.step == *step && deadline.is_open() && deadline.obliged != Obliged::Citizen
        });
        open.map(|deadline| deadline.date.due).min()
    }
}

/// Who holds a role on a case: who was appointed and the deputy, or everybody in the unit who has it.
pub(crate) fn holders(case: &CaseState, directory: &Directory, role: &RoleName) -> Vec<PersonId> {
    match case.holders.get(role) {
        Some(holder) => {
            [Some(&holder.person), holder.deputy.as_ref()].into_iter().flatten().cloned().collect()
        }
        None => directory.holders(role, &case.unit).cloned().collect(),
    }
}

fn active(step: &Step, state: &StepState) -> Sentence {
    let open = state.slots.values().filter(|slot| slot.state == SlotState::Open).count();
    if let (Kind::Contributions { join: Some(enough), .. }, true) = (&step.kind, open > 0) {
        return said(
            format!("{open} bidrag mangler endnu; {enough} i alt er nok."),
            format!("{open} contribution(s) have not come yet; {enough} in all are enough"),
        );
    }
    if open > 0 {
        return said(
            format!("{open} bidrag mangler endnu."),
            format!("{open} contribution(s) have not come yet"),
        );
    }
    if let Some(proposal) = &state.proposal {
        return plugin::stands(proposal);
    }
    if let Some(open) = table::open(step, state) {
        return open;
    }
    match (&step.kind, &state.owner) {
        (Kind::Hearing { .. }, _) if state.moments.contains_key("sent") => said(
            "Partshøringen er sendt; der ventes på svar, til fristen er gået.",
            "the hearing was sent; an answer is awaited until its deadline is over",
        ),
        (Kind::Decision { letter: Some(_), .. }, Some(owner)) => said(
            format!("Trinnet er åbent, og {owner} har taget det; når det afsluttes, sendes brevet."),
            format!("the step is open, and {owner} has taken it; completing it sends the letter"),
        ),
        (Kind::Decision { letter: Some(_), .. }, None) => said(
            "Trinnet er åbent, og ingen har taget det endnu; når det afsluttes, sendes brevet.",
            "the step is open, and nobody has taken it yet; completing it sends the letter",
        ),
        (_, Some(owner)) => said(
            format!("Trinnet er åbent, og {owner} har taget det."),
            format!("the step is open, and {owner} has taken it"),
        ),
        (_, None) => said(
            "Trinnet er åbent, og ingen har taget det endnu.",
            "the step is open, and nobody has taken it yet",
        ),
    }
}

fn done(state: &StepState) -> Sentence {
    let on = state.settled_on.map(|day| day.to_string()).unwrap_or_default();
    match &state.completed_by {
        Some(by) => said(format!("Afsluttet af {by} den {on}."), format!("completed by {by} on {on}")),
        None => said(format!("Afsluttet den {on}."), format!("settled on {on}")),
    }
}

fn closed(state: &StepState) -> Sentence {
    match state.because.as_deref() {
        Some("consent_withdrawn") => said(
            "Borgeren trak sit samtykke tilbage; hjælpen går videre.",
            "the citizen withdrew their consent; help goes on",
        ),
        Some("stage_over") => said("Fasen er afsluttet.", "the stage is over"),
        _other => said("Sagen er afsluttet.", "the case ended"),
    }
}

fn said(da: impl Into<String>, en: impl Into<String>) -> Sentence {
    Sentence { da: da.into(), en: en.into() }
}
