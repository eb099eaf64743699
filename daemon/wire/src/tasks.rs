//! The worklist, and what people do with a task.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::shown::{Sentence, Shown};

/// Which tasks to list. With neither person, role nor unit: everything the reader holds or could take.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaskQuery {
    /// Held by this person.
    pub person: Option<String>,
    /// The work of this role.
    pub role: Option<String>,
    /// On cases of this unit.
    pub unit: Option<String>,
    /// Due before this day.
    #[param(format = Date)]
    pub due_before: Option<String>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Rows at most, 1 to 200; 50 unless said.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A page of the worklist, what is due first first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskPage {
    /// Tasks.
    pub rows: Vec<TaskRow>,
    /// Give it as `after` for the next page; `null` on the last.
    pub next: Option<String>,
}

/// A task in the worklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskRow {
    /// On which case.
    #[schema(example = "case-17")]
    pub case: String,
    /// Which task: a step, or a numbered part of one.
    #[schema(example = "findings.2")]
    pub task: String,
    /// What it is called.
    pub title: Sentence,
    /// Whose work it is.
    pub role: String,
    /// The unit that owns the case.
    pub unit: String,
    /// Who holds it.
    pub owner: Option<String>,
    /// Its last day.
    #[schema(format = Date)]
    pub due: Option<String>,
    /// Whether that day is over.
    pub overdue: bool,
    /// Which workflow.
    pub workflow: String,
    /// Why it stands still, where a pause of the workflow holds it: it cannot be completed now.
    pub held: Option<Sentence>,
}

/// Give a task to a colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Delegate {
    /// To whom.
    pub to: String,
    /// What to know.
    pub note: Option<String>,
}

/// Complete a task, or the next part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Complete {
    /// The answers by name, as the step's kind asks for them. Dates are text; a number with a fraction has at most 15
    /// digits.
    #[serde(default)]
    pub values: BTreeMap<String, serde_json::Value>,
    /// The day on which it happened; today where absent.
    #[schema(format = Date)]
    pub on: Option<String>,
}

/// Go on without a contribution that did not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GoOnWithout {
    /// Why.
    pub reason: String,
}

/// Save unfinished work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveDraft {
    /// What was written so far, by name; kept as it is.
    pub content: BTreeMap<String, serde_json::Value>,
}

/// The reader's own unfinished work on a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Draft {
    /// Whose it is.
    pub author: String,
    /// When it was last saved.
    #[schema(format = DateTime)]
    pub saved_at: String,
    /// What was written so far.
    pub content: Shown,
}
