//! From values to HTML: escaped, within a budget, the same bytes each time.

use std::collections::BTreeMap;
use std::io::{self, Write};

use minijinja::{Environment, Error, ErrorKind, Output, UndefinedBehavior};

use crate::shape::Value;
use crate::template::HTML_BYTES_MAX;

/// Steps of the template engine in one letter. A letter with fifty parts takes some ten thousand.
const FUEL: u64 = 400_000;

/// Why a letter could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The letter would be longer than a letter may be.
    #[error("the letter is longer than 64 KiB; say less, or send a part of it as a document")]
    TooLong,
    /// The values are of another shape than the template was checked for.
    #[error("`{0}` is not of the shape that the template was checked for")]
    Unfit(String),
    /// The template did not come to an end within its budget, or failed in a way that checking excludes.
    #[error("the template failed: {0}")]
    Failed(String),
}

/// Filters that a template may use; the checker knows what each takes and gives.
pub(crate) const FILTERS: [&str; 7] = ["capitalize", "day", "join", "length", "lines", "lower", "weekday"];

/// Tests that a template may use.
pub(crate) const TESTS: [&str; 1] = ["none"];

pub(crate) fn render(name: &str, source: &str, values: &Value) -> Result<String, RenderError> {
    let environment = environment();
    let template = environment.template_from_named_str(name, source).map_err(|error| failed(&error))?;
    let mut bounded = Bounded { bytes: Vec::new(), is_over: false };
    let rendered = template.render_captured_to(given(values), &mut bounded).map(drop);
    if bounded.is_over {
        return Err(RenderError::TooLong);
    }
    rendered.map_err(|error| failed(&error))?;
    String::from_utf8(bounded.bytes).map_err(|_| RenderError::Failed("not UTF-8".to_owned()))
}

/// What the engine says without its details: they may hold values.
fn failed(error: &Error) -> RenderError {
    let line = error.line().map_or_else(String::new, |line| format!(" in line {line}"));
    RenderError::Failed(format!("{}{line}", error.kind()))
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_debug(false);
    environment.set_formatter(|output, _state, value| show(output, value));
    environment.add_filter("day", |value: minijinja::Value| value.get_attr("day"));
    environment.add_filter("weekday", |value: minijinja::Value| value.get_attr("weekday"));
    environment.add_filter("lower", |text: &str| text.to_lowercase());
    environment.add_filter("capitalize", capitalize);
    environment.add_filter("length", |value: minijinja::Value| value.len());
    environment.add_filter("lines", lines);
    environment.add_filter("join", |items: Vec<String>, between: &str| items.join(between));
    environment.add_test("none", |value: minijinja::Value| value.is_none());
    environment
}

fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The paragraphs of a text: lines that say something.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Writes a value as text of an HTML page. There is no way to write anything unescaped.
fn show(output: &mut Output<'_>, value: &minijinja::Value) -> Result<(), Error> {
    if value.is_none() || value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let text = value.to_string();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (before, after) = rest.split_at(at);
        output.write_str(before)?;
        let mut letters = after.chars();
        output.write_str(match letters.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _apostrophe => "&#39;",
        })?;
        rest = letters.as_str();
    }
    output.write_str(rest)?;
    Ok(())
}

fn given(value: &Value) -> minijinja::Value {
    match value {
        Value::Nothing => minijinja::Value::from(()),
        Value::Text(text) => minijinja::Value::from(text.as_str()),
        Value::Number(number) => minijinja::Value::from(*number),
        Value::Flag(flag) => minijinja::Value::from(*flag),
        Value::Date(day) => {
            let words = [("day", day.day.clone()), ("weekday", day.weekday.clone())];
            minijinja::Value::from(BTreeMap::from(words))
        }
        Value::List(items) => items.iter().map(given).collect(),
        Value::Record(fields) => {
            let fields: BTreeMap<String, minijinja::Value> =
                fields.iter().map(|(name, value)| (name.clone(), given(value))).collect();
            minijinja::Value::from(fields)
        }
    }
}

/// Bytes within the bound of a letter.
struct Bounded {
    bytes: Vec<u8>,
    is_over: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len().saturating_add(bytes.len()) > HTML_BYTES_MAX {
            self.is_over = true;
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        self.bytes.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
