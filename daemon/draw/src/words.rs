//! The two languages, and words that picture, text and comparison share.

use calendar::{Amount, Direction};
use definition::{Anchor, Definition, Due, FactKind};
use model::deadline::{DeadlineKind, Obliged, Recipient, Sentence};
use model::{Number, RoleName};

use crate::names;

/// The language of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Danish.
    Da,
    /// English.
    En,
}

impl Lang {
    /// One of two texts.
    pub(crate) fn say<'t>(self, da: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Da => da,
            Self::En => en,
        }
    }

    /// One side of a sentence.
    pub(crate) fn of(self, sentence: &Sentence) -> &str {
        self.say(&sentence.da, &sentence.en)
    }

    /// By its code in HTML and SVG.
    pub(crate) fn code(self) -> &'static str {
        self.say("da", "en")
    }
}

/// A sentence in both languages.
pub(crate) fn both(da: impl Into<String>, en: impl Into<String>) -> Sentence {
    Sentence { da: da.into(), en: en.into() }
}

/// The same in both languages.
pub(crate) fn same(text: impl Into<String>) -> Sentence {
    let text = text.into();
    Sentence { da: text.clone(), en: text }
}

/// The day that an amount leads to from an anchor that is already in words.
pub(crate) fn counted(amount: Amount, direction: Direction, anchor: &Sentence) -> Sentence {
    if amount.count == 0 {
        return both(format!("samme dag som {}", anchor.da), format!("on the day of {}", anchor.en));
    }
    let (da, en) = match direction {
        Direction::After => ("efter", "after"),
        Direction::Before => ("før", "before"),
    };
    both(
        format!("{} {da} {}", amount.in_danish(), anchor.da),
        format!("{} {en} {}", amount.in_english(), anchor.en),
    )
}

/// A deadline by titles: `8 uger efter ”Indhent samtykke”`.
pub(crate) fn due(due: &Due, definition: &Definition) -> Sentence {
    counted(due.rule.rule.amount, due.rule.rule.direction, &names::anchor(&due.anchor, definition))
}

/// A deadline by names, as its file has it: `8 weeks after permission`.
pub(crate) fn due_by_name(due: &Due) -> Sentence {
    counted(due.rule.rule.amount, due.rule.rule.direction, &anchor_by_name(&due.anchor))
}

/// What a deadline counts from, by names.
pub(crate) fn anchor_by_name(anchor: &Anchor) -> Sentence {
    same(format!("`{}`", anchor.text()))
}

/// What kind of clock a deadline is.
pub(crate) fn clock(kind: DeadlineKind) -> Sentence {
    match kind {
        DeadlineKind::Statutory => both("lovens frist", "set by law"),
        DeadlineKind::Set => both("fastsat af myndigheden", "set by the authority"),
        DeadlineKind::Published => {
            both("kommunens offentliggjorte frist", "the municipality's published limit")
        }
        DeadlineKind::Internal => both("internt mål", "internal target"),
        DeadlineKind::PeriodEnd => both("en periodes udløb", "end of a period"),
        DeadlineKind::Age => both("en alder", "an age"),
        DeadlineKind::Review => both("opfølgning", "follow-up"),
    }
}

/// Who hears of a rung; a role by what it is called.
pub(crate) fn recipient(recipient: &Recipient, called: impl FnOnce(&RoleName) -> Sentence) -> Sentence {
    match recipient {
        Recipient::Owner => both("den ansvarlige", "whoever is responsible"),
        Recipient::Deputy => both("stedfortræderen", "the deputy"),
        Recipient::Leader => both("lederen", "the leader"),
        Recipient::Citizen => both("borgeren", "the citizen"),
        Recipient::Role(role) => called(role),
    }
}

/// Who has to meet a deadline.
pub(crate) fn obliged(obliged: Option<&Obliged>) -> Sentence {
    match obliged {
        Some(Obliged::Role(role)) => same(format!("`{role}`")),
        Some(Obliged::Citizen) => both("borgeren", "the citizen"),
        None => both("den, der har trinnet", "whoever has the step"),
    }
}

/// The type of a fact: `list of life_area, at least 1`.
pub(crate) fn fact_kind(kind: &FactKind) -> Sentence {
    match kind {
        FactKind::Text => both("tekst", "text"),
        FactKind::Number { min, max } => with_bounds(both("tal", "number"), *min, *max),
        FactKind::Date => both("dato", "date"),
        FactKind::Boolean => both("ja eller nej", "yes or no"),
        FactKind::Person { holding: None } => both("medarbejder", "member of staff"),
        FactKind::Person { holding: Some(role) } => {
            both(format!("medarbejder med rollen `{role}`"), format!("member of staff holding `{role}`"))
        }
        FactKind::Choice(choice) => same(format!("`{choice}`")),
        FactKind::List { of, min, max } => {
            let of = fact_kind(of);
            let list = both(format!("liste af {}", of.da), format!("list of {}", of.en));
            with_bounds(list, min.map(i64::from), max.map(i64::from))
        }
    }
}

fn with_bounds(kind: Sentence, min: Option<i64>, max: Option<i64>) -> Sentence {
    let (da, en) = match (min, max) {
        (None, None) => return kind,
        (Some(min), None) => (format!("mindst {min}"), format!("at least {min}")),
        (None, Some(max)) => (format!("højst {max}"), format!("at most {max}")),
        (Some(min), Some(max)) => (format!("{min} til {max}"), format!("{min} to {max}")),
    };
    both(format!("{}, {da}", kind.da), format!("{}, {en}", kind.en))
}

/// Words in a row: `a, b og c`.
pub(crate) fn listed(list: &[String], lang: Lang) -> String {
    match list {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., end] => format!("{} {} {end}", before.join(", "), lang.say("og", "and")),
    }
}

/// A number as each language writes it.
pub(crate) fn number(number: Number) -> Sentence {
    let english = number.0.normalize().to_string();
    both(english.replace('.', ","), english)
}

/// Names in a row, in both languages.
pub(crate) fn listed_both(list: &[Sentence]) -> Sentence {
    let side = |lang: Lang| {
        let words: Vec<String> = list.iter().map(|one| lang.of(one).to_owned()).collect();
        listed(&words, lang)
    };
    both(side(Lang::Da), side(Lang::En))
}
