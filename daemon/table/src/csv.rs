//! Tables as CSV: what a spreadsheet saves and a pull request shows.
//!
//! ```text
//! hit: first;age;plans_held;->outcome;basis
//! # rows that begin with # are for people
//! ;>= 25;>= 2;must;HOI agreement 2022 [C]
//! otherwise;;;ordinary;general duty
//! ```
//!
//! The first row begins with the hit policy, then come the inputs, from `->` on the outputs (`name` or `name: type`), at
//! last `basis`. The first cell of a rule is its name or a remark. Between the first row and the rules may stand rows
//! that begin with `label:` (what inputs are called), `allowed:` (values of inputs and outputs) and `default:` (what
//! outputs are where no rule hits).

mod cells;
mod write;

use std::collections::BTreeMap;

use feel::{Scope, Type};

use crate::draft::{
    COLUMNS_MAX, Draft, HitPolicy, InputDraft, OutputDraft, Place, RULES_MAX, RuleDraft, Text,
};
use crate::fault::{Fault, TableFaultCode, in_order};
use crate::table::Table;

pub use write::{Delimiter, Unwritable, write};

use cells::{Cell, Row};

/// Bytes of one file: 1,000 rules of 250 bytes.
pub const FILE_BYTES_MAX: usize = 256 * 1024;

/// Bytes of one cell, as many as FEEL reads.
pub const CELL_BYTES_MAX: usize = feel::SOURCE_BYTES_MAX;

/// What a file says, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The table, without the rows that are faulty; `None` where not even the first row can be understood.
    pub draft: Option<Draft>,
    /// Everything that is wrong with the layout, in the order of the file.
    pub faults: Vec<Fault>,
}

/// How the columns stand: one for the name of the rule, then inputs, outputs and the basis.
#[derive(Clone, Copy)]
struct Layout {
    inputs: usize,
    outputs: usize,
}

/// The rows above the rules, by the word they begin with.
const ABOVE: [&str; 3] = ["label:", "allowed:", "default:"];

/// Reads a table from the bytes of a file: UTF-8 with or without a byte order mark, lines with or without `\r`.
///
/// The expressions are not looked at: [`load`] does both.
#[must_use]
pub fn read(bytes: &[u8]) -> Reading {
    let refused = |fault| Reading { draft: None, faults: vec![fault] };
    if bytes.len() > FILE_BYTES_MAX {
        let message = format!("the file has {} bytes; at most {FILE_BYTES_MAX} are read", bytes.len());
        let help = "split the table into several steps";
        return refused(Fault::new(TableFaultCode::TooLarge, Place::START, message, help));
    }
    let source = match std::str::from_utf8(bytes) {
        Ok(source) => source,
        Err(error) => {
            let readable = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let place = Place::START.after(std::str::from_utf8(readable).unwrap_or_default());
            let help = "save the file as UTF-8; a spreadsheet calls it `CSV UTF-8`";
            return refused(Fault::new(TableFaultCode::NotUtf8, place, "this is no UTF-8", help));
        }
    };
    let (rows, mut faults) = cells::rows(source);
    let draft = drafted(rows, &mut faults);
    Reading { draft, faults: in_order(faults) }
}

/// Reads a table and checks it, so that one run shows what is wrong with its layout and with its expressions.
///
/// # Errors
///
/// Every fault of [`read`] and of [`Table::compile`] on the rows that could be read, in the order of the file; never an
/// empty list.
pub fn load(bytes: &[u8], scope: &Scope, types: &BTreeMap<String, Type>) -> Result<Table, Vec<Fault>> {
    let Reading { draft, mut faults } = read(bytes);
    // A table whose every row is faulty is not one without rules.
    let draft = draft.filter(|draft| faults.is_empty() || !draft.rules.is_empty());
    match draft.map(|draft| Table::compile(&draft, scope, types)) {
        Some(Ok(table)) if faults.is_empty() => return Ok(table),
        Some(Err(mut found)) => faults.append(&mut found),
        Some(Ok(_)) | None => {}
    }
    Err(in_order(faults))
}

