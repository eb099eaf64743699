//! What a form may hold: values checked against the case file's types.

use definition::{Definition, FactKind};
use model::{Number, Value};
use rust_decimal::Decimal;

use crate::refusal::Refusal;
use crate::world::TEXT_BYTES_MAX;

/// Most items of a list: a case worker reads them all.
const LIST_ITEMS_MAX: usize = 200;

/// Checks a value against a fact's type and gives it its right form: a date that came as text becomes a date.
///
/// # Errors
///
/// One sentence on what was expected.
pub(crate) fn conform(value: &Value, kind: &FactKind, definition: &Definition) -> Result<Value, String> {
    match (kind, value) {
        (FactKind::Text, Value::Text(text)) if text.len() > TEXT_BYTES_MAX => {
            Err("is longer than 64 KB".to_owned())
        }
        (FactKind::Text, Value::Text(_))
        | (FactKind::Boolean, Value::Boolean(_))
        | (FactKind::Date, Value::Date(_)) => Ok(value.clone()),
        // Whether somebody has that identifier is asked where the directory is at hand.
        (FactKind::Person { .. }, Value::Text(_)) => {
            Ok(Value::text(value.as_text().unwrap_or_default().trim()))
        }
        (FactKind::Date, Value::Text(text)) => text.parse().map(Value::Date),
        (FactKind::Number { min, max }, Value::Number(Number(number))) => {
            if min.is_some_and(|min| *number < Decimal::from(min))
                || max.is_some_and(|max| *number > Decimal::from(max))
            {
                return Err(format!("is {number}, outside {}", span(*min, *max)));
            }
            Ok(value.clone())
        }
        // A terminal sends text: what reads as a number is one.
        (FactKind::Number { .. }, Value::Text(text)) => {
            let number = text.trim().parse().map_err(|_| "is not a number".to_owned())?;
            conform(&Value::Number(Number(number)), kind, definition)
        }
        (FactKind::Choice(name), Value::Text(word)) => {
            let words = definition.choices.get(name).map(Vec::as_slice).unwrap_or_default();
            if words.iter().any(|choice| choice.word == *word) {
                return Ok(value.clone());
            }
            let words: Vec<&str> = words.iter().map(|choice| choice.word.as_str()).collect();
            Err(format!("is `{}`, which is none of {}", word.escape_debug(), words.join(", ")))
        }
        (FactKind::List { of, min, max }, Value::List(items)) => {
            let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
            if items.len() > LIST_ITEMS_MAX
                || min.is_some_and(|min| count < min)
                || max.is_some_and(|max| count > max)
            {
                return Err(format!(
                    "has {count} items, outside {}",
                    span(min.map(i64::from), max.map(i64::from))
                ));
            }
            items.iter().map(|item| conform(item, of, definition)).collect::<Result<_, _>>().map(Value::List)
        }
        (kind, _) => Err(format!("is not {}", expected(kind))),
    }
}

fn span(min: Option<i64>, max: Option<i64>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("{max} or less"),
        (None, None) => "what is possible".to_owned(),
    }
}

fn expected(kind: &FactKind) -> String {
    match kind {
        FactKind::Text => "a text".to_owned(),
        FactKind::Number { .. } => "a number".to_owned(),
        FactKind::Date => "a date like 2026-08-03".to_owned(),
        FactKind::Boolean => "true or false".to_owned(),
        FactKind::Choice(name) => format!("a word of the choice `{name}`"),
        FactKind::Person { .. } => "the identifier of a member of staff".to_owned(),
        FactKind::List { of, .. } => format!("a list, each item {}", expected(of)),
    }
}

/// The fields that a person filled in, read one by one; what is left over or wrong is reported all at once.
pub(crate) struct Answers<'a> {
    values: &'a Value,
    read: Vec<&'static str>,
    faults: Vec<String>,
}

impl<'a> Answers<'a> {
    pub(crate) fn new(values: &'a Value) -> Self {
        Self { values, read: Vec::new(), faults: Vec::new() }
    }

    fn field(&mut self, name: &'static str) -> Option<&'a Value> {
        self.read.push(name);
        self.values.field(name).filter(|value| **value != Value::Null)
    }

    /// A text that must be there.
    pub(crate) fn text(&mut self, name: &'static str) -> String {
        if let Some(text) = self.optional_text(name) {
            return text;
        }
        if !self.faults.iter().any(|fault| fault.starts_with(&format!("{name}: "))) {
            self.faults.push(format!("{name}: is missing"));
        }
        String::new()
    }

    /// A text that may be missing; an empty one is.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other value is simply not a text")]
    pub(crate) fn optional_text(&mut self, name: &'static str) -> Option<String> {
        let text = match self.field(name)? {
            Value::Text(text) if text.len() <= TEXT_BYTES_MAX => text.trim(),
            _other => {
                self.faults.push(format!("{name}: is not a text of at most 64 KB"));
                return None;
            }
        };
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A list; missing is empty.
    pub(crate) fn list(&mut self, name: &'static str) -> &'a [Value] {
        match self.field(name) {
            None => &[],
            Some(Value::List(items)) if items.len() <= LIST_ITEMS_MAX => items,
            Some(_) => {
                self.faults.push(format!("{name}: is not a list of at most {LIST_ITEMS_MAX} items"));
                &[]
            }
        }
    }

    /// True or false; missing is false.
    pub(crate) fn flag(&mut self, name: &'static str) -> bool {
        match self.field(name) {
            None => false,
            Some(Value::Boolean(flag)) => *flag,
            Some(_) => {
                self.faults.push(format!("{name}: is not true or false"));
                false
            }
        }
    }

    /// A whole number from 0 that may be missing.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other value is simply not a number")]
    pub(crate) fn number(&mut self, name: &'static str) -> Option<u32> {
        let number = match self.field(name)? {
            Value::Number(Number(number)) => {
                u32::try_from(*number).ok().filter(|whole| Decimal::from(*whole) == *number)
            }
            _other => None,
        };
        if number.is_none() {
            self.faults.push(format!("{name}: is not a whole number"));
        }
        number
    }

    /// Notes something wrong with a field.
    pub(crate) fn fault(&mut self, fault: impl Into<String>) {
        self.faults.push(fault.into());
    }

    /// Every fault so far, with fields that nobody reads; `prefix` says where.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other value is simply no record")]
    pub(crate) fn faults(mut self, prefix: &str) -> Vec<String> {
        match self.values {
            Value::Record(record) => {
                let unread = record.keys().filter(|name| !self.read.contains(&name.as_str()));
                let unread: Vec<String> = unread
                    .map(|name| {
                        format!(
                            "{}: nobody asks for it; asked are {}",
                            name.escape_debug(),
                            self.read.join(", ")
                        )
                    })
                    .collect();
                self.faults.extend(unread);
            }
            Value::Null => {}
            _other => self.faults.push("the answers are not a set of named values".to_owned()),
        }
        self.faults.iter().map(|fault| format!("{prefix}{fault}")).collect()
    }

    /// Refuses with every fault, if there is one.
    pub(crate) fn finish(self) -> Result<(), Refusal> {
        refuse(self.faults(""))
    }
}

/// Refuses with faults, if there are any.
pub(crate) fn refuse(faults: Vec<String>) -> Result<(), Refusal> {
    if faults.is_empty() {
        return Ok(());
    }
    Err(Refusal::invalid(
        "answers-invalid",
        "Svarene er ikke rigtigt udfyldt; se hvert felt.",
        "the answers are not filled in right; see each field",
    )
    .missing(faults))
}
