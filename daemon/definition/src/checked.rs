//! What a definition means once it has been checked: no unknown name, no dead end, no deadline without owner (W1).
//!
//! Only `check` makes these, so whoever holds one need not check again.

use std::collections::{BTreeMap, BTreeSet};

use model::deadline::Sentence;
use model::{ContentHash, DataClass, EventName, FactName, RoleName, StageName, StepName, WorkflowName};

mod bound;
mod deadline;
mod ending;
mod kind;
mod pack;
mod pause;
mod renamed;
mod stages;
mod table;

pub use self::stages::EndedEarly;
pub use self::table::{TableOutput, TableRule};
pub use bound::{Bound, BoundDay};
pub use ending::{Ending, LastDay};
pub use kind::{Awaited, Counted, Kind, PanelMode};
pub use pack::{Channel, DeadlineRule, Ladder, LadderRung, LegalText, Limit, RulePack};
pub use pause::{Held, Pause};
pub use renamed::{Named, Renamed};

/// The number of the workflow language that this binary reads.
pub const LANGUAGE: u32 = 1;

/// The number of the engine's semantics that this binary runs.
pub const SEMANTICS: u32 = 1;

/// How a re-assessment can end: the decision stands, is changed in part, or is changed.
pub const REASSESSMENT_OUTCOMES: [&str; 3] = ["maintained", "partly", "changed"];

/// What a complaint board can decide: the decision stands, is changed, is void, or has to be made anew.
pub const BOARD_OUTCOMES: [&str; 4] = ["upheld", "changed", "annulled", "remitted"];

/// What the board's decision means for the citizen.
pub const FOR_CITIZEN_WORDS: [&str; 3] = ["won", "partly", "lost"];

/// A workflow that can run.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Its name.
    pub workflow: WorkflowName,
    /// What it is called.
    pub title: Sentence,
    /// The rule pack that it takes its deadlines from.
    pub rule_pack: String,
    /// KLE subject, `27.69.00`.
    pub kle: Option<String>,
    /// Events that open a case.
    pub opens: Vec<EventName>,
    /// Events that can happen to a case.
    pub events: BTreeMap<EventName, EventRule>,
    /// Events that end a case.
    pub until: Vec<EventName>,
    /// What ends a case beside them.
    pub ends: Vec<Ending>,
    /// Roles.
    pub roles: BTreeMap<RoleName, Role>,
    /// Choice types and their words.
    pub choices: BTreeMap<String, Vec<Choice>>,
    /// The case file.
    pub facts: BTreeMap<FactName, FactRule>,
    /// Stages in file order, each before those that it holds.
    pub stages: Vec<Stage>,
    /// Steps by name.
    pub steps: BTreeMap<StepName, Step>,
    /// Steps in file order, which is the order of opening.
    pub order: Vec<StepName>,
    /// What should hold of every case, in file order; it stops nothing.
    pub checks: Vec<Check>,
    /// What holds a part of the case, in file order.
    pub pauses: Vec<Pause>,
    /// What was called otherwise before.
    pub renamed: Vec<Renamed>,
    /// Templates of letters by their path, such as `letters/decision.html`.
    pub letters: BTreeMap<String, LetterTemplate>,
    /// Numbers of the rule pack that conditions may name.
    pub limits: BTreeMap<String, Limit>,
}

/// What should hold of every case.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// The condition.
    pub holds: feel::Program,
    /// On what it rests.
    pub basis: String,
}

/// A template of a letter, checked against what it may read.
#[derive(Clone, Debug)]
pub struct LetterTemplate {
    /// The template.
    pub template: letter::Template,
    /// SHA-256 of its text.
    pub hash: ContentHash,
}

/// A word of a choice type, with what people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The word in conditions and in the interface.
    pub word: String,
    /// What it is called.
    pub title: Sentence,
}

/// Who may report an event.
#[derive(Clone, Debug)]
pub struct EventRule {
    /// What it is called.
    pub title: Sentence,
    /// Roles that may record it; empty means any role on the case.
    pub by: Vec<RoleName>,
    /// The decision whose parts it complains about, where it is a complaint.
    pub about: Option<StepName>,
}

