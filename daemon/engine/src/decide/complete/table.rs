//! What a person decides where the rules of a table have no answer.

use std::collections::BTreeMap;

use definition::TableRule;
use model::{Private, Value};

use super::Completing;
use crate::refusal::Refusal;
use crate::values::{conform, refuse};
use crate::world::{Draft, TEXT_BYTES_MAX};

/// The word under which the person says why: no column of a table may be called so in the answers.
const REASON: &str = "reason";

impl Completing<'_> {
    /// Each output, and why: a decision that no rule carries has to be explained (FVL §24).
    pub(super) fn table(&self, draft: &mut Draft<'_>, rule: &TableRule) -> Result<(), Refusal> {
        let empty = BTreeMap::new();
        let given = self.values.as_record().unwrap_or(&empty);
        let is_known = |name: &str| name == REASON || rule.outputs.iter().any(|output| output.name == name);
        let mut faults: Vec<String> = given
            .keys()
            .filter(|name| !is_known(name))
            .map(|name| format!("{}: this step does not ask for it", name.escape_debug()))
            .collect();
        let mut outputs = BTreeMap::new();
        for output in &rule.outputs {
            match given.get(&output.name).filter(|value| **value != Value::Null) {
                Some(value) => match conform(value, &output.kind, &self.definition) {
                    Ok(value) => {
                        outputs.insert(output.name.clone(), Private::Clear(value));
                    }
                    Err(fault) => faults.push(format!("{}: {fault}", output.name)),
                },
                None => faults.push(format!("{}: is missing", output.name)),
            }
        }
        match given.get(REASON).and_then(Value::as_text).map(str::trim) {
            Some(text) if !text.is_empty() && text.len() <= TEXT_BYTES_MAX => {
                outputs.insert(REASON.to_owned(), Private::text(text));
            }
            Some(_) | None => faults.push(format!("{REASON}: is missing; say why you decide so")),
        }
        refuse(faults)?;
        self.done(draft, outputs);
        Ok(())
    }
}
