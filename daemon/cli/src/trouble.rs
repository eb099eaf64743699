//! Why it was not done, told to a person or to a program.

use std::io::{self, Write};

use wire::{Problem, Sentence};

use crate::exit::Exit;
use crate::lang::{Lang, sentence};
use crate::show::printable;

/// Why a command was not done.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The daemon said why.
    Problem {
        /// What it said.
        problem: Box<Problem>,
        /// As it came, for programs.
        raw: Vec<u8>,
    },
    /// We know why.
    Said {
        /// How the program ends.
        exit: Exit,
        /// What is wrong and the way out.
        what: Sentence,
    },
    /// What we had to say could not be written.
    Output(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl Trouble {
    /// The command line, or a file that it names, cannot be understood.
    pub(crate) fn usage(da: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Said { exit: Exit::Usage, what: sentence(da, en) }
    }

    /// Something that has no exit code of its own.
    pub(crate) fn other(da: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Said { exit: Exit::Other, what: sentence(da, en) }
    }

    /// Tells it, and says how the program ends.
    pub(crate) fn tell(&self, err: &mut dyn Write, lang: Lang, json: bool) -> Exit {
        // Nobody is left to tell if standard error is closed, too.
        let _told = match self {
            Self::Problem { raw, .. } if json => err.write_all(raw).and_then(|()| writeln!(err)),
            Self::Problem { problem, .. } => err.write_all(printable(&page(problem, lang)).as_bytes()),
            Self::Said { what, .. } if json => {
                writeln!(err, "{}", serde_json::json!({ "detail": what.en, "detail_da": what.da }))
            }
            Self::Said { what, .. } => {
                writeln!(err, "{}: {}", lang.say("fejl", "error"), printable(lang.of(what)))
            }
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Self::Output(error) => writeln!(err, "{}: {error}", lang.say("fejl", "error")),
        };
        match self {
            Self::Problem { problem, .. } => Exit::of_status(problem.status),
            Self::Said { exit, .. } => *exit,
            // Whoever reads us has seen enough: `helhed case list | head`.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Self::Output(_) => Exit::Other,
        }
    }
}

fn page(problem: &Problem, lang: Lang) -> String {
    let mut page = format!("{}: {} ({})\n", lang.say("fejl", "error"), title(problem, lang), problem.status);
    let mut say = |text: &str| {
        page.push_str("  ");
        page.push_str(text);
        page.push('\n');
    };
    say(lang.say(&problem.detail_da, &problem.detail));
    for fault in &problem.errors {
        say(&format!("{}: {}", fault.pointer, fault.message));
    }
    if !problem.missing.is_empty() {
        say(&format!("{}: {}", lang.say("der mangler", "missing"), problem.missing.join(", ")));
    }
    if !problem.who.is_empty() {
        say(&format!("{}: {}", lang.say("det kan", "who could do it"), problem.who.join(", ")));
    }
    if let Some(way_out) = way_out(problem) {
        say(&format!("{}: {}", lang.say("udvej", "way out"), lang.of(&way_out)));
    }
    say(&format!("{}: {}", lang.say("kode", "code"), problem.code));
    page
}

/// The title of a status: HTTP has none in Danish.
fn title(problem: &Problem, lang: Lang) -> &str {
    let da = match problem.status {
        401 => "ikke genkendt",
        403 => "ikke tilladt",
        404 => "findes ikke",
        409 => "kan ikke ske nu",
        412 => "nogen var hurtigere",
        422 => "kan ikke bruges",
        428 => "version mangler",
        429 | 503 => "optaget",
        _other => &problem.title,
    };
    lang.say(da, &problem.title)
}

/// What to type, where the daemon can only say what a request needs.
fn way_out(problem: &Problem) -> Option<Sentence> {
    if problem.code == "purpose-required" {
        return Some(sentence("skriv hvorfor med `--purpose TEKST`", "say why with `--purpose TEXT`"));
    }
    match problem.status {
        401 => Some(sentence(
            "nævn filen med dit token: `--token-file FIL`, eller `HELHED_TOKEN_FILE`",
            "name the file with your token: `--token-file FILE`, or `HELHED_TOKEN_FILE`",
        )),
        412 => Some(sentence(
            "se sagen igen med `helhed case show`, og beslut igen",
            "look at the case again with `helhed case show`, and decide again",
        )),
        428 => Some(sentence(
            "giv den version, du har set: `--if-match v12`",
            "give the version you saw: `--if-match v12`",
        )),
        429 | 503 => Some(sentence("prøv igen om lidt", "try again shortly")),
        _other => None,
    }
}

#[cfg(test)]
mod tests;
