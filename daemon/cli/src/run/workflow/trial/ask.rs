//! One question at a time, with what it takes; a wrong answer is asked for again.

use model::{Number, Value};
use rust_decimal::Decimal;

use super::{Table, words};
use crate::trouble::Trouble;

/// So often is a question asked before it is given up: a pipe would answer wrongly for ever.
const TRIES_MAX: usize = 5;

/// A word that one chooses, and what it is called.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) word: String,
    pub(super) title: String,
}

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
    One(Vec<Choice>),
    /// Some of these words.
    Several(Vec<Choice>),
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

/// What came of a question.
pub(super) enum Answer {
    /// An answer.
    Given(Value),
    /// None was needed.
    LeftOut,
    /// Nothing is to be done.
    Stopped,
}

impl Table<'_> {
    /// Asks until the answer fits, it is left out, or somebody stops.
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
            Takes::One(choices) => format!("{} {}", self.say("en af", "one of"), self.listed(choices)),
            Takes::Several(choices) => {
                format!("{} {}", self.say("en eller flere af", "one or more of"), self.listed(choices))
            }
            Takes::Texts => self.say("tekster med komma imellem", "texts with commas between").to_owned(),
        };
        let optional = if question.optional { self.say("; tom: intet", "; empty: none") } else { "" };
        let own = words::of_question(self.lang, question.name);
        let title = match (question.title.as_str(), own) {
            ("", "") => String::new(),
            ("", title) | (title, _) => format!(" ({title})"),
        };
        format!("{}{title}: {takes}{optional}", question.name)
    }

    /// `debt (Gæld), housing (Bolig)`: what is typed first, and what it is called where that is something else.
    fn listed(&self, choices: &[Choice]) -> String {
        let written = choices.iter().map(|Choice { word, title }| {
            // A word that is called what it is has at least a name in Danish, where we know one.
            let plain = |text: &str| text.replace('_', " ").to_lowercase();
            let own = words::of_choice(self.lang, word);
            let title = if plain(title) == plain(word) || title.is_empty() { own } else { title };
            let is_same = plain(title) == plain(word);
            if title.is_empty() || is_same { word.clone() } else { format!("{word} ({title})") }
        });
        written.collect::<Vec<_>>().join(", ")
    }
}

/// A typed answer as a value; a choice may be named by its word, its number or its title.
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
        Takes::One(choices) => one(said, choices),
        Takes::Several(choices) => {
            // Titles have blanks in them, words have none.
            let between = if said.contains(',') { ',' } else { ' ' };
            let said = said.split(between).map(str::trim).filter(|word| !word.is_empty());
            said.map(|word| one(word, choices)).collect::<Option<Vec<_>>>().map(Value::List)
        }
        Takes::Texts => {
            let texts = said.split(',').map(str::trim).filter(|text| !text.is_empty());
            Some(Value::List(texts.map(Value::text).collect()))
        }
    }
}

fn one(said: &str, choices: &[Choice]) -> Option<Value> {
    let numbered = said.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?));
    let is_title =
        |choice: &&Choice| !choice.title.is_empty() && choice.title.to_lowercase() == said.to_lowercase();
    let found = choices.iter().find(|choice| choice.word == said).or(numbered);
    let found = found.or_else(|| choices.iter().find(is_title));
    found.map(|choice| Value::text(choice.word.clone()))
}

/// Words that are called what they are.
pub(super) fn plain(words: &[impl ToString]) -> Vec<Choice> {
    words.iter().map(|word| Choice { word: word.to_string(), title: String::new() }).collect()
}
