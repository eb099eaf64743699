//! Whether a condition of the workflow holds on a case as it stands.

use feel::Program;
use model::{Date, Timestamp};

use super::Subject;
use crate::environment::CaseView;

/// Whether a condition holds at an instant; `None` where it cannot be evaluated. Unknown is no.
#[must_use]
pub fn holds(subject: Subject<'_>, now: Timestamp, condition: &Program) -> Option<bool> {
    let today = Date(calendar::civil_date(now.micros()));
    let Subject { case, citizen, definition, directory: _ } = subject;
    CaseView { case, citizen, definition, today, now }.holds(condition).ok()
}
