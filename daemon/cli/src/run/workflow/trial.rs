//! `helhed workflow try`: an invented case, step by step on the terminal or from a pipe.

mod answers;
mod ask;
mod page;
mod parse;
mod save;
mod verbs;
mod words;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use definition::Scenario;
use definition::scenario::{Act, Citizen};
use jiff::civil::{Date, DateTime, date};
use model::PersonId;
use rehearsal::{Setting, Trial, Undone};

use super::rehearse::sound;
use super::{Session, loaded};
use crate::command::rehearse::TryArgs;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::show;
use crate::trouble::Trouble;

/// Longest line that is read: a text of 64 KB is the longest that a case file takes.
const LINE_BYTES_MAX: u64 = 64 * 1024;

/// Most lines of one sitting; a pipe that never ends is no person.
const LINES_MAX: usize = 20_000;

/// The citizen of a case that nobody has told anything about. Invented: the day of the CPR number is raised by 60.
fn somebody() -> Citizen {
    let born = date(1992, 5, 17);
    Citizen {
        name: "Rosa Prøve".to_owned(),
        cpr: "7705920002".to_owned(),
        born: model::Date(born),
        digital_post: true,
    }
}

/// A case on the table, and who sits at it.
pub(super) struct Table<'t> {
    pub(super) trial: Trial<'t>,
    pub(super) setting: &'t Setting,
    pub(super) lang: Lang,
    /// Who acts; whoever may, where nobody is named.
    pub(super) by: Option<PersonId>,
    /// Where the workflow's own files lie.
    pub(super) folder: PathBuf,
    out: &'t mut dyn Write,
    input: BufReader<&'t mut dyn Read>,
    /// Whether a person types: a pipe is shown what it said.
    listens: bool,
    lines_read: usize,
}

/// Sits down with a workflow.
pub(super) fn run(session: &mut Session<'_>, args: &TryArgs) -> Result<Exit, Trouble> {
    let (root, folder) = loaded(&args.path)?;
    let Some(tales) =
        sound(session, (&root, &folder), (&args.path, args.after.as_ref().map(std::slice::from_ref)))?
    else {
        return Ok(Exit::Other);
    };
    let [(setting, scenarios)] = tales.as_slice() else { return Err(which(&args.path, &tales)) };
    let lang = session.cli.lang;
    let trial = match &args.after {
        Some(name) => after(setting, scenarios, name)?,
        None => begin(setting, args.from)?,
    };
    let mut table = Table {
        trial,
        setting,
        lang,
        by: None,
        folder: root.join(setting.definition.workflow.as_str()),
        out: &mut *session.out,
        input: BufReader::new(&mut *session.input),
        listens: session.listens,
        lines_read: 0,
    };
    table.sit()?;
    Ok(Exit::Done)
}

/// Which of several workflows is meant.
fn which(asked: &Path, tales: &[super::rehearse::Tale]) -> Trouble {
    let place = asked.display();
    let known: Vec<String> =
        tales.iter().map(|(setting, _)| format!("`{}`", setting.definition.workflow)).collect();
    let known = known.join(", ");
    Trouble::usage(
        format!("nævn ét forløb i `{place}`; der er {known}"),
        format!("name one workflow in `{place}`; there are {known}"),
    )
}

fn begin(setting: &Setting, from: Option<Date>) -> Result<Trial<'_>, Trouble> {
    let from = from.unwrap_or(setting.pack.valid_from.0);
    Trial::begin(setting, from.at(9, 0, 0, 0), somebody()).map_err(|undone| trouble(&undone))
}

/// A trial that goes on where a scenario ends.
fn after<'s>(
    setting: &'s Setting,
    scenarios: &[(String, Scenario)],
    name: &str,
) -> Result<Trial<'s>, Trouble> {
    let Some((_, scenario)) = scenarios.iter().find(|(_, scenario)| scenario.name == name) else {
        return Err(Trouble::usage(
            format!("der er intet scenarie `{name}`"),
            format!("there is no scenario `{name}`"),
        ));
    };
    let first = scenario.lines.first().map_or(setting.pack.valid_from.0.at(9, 0, 0, 0), |line| line.at);
    let mut trial =
        Trial::begin(setting, first, scenario.citizen.clone()).map_err(|undone| trouble(&undone))?;
    for line in scenario.lines.iter().filter(|line| line.refused.is_none()) {
        trial.wait_until(line.at).map_err(|undone| trouble(&undone))?;
        if line.act != Act::Wait {
            trial.act(line.act.clone(), line.by.as_ref(), &[]).map_err(|undone| trouble(&undone))?;
        }
    }
    Ok(trial)
}

fn trouble(undone: &Undone) -> Trouble {
    Trouble::other(undone.why.da.clone(), undone.why.en.clone())
}

impl Table<'_> {
    /// Reads and does until the end of the input, or until somebody says so.
    fn sit(&mut self) -> Result<(), Trouble> {
        let title = self.setting.definition.title.clone();
        let title = self.say(&title.da, &title.en).to_owned();
        let welcome = match self.lang {
            Lang::Da => format!(
                "{title}. Intet sendes, og intet gemmes, før du skriver `gem`. `hjælp` viser, hvad du kan."
            ),
            Lang::En => format!(
                "{title}. Nothing is sent, and nothing is kept until you type `save`. `help` shows what you can do."
            ),
        };
        self.line(&welcome)?;
        self.show()?;
        while let Some(line) = self.read("> ")? {
            if !self.follow(&line)? {
                return Ok(());
            }
        }
        Ok(())
    }

    pub(super) fn say<'w>(&self, da: &'w str, en: &'w str) -> &'w str {
        self.lang.say(da, en)
    }

    /// Writes a line; what people typed may hold escape codes, which are not obeyed.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Trouble> {
        Ok(writeln!(self.out, "{}", show::printable(text))?)
    }

    pub(super) fn lines(&mut self, da: &str, en: &str) -> Result<(), Trouble> {
        let text = self.say(da, en).to_owned();
        self.line(&text)
    }

    /// Asks for a line; none at the end of the input. A pipe is shown what it said, so that the page reads as a talk.
    pub(super) fn read(&mut self, prompt: &str) -> Result<Option<String>, Trouble> {
        if self.lines_read >= LINES_MAX {
            return Err(Trouble::usage(
                format!("der er læst {LINES_MAX} linjer; begynd forfra"),
                format!("{LINES_MAX} lines were read; begin again"),
            ));
        }
        self.lines_read += 1;
        write!(self.out, "{prompt}")?;
        self.out.flush()?;
        let mut bytes = Vec::new();
        let read = (&mut self.input).take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes)?;
        let line = String::from_utf8_lossy(&bytes).trim().to_owned();
        if read == 0 {
            writeln!(self.out)?;
            return Ok(None);
        }
        if !self.listens {
            self.line(&line)?;
        }
        Ok(Some(line))
    }

    /// Does something now, and tells what came of it.
    pub(super) fn act(&mut self, act: Act, preferred: &[PersonId]) -> Result<(), Trouble> {
        let by = self.by.clone();
        let done = self.trial.act(act, by.as_ref(), preferred);
        self.tell(done)
    }

    pub(super) fn wait(&mut self, at: DateTime) -> Result<(), Trouble> {
        let done = self.trial.wait_until(at);
        self.tell(done)
    }
}
