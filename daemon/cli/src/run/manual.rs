//! `helhed completions`, `helhed man`.

use std::fs;
use std::io;
use std::path::Path;

use clap::CommandFactory;

use super::Session;
use crate::command::Cli;
use crate::command::manual::{CompletionsArgs, ManArgs};
use crate::trouble::Trouble;

/// Prints what a shell reads.
pub(crate) fn completions(session: &mut Session<'_>, args: &CompletionsArgs) -> Result<(), Trouble> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "helhed", &mut script);
    Ok(session.out.write_all(&script)?)
}

/// Prints the first manual page, or writes them all.
pub(crate) fn man(session: &mut Session<'_>, args: &ManArgs) -> Result<(), Trouble> {
    let Some(directory) = &args.directory else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut page)?;
        return Ok(session.out.write_all(&page)?);
    };
    let place = directory.display();
    write_all(directory).map_err(|error| {
        Trouble::other(
            format!("`{place}` kan ikke skrives ({error}); nævn en mappe, som du må skrive i"),
            format!("`{place}` cannot be written ({error}); name a directory that you may write to"),
        )
    })?;
    session.talk(
        &format!("manualsiderne ligger i `{place}`; læs dem med `man -l {place}/helhed.1`"),
        &format!("the manual pages are in `{place}`; read them with `man -l {place}/helhed.1`"),
    )
}

fn write_all(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    clap_mangen::generate_to(Cli::command(), directory)
}
