//! Whether a draft is a table at all, and whether its policy fits its outputs.

use std::collections::BTreeSet;

use feel::Type;

use super::outputs::Column;
use crate::draft::{Aggregate, COLUMNS_MAX, Draft, HitPolicy, RULES_MAX, RuleDraft, Text};
use crate::fault::{Fault, TableFaultCode};

/// Whether there are columns, and as many cells as columns in each rule; says whatever is missing.
pub(super) fn is_table(draft: &Draft, faults: &mut Vec<Fault>) -> bool {
    let start = draft.policy_place;
    let faults_before = faults.len();
    let columns = draft.inputs.len() + draft.outputs.len();
    if columns > COLUMNS_MAX {
        faults.push(Fault::too_many("columns", columns, COLUMNS_MAX, start));
    }
    if let Some(first) = draft.rules.get(RULES_MAX) {
        faults.push(Fault::too_many("rules", draft.rules.len(), RULES_MAX, first.place));
    }
    if draft.outputs.is_empty() {
        let help = "add a column that says what is decided";
        faults.push(Fault::new(TableFaultCode::NoOutput, start, "the table has no output column", help));
    }
    if draft.inputs.is_empty() {
        let help = "add a column that the rules look at";
        faults.push(Fault::new(TableFaultCode::NoInput, start, "the table has no input column", help));
    }
    if draft.rules.is_empty() {
        let help = "add a rule; one without tests always hits";
        faults.push(Fault::new(TableFaultCode::NoRule, start, "the table has no rule", help));
    }
    for rule in &draft.rules {
        if rule.inputs.len() != draft.inputs.len() || rule.outputs.len() != draft.outputs.len() {
            let message = "the rule has not one cell for each column";
            let help = "write `-` where anything will do";
            faults.push(Fault::new(TableFaultCode::WrongCellCount, rule.place, message, help));
        }
    }
    if faults.len() > faults_before {
        return false;
    }
    check_columns(draft, faults);
    draft.rules.iter().for_each(|rule| check_rule(rule, draft, faults));
    true
}

fn check_columns(draft: &Draft, faults: &mut Vec<Fault>) {
    for input in draft.inputs.iter().filter(|input| input.expression.is_blank()) {
        let place = input.expression.place;
        let help = "write the expression that the rules look at, as `age`";
        faults.push(Fault::new(TableFaultCode::NoInput, place, "the column has no expression", help));
    }
    let mut names = BTreeSet::new();
    for output in &draft.outputs {
        let name = &output.name;
        if name.is_blank() && draft.outputs.len() > 1 {
            let help = "give each of several outputs a name";
            faults.push(Fault::new(TableFaultCode::BadName, name.place, "the output has no name", help));
        }
        if !name.is_blank() && !names.insert(name.text.as_str()) {
            let message = format!("there are two outputs called `{}`", name.text);
            let help = "call one of them something else";
            faults.push(Fault::new(TableFaultCode::DuplicateName, name.place, message, help));
        }
    }
}

fn check_rule(rule: &RuleDraft, draft: &Draft, faults: &mut Vec<Fault>) {
    if draft.requires_basis && rule.basis.as_ref().is_none_or(Text::is_blank) {
        let help = "write the law, agreement or practice in the column `basis`";
        let message = "the rule does not say what it rests on";
        faults.push(Fault::new(TableFaultCode::NoBasis, rule.place, message, help));
    }
    for (entry, output) in rule.outputs.iter().zip(&draft.outputs) {
        if entry.is_blank() {
            let message = format!("the rule gives nothing for `{}`", output.name.text);
            let help = "write a value, or `null` if it is to have none";
            faults.push(Fault::new(TableFaultCode::NoEntry, entry.place, message, help));
        }
    }
}

/// Whether the policy can do with the outputs what it is there for.
pub(super) fn check_policy(draft: &Draft, columns: &[Option<Column>], faults: &mut Vec<Fault>) {
    let (policy, place) = (draft.policy, draft.policy_place);
    // A faulty column has said why; what it would have listed is not known.
    let known: Vec<&Column> = columns.iter().flatten().collect();
    if policy.needs_priority() {
        let has_order = known.iter().any(|column| !column.output.priority.is_empty());
        if !has_order && known.len() == columns.len() {
            let message =
                format!("`{policy}` goes by the order of the outputs' values, and no output lists them");
            let help =
                "list the allowed values of an output, the first before the others, or declare a choice type";
            faults.push(Fault::new(TableFaultCode::NoPriority, place, message, help));
        }
        return;
    }
    let HitPolicy::Collect(aggregate) = policy else { return };
    if aggregate != Aggregate::List && columns.len() > 1 {
        let message =
            format!("`{policy}` makes one value of one output, and the table has {}", columns.len());
        let help = "write `collect`, or split the table";
        faults.push(Fault::new(TableFaultCode::BadAggregate, place, message, help));
        return;
    }
    for column in known {
        let kind = &column.output.kind;
        if !fits(kind, aggregate) {
            let message = format!("`{policy}` says nothing about {kind}");
            let help = "write `collect` or `collect count`";
            faults.push(Fault::new(TableFaultCode::BadAggregate, place, message, help));
        }
    }
}

fn fits(kind: &Type, aggregate: Aggregate) -> bool {
    let present = kind.when_present();
    let is_amount = matches!(present, Type::Number | Type::DayDuration | Type::MonthDuration | Type::Null);
    let is_point =
        matches!(present, Type::Text | Type::Date | Type::DateTime | Type::LocalDateTime | Type::Time);
    match aggregate {
        Aggregate::List | Aggregate::Count => true,
        Aggregate::Sum => is_amount,
        Aggregate::Min | Aggregate::Max => is_amount || is_point,
    }
}
