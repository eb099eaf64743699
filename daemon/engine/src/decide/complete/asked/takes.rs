//! What a field takes: in a form that a program reads, and in words.

use definition::{Definition, FactKind};
use model::RoleName;
use model::deadline::Sentence;

use super::{Asking, Field, sentence};

/// People listed for one field at most: longer lists are searched, not read.
const PEOPLE_MAX: usize = 200;

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A text.
    Text,
    /// A number, from one to another where that is said.
    Number {
        /// Lowest.
        min: Option<i64>,
        /// Highest.
        max: Option<i64>,
    },
    /// A day.
    Date,
    /// Yes or no.
    Boolean,
    /// One of these words.
    Choice(Vec<Choice>),
    /// A member of staff.
    Person {
        /// The role that they hold.
        holding: Option<RoleName>,
        /// Who that can be, by identifier; at most 200.
        people: Vec<Choice>,
    },
    /// Several of one kind.
    List {
        /// The kind of each.
        of: Box<Takes>,
        /// Fewest.
        min: Option<u32>,
        /// Most.
        max: Option<u32>,
    },
    /// Named values together.
    Record(Vec<Field>),
}

/// A word that one chooses, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The word.
    pub word: String,
    /// What it is called.
    pub title: Sentence,
}

impl Choice {
    /// A word that is called what it is.
    fn plain(word: &str) -> Self {
        Self { word: word.to_owned(), title: sentence((word, word)) }
    }
}

impl Takes {
    /// One of some words, each with what it is called in Danish; in English they say themselves.
    pub(super) fn one_of(words: &[(&str, &str)]) -> Self {
        let choices = words.iter().map(|(word, da)| Choice {
            word: (*word).to_owned(),
            title: sentence((da, &word.replace('_', " "))),
        });
        Self::Choice(choices.collect())
    }

    /// One of some words of a file, which are called what they are.
    pub(super) fn plain(words: &[String]) -> Self {
        Self::Choice(words.iter().map(|word| Choice::plain(word)).collect())
    }

    /// At least so many of a kind.
    pub(super) fn several(self, min: Option<u32>) -> Self {
        Self::List { of: Box::new(self), min, max: None }
    }

    /// The word of its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number { .. } => "number",
            Self::Date => "date",
            Self::Boolean => "boolean",
            Self::Choice(_) => "choice",
            Self::Person { .. } => "person",
            Self::List { .. } => "list",
            Self::Record(_) => "record",
        }
    }

    /// In words: `a number from 1 to 5`.
    #[must_use]
    pub fn words(&self) -> Sentence {
        match self {
            Self::Text => sentence(("en tekst", "a text")),
            Self::Number { min, max } => {
                let said = |word: &str, bound: &Option<i64>| {
                    bound.map(|bound| format!(" {word} {bound}")).unwrap_or_default()
                };
                Sentence {
                    da: format!("et tal{}{}", said("fra", min), said("til", max)),
                    en: format!("a number{}{}", said("from", min), said("to", max)),
                }
            }
            Self::Date => sentence(("en dag som 2026-08-03", "a day like 2026-08-03")),
            Self::Boolean => sentence(("ja eller nej", "yes or no")),
            Self::Choice(_) => sentence(("ét af ordene", "one of the words")),
            Self::Person { holding: None, .. } => {
                sentence(("en medarbejder, ved kendingsordet", "a member of staff, by identifier"))
            }
            Self::Person { holding: Some(role), .. } => Sentence {
                da: format!("en medarbejder med rollen `{role}`, ved kendingsordet"),
                en: format!("a member of staff who holds the role `{role}`, by identifier"),
            },
            Self::List { of, min, max } => many(of, *min, *max),
            Self::Record(_) => sentence(("flere felter sammen", "several fields together")),
        }
    }
}

/// A list in words: how many, and of what.
fn many(of: &Takes, min: Option<u32>, max: Option<u32>) -> Sentence {
    let (da, en) = match of {
        Takes::Choice(_) => ("af ordene", "of the words"),
        Takes::Text => ("tekster", "texts"),
        Takes::Number { .. } => ("tal", "numbers"),
        Takes::Date => ("dage", "days"),
        Takes::Person { .. } => ("medarbejdere, ved kendingsordet", "members of staff, by identifier"),
        Takes::Record(_) => ("sæt af felter", "sets of fields"),
        Takes::Boolean | Takes::List { .. } => ("værdier", "values"),
    };
    let min = min.filter(|min| *min > 0);
    let (count_da, count_en) = match (min, max) {
        (Some(min), Some(max)) if min == max => (min.to_string(), min.to_string()),
        (Some(min), Some(max)) => (format!("{min} til {max}"), format!("{min} to {max}")),
        (Some(1), None) => ("en eller flere".to_owned(), "one or more".to_owned()),
        (Some(min), None) => (format!("{min} eller flere"), format!("{min} or more")),
        (None, Some(max)) => (format!("højst {max}"), format!("at most {max}")),
        (None, None) => ("ingen, en eller flere".to_owned(), "none, one or more".to_owned()),
    };
    Sentence { da: format!("{count_da} {da}"), en: format!("{count_en} {en}") }
}

impl Asking<'_> {
    /// What a fact, or a column of a table, takes.
    pub(super) fn takes(&self, kind: &FactKind) -> Takes {
        match kind {
            FactKind::Text => Takes::Text,
            FactKind::Number { min, max } => Takes::Number { min: *min, max: *max },
            FactKind::Date => Takes::Date,
            FactKind::Boolean => Takes::Boolean,
            FactKind::Choice(name) => Takes::Choice(choices(self.subject.definition, name)),
            FactKind::Person { holding } => Takes::Person {
                holding: holding.clone(),
                people: self.people(|person| {
                    holding.as_ref().is_none_or(|role| person.roles.iter().any(|(held, _)| held == role))
                }),
            },
            FactKind::List { of, min, max } => {
                Takes::List { of: Box::new(self.takes(of)), min: *min, max: *max }
            }
        }
    }

    /// Who can be given a role on the case.
    pub(super) fn who_can_be(&self, role: &RoleName) -> Takes {
        let unit = &self.subject.case.unit;
        let place = (self.subject.case, self.subject.definition);
        let qualifies = |person: &model::directory::Person| {
            let seeker = access::Seeker { person: &person.id, directory: self.subject.directory };
            access::qualifies(seeker, role, place).is_ok()
        };
        let holds = |person: &model::directory::Person| {
            person.roles.iter().any(|(held, at)| held == role && at == unit)
        };
        let people = self.people(|person| holds(person) && qualifies(person));
        Takes::Person { holding: Some(role.clone()), people }
    }

    fn people(&self, is_meant: impl Fn(&model::directory::Person) -> bool) -> Vec<Choice> {
        let people = self.subject.directory.people.values().filter(|person| is_meant(person));
        let people = people.map(|person| Choice {
            word: person.id.to_string(),
            title: sentence((&person.name, &person.name)),
        });
        people.take(PEOPLE_MAX).collect()
    }
}

fn choices(definition: &Definition, name: &str) -> Vec<Choice> {
    let words = definition.choices.get(name).map(Vec::as_slice).unwrap_or_default();
    words.iter().map(|known| Choice { word: known.word.clone(), title: known.title.clone() }).collect()
}
