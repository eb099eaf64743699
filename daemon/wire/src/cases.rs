//! Cases: opening, reading and listing them, and what people write into them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::deadlines::Deadline;
use crate::operations::Effect;
use crate::shown::{Sentence, Shown};
use crate::steps::{OpenTask, Step};

/// Open a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCase {
    /// Whose.
    #[schema(example = "citizen-9")]
    pub citizen: String,
    /// Which workflow.
    #[schema(example = "one-plan")]
    pub workflow: String,
    /// The event that opens it.
    #[schema(example = "referral_received")]
    pub event: String,
    /// The day on which it happened.
    #[schema(format = Date)]
    pub on: String,
    /// The unit that takes it.
    pub unit: String,
    /// Words about it.
    pub note: Option<String>,
}

/// Close or reopen a case, start or cancel a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Why.
    pub reason: String,
}

/// Which cases to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CaseQuery {
    /// Only open ones, or only closed ones.
    pub open: Option<bool>,
    /// Of this citizen.
    #[param(example = "citizen-9")]
    pub citizen: Option<String>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Rows at most, 1 to 200; 50 unless said.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A page of cases: exactly those that the reader could read one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CasePage {
    /// Cases by number.
    pub rows: Vec<CaseRow>,
    /// Give it as `after` for the next page; `null` on the last.
    pub next: Option<String>,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseRow {
    /// Which case.
    #[schema(example = "case-17")]
    pub id: String,
    /// Which workflow.
    pub workflow: String,
    /// Whose.
    pub citizen: String,
    /// The unit that owns it.
    pub unit: String,
    /// Whether it runs.
    pub open: bool,
    /// When it was opened.
    #[schema(format = DateTime)]
    pub opened_at: String,
    /// Its next deadline.
    pub next_due: Option<NextDue>,
    /// Steps that are open now.
    pub active: Vec<String>,
}

/// The next deadline of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NextDue {
    /// Which.
    pub deadline: String,
    /// Its last day.
    #[schema(format = Date)]
    pub due: String,
    /// Whether that day is over.
    pub overdue: bool,
}

/// A pause of the workflow that lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pause {
    /// Its name in the workflow.
    pub name: String,
    /// What it is called.
    pub title: Sentence,
    /// Its first day.
    #[schema(format = Date)]
    pub since: Option<String>,
    /// The number of the event with which it began.
    pub event: u32,
    /// The steps that it holds.
    pub steps: Vec<String>,
    /// The events any of which ends it.
    pub until: Vec<String>,
    /// Whether the deadlines of what it holds stand still, too.
    pub moves_deadlines: bool,
}

/// A case as this reader may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Case {
    /// Which case.
    #[schema(example = "case-17")]
    pub id: String,
    /// How many records have touched it; also the `ETag`.
    pub version: u64,
    /// Which workflow.
    pub workflow: String,
    /// What the workflow is called.
    pub title: Sentence,
    /// Whose.
    pub citizen: String,
    /// The unit that owns it.
    pub unit: String,
    /// Whether it runs.
    pub status: CaseStatus,
    /// When it was opened.
    #[schema(format = DateTime)]
    pub opened_at: String,
    /// The daemon's time at which this was read.
    #[schema(format = DateTime)]
    pub read_at: String,
    /// The day from which a decision can no longer be complained about.
    #[schema(format = Date)]
    pub final_from: Option<String>,
    /// The case whose step opened it and waits for its end.
    pub parent_case: Option<String>,
    /// That step.
    pub parent_step: Option<String>,
    /// SHA-256 of the definition that it keeps.
    pub definition: String,
    /// SHA-256 of the rule pack that it keeps.
    pub rule_pack: String,
    /// Pauses of the workflow that last: what they hold stands still.
    pub pauses: Vec<Pause>,
    /// Tasks that are open, and what the reader may do with each now.
    pub tasks: Vec<OpenTask>,
    /// Steps in the order of the workflow.
    pub steps: Vec<Step>,
    /// The case file in the order of names; hidden facts keep their place.
    pub facts: Vec<Fact>,
    /// What happened.
    pub events: Vec<Happening>,
    /// Goals in the citizen's own words.
    pub goals: Vec<Goal>,
    /// Plans.
    pub plans: Vec<Plan>,
    /// Decisions that stand.
    pub decisions: Vec<Decision>,
    /// Decisions that a later one followed, oldest first; their letters stay as they were sent.
    pub earlier_decisions: Vec<Decision>,
    /// Complaints, and how far each has come.
    pub complaints: Vec<Complaint>,
    /// Notes.
    pub notes: Vec<Note>,
    /// Deadlines, the earliest first.
    pub deadlines: Vec<Deadline>,
    /// Who holds a role on this case.
    pub holders: Vec<Holder>,
    /// Completed steps whose ground a correction removed.
    pub concerns: Vec<Concern>,
    /// Effects that have not ended.
    pub effects: Vec<Effect>,
    /// Whether its key was ordered destroyed.
    pub erasing: bool,
}

