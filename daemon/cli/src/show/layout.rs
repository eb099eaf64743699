//! Tables, headings and paragraphs.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ColumnConstraint, ContentArrangement, Table};

use super::View;

/// Columns where the terminal does not say: readable on paper, too.
const WIDTH: u16 = 100;

/// Narrower than this, every column would be a word.
const WIDTH_MIN: u16 = 60;

/// Columns before a text that has a label.
const LABEL: usize = 14;

/// Columns of the terminal, as `COLUMNS` says.
pub(crate) fn width() -> u16 {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse::<u16>().ok());
    said.unwrap_or(WIDTH).max(WIDTH_MIN)
}

/// A table whose columns `kept` are never broken over lines: last days, and names that one types again.
pub(super) fn table_keeping<const N: usize>(
    view: View,
    heading: [&str; N],
    rows: Vec<[String; N]>,
    kept: &[usize],
) -> String {
    let mut table = laid_out(view, heading, rows);
    for place in kept {
        if let Some(column) = table.column_mut(*place) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    text(&table)
}

/// A table with a heading row, without colours.
pub(super) fn table<const N: usize>(view: View, heading: [&str; N], rows: Vec<[String; N]>) -> String {
    text(&laid_out(view, heading, rows))
}

fn laid_out<const N: usize>(view: View, heading: [&str; N], rows: Vec<[String; N]>) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(view.width);
    table.set_header(heading);
    for row in rows {
        table.add_row(row);
    }
    table
}

fn text(table: &Table) -> String {
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    format!("{}\n", lines.join("\n"))
}

/// A page that a terminal prints and does not obey: what people wrote may hold escape codes.
pub(crate) fn printable(page: &str) -> String {
    let letters = page.chars().filter(|letter| *letter != '\r');
    letters
        .map(|letter| match letter {
            '\n' => '\n',
            '\t' => ' ',
            letter if letter.is_control() => char::REPLACEMENT_CHARACTER,
            letter => letter,
        })
        .collect()
}

/// `  label  text`, the text wrapped beside its label.
pub(super) fn labelled(view: View, label: &str, text: &str) -> String {
    let room = usize::from(view.width).saturating_sub(LABEL);
    let mut page = String::new();
    for (place, part) in wrapped(text, room).iter().enumerate() {
        let label = if place == 0 { label } else { "" };
        line(&mut page, &format!("  {label:<width$}{part}", width = LABEL - 2));
    }
    page
}

/// A heading with a blank line before it.
pub(super) fn heading(text: &str) -> String {
    format!("\n{}\n", text.to_uppercase())
}

/// A paragraph that is wrapped at spaces and indented.
pub(super) fn paragraph(view: View, indent: usize, text: &str) -> String {
    let room = usize::from(view.width).saturating_sub(indent).max(usize::from(WIDTH_MIN) / 2);
    let margin = " ".repeat(indent);
    text.lines().flat_map(|text| wrapped(text, room)).fold(String::new(), |mut page, text| {
        line(&mut page, &format!("{margin}{text}"));
        page
    })
}

/// Adds a line to a page.
pub(super) fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push('\n');
}

/// Lines of at most `room` characters where words allow it.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let fits = line.chars().count() + 1 + word.chars().count() <= room;
        if !line.is_empty() && !fits {
            lines.push(core::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}