/// A role of the workflow.
#[derive(Clone, Debug)]
pub struct Role {
    /// What it is called.
    pub title: Sentence,
    /// Facts that it sees beside those of the forms it fills in; `None` means every fact.
    pub sees: Option<BTreeSet<FactName>>,
    /// Whether one person holds it for the whole case (`holders: one`).
    pub one_holder: bool,
    /// Whether a deputy must be named (`deputy: required`).
    pub deputy_required: bool,
    /// Roles that whoever holds this one may not have worked as on the same case (`not: caseworker`).
    pub not: Vec<RoleName>,
    /// Whether whoever judges in it sees nothing of what others in it came to before their own part is done.
    pub blind: bool,
    /// The role beside which only this one acts.
    pub with: Option<RoleName>,
    /// What whoever is given it has to have, as their competences in the municipality file (`needs: clean_record`).
    pub needs: BTreeSet<String>,
    /// How many open cases a person may carry who is given the role (`max_cases: 30`).
    pub max_cases: Option<u32>,
}

/// A fact of the case file.
#[derive(Clone, Debug)]
pub struct FactRule {
    /// What it is called.
    pub title: Sentence,
    /// Its type.
    pub kind: FactKind,
    /// Who may ever see it.
    pub class: DataClass,
    /// Whether it may be missing.
    pub optional: bool,
    /// Where it comes from.
    pub source: Source,
    /// What helps whoever fills it in, where that is said.
    pub help: Option<Sentence>,
    /// The condition under which a form asks for it; always where absent.
    pub when: Option<feel::Program>,
    /// The first day that a date may be.
    pub earliest: Option<Bound>,
    /// The last day that a date may be.
    pub latest: Option<Bound>,
}

/// The type of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// Text.
    Text,
    /// A decimal number within bounds.
    Number {
        /// Lowest.
        min: Option<i64>,
        /// Highest.
        max: Option<i64>,
    },
    /// A civil date.
    Date,
    /// True or false.
    Boolean,
    /// One word of a choice type.
    Choice(String),
    /// A member of staff, by identifier.
    Person {
        /// The role that they must hold.
        holding: Option<RoleName>,
    },
    /// Several values of one kind.
    List {
        /// The kind of each.
        of: Box<FactKind>,
        /// Fewest.
        min: Option<u32>,
        /// Most.
        max: Option<u32>,
    },
}

/// Where a fact comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A form asks for it.
    Asked,
    /// The citizen register: `birth_date`, a date, and `digital_post`, a boolean.
    Register,
    /// Calculated from other facts.
    Calculated(feel::Program),
}

/// A stage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name.
    pub name: StageName,
    /// What it is called.
    pub title: Sentence,
    /// The stage that holds it, where one does: it begins only while that one is active.
    pub parent: Option<StageName>,
    /// What must be settled first.
    pub after: After,
    /// The condition under which it applies.
    pub when: Option<feel::Program>,
    /// The consent that it needs: withdrawing it closes the stage.
    pub requires: Option<String>,
    /// What ends it, any of these (`until: [plan_closed.done, moved_away]`); nothing where it ends with its last step.
    pub until: Vec<Until>,
    /// Whether it begins anew with each further event that it comes after.
    pub repeats: bool,
    /// Who may end it before its work is done, where anybody may.
    pub ended_early: Option<EndedEarly>,
    /// Its own steps in file order; those of the stages that it holds are theirs.
    pub steps: Vec<StepName>,
}

/// What ends a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Until {
    /// A step of it is done.
    Step(StepName),
    /// An event happens.
    Event(EventName),
}

/// What comes before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Nothing,
    /// All of these.
    All(Vec<Before>),
    /// One of these.
    Any(Vec<Before>),
}

impl After {
    /// Everything that is named, whether all of it or one is enough.
    #[must_use]
    pub fn named(&self) -> &[Before] {
        match self {
            Self::Nothing => &[],
            Self::All(list) | Self::Any(list) => list,
        }
    }

    /// Whether an event is among what is named.
    #[must_use]
    pub fn names_event(&self, event: &EventName) -> bool {
        self.named().iter().any(|before| matches!(before, Before::Event(named) if named == event))
    }

