//! `helhed completions`, `helhed man`: the command line about itself, without a daemon.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

/// Print what a shell needs to complete commands.
#[derive(Clone, Debug, Args)]
pub struct CompletionsArgs {
    /// For which shell
    pub shell: Shell,
}

/// Print a manual page, or write them all.
#[derive(Clone, Debug, Default, Args)]
pub struct ManArgs {
    /// Write one page for every command into this directory; made where absent
    #[arg(long, value_name = "DIRECTORY")]
    pub directory: Option<PathBuf>,
}

/// Where each shell looks.
pub(crate) const COMPLETIONS_HELP: &str = "\
Where a shell looks for it:

  bash        helhed completions bash > ~/.local/share/bash-completion/completions/helhed
  zsh         helhed completions zsh > \"${fpath[1]}/_helhed\"
  fish        helhed completions fish > ~/.config/fish/completions/helhed.fish
  elvish      helhed completions elvish >> ~/.config/elvish/rc.elv
  powershell  helhed completions powershell >> $PROFILE";

/// How to read it.
pub(crate) const MAN_HELP: &str = "\
Read it at once, or put every page where `man` looks:

  helhed man | man -l -
  helhed man --directory ~/.local/share/man/man1 && man helhed-case-show";
