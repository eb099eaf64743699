//! Drafts back to CSV.

use std::fmt::Write as _;

use thiserror::Error;

use super::{ABOVE, is_column_name};
use crate::draft::{Draft, InputDraft, OutputDraft, Text};

/// What stands between cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`, as spreadsheets want it where numbers have a comma.
    Semicolon,
}

/// Why a draft cannot stand in a CSV file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unwritable {
    /// The name of an output is not one that can be read again.
    #[error("`{0}` is no name for an output column; use letters, digits and `_`, and a letter first")]
    OutputName(String),
    /// An input has no expression, or there is no input or output.
    #[error("the table needs an input with an expression, and an output")]
    NoColumn,
}

/// Writes a draft as [`super::read`] reads it. Places are lost; a missing basis becomes a blank cell, which is a fault
/// until somebody has filled it in.
///
/// # Errors
///
/// [`Unwritable`] where the file could not be read again: rename the output, and try again.
pub fn write(draft: &Draft, delimiter: Delimiter) -> Result<String, Unwritable> {
    if let Some(output) = draft.outputs.iter().find(|output| !is_column_name(&output.name.text)) {
        return Err(Unwritable::OutputName(output.name.text.clone()));
    }
    let lacks_expression = draft.inputs.iter().any(|input| input.expression.is_blank());
    if lacks_expression || draft.inputs.is_empty() || draft.outputs.is_empty() {
        return Err(Unwritable::NoColumn);
    }
    let mut page = Page { text: String::new(), delimiter };
    page.row(&header(draft));
    page.above("label:", draft, |input| input.label.as_ref(), |_| None);
    page.above("allowed:", draft, |input| input.allowed.as_ref(), |output| output.allowed.as_ref());
    page.above("default:", draft, |_| None, |output| output.default.as_ref());
    for rule in &draft.rules {
        let first = rule.annotation.as_ref().map_or(String::new(), |annotation| {
            let is_taken = ABOVE.contains(&annotation.text.to_lowercase().as_str());
            if is_taken { in_quotes(&annotation.text) } else { page.cell(annotation) }
        });
        let mut cells = vec![first];
        cells.extend(rule.inputs.iter().chain(&rule.outputs).map(|text| page.cell(text)));
        cells.push(rule.basis.as_ref().map_or(String::new(), |basis| page.cell(basis)));
        page.joined(&cells);
    }
    Ok(page.text)
}

fn header(draft: &Draft) -> Vec<Text> {
    let bare = |text: String| Text::new(text, draft.policy_place);
    let mut cells = vec![bare(format!("hit: {}", draft.policy))];
    cells.extend(draft.inputs.iter().map(|input| input.expression.clone()));
    for (index, output) in draft.outputs.iter().enumerate() {
        let mut cell = if index == 0 { "->".to_owned() } else { String::new() };
        cell.push_str(&output.name.text);
        if let Some(kind) = &output.kind {
            cell.push_str(": ");
            cell.push_str(&kind.text);
        }
        cells.push(bare(cell));
    }
    cells.push(bare("basis".to_owned()));
    cells
}

struct Page {
    text: String,
    delimiter: Delimiter,
}

impl Page {
    /// A row above the rules, where any column has something to say in it.
    fn above(
        &mut self,
        word: &str,
        draft: &Draft,
        of_input: fn(&InputDraft) -> Option<&Text>,
        of_output: fn(&OutputDraft) -> Option<&Text>,
    ) {
        let inputs = draft.inputs.iter().map(of_input);
        let texts: Vec<Option<&Text>> = inputs.chain(draft.outputs.iter().map(of_output)).collect();
        if texts.iter().all(Option::is_none) {
            return;
        }
        let mut cells = vec![word.to_owned()];
        cells.extend(texts.into_iter().map(|text| text.map_or(String::new(), |text| self.cell(text))));
        cells.push(String::new());
        self.joined(&cells);
    }

    fn row(&mut self, cells: &[Text]) {
        let cells: Vec<String> = cells.iter().map(|text| self.cell(text)).collect();
        self.joined(&cells);
    }

    fn joined(&mut self, cells: &[String]) {
        let delimiter = self.delimiter.as_str();
        // Writing to a text cannot fail.
        let _ = writeln!(self.text, "{}", cells.join(delimiter));
    }

    fn cell(&self, text: &Text) -> String {
        let text = text.text.trim();
        let needs_quotes = text.starts_with('#')
            || text.contains(self.delimiter.as_str())
            || text.contains(['"', '\n', '\r']);
        if needs_quotes { in_quotes(text) } else { text.to_owned() }
    }
}

fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.trim().replace('"', "\"\""))
}

impl Delimiter {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Comma => ",",
            Self::Semicolon => ";",
        }
    }
}
