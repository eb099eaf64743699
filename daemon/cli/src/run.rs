//! The client commands: one request each, or two, and a page for people.

mod case;
mod citizen;
mod closed;
mod deadline;
mod entry;
mod erase;
mod explain;
mod letter;
mod manual;
mod office;
mod step;
mod table;
mod task;
mod workflow;

use std::io::{self, IsTerminal, Read, Write};
use std::process::ExitCode;

use hyper::Method;
use model::CaseId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wire::Written;

use crate::client::{Client, Order};
use crate::command::plugin::PluginCommand;
use crate::command::{Cli, Command, Writing};
use crate::exit::Exit;
use crate::http::{Answer, path};
use crate::show::{self, View};
use crate::trouble::Trouble;

/// Longest text from standard input: the daemon takes a request of 1 MiB.
const INPUT_BYTES_MAX: u64 = 1024 * 1024;

/// Does a client command, and says how it ended.
///
/// Data goes to `out`, talk and errors to `err`; standard input is read only where the command says so. Commands that
/// run the daemon or open its directory are not done here: they end as a usage error.
pub fn run_client(cli: &Cli, out: &mut dyn Write, err: &mut dyn Write) -> ExitCode {
    let stdin = io::stdin();
    let session = Session {
        cli,
        out,
        err,
        input: &mut stdin.lock(),
        listens: stdin.is_terminal(),
        view: View { lang: cli.lang, width: show::width() },
        is_warned: false,
    };
    session.run().into()
}

/// A command under way, and whom it talks to.
pub(crate) struct Session<'s> {
    pub(crate) cli: &'s Cli,
    pub(crate) out: &'s mut dyn Write,
    pub(crate) err: &'s mut dyn Write,
    pub(crate) input: &'s mut dyn Read,
    /// Whether a person types the input.
    pub(crate) listens: bool,
    pub(crate) view: View,
    /// Whether it was said that what is sent can be read on its way.
    pub(crate) is_warned: bool,
}