    /// Whether it is met, by what of it is: nothing is met at once.
    #[must_use]
    pub fn is_met(&self, mut is_met: impl FnMut(&Before) -> bool) -> bool {
        match self {
            Self::Nothing => true,
            Self::All(list) => list.iter().all(is_met),
            Self::Any(list) => list.iter().any(&mut is_met),
        }
    }
}

/// Something that must settle first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// A step.
    Step(StepName),
    /// A whole stage.
    Stage(StageName),
    /// An event: it waits until it happens.
    Event(EventName),
}

/// What lets a step that was done begin anew, in another round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// An event that happens after it was done.
    Event(EventName),
    /// A named day that another step reaches after it was done, such as `board.remitted`.
    Moment(StepName, String),
    /// A step before it in a repeating stage that was done anew.
    Step(StepName),
    /// A stage before it in a repeating stage that settled anew.
    Stage(StageName),
    /// Somebody of one of these roles, with a reason.
    Person(Vec<RoleName>),
}

/// A step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub name: StepName,
    /// What it is called.
    pub title: Sentence,
    /// The stage it stands in.
    pub stage: StageName,
    /// What must be settled first, beside the stage's own conditions.
    pub after: After,
    /// The condition under which it applies.
    pub when: Option<feel::Program>,
    /// In how many of a hundred cases it opens (`sample: 5 %`); in all where nothing is said.
    pub sample: Option<u8>,
    /// What it is.
    pub kind: Kind,
    /// Whose work it is; `None` for what the engine does.
    pub by: Option<RoleName>,
    /// Until when.
    pub due: Option<Due>,
    /// How long what it leaves can be relied on; it begins anew when that is over.
    pub expires: Option<Due>,
    /// Who is reminded of its deadline, where the step says so itself; the deadline's rule has it, too.
    pub ladder: Option<Ladder>,
    /// Whether a person starts it (`optional: true`).
    pub optional: bool,
    /// Whether its stage waits for it (`required`, true unless said; an optional step is not waited for).
    pub required: bool,
    /// What lets it begin anew: its own `reopen`, and what its repeating stage brings.
    pub again: Vec<Again>,
    /// Whose deadlines count from the day on which it begins anew (`reopen: { restart: [...] }`); no others do.
    pub restart: Vec<StepName>,
    /// Whether the next round opens when one is done.
    pub repeats: Option<Repeat>,
}

impl Step {
    /// Roles of which somebody may let it begin anew by hand; nothing where nobody may.
    #[must_use]
    pub fn reopened_by(&self) -> Option<&[RoleName]> {
        self.again.iter().find_map(|again| match again {
            Again::Person(roles) => Some(roles.as_slice()),
            Again::Event(_) | Again::Moment(..) | Again::Step(_) | Again::Stage(_) => None,
        })
    }
}

/// When the next round of a step opens by itself.
#[derive(Clone, Debug)]
pub enum Repeat {
    /// Whenever one is done, until its stage ends.
    Always,
    /// While this holds.
    While(feel::Program),
}

/// Until when a step is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The rule.
    pub rule: DeadlineRule,
    /// What it counts from.
    pub anchor: Anchor,
    /// What it counts from while the anchor has no day: `last call, else decide`.
    pub otherwise: Option<Anchor>,
}

/// Day 0 of a deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The event that opened the case.
    Opened,
    /// The day on which a step settled.
    Done(StepName),
    /// A named day of a step, such as `hear.sent`.
    Moment(StepName, String),
    /// An event's last uncorrected day.
    Event(EventName),
    /// A date fact.
    Fact(FactName),
    /// The day on which the citizen turns so many years.
    Turns(u8),
    /// The day on which the round before this one of a step settled.
    Last(StepName),
}

impl Anchor {
    /// As it is written in a file: `opened`, `permission`, `hear.sent`.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Opened => "opened".to_owned(),
            Self::Done(step) => step.to_string(),
            Self::Moment(step, moment) => format!("{step}.{moment}"),
            Self::Event(event) => event.to_string(),
            Self::Fact(fact) => fact.to_string(),
            Self::Turns(age) => format!("turns {age}"),
            Self::Last(step) => format!("last {step}"),
        }
    }
}
