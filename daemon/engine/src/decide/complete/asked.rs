//! What completing a task asks for: its fields, one by one, by the kind of the step. Asked before anything is refused.

mod complaint;
mod decision;
mod facts;
mod kinds;
mod plan;
mod takes;

use calendar::Calendar;
use definition::{Kind, RulePack, Step};
use model::deadline::Sentence;
use model::{DataClass, Date, FactName, Private, StepState, TaskName, Timestamp, Value};

use crate::explain::Subject;

pub use takes::{Choice, Takes};

/// A field of what completing a task takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name of its answer.
    pub name: String,
    /// What it is called.
    pub title: Sentence,
    /// What helps whoever fills it in.
    pub help: Option<Sentence>,
    /// What it takes.
    pub takes: Takes,
    /// Whether the task is refused without it, where it is asked.
    pub required: bool,
    /// What it is where it is left out.
    pub default: Option<Value>,
    /// The answer beside it under which it is asked; always where absent.
    pub only: Option<Only>,
    /// Exactly one of these fields is given; empty where it stands for itself.
    pub either: Vec<&'static str>,
    /// Whether it is only a remark, or has a usual answer that nearly always fits.
    pub is_aside: bool,
    /// What the case file says of it, where it is one of its facts.
    pub fact: Option<AskedFact>,
    /// What is there already: the present value, or what an answer begins with.
    pub present: Option<Present>,
}

/// What the case file says of a fact that is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedFact {
    /// Who may ever see it.
    pub class: Option<DataClass>,
    /// The condition under which it is asked, as it is written; always where absent.
    pub when: Option<String>,
    /// Whether it is asked as the case stands; nothing where that is not the reader's to know.
    pub asked: Option<bool>,
    /// The first day that it may be.
    pub earliest: Option<Edge>,
    /// The last day that it may be.
    pub latest: Option<Edge>,
}

/// A day before or after which a date does not lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// As it is written: `6 months after period_start`.
    pub text: String,
    /// Its day, where what it counts from has one and the reader may know it.
    pub day: Option<Date>,
}

/// The answer beside a field under which it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Only {
    /// The other field.
    pub field: &'static str,
    /// Its answers, any of them.
    pub values: Vec<Value>,
}

impl Only {
    /// Whether the field is asked, by the answer beside it.
    #[must_use]
    pub fn holds(&self, answer: Option<&Value>) -> bool {
        answer.is_some_and(|answer| self.values.contains(answer))
    }
}

/// What is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Present {
    /// The value.
    Value(Private),
    /// A value that the reader may not see.
    Hidden,
}

/// What fields are read from.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// The case, opened, with what it keeps.
    pub subject: Subject<'a>,
    /// Its rule pack.
    pub pack: &'a RulePack,
    /// Working days, for the days of bounds.
    pub calendar: &'a Calendar,
    /// Now.
    pub now: Timestamp,
}

/// What whoever asks may know.
#[derive(Clone, Copy)]
pub struct Reads<'a> {
    /// Whether a fact is theirs to see, as one contribution gave it.
    pub fact: &'a dyn Fn(&FactName, u32) -> bool,
    /// Whether they read the whole file: goals, plans, decisions.
    pub file: bool,
    /// Whether the task is theirs to complete: then a refusal would tell them what is asked.
    pub completes: bool,
}

impl Reads<'_> {
    /// Everything, as for a case that is only tried.
    pub const ALL: Self = Reads { fact: &|_, _| true, file: true, completes: true };
}

/// The fields of a task in the order of the file, as the case stands; empty where nobody completes such a step.
#[must_use]
pub fn fields(asking: Asking<'_>, task: &TaskName, reads: Reads<'_>) -> Vec<Field> {
    let definition = asking.subject.definition;
    // What is asked where a person ends a stage early is a form that has the name of the stage.
    let early = definition.stages.iter().filter_map(|stage| stage.ended_early.as_ref());
    if let Some(early) = early.map(|early| &early.form).find(|form| form.name == task.step) {
        let state = StepState::waiting();
        return Fields { asking, task, step: early, state: &state, reads }.all();
    }
    let Some(step) = definition.steps.get(&task.step) else { return Vec::new() };
    let Some(state) = asking.subject.case.steps.get(&task.step) else { return Vec::new() };
    Fields { asking, task, step, state, reads }.all()
}

