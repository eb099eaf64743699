//! Between the tables of DMN and the drafts that `table` checks and evaluates.
//!
//! A draft says less about types and more about why: DMN has no place for the basis of a rule, so it stands in a column
//! of remarks called `basis`, where people see it and from where it is read again.

use feel::Type;
use table::{Aggregate, Draft, InputDraft, OutputDraft, RuleDraft, Table};

use crate::places::{Place, Text};
use crate::table::{Aggregation, DecisionTable, HitPolicy, TableInput, TableOutput, TableRule};

/// The column of remarks that holds what the rules rest on.
const BASIS: &str = "basis";

/// The draft of a table of a file.
///
/// Types of inputs are left out: the type of an input is that of its expression. The remark of a rule is its
/// description, followed by its remarks in other columns than `basis`.
#[must_use]
pub fn to_draft(read: &DecisionTable) -> Draft {
    let basis = read.annotations.iter().position(|name| name.trim().eq_ignore_ascii_case(BASIS));
    let label = |label: &Option<String>, place| {
        let label = label.as_ref().filter(|label| !label.trim().is_empty())?;
        Some(table::Text::new(label.as_str(), place))
    };
    let input = |input: &TableInput| InputDraft {
        expression: text_there(&input.expression),
        label: label(&input.label, place_there(input.place)),
        allowed: input.values.as_ref().map(text_there),
    };
    let output = |output: &TableOutput| OutputDraft {
        name: table::Text::new(output.name.clone().unwrap_or_default(), place_there(output.place)),
        kind: label(&output.type_ref, place_there(output.place)),
        allowed: output.values.as_ref().map(text_there),
        default: output.default.as_ref().map(text_there),
    };
    Draft {
        policy: policy_there(read.hit_policy, read.aggregation),
        policy_place: place_there(read.place),
        requires_basis: false,
        inputs: read.inputs.iter().map(input).collect(),
        outputs: read.outputs.iter().map(output).collect(),
        rules: read.rules.iter().map(|rule| rule_there(rule, basis)).collect(),
    }
}

/// The table of a draft, as a file holds it: what each rule rests on becomes a column of remarks.
///
/// Types of outputs are written where DMN knows them by a name; [`add_types`] adds those of a checked table.
#[must_use]
pub fn from_draft(draft: &Draft) -> DecisionTable {
    let (hit_policy, aggregation) = policy_here(draft.policy);
    let has_basis = draft.rules.iter().any(|rule| rule.basis.is_some());
    let owned = |text: &table::Text| text.text.clone();
    let input = |input: &InputDraft| TableInput {
        label: input.label.as_ref().map(owned),
        expression: text_here(&input.expression),
        values: input.allowed.as_ref().map(text_here),
        place: place_here(input.expression.place),
        ..TableInput::default()
    };
    let output = |output: &OutputDraft| TableOutput {
        name: (!output.name.is_blank()).then(|| output.name.text.clone()),
        type_ref: output.kind.as_ref().and_then(|kind| type_name(&kind.text)),
        values: output.allowed.as_ref().map(text_here),
        default: output.default.as_ref().map(text_here),
        place: place_here(output.name.place),
        ..TableOutput::default()
    };
    let rule = |rule: &RuleDraft| TableRule {
        description: rule.annotation.as_ref().map(owned),
        inputs: rule.inputs.iter().map(text_here).collect(),
        outputs: rule.outputs.iter().map(text_here).collect(),
        annotations: if has_basis {
            vec![rule.basis.as_ref().map(text_here).unwrap_or_default()]
        } else {
            Vec::new()
        },
        place: place_here(rule.place),
    };
    DecisionTable {
        hit_policy,
        aggregation,
        inputs: draft.inputs.iter().map(input).collect(),
        outputs: draft.outputs.iter().map(output).collect(),
        annotations: if has_basis { vec![BASIS.to_owned()] } else { Vec::new() },
        rules: draft.rules.iter().map(rule).collect(),
        place: place_here(draft.policy_place),
        ..DecisionTable::default()
    }
}

/// Adds the types of a checked table to the columns that name none. Editors show them, and refuse values of others.
///
/// A choice type is named as it is: whoever writes the file adds an item definition with its words.
pub fn add_types(written: &mut DecisionTable, checked: &Table) {
    for (column, input) in written.inputs.iter_mut().zip(checked.inputs()) {
        column.type_ref = column.type_ref.take().or_else(|| type_ref(&input.kind));
    }
    for (column, output) in written.outputs.iter_mut().zip(checked.outputs()) {
        column.type_ref = column.type_ref.take().or_else(|| type_ref(&output.kind));
    }
}

