//! Models and their faults as transcripts, and tables that are written and read again.

mod bridge;
mod faults;
mod round;
mod shapes;

use crate::{DecisionTable, Fault, Model, Place, Text, read};

/// A model of DMN 1.5 with this inside; line 2 is its first.
fn model_of(inside: &str) -> String {
    let namespace = "https://www.omg.org/spec/DMN/20230324/MODEL/";
    format!("<definitions xmlns=\"{namespace}\" name=\"m\" namespace=\"urn:m\">\n{inside}\n</definitions>")
}

/// Reads a model that must have no fault.
#[track_caller]
fn given(inside: &str) -> Model {
    read(&model_of(inside)).unwrap()
}

/// One line per fault: place and sentence.
fn transcript(faults: &[Fault]) -> String {
    assert!(!faults.is_empty(), "a refusal names at least one fault");
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The table without its places: they are those of the file it was read from.
fn without_places(mut table: DecisionTable) -> DecisionTable {
    let plain = |text: &mut Text| text.place = Place::default();
    table.place = Place::default();
    for input in &mut table.inputs {
        input.place = Place::default();
        plain(&mut input.expression);
        input.values.iter_mut().for_each(plain);
    }
    for output in &mut table.outputs {
        output.place = Place::default();
        output.values.iter_mut().chain(output.default.iter_mut()).for_each(plain);
    }
    for rule in &mut table.rules {
        rule.place = Place::default();
        let cells = rule.inputs.iter_mut().chain(&mut rule.outputs).chain(&mut rule.annotations);
        cells.for_each(plain);
    }
    table
}
