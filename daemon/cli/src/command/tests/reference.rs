//! `docs/cli.md` says what the help says. `UPDATE=1` writes it again; the diff is the review.

use core::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use clap::{Command, CommandFactory};

use crate::command::Cli;

const PREFACE: &str = "\
# The command line

Every command of `helhed` with its help. Written from the command line itself by `make update`: change the help, not
this page. `helhed man` has the same as manual pages, `helhed completions` teaches it to a shell.

The options under *Talking to the daemon*, `--json` and `--lang` belong to every command and stand here once, under
`helhed`.
";

/// Columns of a block of help on the page.
const COLUMNS: usize = 100;

#[test]
fn the_reference_says_what_the_help_says() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    let written = reference();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &written).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let differs = written.lines().zip(kept.lines()).find(|(now, before)| now != before);
    assert!(written == kept, "docs/cli.md is not what the help says (`make update` writes it): {differs:?}");
}

#[test]
fn every_command_and_every_option_has_help() {
    let mut without = Vec::new();
    visit(&root(), &mut |command| {
        if command.get_about().is_none() {
            without.push(name_of(command).to_owned());
        }
        let arguments = command.get_arguments().filter(|argument| argument.get_help().is_none());
        without.extend(arguments.map(|argument| format!("{:?} {argument}", command.get_bin_name())));
    });
    assert_eq!(without, Vec::<String>::new());
}

fn reference() -> String {
    let root = root();
    let mut page = format!("{PREFACE}\n");
    visit(&root, &mut |command| {
        let name = name_of(command);
        if command.get_subcommands().next().is_none() {
            writeln!(page, "- [`{name}`](#{})", name.replace(' ', "-")).unwrap();
        }
    });
    visit(&root, &mut |command| {
        let name = name_of(command);
        let depth = name.split(' ').count().min(2);
        let help = on_the_page(command, depth == 1).render_help().to_string();
        let help: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
        let marks = "#".repeat(depth + 1);
        writeln!(page, "\n{marks} `{name}`\n\n```text\n{}\n```", help.join("\n")).unwrap();
    });
    page
}

/// The command line with the names of commands as one types them.
fn root() -> Command {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    root
}

/// The words that one types for it.
fn name_of(command: &Command) -> &str {
    command.get_bin_name().unwrap_or(command.get_name())
}

/// As wide as the page, without the environment of whoever writes it; what belongs to every command stands once.
fn on_the_page(command: &Command, is_first: bool) -> Command {
    let command = command.clone().term_width(COLUMNS).max_term_width(COLUMNS);
    command.mut_args(|argument| {
        let id = argument.get_id().as_str();
        let is_everywhere = argument.is_global_set() || id == "help" || id == "version";
        argument.hide_env_values(true).hide(is_everywhere && !is_first)
    })
}

fn visit(command: &Command, see: &mut dyn FnMut(&Command)) {
    see(command);
    command.get_subcommands().for_each(|command| visit(command, see));
}
