//! A table of ours as DMN.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use definition::{Choice, Definition, FactKind, Kind, TableRule, load_folder};
use dmn::{ItemDefinition, TableDecision, TableModel, Variable, add_types, from_draft};
use table::csv;

use super::super::Session;
use super::{cannot_write, is_there, read};
use crate::trouble::Trouble;

/// What other files know ours by; the name of the table stands at its end.
const NAMESPACE: &str = "urn:helhed:table:";

pub(super) fn export(
    session: &mut Session<'_>,
    file: &Path,
    output: Option<&Path>,
    replace: bool,
) -> Result<(), Trouble> {
    let place = file.display();
    let reading = csv::read(&read(file)?);
    let Some(draft) = reading.draft.filter(|_| reading.faults.is_empty()) else {
        let faults: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
        let faults = faults.join("\n  ");
        return Err(Trouble::usage(
            format!("`{place}` kan ikke læses:\n  {faults}"),
            format!("`{place}` cannot be read:\n  {faults}"),
        ));
    };
    let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or("table").to_owned();
    let mut decided = from_draft(&draft);
    let mut model =
        TableModel { namespace: format!("{NAMESPACE}{name}"), name: name.clone(), ..TableModel::default() };
    let mut needs = Vec::new();
    match checked(file) {
        Some((definition, rule)) => {
            add_types(&mut decided, &rule.table);
            let inputs = inputs(&rule, &definition);
            needs = inputs.iter().map(|input| input.name.clone()).collect();
            model.types = types(&decided, &inputs, &definition);
            model.inputs = inputs;
        }
        None => session.talk(
            "tabellen er ikke et fejlfrit forløbs; typer er ikke skrevet",
            "the table is not one of a workflow without fault; no types are written",
        )?,
    }
    model.decisions.push(TableDecision {
        variable: Variable { name: name.clone(), ..Variable::default() },
        needs,
        table: decided,
    });
    let written = dmn::write(&model).map_err(|error| {
        Trouble::other(
            format!("`{place}` kan ikke skrives som DMN: {error}"),
            format!("`{place}` cannot be written as DMN: {error}"),
        )
    })?;
    match output {
        None => Ok(session.out.write_all(written.as_bytes())?),
        Some(path) if path.exists() && !replace => Err(is_there(path)),
        Some(path) => fs::write(path, written).map_err(|error: io::Error| cannot_write(path, &error)),
    }
}

/// The table as its workflow has it: `WORKFLOW/tables/NAME.csv`, of a folder of workflows.
fn checked(file: &Path) -> Option<(Definition, TableRule)> {
    let file = file.canonicalize().ok()?;
    let tables: PathBuf = file.parent()?.to_path_buf();
    let workflow = tables.parent().filter(|_| tables.file_name().is_some_and(|name| name == "tables"))?;
    let folder = load_folder(workflow.parent()?).ok()?;
    let definition = folder.workflows.get(workflow.file_name()?.to_str()?)?.loaded.value.clone()?;
    let path = format!("tables/{}", file.file_name()?.to_str()?);
    let rule = definition.steps.values().find_map(|step| {
        let Kind::Table(rule) = &step.kind else { return None };
        (rule.path.as_ref() == Some(&path)).then(|| rule.clone())
    })?;
    Some((definition, rule))
}

/// What the table reads, with types where DMN has a name for them.
fn inputs(rule: &TableRule, definition: &Definition) -> Vec<Variable> {
    let variable = |name: &str| {
        let kind = definition.facts.get(name).map(|rule| &rule.kind);
        Variable { name: name.to_owned(), type_ref: kind.and_then(type_name), ..Variable::default() }
    };
    rule.table.names().into_iter().map(variable).collect()
}

fn type_name(kind: &FactKind) -> Option<String> {
    match kind {
        FactKind::Text | FactKind::Person { .. } => Some("string".to_owned()),
        FactKind::Number { .. } => Some("number".to_owned()),
        FactKind::Date => Some("date".to_owned()),
        FactKind::Boolean => Some("boolean".to_owned()),
        FactKind::Choice(name) => Some(name.clone()),
        FactKind::List { .. } => None,
    }
}

/// The choice types that columns name, with their words.
fn types(decided: &dmn::DecisionTable, inputs: &[Variable], definition: &Definition) -> Vec<ItemDefinition> {
    let named = decided.inputs.iter().map(|input| &input.type_ref);
    let named = named.chain(decided.outputs.iter().map(|output| &output.type_ref));
    let named = named.chain(inputs.iter().map(|input| &input.type_ref));
    let mut types: BTreeMap<&str, &[Choice]> = BTreeMap::new();
    for name in named.flatten() {
        let words = definition.choices.get(name.as_str());
        // The words of a column of its own are known under the name of its step.
        let own =
            definition.choices.iter().find(|(known, _)| known.rsplit('.').next() == Some(name.as_str()));
        if let Some(words) = words.or(own.map(|(_, words)| words)) {
            types.insert(name, words);
        }
    }
    let definition = |(name, words): (&str, &[Choice])| {
        let words: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.word)).collect();
        ItemDefinition {
            name: name.to_owned(),
            type_ref: Some("string".to_owned()),
            allowed_values: Some(dmn::Text::new(words.join(", "))),
            ..ItemDefinition::default()
        }
    };
    types.into_iter().map(definition).collect()
}
