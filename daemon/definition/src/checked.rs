//! What a definition means once it has been checked: no unknown name, no dead end, no deadline without owner (W1).
//!
//! Only `check` makes these, so whoever holds one need not check again.

use std::collections::{BTreeMap, BTreeSet};

use calendar::Amount;
use model::deadline::Sentence;
use model::{ContentHash, DataClass, EventName, FactName, RoleName, StageName, StepName, WorkflowName};

mod deadline;
mod pack;
mod table;

pub use self::table::{TableOutput, TableRule};
pub use pack::{Channel, DeadlineRule, Ladder, LadderRung, LegalText, RulePack};

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
    /// Roles.
    pub roles: BTreeMap<RoleName, Role>,
    /// Choice types and their words.
    pub choices: BTreeMap<String, Vec<Choice>>,
    /// The case file.
    pub facts: BTreeMap<FactName, FactRule>,
    /// Stages in file order.
    pub stages: Vec<Stage>,
    /// Steps by name.
    pub steps: BTreeMap<StepName, Step>,
    /// Steps in file order, which is the order of opening.
    pub order: Vec<StepName>,
    /// Templates of letters by their path, such as `letters/decision.html`.
    pub letters: BTreeMap<String, LetterTemplate>,
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
    /// The citizen register; only `birth_date`.
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
    /// What must be settled first.
    pub after: After,
    /// The condition under which it applies.
    pub when: Option<feel::Program>,
    /// The consent that it needs: withdrawing it closes the stage.
    pub requires: Option<String>,
    /// What ends it, any of these (`until: [plan_closed.done, moved_away]`); nothing where it ends with its last step.
    pub until: Vec<Until>,
    /// Its steps in file order.
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
    /// What it is.
    pub kind: Kind,
    /// Whose work it is; `None` for what the engine does.
    pub by: Option<RoleName>,
    /// Until when.
    pub due: Option<Due>,
    /// Whether a person starts it (`optional: true`).
    pub optional: bool,
    /// Whether its stage waits for it (`required`, true unless said; an optional step is not waited for).
    pub required: bool,
    /// What lets it begin anew: its own `reopen`, and what its repeating stage brings.
    pub again: Vec<Again>,
    /// Whether the next round opens when one is done.
    pub repeats: Option<Repeat>,
}

/// When the next round of a step opens by itself.
#[derive(Clone, Debug)]
pub enum Repeat {
    /// Whenever one is done, until its stage ends.
    Always,
    /// While this holds.
    While(feel::Program),
}

