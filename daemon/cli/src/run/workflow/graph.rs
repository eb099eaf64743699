//! `helhed workflow graph`: a picture of a workflow, without a daemon.

use std::fs;
use std::path::Path;

use super::one;
use crate::command::workflow::GraphArgs;
use crate::command::workflow::GraphFormat;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::run::Session;
use crate::trouble::Trouble;

/// Draws the workflow that was asked for.
pub(super) fn graph(session: &mut Session<'_>, args: &GraphArgs) -> Result<Exit, Trouble> {
    let workflow = one::read(&args.path, None)?;
    let lang = match session.cli.lang {
        Lang::Da => draw::Lang::Da,
        Lang::En => draw::Lang::En,
    };
    let picture = match args.format {
        GraphFormat::Svg => draw::svg(&workflow.definition, lang),
        GraphFormat::Mermaid => draw::mermaid(&workflow.definition, lang),
        GraphFormat::Text => draw::told(&workflow.definition, lang).join("\n") + "\n",
    };
    match &args.output {
        Some(file) => write(session, file, &picture)?,
        None => session.out.write_all(picture.as_bytes())?,
    }
    Ok(Exit::Done)
}

fn write(session: &mut Session<'_>, file: &Path, picture: &str) -> Result<(), Trouble> {
    let place = file.display();
    fs::write(file, picture).map_err(|error| {
        Trouble::other(
            format!("`{place}` kan ikke skrives ({error}); nævn en fil, som du må skrive"),
            format!("`{place}` cannot be written ({error}); name a file that you may write"),
        )
    })?;
    session.talk(&format!("forløbet er tegnet i `{place}`"), &format!("the workflow is drawn in `{place}`"))
}
