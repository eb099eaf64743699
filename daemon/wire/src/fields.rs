//! One task and its fields: what completing it takes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::shown::{Sentence, Shown};

/// A task, what it asks for, and what the reader may do with it now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Task {
    /// On which case.
    #[schema(example = "case-17")]
    pub case: String,
    /// Which: a step, or a numbered part of one.
    #[schema(example = "findings.2")]
    pub task: String,
    /// What it is called.
    pub title: Sentence,
    /// The kind of its step, such as `form` or `decision`.
    #[schema(example = "form")]
    pub kind: String,
    /// Where its step stands: `waiting`, `skipped`, `active`, `done`, `closed` or `cancelled`.
    #[schema(example = "active")]
    pub status: String,
    /// Why it stands there.
    pub because: Sentence,
    /// The round of its step, from 1; 0 before it first opens.
    pub round: u32,
    /// What it is about, where it is one of several contributions.
    pub about: Option<Shown>,
    /// The role whose work it is.
    pub role: Option<String>,
    /// Who may do it now, or holds it.
    pub who: Vec<String>,
    /// Who holds it.
    pub owner: Option<String>,
    /// Its last day.
    #[schema(format = Date)]
    pub due: Option<String>,
    /// Whether that day is over.
    pub overdue: bool,
    /// What the reader may do now: `claim`, `complete`, `draft`, `release`, `delegate`.
    pub can: Vec<String>,
    /// What completing it takes, in the order of the file; empty where nobody completes such a step.
    pub fields: Vec<Field>,
    /// When the reader last saved a draft of it.
    #[schema(format = DateTime)]
    pub draft_saved_at: Option<String>,
    /// The daemon's time at which this was read.
    #[schema(format = DateTime)]
    pub read_at: String,
}

/// A field of what completing a task takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Field {
    /// Its name among the values.
    #[schema(example = "needs")]
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
    pub default: Option<serde_json::Value>,
    /// The answer beside it under which it is asked; `null` where it does not depend on one.
    pub only: Option<OnlyWhere>,
    /// Exactly one of these fields is given; empty where it stands for itself.
    pub either: Vec<String>,
    /// For a fact: the condition under which it is asked, as FEEL text; `null` where it always is.
    #[schema(example = "income > 0")]
    pub when: Option<String>,
    /// Whether it is asked as the case stands; `null` where that is not the reader's to know.
    pub asked: Option<bool>,
    /// For a day: the first that it may be.
    pub earliest: Option<Edge>,
    /// For a day: the last that it may be.
    pub latest: Option<Edge>,
    /// For a fact: who may ever see it, `P0` to `P5`.
    pub class: Option<String>,
    /// What is there already, or what an answer begins with.
    pub value: Option<Shown>,
}

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Takes {
    /// `text`, `number`, `date`, `boolean`, `choice`, `person`, `list` or `record`.
    #[schema(example = "choice")]
    pub kind: String,
    /// The same in words.
    pub words: Sentence,
    /// The lowest number, or the fewest of a list.
    pub min: Option<i64>,
    /// The highest number, or the most of a list.
    pub max: Option<i64>,
    /// For a choice its words, for a person who it can be (at most 200).
    pub choices: Vec<Choice>,
    /// For a person: the role that they hold.
    pub role: Option<String>,
    /// For a list: what each of it takes.
    #[schema(no_recursion)]
    pub of: Option<Box<Takes>>,
    /// For a record: its fields.
    #[schema(no_recursion)]
    pub fields: Vec<Field>,
}

/// A word that one chooses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Choice {
    /// The word that is sent.
    #[schema(example = "debt")]
    pub word: String,
    /// What it is called.
    pub title: Sentence,
}

/// The answer beside a field under which it is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OnlyWhere {
    /// The other field.
    pub field: String,
    /// Its answers, any of them.
    pub values: Vec<serde_json::Value>,
}

/// A day before or after which another does not lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Edge {
    /// As the workflow says it.
    #[schema(example = "6 months after period_start")]
    pub text: String,
    /// Its day; `null` where that is not known yet, or not the reader's to know.
    #[schema(format = Date)]
    pub day: Option<String>,
}