/// What the fields of one task are made from.
struct Fields<'a> {
    asking: Asking<'a>,
    task: &'a TaskName,
    step: &'a Step,
    state: &'a StepState,
    reads: Reads<'a>,
}

impl Fields<'_> {
    fn all(&self) -> Vec<Field> {
        let mut fields = self.of_kind();
        fields.extend(self.beside().filter(|_| !fields.is_empty()));
        fields
    }

    /// Who took part, where the role of the step acts only beside another.
    fn beside(&self) -> Option<Field> {
        let role = self.asking.subject.definition.roles.get(self.step.by.as_ref()?)?.with.as_ref()?;
        let field = Field::new("with", ("hvem der var med", "who took part"), self.asking.who_can_be(role));
        if let Kind::Contact { .. } = self.step.kind {
            return Some(field.only_where("held", vec![model::Value::Boolean(true)]));
        }
        Some(field)
    }

    fn of_kind(&self) -> Vec<Field> {
        match &self.step.kind {
            Kind::Form { ask } | Kind::Contributions { ask, .. } => self.facts(ask),
            Kind::Consent { ask, .. } => kinds::consent(ask),
            Kind::Allocation { role } => self.allocation(role),
            Kind::Plan { own_goals, measures, .. } => self.plan(*own_goals, *measures),
            Kind::Citizen { answers } => kinds::citizen(answers),
            Kind::Hearing { .. } => kinds::hearing(self.state.moments.contains_key("sent")),
            Kind::Decision { parts_of, letter, .. } => self.decision(parts_of, letter.is_some()),
            Kind::Review { .. } => kinds::review(),
            Kind::Reassessment { of } => self.reassessment(of),
            Kind::Forwarding { of } => self.forwarding(of),
            Kind::Board { of } => self.board(of),
            Kind::Plugin { proposes, .. } => self.plugin(proposes),
            Kind::Table(rule) => self.table(rule),
            Kind::Case { .. } if self.state.waits_for_a_case() => Vec::new(),
            Kind::Case { .. } => kinds::linked(),
            Kind::Contact { ways, ask } => self.contact(ways, ask),
            Kind::Panel { mode, outcomes, quorum, .. } => kinds::panel(*mode, outcomes, *quorum),
            // Nobody fills these in.
            Kind::Milestone | Kind::Quota { .. } | Kind::Wait(_) | Kind::Notify { .. } => Vec::new(),
        }
    }
}

impl Field {
    /// A field that has to be filled in.
    fn new(name: &str, title: (&str, &str), takes: Takes) -> Self {
        Self {
            name: name.to_owned(),
            title: sentence(title),
            help: None,
            takes,
            required: true,
            default: None,
            only: None,
            either: Vec::new(),
            is_aside: false,
            fact: None,
            present: None,
        }
    }

    fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// A remark, or what has a usual answer.
    fn aside(self) -> Self {
        Self { required: false, is_aside: true, ..self }
    }

    fn required_if(self, required: bool) -> Self {
        Self { required, ..self }
    }

    fn or(self, default: Value) -> Self {
        Self { required: false, default: Some(default), ..self }
    }

    fn only_where(self, field: &'static str, values: Vec<Value>) -> Self {
        Self { only: Some(Only { field, values }), ..self }
    }

    fn helped(self, da: impl Into<String>, en: impl Into<String>) -> Self {
        Self { help: Some(Sentence { da: da.into(), en: en.into() }), ..self }
    }

    fn beginning_with(self, present: Option<Present>) -> Self {
        Self { present, ..self }
    }
}

fn sentence((da, en): (&str, &str)) -> Sentence {
    Sentence { da: da.to_owned(), en: en.to_owned() }
}

/// A remark on what was done.
fn note() -> Field {
    Field::new("note", ("bemærkning", "a remark"), Takes::Text).aside()
}
