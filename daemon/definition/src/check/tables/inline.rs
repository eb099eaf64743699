//! A table whose rules stand in the step itself.

use core::fmt::Write;

use table::{Draft, HitPolicy, InputDraft, OutputDraft, Place, RuleDraft};

use crate::finding::{Report, WRONG_SHAPE};
use crate::text::{Text, Tree};

/// The draft, and what is written of it: the same rules always give the same.
pub(super) fn draft(tree: &Tree, report: &mut Report<'_>) -> Option<(Draft, String)> {
    let hit = tree.text("hit")?;
    let policy = HitPolicy::named(&hit.text)?;
    let inputs: Vec<InputDraft> = cells(tree, "inputs")
        .map(|text| InputDraft { expression: cell(text, report), label: None, allowed: None })
        .collect();
    let outputs: Vec<OutputDraft> = cells(tree, "outputs").map(|text| output(text, report)).collect();
    let mut rules = Vec::new();
    let Some(Tree::List(_, written)) = tree.get("rules") else { return None };
    let mut is_whole = true;
    for rule in written {
        let mut row = |key: &str, columns: usize, blank: bool| {
            let cells: Vec<table::Text> = cells(rule, key).map(|text| cell(text, report)).collect();
            if cells.len() == columns || (blank && rule.get(key).is_none()) {
                let missing = columns.saturating_sub(cells.len());
                let place = place(report, rule.span().start);
                let blank = std::iter::repeat_n(table::Text::new("", place), missing);
                return Some(cells.into_iter().chain(blank).collect::<Vec<_>>());
            }
            let span = rule.get(key).map_or(rule.span(), Tree::span);
            let message =
                format!("this rule has {} cells under `{key}`, and there are {columns} columns", cells.len());
            report.error(WRONG_SHAPE, span, message, "write one cell for each column; `\"-\"` is anything");
            None
        };
        let (tests, given) = (row("if", inputs.len(), true), row("then", outputs.len(), false));
        let (Some(tests), Some(given)) = (tests, given) else {
            is_whole = false;
            continue;
        };
        rules.push(RuleDraft {
            place: place(report, rule.span().start),
            inputs: tests,
            outputs: given,
            basis: rule.text("basis").map(|text| cell(text, report)),
            annotation: rule.text("note").map(|text| cell(text, report)),
        });
    }
    let policy_place = place(report, hit.span.start);
    let draft = Draft { policy, policy_place, requires_basis: true, inputs, outputs, rules };
    let written = written_as(&draft);
    is_whole.then_some((draft, written))
}

fn cells<'t>(tree: &'t Tree, key: &str) -> impl Iterator<Item = &'t Text> {
    let members = match tree.get(key) {
        Some(Tree::List(_, members)) => members.as_slice(),
        Some(Tree::Text(_) | Tree::Map(..)) | None => &[],
    };
    members.iter().filter_map(|member| if let Tree::Text(text) = member { Some(text) } else { None })
}

/// `NAME` or `NAME: TYPE`.
fn output(text: &Text, report: &Report<'_>) -> OutputDraft {
    let whole = cell(text, report);
    let (name, kind) = match text.text.split_once(':') {
        Some((name, kind)) => {
            let blanks = kind.len() - kind.trim_start().len();
            let at = whole.at(name.len() + 1 + blanks);
            (name.trim().to_owned(), Some(table::Text::new(kind.trim(), at)))
        }
        None => (text.text.trim().to_owned(), None),
    };
    OutputDraft { name: table::Text::new(name, whole.place), kind, allowed: None, default: None }
}

fn cell(text: &Text, report: &Report<'_>) -> table::Text {
    let start = text.within(0, text.text.len(), report.source).start;
    table::Text::new(text.text.clone(), place(report, start))
}

fn place(report: &Report<'_>, byte: usize) -> Place {
    let (line, column) = report.line_and_column(byte);
    Place { line, column }
}

/// Everything that decides, in one text: its hash is the version of the table.
fn written_as(draft: &Draft) -> String {
    let mut written = format!("hit: {}", draft.policy);
    let mut put = |text: &str| {
        let _ = write!(written, "\u{1f}{text}");
    };
    draft.inputs.iter().for_each(|input| put(&input.expression.text));
    for output in &draft.outputs {
        put(&output.name.text);
        put(output.kind.as_ref().map_or("", |kind| kind.text.as_str()));
    }
    for rule in &draft.rules {
        put("\u{1e}");
        rule.inputs.iter().chain(&rule.outputs).chain(&rule.basis).for_each(|cell| put(&cell.text));
    }
    written
}
