//! Letters: read as sent, and seen before they are sent.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use model::CaseId;
use wire::{LetterList, LetterPreview, PreviewLetter};

use super::Session;
use crate::command::task::{TaskOfCase, Values};
use crate::http::path;
use crate::show;
use crate::trouble::Trouble;

/// The letters of a case.
pub(crate) fn list(session: &mut Session<'_>, case: CaseId) -> Result<(), Trouble> {
    session.ask::<LetterList>(&path(&[&"cases", &case, &"letters"]), show::letter_list)
}

/// One letter, byte for byte as it was sent.
pub(crate) fn read(
    session: &mut Session<'_>,
    (case, number): (CaseId, u32),
    out: Option<&Path>,
) -> Result<(), Trouble> {
    let answer = session.client()?.get(&path(&[&"cases", &case, &"letters", &number]))?;
    if session.cli.json && out.is_none() {
        return session.show_untouched(&answer);
    }
    put(session, &answer.body, out)
}

/// The letter that a task would send: the page goes out, what it lacks is said beside it.
pub(crate) fn preview(
    session: &mut Session<'_>,
    task: &TaskOfCase,
    values: &Values,
    out: Option<&Path>,
) -> Result<(), Trouble> {
    let body = PreviewLetter { values: super::task::gathered(session, values)? };
    let address = path(&[&"cases", &task.case, &"tasks", &task.task, &"letter-preview"]);
    let answer = session.client()?.search(&address, &body)?;
    if session.cli.json {
        return session.show_untouched(&answer);
    }
    let preview: LetterPreview = answer.read()?;
    put(session, preview.html.as_bytes(), out)?;
    if preview.missing.is_empty() {
        return session
            .talk("intet mangler: brevet kan sendes", "nothing is missing: the letter can be sent");
    }
    for missing in &preview.missing {
        session.talk(&format!("mangler: {missing}"), &format!("missing: {missing}"))?;
    }
    Ok(())
}

/// Into a new file that only its owner reads, or to standard output. Nothing is overwritten.
fn put(session: &mut Session<'_>, page: &[u8], out: Option<&Path>) -> Result<(), Trouble> {
    let Some(out) = out else { return Ok(session.out.write_all(page)?) };
    let place = out.display();
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(out);
    let written = file.and_then(|mut file| file.write_all(page).and_then(|()| file.sync_all()));
    written.map_err(|error| {
        Trouble::usage(
            format!("`{place}` kan ikke skrives ({error}); vælg en ny fil"),
            format!("`{place}` cannot be written ({error}); choose a new file"),
        )
    })?;
    session.talk(&format!("brevet ligger i {place}"), &format!("the letter lies in {place}"))
}
