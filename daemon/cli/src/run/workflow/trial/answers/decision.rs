//! The parts of a decision: one after the other, those that are open.

use engine::asked::{Field, Present};
use model::{Number, Value};

use super::super::Table;
use super::only_holds;
use crate::trouble::Trouble;

impl Table<'_> {
    /// What the answer begins with, part by part; what has to be there is asked for.
    pub(super) fn parts(&mut self, field: &Field, of: &[Field]) -> Result<Option<Vec<Value>>, Trouble> {
        let begun = match &field.present {
            Some(Present::Value(value)) => value.value().and_then(Value::as_list).unwrap_or_default(),
            Some(Present::Hidden) | None => &[],
        };
        let mut parts = Vec::new();
        for part in begun {
            let mut filled = part.as_record().cloned().unwrap_or_default();
            let number = filled.get("measure").cloned();
            for field in of.iter().filter(|field| field.required) {
                if filled.contains_key(&field.name) || !only_holds(field.only.as_ref(), of, &filled) {
                    continue;
                }
                let field =
                    if field.name == "outcome" { self.named(field, number.as_ref()) } else { field.clone() };
                let Some(more) = self.field(Some(filled), &field)? else { return Ok(None) };
                filled = more;
            }
            parts.push(Value::Record(filled));
        }
        Ok(Some(parts))
    }

    /// The outcome with the measure that it is about, as the plan names it.
    fn named(&self, field: &Field, number: Option<&Value>) -> Field {
        let Some(Value::Number(Number(number))) = number else { return field.clone() };
        let plans = self.trial.case().into_iter().flat_map(|case| case.plans.values());
        let measures = plans.flat_map(|plan| &plan.measures);
        let name = measures
            .filter(|(known, _)| rust_decimal::Decimal::from(**known) == *number)
            .find_map(|(_, measure)| measure.content.value()?.field("name")?.as_text())
            .unwrap_or_default();
        let title = format!("{number} {name}").trim_end().to_owned();
        Field { title: model::deadline::Sentence { da: title.clone(), en: title }, ..field.clone() }
    }
}
