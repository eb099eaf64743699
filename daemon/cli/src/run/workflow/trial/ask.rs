//! One question at a time, with what it takes; a wrong answer is asked for again.

use model::{Number, Value};
use rust_decimal::Decimal;

use super::Table;
use crate::trouble::Trouble;

/// So often is a question asked before it is given up: a pipe would answer wrongly for ever.
const TRIES_MAX: usize = 5;

/// What a question takes.
pub(super) enum Takes {
    /// Any text.
    Text,
    /// A number, from one to another where that is said.
    Number(Option<i64>, Option<i64>),
    /// A day.
    Day,
    /// Yes or no.
    Flag,
    /// One of these words.
    One(Vec<String>),
    /// Some of these words.
    Several(Vec<String>),
    /// A list of texts, with commas between them.
    Texts,
}

/// A question.
pub(super) struct Question<'q> {
    /// The name of its answer.
    pub(super) name: &'q str,
    /// What is asked, where the name does not say it.
    pub(super) title: String,
    pub(super) takes: Takes,
    pub(super) optional: bool,
}

impl Table<'_> {
    /// Asks. `Ok(None)` says that it was left out; [`Answer::Stopped`] that nothing is to be done.
    pub(super) fn ask(&mut self, question: &Question<'_>) -> Result<Answer, Trouble> {
        for _ in 0..TRIES_MAX {
            let prompt = self.prompt(question);
            self.line(&prompt)?;
            let Some(said) = self.read("? ")? else { return Ok(Answer::Stopped) };
            if ["cancel", "fortryd"].contains(&said.as_str()) {
                self.lines("intet er gjort", "nothing was done")?;
                return Ok(Answer::Stopped);
            }
            if said.is_empty() {
                if question.optional {
                    return Ok(Answer::LeftOut);
                }
                self.lines("det skal besvares; `fortryd` standser", "it has to be answered; `cancel` stops")?;
                continue;
            }
            match read(&said, &question.takes) {
                Some(value) => return Ok(Answer::Given(value)),
                None => self.lines("det passer ikke; prøv igen", "that does not fit; try again")?,
            }
        }
        self.lines("intet er gjort", "nothing was done")?;
        Ok(Answer::Stopped)
    }

    fn prompt(&self, question: &Question<'_>) -> String {
        let takes = match &question.takes {
            Takes::Text => self.say("en tekst", "a text").to_owned(),
            Takes::Number(min, max) => {
                let from = min.map(|min| format!(" {} {min}", self.say("fra", "from"))).unwrap_or_default();
                let to = max.map(|max| format!(" {} {max}", self.say("til", "to"))).unwrap_or_default();
                format!("{}{from}{to}", self.say("et tal", "a number"))
            }
            Takes::Day => self.say("en dag som 2026-08-03", "a day like 2026-08-03").to_owned(),
            Takes::Flag => self.say("ja eller nej", "yes or no").to_owned(),
            Takes::One(words) => format!("{} {}", self.say("en af", "one of"), words.join(", ")),
            Takes::Several(words) => {
                format!("{} {}", self.say("en eller flere af", "one or more of"), words.join(", "))
            }
            Takes::Texts => self.say("tekster med komma imellem", "texts with commas between").to_owned(),
        };
        let optional = if question.optional { self.say("; tom: intet", "; empty: none") } else { "" };
        let title = if question.title.is_empty() { String::new() } else { format!(" ({})", question.title) };
        format!("{}{title}: {takes}{optional}", question.name)
    }
}

/// What came of a question.
pub(super) enum Answer {
    Given(Value),
    LeftOut,
    Stopped,
}

/// A typed answer as a value; a word may be named by its number, too.
fn read(said: &str, takes: &Takes) -> Option<Value> {
    match takes {
        Takes::Text => Some(Value::text(said)),
        Takes::Number(..) => {
            said.replace(',', ".").parse::<Decimal>().ok().map(|number| Value::Number(Number(number)))
        }
        Takes::Day => said.parse().ok().map(Value::Date),
        Takes::Flag => match said.to_lowercase().as_str() {
            "yes" | "y" | "true" | "ja" | "j" => Some(Value::Boolean(true)),
            "no" | "n" | "false" | "nej" => Some(Value::Boolean(false)),
            _neither => None,
        },
        Takes::One(words) => one(said, words),
        Takes::Several(words) => {
            let said = said.split([',', ' ']).filter(|word| !word.is_empty());
            said.map(|word| one(word, words)).collect::<Option<Vec<_>>>().map(Value::List)
        }
        Takes::Texts => {
            let texts = said.split(',').map(str::trim).filter(|text| !text.is_empty());
            Some(Value::List(texts.map(Value::text).collect()))
        }
    }
}

fn one(said: &str, words: &[String]) -> Option<Value> {
    let numbered = said.parse::<usize>().ok().and_then(|number| words.get(number.checked_sub(1)?));
    words.iter().find(|word| *word == said).or(numbered).map(|word| Value::text(word.clone()))
}