/// Whether a case runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CaseStatus {
    /// It runs.
    Open,
    /// It ended.
    Closed {
        /// On which day.
        #[schema(format = Date)]
        on: String,
        /// Why, as a code: `completed`, an event's name, or `by_hand`.
        because: String,
    },
    /// Nothing is decided on it until an operator has looked.
    Quarantined {
        /// When.
        #[schema(format = DateTime)]
        at: String,
    },
}

/// A fact of the case file, with its source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Fact {
    /// Its name.
    pub name: String,
    /// The contribution that it stands in; 0 without contributions.
    pub slot: u32,
    /// What it is called.
    pub title: Option<Sentence>,
    /// The value, or why it is not there.
    pub value: Shown,
    /// Who may ever see it: `P0` to `P5`.
    pub class: Option<String>,
    /// Where it was asked.
    pub step: Option<String>,
    /// In which round of that step.
    pub round: Option<u32>,
    /// Who entered it.
    pub by: Option<String>,
    /// When it was recorded.
    #[schema(format = DateTime)]
    pub recorded_at: Option<String>,
    /// How often it was corrected.
    pub corrections: u32,
}

/// Something that happened to the case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Happening {
    /// Its number on the case, for correcting it.
    pub number: u32,
    /// Which event of the workflow.
    pub event: String,
    /// What that event is called.
    pub title: Option<Sentence>,
    /// The day on which it happened, as last corrected.
    #[schema(format = Date)]
    pub on: String,
    /// The instant, where it is known.
    #[schema(format = DateTime)]
    pub at: Option<String>,
    /// Words about it.
    pub note: Option<Shown>,
    /// Who recorded it.
    pub by: Option<String>,
    /// When it was recorded.
    #[schema(format = DateTime)]
    pub recorded_at: String,
    /// How often it was corrected.
    pub corrections: u32,
    /// How it came, such as `oral`, where that is known.
    pub channel: Option<String>,
    /// For a complaint: the parts of the decision that it is about; empty means all.
    pub about: Vec<u32>,
}

/// A goal in the citizen's own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Goal {
    /// Its number on the case.
    pub number: u32,
    /// Verbatim.
    pub words: Shown,
    /// What staff make of it.
    pub staff_words: Option<Shown>,
    /// Who wrote it down.
    pub by: Option<String>,
    /// On which day it was said.
    #[schema(format = Date)]
    pub said_on: String,
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Plan {
    /// The step that made it.
    pub step: String,
    /// Measures.
    pub measures: Vec<Measure>,
    /// The facts that it leans on.
    pub facts_used: Vec<FactUse>,
}

/// A measure of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Measure {
    /// Its number in the plan.
    pub number: u32,
    /// What it is, for which goal, under which provision.
    pub content: Shown,
}