fn drafted(rows: Vec<Row>, faults: &mut Vec<Fault>) -> Option<Draft> {
    let mut rows = rows.into_iter();
    let Some(header) = rows.next() else {
        let help = "begin it with a row such as `hit: first;age;->outcome;basis`";
        faults.push(Fault::new(TableFaultCode::NoHeader, Place::START, "the file is empty", help));
        return None;
    };
    let (mut draft, layout) = headed(header, faults)?;
    for mut row in rows {
        let Some(first) = row.cells.first() else { continue };
        let word = first.text.text.to_lowercase();
        let above = ABOVE.into_iter().find(|above| !first.is_quoted && *above == word);
        if !is_as_wide(&mut row, layout, faults) {
            continue;
        }
        match above {
            Some(above) => stand_above(&mut draft, above, row, faults),
            None => draft.rules.push(rule(row, layout)),
        }
    }
    if let Some(first) = draft.rules.get(RULES_MAX) {
        faults.push(Fault::too_many("rules", draft.rules.len(), RULES_MAX, first.place));
        draft.rules.truncate(RULES_MAX);
    }
    Some(draft)
}

/// Reads the first row. `None` where the columns cannot be told apart.
fn headed(header: Row, faults: &mut Vec<Fault>) -> Option<(Draft, Layout)> {
    let faults_before = faults.len();
    let place = header.place;
    let mut cells: Vec<Text> = header.cells.into_iter().map(|cell| cell.text).collect();
    while cells.last().is_some_and(Text::is_blank) {
        cells.pop();
    }
    if cells.len() > COLUMNS_MAX + 2 {
        faults.push(Fault::too_many("columns", cells.len() - 2, COLUMNS_MAX, place));
    }
    let mut cells = cells.into_iter();
    let policy_place = cells.as_slice().first().map_or(place, |first| first.place);
    let spelling = cells.next().and_then(|first| after_hit(&first));
    let Some(spelling) = spelling else {
        let help = "begin the first row with the hit policy, as `hit: first;age;->outcome;basis`";
        let message = "the first row does not begin with `hit:`";
        faults.push(Fault::new(TableFaultCode::NoHeader, place, message, help));
        return None;
    };
    let policy = policy(&spelling, faults);
    let mut cells: Vec<Text> = cells.collect();
    basis(&mut cells, place, faults);
    let first_output = cells.iter().position(|cell| cell.text.starts_with("->"));
    let outputs: Vec<OutputDraft> = match first_output {
        Some(first) => cells.split_off(first).iter().map(|cell| output(cell, faults)).collect(),
        None => Vec::new(),
    };
    if outputs.is_empty() {
        let help = "begin the name of the first output column with `->`, as `->outcome`";
        faults.push(Fault::new(TableFaultCode::NoOutput, place, "the table has no output column", help));
    }
    if cells.is_empty() && !outputs.is_empty() {
        let help = "write what the rules look at before the first `->`, as `age`";
        faults.push(Fault::new(TableFaultCode::NoInput, place, "the table has no input column", help));
    }
    let layout = Layout { inputs: cells.len(), outputs: outputs.len() };
    let input = |expression| InputDraft { expression, label: None, allowed: None };
    let inputs = cells.into_iter().map(input).collect();
    let policy = policy?;
    let draft = Draft { policy, policy_place, requires_basis: true, inputs, outputs, rules: Vec::new() };
    (faults.len() == faults_before).then_some((draft, layout))
}

/// What stands after `hit:`.
fn after_hit(first: &Text) -> Option<Text> {
    let (word, rest) = first.text.split_once(':')?;
    if !word.trim().eq_ignore_ascii_case("hit") {
        return None;
    }
    let rest = rest.trim_start();
    Some(Text::new(rest, first.at(first.text.len() - rest.len())))
}

fn policy(spelling: &Text, faults: &mut Vec<Fault>) -> Option<HitPolicy> {
    let policy = HitPolicy::named(&spelling.text);
    if policy.is_none() {
        let message = format!("`{}` is no hit policy", spelling.text);
        let names: Vec<String> = HitPolicy::ALL.iter().map(|policy| format!("`{policy}`")).collect();
        let help = format!("write one of {}", names.join(", "));
        faults.push(Fault::new(TableFaultCode::UnknownHitPolicy, spelling.place, message, help));
    }
    policy
}

/// Takes the last column, which must be the basis.
fn basis(cells: &mut Vec<Text>, place: Place, faults: &mut Vec<Fault>) {
    let position = cells.iter().position(|cell| cell.text.eq_ignore_ascii_case("basis"));
    let help =
        "end the first row with `basis`, and each rule with the law, agreement or practice it rests on";
    let Some(position) = position else {
        let message = "the table has no column `basis`";
        faults.push(Fault::new(TableFaultCode::NoBasisColumn, place, message, help));
        return;
    };
    if position + 1 < cells.len()
        && let Some(early) = cells.get(position)
    {
        let message = "the column `basis` is not the last";
        faults.push(Fault::new(TableFaultCode::NoBasisColumn, early.place, message, help));
    }
    cells.remove(position);
}

