//! Whether a decision uses functions of its own, found from the model.

use std::collections::BTreeSet;

use dmn::{Decision, Expression, Form, Model, RequirementKind, Target};

/// Whether the decision, or one that it needs, calls or makes a function of its own, or leaves the file.
pub(crate) fn uses_functions(model: &Model, decision: &Decision) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut waiting = vec![decision];
    while let Some(decision) = waiting.pop() {
        if !seen.insert(&decision.variable.name) {
            continue;
        }
        if decision.expression.as_ref().is_some_and(expression) || returns_function(model, decision) {
            return true;
        }
        for requirement in &decision.requirements {
            match (requirement.kind, &requirement.target) {
                (RequirementKind::Knowledge, _) | (_, Target::Elsewhere { .. }) => return true,
                (RequirementKind::Input, Target::Here(_)) => {}
                (RequirementKind::Decision, Target::Here(id)) => waiting.extend(model.decision_of_id(id)),
            }
        }
    }
    false
}

fn returns_function(model: &Model, decision: &Decision) -> bool {
    let kind = decision.variable.type_ref.as_deref().and_then(|name| model.type_of_name(name));
    kind.is_some_and(|definition| definition.is_function)
}

/// Whether an expression calls or makes a function. The depth is that of the file, which its reader bounded.
fn expression(of: &Expression) -> bool {
    let all = |expressions: &[&Expression]| expressions.iter().any(|inner| expression(inner));
    match &of.form {
        Form::Literal(text) => makes_function(&text.text),
        Form::Invocation(_) | Form::Function(_) => true,
        Form::Context(entries) => entries.iter().any(|entry| expression(&entry.value)),
        Form::List(members) => members.iter().any(expression),
        Form::Relation(relation) => relation.rows.iter().flatten().any(expression),
        Form::Conditional(parts) => all(&[&parts.condition, &parts.then, &parts.otherwise]),
        Form::For(parts) | Form::Some(parts) | Form::Every(parts) => all(&[&parts.list, &parts.body]),
        Form::Filter(parts) => all(&[&parts.list, &parts.condition]),
        Form::Table(_) | Form::Unsupported(_) => false,
    }
}

/// Whether a text of FEEL holds `function(`, outside of its texts.
fn makes_function(source: &str) -> bool {
    let outside: Vec<&str> = source.split('"').step_by(2).collect();
    outside.iter().any(|piece| {
        piece.match_indices("function").any(|(at, word)| {
            let before = piece.get(..at).and_then(|before| before.chars().next_back());
            let after = piece.get(at + word.len()..).unwrap_or("").trim_start();
            after.starts_with('(') && !before.is_some_and(char::is_alphanumeric)
        })
    })
}