/// That a plan leans on a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FactUse {
    /// Which fact.
    pub fact: String,
    /// Which contribution of it, 0 without contributions.
    pub slot: u32,
    /// Whether it speaks against the citizen.
    pub adverse: bool,
    /// Whether the citizen knows that it is used.
    pub known_to_party: bool,
}

/// A decision with its parts, as made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    /// The step that made it.
    pub step: String,
    /// The human maker.
    pub maker: String,
    /// Parts.
    pub parts: Vec<DecisionPart>,
    /// The day on which it was made.
    #[schema(format = Date)]
    pub decided_on: String,
    /// The day on which it was sent.
    #[schema(format = Date)]
    pub sent_on: String,
    /// How it was sent.
    #[schema(example = "digital_post")]
    pub channel: String,
    /// The day on which the citizen is presumed to have received it.
    #[schema(format = Date)]
    pub received_on: String,
    /// What the citizen said in the hearing and how it counted.
    pub hearing_considered: Option<Shown>,
    /// How the findings of the complaint board were followed, where it sent the case back.
    pub board_considered: Option<Shown>,
    /// The round in which it was made: 1, and 2 when it was made anew.
    pub round: u32,
}

/// A complaint, told from the citizen's side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Complaint {
    /// The number of its event on the case.
    pub number: u32,
    /// The step whose decision it is about.
    pub decision: String,
    /// The parts that it is about; empty means all.
    pub about: Vec<u32>,
    /// The day on which it arrived.
    #[schema(format = Date)]
    pub on: String,
    /// How it came.
    pub channel: Option<String>,
    /// The last day for complaining.
    #[schema(format = Date)]
    pub due: Option<String>,
    /// Whether it came in time.
    pub in_time: bool,
    /// How the re-assessment ended: `maintained`, `partly` or `changed`.
    pub reassessment: Option<String>,
    /// When it ended.
    #[schema(format = Date)]
    pub reassessed_on: Option<String>,
    /// When the complaint was sent to the complaint board.
    #[schema(format = Date)]
    pub forwarded_on: Option<String>,
    /// What the board decided: `upheld`, `changed`, `annulled` or `remitted`.
    pub board: Option<String>,
    /// What that means for the citizen: `won`, `partly` or `lost`.
    pub for_citizen: Option<String>,
    /// When the board's decision came.
    #[schema(format = Date)]
    pub board_on: Option<String>,
    /// When a new decision was sent because of it.
    #[schema(format = Date)]
    pub decided_anew_on: Option<String>,
    /// Where it stands, to the citizen.
    pub says: Sentence,
}

/// A part of a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DecisionPart {
    /// Its number in the decision.
    pub number: u32,
    /// Measure, outcome, basis, reasons, dates.
    pub content: Shown,
}

/// A note on the case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Note {
    /// Its number on the case.
    pub number: u32,
    /// The text.
    pub text: Shown,
    /// Who wrote it.
    pub by: String,
    /// When it was recorded.
    #[schema(format = DateTime)]
    pub recorded_at: String,
    /// On which day it happened.
    #[schema(format = Date)]
    pub on: String,
}

/// Who holds a role on this case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Holder {
    /// Which role.
    pub role: String,
    /// Who.
    pub person: String,
    /// Who stands in.
    pub deputy: Option<String>,
    /// Since when.
    #[schema(format = Date)]
    pub since: String,
    /// Who confirmed or changed a plugin's proposal.
    pub confirmed_by: Option<String>,
    /// SHA-256 of the component that proposed them, where it was confirmed.
    pub component: Option<String>,
}

/// A completed step whose ground a correction removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Concern {
    /// Its number on the case.
    pub number: u32,
    /// Which step.
    pub step: String,
    /// What lost its ground, as a code.
    pub because: String,
    /// When it was raised.
    #[schema(format = DateTime)]
    pub raised_at: String,
    /// Who settled it, once settled.
    pub settled_by: Option<String>,
}