impl Session<'_> {
    /// Does the command.
    pub(crate) fn run(mut self) -> Exit {
        match self.dispatch() {
            Ok(exit) => exit,
            Err(trouble) => trouble.tell(self.err, self.cli.lang, self.cli.json),
        }
    }

    fn dispatch(&mut self) -> Result<Exit, Trouble> {
        let done = match &self.cli.command {
            Command::Case(command) => case::run(self, command),
            Command::Task(command) => task::run(self, command),
            Command::Step(command) => step::step(self, command),
            Command::Concern(command) => step::concern(self, command),
            Command::Note(note) => entry::note(self, note),
            Command::Fact(command) => entry::fact(self, command),
            Command::Event(command) => entry::event(self, command),
            Command::Goal(command) => entry::goal(self, command),
            Command::Deadline(command) => deadline::run(self, command),
            Command::Citizen(command) => citizen::run(self, command),
            Command::Workflow(command) => return workflow::run(self, command),
            Command::Calendar(args) => closed::run(self, args),
            Command::Explain(args) => explain::run(self, args),
            Command::Table(command) => table::run(self, command),
            Command::Plugin(PluginCommand::List) => {
                self.ask::<wire::PluginList>(&path(&[&"plugins"]), show::plugin_list)
            }
            Command::Me => self.ask::<wire::Me>(&path(&[&"me"]), show::me),
            Command::Token(command) => office::token(self, command),
            Command::Clock(command) => office::clock(self, command),
            Command::Effects => self.ask::<wire::EffectList>(&path(&[&"effects"]), show::effect_list),
            Command::Effect(command) => office::effect(self, command),
            Command::Completions(args) => manual::completions(self, args),
            Command::Man(args) => manual::man(self, args),
            Command::Serve(_)
            | Command::Demo(_)
            | Command::Journal(_)
            | Command::Index(_)
            | Command::Backup(_)
            | Command::BackupKey { .. }
            | Command::Restore(_)
            | Command::Config(_)
            | Command::Doctor(_)
            | Command::CompileWorker(_)
            | Command::Plugin(PluginCommand::Inspect { .. } | PluginCommand::Try { .. }) => {
                Err(Trouble::usage(
                    "denne kommando er ikke en klients; programmet udfører den selv",
                    "this command is not a client's; the program does it itself",
                ))
            }
        };
        done.map(|()| Exit::Done)
    }

    /// A client, once a command needs one.
    pub(crate) fn client(&mut self) -> Result<Client, Trouble> {
        let client = Client::of(self.cli)?;
        let in_the_clear = !client.address().is_secure() && !client.address().is_this_machine();
        if in_the_clear && !self.is_warned {
            self.is_warned = true;
            self.talk(
                "advarsel: dit token og sagens oplysninger går ukrypteret over nettet; brug `https`",
                "warning: your token and the case travel the network unencrypted; use `https`",
            )?;
        }
        Ok(client)
    }

    /// Asks, and shows the answer: untouched for programs, as a page for people.
    pub(crate) fn ask<T>(&mut self, path: &str, page: fn(&T, View) -> String) -> Result<(), Trouble>
    where
        T: DeserializeOwned,
    {
        let answer = self.client()?.get(path)?;
        self.show(&answer, page)
    }

    /// Asks for a page of a list, and says how to get the next.
    pub(crate) fn ask_page<T>(&mut self, path: &str, page: fn(&T, View) -> String) -> Result<(), Trouble>
    where
        T: DeserializeOwned + Continues,
    {
        let answer = self.client()?.get(path)?;
        self.show(&answer, page)?;
        if self.cli.json {
            return Ok(());
        }
        let shape: T = answer.read()?;
        let Some(next) = shape.next() else { return Ok(()) };
        self.talk(&format!("der er mere: `--after {next}`"), &format!("there is more: `--after {next}`"))
    }

    /// Shows an answer.
    pub(crate) fn show<T>(&mut self, answer: &Answer, page: fn(&T, View) -> String) -> Result<(), Trouble>
    where
        T: DeserializeOwned,
    {
        if self.cli.json {
            return self.show_untouched(answer);
        }
        let page = show::printable(&page(&answer.read()?, self.view));
        Ok(self.out.write_all(page.as_bytes())?)
    }

    /// Shows an answer as it came.
    pub(crate) fn show_untouched(&mut self, answer: &Answer) -> Result<(), Trouble> {
        self.out.write_all(&answer.body)?;
        Ok(writeln!(self.out)?)
    }

    /// Posts an order, and shows what it led to.
    pub(crate) fn post(
        &mut self,
        path: String,
        body: &impl Serialize,
        writing: &Writing,
    ) -> Result<(), Trouble> {
        self.give(Order::new(Method::POST, path, body, writing))
    }

    /// Gives an order, and shows what it led to.
    pub(crate) fn give(&mut self, order: Order) -> Result<(), Trouble> {
        let answer = self.client()?.give(order)?;
        self.show::<Written>(&answer, show::written)
    }

    /// The version to write on: the one given, or the one that the case has now.
    pub(crate) fn versioned(&mut self, case: CaseId, writing: &Writing) -> Result<Writing, Trouble> {
        if writing.if_match.is_some() {
            return Ok(writing.clone());
        }
        let if_match = self.client()?.get(&path(&[&"cases", &case]))?.version();
        Ok(Writing { if_match, ..writing.clone() })
    }

    /// Says something beside the data, one line.
    pub(crate) fn talk(&mut self, da: &str, en: &str) -> Result<(), Trouble> {
        Ok(writeln!(self.err, "{}", show::printable(self.cli.lang.say(da, en)))?)
    }

    /// A text of the command line; `-` reads it from standard input.
    pub(crate) fn text(&mut self, given: &str) -> Result<String, Trouble> {
        let text = if given == "-" { self.input()? } else { given.to_owned() };
        let text = text.trim_end_matches(['\r', '\n']);
        if text.trim().is_empty() {
            return Err(Trouble::usage("teksten er tom", "the text is empty"));
        }
        Ok(text.to_owned())
    }

    /// A text that may be left out.
    pub(crate) fn optional_text(&mut self, given: Option<&String>) -> Result<Option<String>, Trouble> {
        given.map(|given| self.text(given)).transpose()
    }

    /// Everything on standard input.
    pub(crate) fn input(&mut self) -> Result<String, Trouble> {
        if self.listens {
            self.talk(
                "læser fra tastaturet; slut med Ctrl-D på en tom linje",
                "reading what you type; end with Ctrl-D on an empty line",
            )?;
        }
        read_text(&mut *self.input, "-")
    }
}

/// Reads a text to its end, within bounds.
pub(crate) fn read_text(from: &mut dyn Read, place: &str) -> Result<String, Trouble> {
    let mut text = String::new();
    let read = from.take(INPUT_BYTES_MAX + 1).read_to_string(&mut text);
    let read = read.map_err(|error| {
        Trouble::usage(
            format!("`{place}` kan ikke læses ({error})"),
            format!("`{place}` cannot be read ({error})"),
        )
    })?;
    if u64::try_from(read).is_ok_and(|bytes| bytes > INPUT_BYTES_MAX) {
        return Err(Trouble::usage(
            format!("`{place}` er større end {INPUT_BYTES_MAX} bytes"),
            format!("`{place}` is larger than {INPUT_BYTES_MAX} bytes"),
        ));
    }
    Ok(text)
}

/// A page of a list that may go on.
pub(crate) trait Continues {
    /// Where the next page begins.
    fn next(&self) -> Option<&str>;
}

impl Continues for wire::CasePage {
    fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }
}

impl Continues for wire::TaskPage {
    fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }
}

impl Continues for wire::HistoryPage {
    fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }
}

#[cfg(test)]
mod tests;
