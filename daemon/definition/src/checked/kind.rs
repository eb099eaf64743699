//! What a step is, with what the file says about it.

use calendar::Amount;
use model::deadline::Sentence;
use model::{EventName, FactName, RoleName, StageName, StepName, WorkflowName};

use super::{Anchor, DeadlineRule, Due, TableRule};

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
        /// How many are enough; all of them where nothing is said.
        join: Option<u32>,
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
        /// How many have to be there, where that is said.
        quorum: Option<u32>,
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
    /// A case of another workflow is opened for the same citizen, and its end is awaited.
    Case {
        /// Its workflow.
        workflow: WorkflowName,
        /// The event that opens it.
        event: EventName,
    },
    /// Members of staff are told.
    Notify {
        /// The roles whose holders are told.
        to: Vec<RoleName>,
        /// What they are told beside that; nothing of the case stands in it.
        text: Option<Sentence>,
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
            Self::Case { .. } => "case",
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
