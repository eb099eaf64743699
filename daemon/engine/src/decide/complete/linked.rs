//! What came of it where a person did what a linked case was for.

use std::collections::BTreeMap;

use model::{Private, Value};

use super::Completing;
use crate::refusal::Refusal;
use crate::values::refuse;
use crate::world::{Draft, TEXT_BYTES_MAX};

/// The one answer.
const OUTCOME: &str = "outcome";

impl Completing<'_> {
    /// The outcome, in words.
    pub(super) fn linked(&self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        let empty = BTreeMap::new();
        let given = self.values.as_record().unwrap_or(&empty);
        let others = given.keys().filter(|name| *name != OUTCOME);
        let mut faults: Vec<String> =
            others.map(|name| format!("{}: this step does not ask for it", name.escape_debug())).collect();
        let outcome = given.get(OUTCOME).and_then(Value::as_text).map(str::trim);
        let outcome = outcome.filter(|text| !text.is_empty() && text.len() <= TEXT_BYTES_MAX);
        if outcome.is_none() {
            faults.push(format!("{OUTCOME}: is missing; say what came of it"));
        }
        refuse(faults)?;
        let outputs = outcome.map(|text| (OUTCOME.to_owned(), Private::text(text))).into_iter().collect();
        self.done(draft, outputs);
        Ok(())
    }
}
