//! `helhed explain`: the page of a code.

use serde_json::json;

use super::Session;
use crate::command::checking::ExplainArgs;
use crate::exit::Exit;
use crate::lang::sentence;
use crate::pages::{self, Page};
use crate::trouble::Trouble;

/// Columns that the longest codes take in the list.
const CODE_COLUMNS: usize = 27;

/// Prints the page of a code, or the list of all.
pub(crate) fn run(session: &mut Session<'_>, args: &ExplainArgs) -> Result<(), Trouble> {
    let Some(typed) = args.code.as_deref().filter(|_| !args.list) else { return list(session) };
    let Some(page) = pages::page(typed) else { return Err(unknown(typed)) };
    if session.cli.json {
        let value = json!({ "code": page.code, "title": page.title(), "page": page.text });
        return Ok(writeln!(session.out, "{value}")?);
    }
    Ok(session.out.write_all(plain(page).as_bytes())?)
}

fn list(session: &mut Session<'_>) -> Result<(), Trouble> {
    if session.cli.json {
        let pages: Vec<_> =
            pages::pages().map(|page| json!({ "code": page.code, "title": page.title() })).collect();
        return Ok(writeln!(session.out, "{}", serde_json::Value::Array(pages))?);
    }
    for page in pages::pages() {
        writeln!(session.out, "{:CODE_COLUMNS$} {}", page.code, page.title())?;
    }
    session.talk(
        "`helhed explain KODE` siger, hvad en kode betyder, og hvad man gør ved den (på engelsk)",
        "`helhed explain CODE` says what a code means and what to do about it",
    )
}

fn unknown(typed: &str) -> Trouble {
    let what = match pages::nearest(typed) {
        Some(near) => sentence(
            format!("`{typed}` er ingen kode; mente du `{near}`?"),
            format!("`{typed}` is no code; did you mean `{near}`?"),
        ),
        None => sentence(
            format!("`{typed}` er ingen kode; `helhed explain` viser dem alle"),
            format!("`{typed}` is no code; `helhed explain` lists them all"),
        ),
    };
    Trouble::Said { exit: Exit::NotFound, what }
}

/// A page as a terminal shows it: headings without their marks, examples set in.
fn plain(page: Page) -> String {
    let mut shown = String::new();
    let mut is_example = false;
    for line in page.text.lines() {
        if line.starts_with("```") {
            is_example = !is_example;
            continue;
        }
        let line =
            if is_example { format!("    {line}") } else { line.trim_start_matches('#').trim().to_owned() };
        shown.push_str(line.trim_end());
        shown.push('\n');
    }
    shown
}
