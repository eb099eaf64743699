//! Decision tables as DMN 1.5.

mod xml;

use std::collections::BTreeMap;

use thiserror::Error;

use crate::model::{ItemDefinition, Variable};
use crate::places::Text;
use crate::table::{DecisionTable, HitPolicy, TableRule};
use xml::Xml;

/// The namespace of DMN 1.5.
const NAMESPACE: &str = "https://www.omg.org/spec/DMN/20230324/MODEL/";

/// Levels of item definitions inside each other that are written; the file then stays within what is read.
const TYPE_DEPTH_MAX: usize = 32;

/// What is written: tables, one decision each, with what they look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableModel {
    /// The name of the model.
    pub name: String,
    /// The namespace that other files know it by.
    pub namespace: String,
    /// The types that inputs and outcomes name.
    pub types: Vec<ItemDefinition>,
    /// What is given from outside.
    pub inputs: Vec<Variable>,
    /// The decisions.
    pub decisions: Vec<TableDecision>,
}

/// A decision that is made by a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableDecision {
    /// The name and type of the outcome.
    pub variable: Variable,
    /// The names of the inputs and decisions that the table looks at.
    pub needs: Vec<String>,
    /// The table.
    pub table: DecisionTable,
}

/// Why tables cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WriteError {
    /// XML cannot hold a character.
    #[error("`{text}` holds the control character U+{code:04X}, which XML cannot hold; take it away")]
    Character {
        /// The text.
        text: String,
        /// The character.
        code: u32,
    },
    /// Something has no name.
    #[error("{what} has no name; give it one")]
    Nameless {
        /// What it is.
        what: &'static str,
    },
    /// Two things have one name.
    #[error("two inputs or decisions are called `{name}`; rename one of them")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// A decision needs something that is not there.
    #[error("the decision `{decision}` needs `{name}`, which is neither an input nor a decision; add it")]
    UnknownNeed {
        /// The decision.
        decision: String,
        /// What it needs.
        name: String,
    },
    /// A rule does not fit its table.
    #[error("rule {rule} of `{decision}` does not have one cell per column; add or take away cells")]
    UnevenRule {
        /// The decision.
        decision: String,
        /// The rule, from 1.
        rule: usize,
    },
    /// A table has no output.
    #[error("the table of `{decision}` has no output; add a column that says what is decided")]
    NoOutput {
        /// The decision.
        decision: String,
    },
    /// An aggregation without `COLLECT`.
    #[error("the table of `{decision}` has an aggregation, which only `COLLECT` tables have; take it away")]
    Aggregation {
        /// The decision.
        decision: String,
    },
    /// Types inside types.
    #[error(
        "types stand more than {TYPE_DEPTH_MAX} levels inside each other; give inner ones a name of their own"
    )]
    TypeDepth,
}

/// Writes tables as a DMN 1.5 file.
///
/// The same model gives the same text: ids are counted. A text of blanks where one may be left out (allowed values, a
/// default) is left out. There is no drawing (DMNDI): editors lay the diagram out themselves.
///
/// # Errors
///
/// [`WriteError`] names what cannot be said in DMN, the first in the order of the model.
pub fn write(model: &TableModel) -> Result<String, WriteError> {
    let ids = ids(model)?;
    let mut xml = Xml::new();
    let name = named(&model.name, "the model")?;
    xml.open(
        "definitions",
        &[
            ("xmlns", Some(NAMESPACE)),
            ("id", Some("definitions")),
            ("name", Some(name)),
            ("namespace", Some(&model.namespace)),
        ],
    )?;
    for definition in &model.types {
        item_definition(&mut xml, "itemDefinition", definition, TYPE_DEPTH_MAX)?;
    }
    for (index, input) in model.inputs.iter().enumerate() {
        let id = format!("input-{}", index + 1);
        xml.open("inputData", &[("id", Some(&id)), ("name", Some(&input.name))])?;
        variable(&mut xml, &id, input)?;
        xml.close("inputData");
    }
    for (index, decision) in model.decisions.iter().enumerate() {
        let id = format!("decision-{}", index + 1);
        xml.open("decision", &[("id", Some(&id)), ("name", Some(&decision.variable.name))])?;
        variable(&mut xml, &id, &decision.variable)?;
        requirements(&mut xml, &id, decision, &ids)?;
        decision_table(&mut xml, &id, decision)?;
        xml.close("decision");
    }
    xml.close("definitions");
    Ok(xml.text())
}

/// The id of each input and decision, and the element that requires it.
fn ids(model: &TableModel) -> Result<BTreeMap<&str, (&'static str, String)>, WriteError> {
    let mut ids = BTreeMap::new();
    let inputs = model.inputs.iter().map(|input| (&input.name, "requiredInput", "input"));
    let decisions =
        model.decisions.iter().map(|decision| (&decision.variable.name, "requiredDecision", "decision"));
    for (numbered, what) in [(inputs.collect::<Vec<_>>(), "an input"), (decisions.collect(), "a decision")] {
        for (index, (name, element, kind)) in numbered.into_iter().enumerate() {
            let name = named(name, what)?;
            if ids.insert(name, (element, format!("{kind}-{}", index + 1))).is_some() {
                return Err(WriteError::NameTaken { name: name.to_owned() });
            }
        }
    }
    Ok(ids)
}

fn named<'n>(name: &'n str, what: &'static str) -> Result<&'n str, WriteError> {
    if name.trim().is_empty() { Err(WriteError::Nameless { what }) } else { Ok(name) }
}

