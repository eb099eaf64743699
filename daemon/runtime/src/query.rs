//! Questions: answered from the index, never through the writer (R1); each look is logged before its answer (law 8).

mod case;
mod citizen;
mod explain;
mod history;
mod letters;
mod lists;
mod plugins;
mod task;

use access::{Seeker, Sight, see};
use definition::Definition;
use journal::Month;
use model::{CaseId, CaseState, CitizenId, PersonId, StreamId};
use std::sync::Arc;
use store::KeyRange;

use engine::planted::{self, Bug};
use engine::{Ruleset, StreamState};

use crate::answer::{Reader, Rejected};
use crate::core::shared::InForce;
use crate::looks::Look;
use crate::pump::Runtime;

pub use case::CaseView;
pub use citizen::{CitizenView, LookRow, WorkflowView};
pub use explain::Explained;
pub use history::HistoryRow;
pub use letters::SentLetter;
pub use lists::{CaseFilter, CaseRow, TaskFilter, TaskRow};
pub use plugins::PluginView;
pub use task::TaskView;

/// What a named day is called for who may not know what was reached.
pub(crate) const HIDDEN_MOMENT: &str = "reached";

/// Rows of one page at most.
pub const PAGE_MAX: usize = 200;

/// Which part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The cursor that the page before gave.
    pub after: Option<String>,
    /// Rows wanted: 1 to 200.
    pub limit: usize,
}

impl Page {
    fn size(&self) -> usize {
        self.limit.clamp(1, PAGE_MAX)
    }

    /// The bytes of a cursor; a cursor that is none of ours begins anew.
    fn key(&self) -> Option<Vec<u8>> {
        let text = self.after.as_deref()?;
        let pairs = text.as_bytes().chunks(2);
        pairs.map(|pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok()).collect()
    }

    /// Where the page begins in a range. A cursor comes from outside: it never leads out of the range.
    fn start(&self, range: &KeyRange) -> Vec<u8> {
        self.key().map_or_else(|| range.from.clone(), |key| range.after(&key).from.max(range.from.clone()))
    }
}

/// A cursor: opaque to the caller.
fn cursor(key: &[u8]) -> String {
    use std::fmt::Write as _;
    key.iter().fold(String::with_capacity(key.len().saturating_mul(2)), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

/// Part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// A case with what the reader may see of it.
struct Seen {
    state: CaseState,
    definition: Arc<Definition>,
    sight: Sight,
}

impl Runtime {
    pub(crate) fn person_of(reader: &Reader) -> Result<PersonId, Rejected> {
        reader.actor.person().cloned().ok_or_else(|| Rejected::NotFound { what: "person".to_owned() })
    }

    fn state_of(&self, stream: &StreamId) -> Result<Option<StreamState>, Rejected> {
        self.shared.applier.state(stream).map_err(|error| internal(&error))
    }

    fn case_state(&self, id: CaseId) -> Result<Option<CaseState>, Rejected> {
        Ok(match self.state_of(&StreamId::Case(id))? {
            Some(StreamState::Case(case)) => Some(*case),
            Some(StreamState::Citizen(_) | StreamState::Organisation(_) | StreamState::Person(_)) | None => {
                None
            }
        })
    }

    fn definition_of(&self, case: &CaseState) -> Result<Arc<Definition>, Rejected> {
        let found = self.shared.rules.definition(&case.definition, &case.rule_pack);
        found.map(|(definition, _)| definition).ok_or_else(|| Rejected::Internal {
            because: "the workflow that the case keeps cannot be read".to_owned(),
        })
    }

    /// The case with the reader's sight of it, not yet opened, and their purpose; a refused attempt is logged too.
    fn see(&self, by: &Reader, id: CaseId, what: &str) -> Result<(Seen, String), Rejected> {
        let person = Self::person_of(by)?;
        let Some(state) = self.case_state(id)? else {
            return Err(Rejected::NotFound { what: id.to_string() });
        };
        let definition = self.definition_of(&state)?;
        let in_force = self.shared.in_force();
        let seeker = Seeker { person: &person, directory: &in_force.directory };
        let seen = match see(seeker, &state, &definition) {
            Ok(sight) => {
                Self::purpose(by, &sight).map(|purpose| (Seen { state, definition, sight }, purpose))
            }
            Err(denial) => Err(denial.into()),
        };
        if seen.is_err() {
            self.log(by, (vec![id], None), given(by).unwrap_or_default(), (true, what))?;
        }
        seen
    }

    /// The purpose of a look: given, or the reader's role on the case.
    fn purpose(by: &Reader, sight: &Sight) -> Result<String, Rejected> {
        let purpose = given(by).map(str::to_owned).or_else(|| sight.default_purpose());
        purpose.ok_or(Rejected::PurposeRequired)
    }

    /// Logs a look and waits until it is on disk.
    fn log(
        &self,
        by: &Reader,
        (cases, citizen): (Vec<CaseId>, Option<CitizenId>),
        purpose: &str,
        (refused, what): (bool, &str),
    ) -> Result<(), Rejected> {
        if planted::is(Bug::UnloggedLook) {
            return Ok(());
        }
        let now = self.now();
        let seal = &self.shared.sealer;
        let place = crate::seal::Place { stream: &StreamId::Organisation, version: 0, key: seal.authority };
        let sealed = seal.seal_bytes(&place, 0, purpose.as_bytes()).map_err(|error| internal(&error))?;
        let look = Look {
            at: now,
            actor: by.actor.clone(),
            cases,
            citizen,
            purpose: sealed,
            refused,
            what: what.to_owned(),
        };
        let day = calendar::civil_date(now.micros());
        let month = Month::parse(&format!("{:04}-{:02}", day.year(), day.month()));
        let month =
            month.ok_or_else(|| Rejected::Internal { because: "the clock is out of range".to_owned() })?;
        let began = std::time::Instant::now();
        let logged = self.shared.looks.append(&look, purpose, &month);
        self.shared.meters.looked(began);
        logged.map_err(|_| {
            let because = "the log of looks cannot be written, so nothing personal is shown";
            // A full disk passes by itself; after a failed write the log takes nothing more, and has to be opened again.
            if self.shared.looks.is_poisoned() {
                self.break_off(because);
            }
            Rejected::ReadOnly { because: because.to_owned() }
        })
    }

    pub(crate) fn in_force(&self) -> Arc<InForce> {
        self.shared.in_force()
    }
}

/// The purpose that the reader gave: an empty one is none.
fn given(by: &Reader) -> Option<&str> {
    by.purpose.as_deref().map(str::trim).filter(|purpose| !purpose.is_empty())
}

fn internal(error: &dyn std::error::Error) -> Rejected {
    tracing::error!(because = %error, "a question could not be answered from the daemon's own data");
    Rejected::Internal { because: error.to_string() }
}
