//! Facts of the case file as a letter shows them: numbers as Danes write them, choices by their titles.

use definition::{FactKind, Kind};
use feel::Environment;
use letter::Value;
use model::{DataClass, Date, FactName};
use rust_decimal::Decimal;

use super::Writing;
use super::writing::day;
use crate::environment::CaseView;

/// Every fact that a letter may read: the citizen's own, of the classes P0 to P3.
pub(super) fn values(writing: &Writing<'_>) -> Value {
    let view = CaseView {
        case: writing.case,
        citizen: writing.citizen,
        definition: writing.definition,
        today: writing.world.today,
        now: writing.world.at.recorded_at,
    };
    let readable = writing.definition.facts.iter().filter(|(_, rule)| rule.class <= DataClass::P3);
    Value::record(readable.map(|(name, rule)| {
        let known = view.value(name.as_str());
        let value = match (is_contributed(writing, name), known) {
            (true, feel::Value::List(items)) => {
                Value::List(items.iter().map(|item| shown(writing, item, &rule.kind)).collect())
            }
            (true, feel::Value::Null) => Value::List(Vec::new()),
            (_, known) => shown(writing, &known, &rule.kind),
        };
        (name.as_str(), value)
    }))
}

/// Whether several people contribute it: it is then the list of what was given.
fn is_contributed(writing: &Writing<'_>, name: &FactName) -> bool {
    let mut steps = writing.definition.steps.values();
    steps.any(|step| matches!(&step.kind, Kind::Contributions { ask, .. } if ask.contains(name)))
}

/// The limits of the rule pack that a letter may read.
pub(super) fn limits(writing: &Writing<'_>) -> Value {
    let limits = writing.definition.limits.iter();
    Value::record(limits.map(|(name, limit)| (name.as_str(), danish(limit.value.0))))
}

/// A number as Danes write it.
fn danish(number: Decimal) -> Value {
    Value::text(number.normalize().to_string().replace('.', ","))
}

fn shown(writing: &Writing<'_>, value: &feel::Value, kind: &FactKind) -> Value {
    match value {
        feel::Value::Boolean(flag) => Value::Flag(*flag),
        feel::Value::Number(number) => danish(*number),
        feel::Value::Text(text) => Value::text(text.clone()),
        feel::Value::Date(date) => day(Date(*date)),
        feel::Value::Choice(word) => Value::text(title(writing, word, kind)),
        feel::Value::List(items) => {
            let of = if let FactKind::List { of, .. } = kind { of } else { kind };
            Value::List(items.iter().map(|item| shown(writing, item, of)).collect())
        }
        // Nothing is known; and no fact is an instant, a duration or a group.
        feel::Value::Null
        | feel::Value::DateTime(_)
        | feel::Value::LocalDateTime(_)
        | feel::Value::ZonedTime(_)
        | feel::Value::Time(_)
        | feel::Value::Range(_)
        | feel::Value::DayDuration(_)
        | feel::Value::MonthDuration(_)
        | feel::Value::Context(_) => Value::Nothing,
    }
}

fn title(writing: &Writing<'_>, word: &str, kind: &FactKind) -> String {
    if let FactKind::Person { .. } = kind {
        let person = writing.world.directory.people.get(word);
        return person.map_or_else(|| word.to_owned(), |person| person.name.clone());
    }
    let words = if let FactKind::Choice(name) = kind { writing.definition.choices.get(name) } else { None };
    let choice = words.and_then(|words| words.iter().find(|choice| choice.word == word));
    choice.map_or_else(|| word.to_owned(), |choice| choice.title.da.clone())
}