fn variable(xml: &mut Xml, owner: &str, variable: &Variable) -> Result<(), WriteError> {
    let id = format!("{owner}-variable");
    let attributes = [
        ("id", Some(id.as_str())),
        ("name", Some(&variable.name)),
        ("typeRef", variable.type_ref.as_deref()),
    ];
    xml.empty("variable", &attributes)
}

fn item_definition(
    xml: &mut Xml,
    element: &'static str,
    definition: &ItemDefinition,
    depth_left: usize,
) -> Result<(), WriteError> {
    let depth_left = depth_left.checked_sub(1).ok_or(WriteError::TypeDepth)?;
    let name = named(&definition.name, "a type")?;
    let is_collection = definition.is_collection.then_some("true");
    xml.open(element, &[("name", Some(name)), ("isCollection", is_collection)])?;
    if let Some(type_ref) = &definition.type_ref {
        xml.leaf("typeRef", &[], type_ref)?;
    }
    if let Some(allowed) = said(definition.allowed_values.as_ref()) {
        xml.text_in("allowedValues", &[], allowed)?;
    }
    for component in &definition.components {
        item_definition(xml, "itemComponent", component, depth_left)?;
    }
    if definition.is_function {
        xml.empty("functionItem", &[])?;
    }
    xml.close(element);
    Ok(())
}

fn requirements(
    xml: &mut Xml,
    id: &str,
    decision: &TableDecision,
    ids: &BTreeMap<&str, (&'static str, String)>,
) -> Result<(), WriteError> {
    for (index, name) in decision.needs.iter().enumerate() {
        let Some((element, target)) = ids.get(name.as_str()) else {
            let decision = decision.variable.name.clone();
            return Err(WriteError::UnknownNeed { decision, name: name.clone() });
        };
        let (own, href) = (format!("{id}-requirement-{}", index + 1), format!("#{target}"));
        xml.open("informationRequirement", &[("id", Some(&own))])?;
        xml.empty(element, &[("href", Some(&href))])?;
        xml.close("informationRequirement");
    }
    Ok(())
}

fn decision_table(xml: &mut Xml, owner: &str, decision: &TableDecision) -> Result<(), WriteError> {
    let table = &decision.table;
    let name = || decision.variable.name.clone();
    if table.outputs.is_empty() {
        return Err(WriteError::NoOutput { decision: name() });
    }
    if table.aggregation.is_some() && table.hit_policy != HitPolicy::Collect {
        return Err(WriteError::Aggregation { decision: name() });
    }
    let id = format!("{owner}-table");
    xml.open(
        "decisionTable",
        &[
            ("id", Some(&id)),
            ("hitPolicy", Some(table.hit_policy.as_str())),
            ("aggregation", table.aggregation.map(super::Aggregation::as_str)),
            ("outputLabel", table.output_label.as_deref()),
            ("typeRef", table.type_ref.as_deref()),
        ],
    )?;
    columns(xml, &id, table)?;
    for (index, rule) in table.rules.iter().enumerate() {
        if rule.inputs.len() != table.inputs.len() || rule.outputs.len() != table.outputs.len() {
            return Err(WriteError::UnevenRule { decision: name(), rule: index + 1 });
        }
        write_rule(xml, &format!("{id}-rule-{}", index + 1), rule)?;
    }
    xml.close("decisionTable");
    Ok(())
}

fn columns(xml: &mut Xml, id: &str, table: &DecisionTable) -> Result<(), WriteError> {
    for (index, input) in table.inputs.iter().enumerate() {
        let own = format!("{id}-input-{}", index + 1);
        xml.open("input", &[("id", Some(&own)), ("label", input.label.as_deref())])?;
        let inner = format!("{own}-expression");
        let attributes = [("id", Some(inner.as_str())), ("typeRef", input.type_ref.as_deref())];
        xml.text_in("inputExpression", &attributes, &input.expression.text)?;
        if let Some(values) = said(input.values.as_ref()) {
            xml.text_in("inputValues", &[], values)?;
        }
        xml.close("input");
    }
    for (index, output) in table.outputs.iter().enumerate() {
        let own = format!("{id}-output-{}", index + 1);
        xml.open(
            "output",
            &[
                ("id", Some(&own)),
                ("label", output.label.as_deref()),
                ("name", output.name.as_deref()),
                ("typeRef", output.type_ref.as_deref()),
            ],
        )?;
        if let Some(values) = said(output.values.as_ref()) {
            xml.text_in("outputValues", &[], values)?;
        }
        if let Some(default) = said(output.default.as_ref()) {
            xml.text_in("defaultOutputEntry", &[], default)?;
        }
        xml.close("output");
    }
    for name in &table.annotations {
        xml.empty("annotation", &[("name", Some(name))])?;
    }
    Ok(())
}

fn write_rule(xml: &mut Xml, id: &str, rule: &TableRule) -> Result<(), WriteError> {
    xml.open("rule", &[("id", Some(id))])?;
    if let Some(description) = rule.description.as_deref().filter(|text| !text.trim().is_empty()) {
        xml.leaf("description", &[], description)?;
    }
    for (element, kind, cells) in
        [("inputEntry", "input", &rule.inputs), ("outputEntry", "output", &rule.outputs)]
    {
        for (index, cell) in cells.iter().enumerate() {
            let own = format!("{id}-{kind}-{}", index + 1);
            xml.text_in(element, &[("id", Some(&own))], &cell.text)?;
        }
    }
    for annotation in &rule.annotations {
        xml.text_in("annotationEntry", &[], &annotation.text)?;
    }
    xml.close("rule");
    Ok(())
}

/// A text that says something.
fn said(text: Option<&Text>) -> Option<&str> {
    text.map(|text| text.text.as_str()).filter(|text| !text.trim().is_empty())
}