/// The name of a type in DMN 1.5 §7.3.2; none where only an item definition could say it.
#[must_use]
pub fn type_ref(kind: &Type) -> Option<String> {
    let name = match kind.when_present() {
        Type::Boolean => "boolean",
        Type::Number => "number",
        Type::Text => "string",
        Type::Date => "date",
        Type::DateTime | Type::LocalDateTime => "date and time",
        Type::Time | Type::ZonedTime => "time",
        Type::DayDuration => "days and time duration",
        Type::MonthDuration => "years and months duration",
        Type::Choice(name) => name,
        Type::Null | Type::List(_) | Type::Context(_) | Type::Range(_) | Type::Optional(_) => return None,
    };
    Some(name.to_owned())
}

/// A declared type of a draft by its name in DMN; none for lists, which only item definitions say.
fn type_name(declared: &str) -> Option<String> {
    match declared.trim() {
        "text" => Some("string".to_owned()),
        list if list.starts_with("list of ") => None,
        other => Some(other.to_owned()),
    }
}

fn rule_there(rule: &TableRule, basis: Option<usize>) -> RuleDraft {
    let is_said = |text: &&Text| !text.text.trim().is_empty();
    let remarks = rule.annotations.iter().enumerate().filter(|(index, _)| Some(*index) != basis);
    let remarks = remarks.map(|(_, text)| text).filter(is_said).map(|text| text.text.trim());
    let said: Vec<&str> = rule.description.as_deref().into_iter().chain(remarks).collect();
    let place = place_there(rule.place);
    RuleDraft {
        place,
        inputs: rule.inputs.iter().map(text_there).collect(),
        outputs: rule.outputs.iter().map(text_there).collect(),
        basis: basis.and_then(|index| rule.annotations.get(index)).filter(is_said).map(text_there),
        annotation: (!said.is_empty()).then(|| table::Text::new(said.join("; "), place)),
    }
}

fn policy_there(policy: HitPolicy, aggregation: Option<Aggregation>) -> table::HitPolicy {
    match policy {
        HitPolicy::Unique => table::HitPolicy::Unique,
        HitPolicy::First => table::HitPolicy::First,
        HitPolicy::Priority => table::HitPolicy::Priority,
        HitPolicy::Any => table::HitPolicy::Any,
        HitPolicy::RuleOrder => table::HitPolicy::RuleOrder,
        HitPolicy::OutputOrder => table::HitPolicy::OutputOrder,
        HitPolicy::Collect => table::HitPolicy::Collect(match aggregation {
            None => Aggregate::List,
            Some(Aggregation::Sum) => Aggregate::Sum,
            Some(Aggregation::Count) => Aggregate::Count,
            Some(Aggregation::Min) => Aggregate::Min,
            Some(Aggregation::Max) => Aggregate::Max,
        }),
    }
}

fn policy_here(policy: table::HitPolicy) -> (HitPolicy, Option<Aggregation>) {
    match policy {
        table::HitPolicy::Unique => (HitPolicy::Unique, None),
        table::HitPolicy::First => (HitPolicy::First, None),
        table::HitPolicy::Priority => (HitPolicy::Priority, None),
        table::HitPolicy::Any => (HitPolicy::Any, None),
        table::HitPolicy::RuleOrder => (HitPolicy::RuleOrder, None),
        table::HitPolicy::OutputOrder => (HitPolicy::OutputOrder, None),
        table::HitPolicy::Collect(aggregate) => {
            let aggregation = match aggregate {
                Aggregate::List => None,
                Aggregate::Sum => Some(Aggregation::Sum),
                Aggregate::Count => Some(Aggregation::Count),
                Aggregate::Min => Some(Aggregation::Min),
                Aggregate::Max => Some(Aggregation::Max),
            };
            (HitPolicy::Collect, aggregation)
        }
    }
}

fn text_there(text: &Text) -> table::Text {
    table::Text::new(text.text.as_str(), place_there(text.place))
}

fn text_here(text: &table::Text) -> Text {
    Text { text: text.text.clone(), place: place_here(text.place) }
}

/// Drafts have no place of nowhere: what was not read stands at the start.
fn place_there(place: Place) -> table::Place {
    table::Place { line: place.line.max(1), column: place.column.max(1) }
}

fn place_here(place: table::Place) -> Place {
    Place { line: place.line, column: place.column }
}
