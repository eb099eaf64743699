//! Boxes: contexts, lists and relations by their parts; the others as the FEEL that they stand for.

use std::collections::BTreeMap;

use dmn::{ContextEntry, Expression, Form, Iteration, Model, Relation};
use feel::{Type, Value};

use crate::decide::{Decided, Names, Outcome, evaluate, literal};
use crate::kinds;

/// A context: each entry knows those before it. An entry without a name is the result.
pub(crate) fn context(
    model: &Model,
    entries: &[ContextEntry],
    names: &Names,
    wanted: Option<&Type>,
) -> Decided {
    let mut names = names.clone();
    let mut values = BTreeMap::new();
    let mut found = BTreeMap::new();
    for entry in entries {
        let Some(variable) = &entry.variable else { return evaluate(model, &entry.value, &names, wanted) };
        let of_whole = if let Some(Type::Context(parts)) = wanted { parts.get(&variable.name) } else { None };
        let own = variable.type_ref.as_deref().and_then(|name| kinds::named(model, name));
        let outcome = evaluate(model, &entry.value, &names, own.as_ref().or(of_whole))?;
        values.insert(variable.name.clone(), outcome.value.clone());
        found.insert(variable.name.clone(), outcome.kind.clone());
        names.bind(&variable.name, outcome);
    }
    let kind = wanted.cloned().unwrap_or(Type::Context(found));
    Ok(Outcome { value: Value::Context(values), kind })
}

/// A list: its type is that of its members.
pub(crate) fn list(model: &Model, members: &[Expression], names: &Names) -> Decided {
    let outcomes =
        members.iter().map(|member| evaluate(model, member, names, None)).collect::<Result<Vec<_>, _>>()?;
    listed(outcomes, names)
}

/// A relation: a list of contexts with one name per column.
pub(crate) fn relation(model: &Model, relation: &Relation, names: &Names) -> Decided {
    let mut rows = Vec::new();
    for row in &relation.rows {
        let mut values = BTreeMap::new();
        let mut found = BTreeMap::new();
        for (column, cell) in relation.columns.iter().zip(row) {
            let own = column.type_ref.as_deref().and_then(|name| kinds::named(model, name));
            let outcome = evaluate(model, cell, names, own.as_ref())?;
            values.insert(column.name.clone(), outcome.value);
            found.insert(column.name.clone(), outcome.kind);
        }
        rows.push(Outcome { value: Value::Context(values), kind: Type::Context(found) });
    }
    listed(rows, names)
}

/// A list of what was calculated: `feel` itself says whether its members may stand together.
fn listed(outcomes: Vec<Outcome>, names: &Names) -> Decided {
    let mut names = names.clone();
    let mut members = Vec::new();
    for (index, outcome) in outcomes.into_iter().enumerate() {
        let member = format!("member_{index}_of_the_list");
        names.bind(&member, outcome);
        members.push(member);
    }
    literal(&format!("[{}]", members.join(", ")), &names, None)
}

/// The FEEL that a box stands for; nothing where it holds something that is none. Each text ends its line first: it
/// may end with a remark.
pub(crate) fn composed(expression: &Expression) -> Option<String> {
    let iterated = |word: &str, parts: &Iteration, then: &str| {
        let (list, body) = (composed(&parts.list)?, composed(&parts.body)?);
        Some(format!("{word} {} in {list} {then} {body}", parts.variable))
    };
    match &expression.form {
        Form::Literal(text) => Some(format!("({}\n)", text.text)),
        Form::List(members) => {
            let members = members.iter().map(composed).collect::<Option<Vec<_>>>()?;
            Some(format!("[{}]", members.join(", ")))
        }
        Form::Conditional(parts) => {
            let (condition, then) = (composed(&parts.condition)?, composed(&parts.then)?);
            Some(format!("(if {condition} then {then} else {})", composed(&parts.otherwise)?))
        }
        Form::For(parts) => iterated("(for", parts, "return").map(|text| text + ")"),
        Form::Some(parts) => iterated("(some", parts, "satisfies").map(|text| text + ")"),
        Form::Every(parts) => iterated("(every", parts, "satisfies").map(|text| text + ")"),
        Form::Filter(parts) => {
            let (list, condition) = (composed(&parts.list)?, composed(&parts.condition)?);
            Some(format!("{list}[{condition}]"))
        }
        Form::Context(_)
        | Form::Relation(_)
        | Form::Table(_)
        | Form::Invocation(_)
        | Form::Function(_)
        | Form::Unsupported(_) => None,
    }
}