fn output(cell: &Text, faults: &mut Vec<Fault>) -> OutputDraft {
    let place = cell.place;
    let part = |part: &str, start: usize| {
        let spaces = part.len() - part.trim_start().len();
        Text { text: part.trim().to_owned(), place: cell.at(start + spaces), ..*cell }
    };
    let body = cell.text.strip_prefix("->").unwrap_or(&cell.text);
    let start = cell.text.len() - body.len();
    let (name, kind) = match body.split_once(':') {
        Some((name, kind)) => (part(name, start), Some(part(kind, start + name.len() + 1))),
        None => (part(body, start), None),
    };
    if !is_column_name(&name.text) {
        let message = format!("`{}` is no name for an output column", name.text);
        let help = "use letters, digits and `_`, and a letter first, as `->outcome` or `->amount: number`";
        faults.push(Fault::new(TableFaultCode::BadName, place, message, help));
    }
    OutputDraft { name, kind, allowed: None, default: None }
}

/// Whether expressions can name the column, and a reader tells it from the basis.
fn is_column_name(name: &str) -> bool {
    let starts = name.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_');
    let goes_on = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    starts && goes_on && !name.eq_ignore_ascii_case("basis")
}

/// Whether the row has a cell for each column; blank cells beyond them are taken away.
fn is_as_wide(row: &mut Row, layout: Layout, faults: &mut Vec<Fault>) -> bool {
    let width = layout.inputs + layout.outputs + 2;
    while row.cells.len() > width && row.cells.last().is_some_and(Cell::is_blank) {
        row.cells.pop();
    }
    if row.cells.len() == width {
        return true;
    }
    let place = row.cells.get(width).map_or(row.place, |first_beyond| first_beyond.text.place);
    let message = format!("the row has {} cells, and the first row has {width}", row.cells.len());
    let help = "give each column one cell; write a cell that holds the delimiter in quotes";
    faults.push(Fault::new(TableFaultCode::WrongCellCount, place, message, help));
    false
}

fn rule(row: Row, layout: Layout) -> RuleDraft {
    let written = |text: Text| (!text.is_blank()).then_some(text);
    let mut cells = row.cells.into_iter().map(|cell| cell.text);
    RuleDraft {
        place: row.place,
        annotation: cells.next().and_then(written),
        inputs: cells.by_ref().take(layout.inputs).collect(),
        outputs: cells.by_ref().take(layout.outputs).collect(),
        basis: cells.next().and_then(written),
    }
}

/// Takes in a row that says something about the columns.
fn stand_above(draft: &mut Draft, word: &str, row: Row, faults: &mut Vec<Fault>) {
    if !draft.rules.is_empty() {
        let message = format!("`{word}` stands below the first rule");
        let help = "move the row up to the first row, or write its first word in quotes if it is a name";
        faults.push(Fault::new(TableFaultCode::Misplaced, row.place, message, help));
        return;
    }
    let mut cells = row.cells.into_iter().map(|cell| cell.text).skip(1);
    let mut misplaced = Vec::new();
    let mut set = |slot: Option<&mut Option<Text>>, cell: Text| match slot {
        _ if cell.is_blank() => {}
        Some(slot) if slot.is_none() => *slot = Some(cell),
        Some(_) | None => misplaced.push(cell.place),
    };
    for (input, cell) in draft.inputs.iter_mut().zip(&mut cells) {
        let slot = match word {
            "label:" => Some(&mut input.label),
            "allowed:" => Some(&mut input.allowed),
            _ => None,
        };
        set(slot, cell);
    }
    for (output, cell) in draft.outputs.iter_mut().zip(&mut cells) {
        let slot = match word {
            "allowed:" => Some(&mut output.allowed),
            "default:" => Some(&mut output.default),
            _ => None,
        };
        set(slot, cell);
    }
    cells.for_each(|cell| set(None, cell));
    for place in misplaced {
        let message = format!("the row `{word}` says nothing here, or says it twice");
        let help = "inputs have `label:` and `allowed:`, outputs `allowed:` and `default:`, each once";
        faults.push(Fault::new(TableFaultCode::Misplaced, place, message, help));
    }
}
