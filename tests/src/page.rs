//! A page of the documentation as a reader works through it: what they type, what they change, what they see.

pub mod compare;
pub mod reader;
pub mod shell;

#[cfg(test)]
mod tests;

/// One thing that a page tells its reader to do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Act {
    /// Type something.
    Type {
        /// As it stands, all its lines.
        command: String,
        /// What the page shows to come of it; without lines the page says nothing about it.
        shown: Vec<String>,
    },
    /// Change a file: a block of `diff` below the name of the file.
    Change {
        /// The last file that the page named before.
        file: String,
        /// What stands there.
        old: String,
        /// What is to stand there.
        new: String,
    },
}

/// An [`Act`] and the line of the page where it stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    /// Counted from 1.
    pub line: usize,
    /// What to do.
    pub act: Act,
}

/// Everything that a page tells its reader to do, in order.
///
/// Blocks of `console` have commands after `$ ` and show what comes of them; each line of `sh` is a command, and a block
/// of `text` right after a single one shows what comes of that; `diff` changes the file that the text named last.
#[must_use]
pub fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut file = String::new();
    let mut alone = false;
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else {
            file = named(line).unwrap_or(file);
            continue;
        };
        let block: Vec<&str> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        let first = at + 2;
        match kind {
            "console" => steps.extend(console(first, &block)),
            "sh" => steps.extend(script(first, &block)),
            "diff" => steps.push(Step { line: first, act: change(&file, &block) }),
            "text" if alone => show(&mut steps, &block),
            _other => {}
        }
        alone = kind == "sh" && script(first, &block).len() == 1;
    }
    steps
}

/// The last code span of a line that is a file of text to edit.
fn named(line: &str) -> Option<String> {
    let spans = line.split('`').skip(1).step_by(2);
    let files =
        spans.filter(|span| [".yaml", ".html", ".toml", ".csv"].iter().any(|end| span.ends_with(end)));
    files.last().map(str::to_owned)
}

fn console(first: usize, block: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut open = false;
    for (number, line) in block.iter().enumerate() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (_, Some(Step { act: Act::Type { command, .. }, .. })) if open => {
                command.push('\n');
                command.push_str(line);
                open = goes_on(command);
            }
            (Some(command), _) => {
                open = goes_on(command);
                let act = Act::Type { command: command.to_owned(), shown: Vec::new() };
                steps.push(Step { line: first + number, act });
            }
            (None, Some(Step { act: Act::Type { shown, .. }, .. })) => shown.push((*line).to_owned()),
            (None, _) => {}
        }
    }
    steps
}

fn script(first: usize, block: &[&str]) -> Vec<Step> {
    let lines = block.iter().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let step = |(number, line): (usize, &&str)| Step {
        line: first + number,
        act: Act::Type { command: (*line).to_owned(), shown: Vec::new() },
    };
    lines.map(step).collect()
}

/// A page that shows a part of what a single command says shows it from anywhere to anywhere.
fn show(steps: &mut [Step], block: &[&str]) {
    if let Some(Step { act: Act::Type { shown, .. }, .. }) = steps.last_mut() {
        let gap = || compare::GAP.to_owned();
        *shown = std::iter::once(gap()).chain(block.iter().map(|line| (*line).to_owned())).collect();
        shown.push(gap());
    }
}

/// Whether a command has more lines: it ends with a backslash, or a document of it has no end yet.
fn goes_on(command: &str) -> bool {
    let mut lines = command.lines();
    let head = lines.next().unwrap_or_default();
    if let Some((_, rest)) = head.split_once("<<'")
        && let Some((end, _)) = rest.split_once('\'')
    {
        return !lines.any(|line| line == end);
    }
    command.ends_with('\\')
}

fn change(file: &str, block: &[&str]) -> Act {
    let side = |mark: char| {
        let lines = block.iter().filter_map(|line| line.strip_prefix([mark, ' ']));
        lines.flat_map(|line| [line, "\n"]).collect::<String>()
    };
    Act::Change { file: file.to_owned(), old: side('-'), new: side('+') }
}