/// What a step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Facts are asked for.
    Form {
        /// Which.
        ask: Vec<FactName>,
    },
    /// Several people contribute, one for each item of a list fact.
    Contributions {
        /// The list fact.
        for_each: FactName,
        /// What each is asked.
        ask: Vec<FactName>,
        /// Who may go on without one that did not come.
        go_on_without: RoleName,
    },
    /// The citizen is asked for consent.
    Consent {
        /// Purposes; the first is the one that the answer is about, the rest may be refused one by one.
        ask: Vec<String>,
        /// What a refusal skips; `None` goes on.
        refused_skips: Option<StageName>,
    },
    /// One person is given a role on this case, by hand.
    Allocation {
        /// Which role.
        role: RoleName,
    },
    /// Goals and measures become a plan.
    Plan {
        /// Fewest goals in the citizen's own words.
        own_goals: u32,
        /// Fewest measures.
        measures: u32,
        /// The contributions that it builds on.
        from: Option<StepName>,
    },
    /// The citizen answers.
    Citizen {
        /// Possible answers.
        answers: Vec<String>,
    },
    /// Adverse facts are put to the citizen (FVL §19).
    Hearing {
        /// The plan whose facts they are.
        of_plan: StepName,
    },
    /// A decision with several parts, in one letter.
    Decision {
        /// The plan whose measures are decided.
        parts_of: StepName,
        /// The citizen's complaint deadline, running from receipt.
        complaint: Option<Box<Due>>,
        /// The template of its letter, by its path; without one the decision is only recorded.
        letter: Option<String>,
    },
    /// A follow-up that comes back.
    Review {
        /// The first, counted from its anchor.
        first: Amount,
        /// Each further, counted from the first's anchor.
        every: Amount,
        /// What it counts from.
        anchor: Anchor,
        /// The rule that carries title, kind, basis and ladder.
        rule: Box<DeadlineRule>,
    },
    /// A point that is reached when what comes before is.
    Milestone,
    /// A complaint is looked at again by who decided (RSL §66).
    Reassessment {
        /// The decision.
        of: StepName,
    },
    /// A complaint is sent on to the complaint board with the files (RSL §66).
    Forwarding {
        /// The decision.
        of: StepName,
    },
    /// The decision of the complaint board is awaited and written down.
    Board {
        /// The decision.
        of: StepName,
    },
    /// A plugin proposes who is given a role; a person confirms.
    Plugin {
        /// Which, by the municipality's name for it.
        plugin: String,
        /// Facts that it is told, where they are granted.
        reads: Vec<FactName>,
        /// Which role is to be given.
        proposes: RoleName,
        /// Who confirms, changes or declines.
        confirm: RoleName,
        /// Who does it by hand where there is no proposal.
        otherwise: RoleName,
    },
    /// A decision table answers; a person does where its rules do not.
    Table(TableRule),
    /// A talk or a visit: whether it took place, how, and what was said.
    Contact {
        /// Ways in which it can take place.
        ways: Vec<String>,
        /// Facts that are written down, where it took place.
        ask: Vec<FactName>,
    },
    /// Several people of different fields meet and say together what should be.
    Panel {
        /// Whether what they say is a decision or a recommendation.
        mode: PanelMode,
        /// Roles that have a seat in it.
        members: Vec<RoleName>,
        /// What they can come to.
        outcomes: Vec<String>,
    },
    /// So many of something within the time that is given.
    Quota {
        /// What is counted.
        of: Counted,
        /// How many are owed.
        at_least: u32,
    },
    /// The case waits, and goes on by itself.
    Wait(Awaited),
    /// Members of staff are told.
    Notify {
        /// The roles whose holders are told.
        to: Vec<RoleName>,
    },
}

impl Kind {
    /// The word that names the kind in a file.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Form { .. } => "form",
            Self::Contributions { .. } => "contributions",
            Self::Consent { .. } => "consent",
            Self::Allocation { .. } => "allocation",
            Self::Plan { .. } => "plan",
            Self::Citizen { .. } => "citizen",
            Self::Hearing { .. } => "hearing",
            Self::Decision { .. } => "decision",
            Self::Review { .. } => "review",
            Self::Milestone => "milestone",
            Self::Reassessment { .. } => "reassessment",
            Self::Forwarding { .. } => "forwarding",
            Self::Board { .. } => "board",
            Self::Plugin { .. } => "plugin",
            Self::Table(_) => "table",
            Self::Contact { .. } => "contact",
            Self::Panel { .. } => "panel",
            Self::Quota { .. } => "quota",
            Self::Wait(_) => "wait",
            Self::Notify { .. } => "notify",
        }
    }
}

/// Whether a panel decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelMode {
    /// It recommends; somebody else decides.
    Advisory,
    /// It decides.
    Deciding,
}

impl PanelMode {
    /// What the step leaves: `recommendation` or `outcome`.
    #[must_use]
    pub const fn leaves(self) -> &'static str {
        match self {
            Self::Advisory => "recommendation",
            Self::Deciding => "outcome",
        }
    }
}

/// What a quota counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Rounds of a step that are done; those of a contact where it took place.
    Step(StepName),
    /// Happenings of an event.
    Event(EventName),
}

/// What a case waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// An event happens, or has happened.
    Event(EventName),
    /// A day comes: its deadline runs out on the day before.
    Day(Box<Due>),
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
            Self::Last(step) => format!("last {step}"),
        }
    }
}
