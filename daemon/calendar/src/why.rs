//! Why a deadline falls on its date, in one sentence that the citizen can read.

use crate::Date;
use crate::calendar::{Closed, is_weekend};
use crate::derive::{Adjustment, Derived};
use crate::rule::{Direction, Roll, Rule};
use crate::words::{capitalised, date_da, date_en, day_da, day_en, listed, short_da, short_en};

/// Closed days named in one list; the rest are counted.
const NAMED_MAX: usize = 8;

/// What a deadline and its anchor are called, and where the rule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeadlineWords<'a> {
    /// The deadline as a definite Danish noun: `klagefristen`.
    pub name_da: &'a str,
    /// The deadline as a definite English noun: `the deadline for your complaint`.
    pub name_en: &'a str,
    /// The anchor as a definite Danish noun: `modtagelsen af afgørelsen`.
    pub anchor_da: &'a str,
    /// The anchor as a definite English noun: `the receipt of the decision`.
    pub anchor_en: &'a str,
    /// The source of the rule: `RSL §67`. Left out of the sentence if empty.
    pub basis: &'a str,
    /// How sure the rule is, with or without brackets: `K` is not verified and `C` is not law, and the sentence says
    /// so. Any other mark goes unsaid.
    pub mark: &'a str,
}

/// One sentence in each language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Why {
    /// The sentence in Danish.
    pub da: String,
    /// The sentence in English.
    pub en: String,
}

/// Says why a deadline falls on its date: the rule, the anchor, what moved it, the closed days and the basis.
///
/// `derived` and `ledger` must belong to the rule and the anchor; entries of the ledger without effect go unsaid.
#[must_use]
pub fn why(
    rule: &Rule,
    anchor: Date,
    derived: &Derived,
    ledger: &[Adjustment],
    words: &DeadlineWords<'_>,
) -> Why {
    let moves: Vec<&Adjustment> =
        ledger.iter().filter(|entry| had_effect(entry, rule, anchor, derived)).collect();
    let (rolled, counted): (Vec<&Closed>, Vec<&Closed>) =
        derived.skipped.iter().partition(|closed| was_rolled_over(closed, derived));
    // Nobody takes a Saturday or a Sunday for a working day: only the other days need saying.
    let counted: Vec<&Closed> = counted.into_iter().filter(|closed| !is_weekend(closed.date)).collect();
    Why {
        da: format!(
            "{} er {}: {}{}{}{}{}{}.",
            capitalised(words.name_da),
            day_da(derived.due),
            length_da(rule, anchor, words),
            counted_da(&counted),
            moves_da(&moves),
            roll_da(rule.roll, derived, &rolled),
            open_pause_da(derived),
            basis(words, "endnu ikke efterprøvet", "ikke fastsat ved lov"),
        ),
        en: format!(
            "{} is {}: {}{}{}{}{}{}.",
            capitalised(words.name_en),
            day_en(derived.due),
            length_en(rule, anchor, words),
            counted_en(&counted),
            moves_en(&moves),
            roll_en(rule.roll, derived, &rolled),
            open_pause_en(derived),
            basis(words, "not yet verified", "not set by law"),
        ),
    }
}

fn had_effect(entry: &Adjustment, rule: &Rule, anchor: Date, derived: &Derived) -> bool {
    match *entry {
        Adjustment::Pause { from, to: Some(to) } => {
            rule.direction == Direction::After && from < to && to > anchor && from <= derived.raw
        }
        Adjustment::Pause { to: None, .. } => false,
        Adjustment::Extension { by } => by.count > 0,
        Adjustment::ExtensionTo { until } => derived.counted < until && until <= derived.raw,
    }
}

fn was_rolled_over(closed: &Closed, derived: &Derived) -> bool {
    let (raw, due) = (derived.raw, derived.due);
    (raw <= closed.date && closed.date < due) || (due < closed.date && closed.date <= raw)
}

fn length_da(rule: &Rule, anchor: Date, words: &DeadlineWords<'_>) -> String {
    let (amount, name, day) = (rule.amount.in_danish(), words.anchor_da, day_da(anchor));
    match rule.direction {
        _ if rule.amount.count == 0 => format!("dagen for {name}, {day}"),
        Direction::After => format!("{amount} fra {name}, {day}"),
        Direction::Before => format!("{amount} før {name}, {day}"),
    }
}

fn length_en(rule: &Rule, anchor: Date, words: &DeadlineWords<'_>) -> String {
    let (amount, name, day) = (rule.amount.in_english(), words.anchor_en, day_en(anchor));
    match rule.direction {
        _ if rule.amount.count == 0 => format!("the day of {name}, {day}"),
        Direction::After => format!("{amount} from {name}, {day}"),
        Direction::Before => format!("{amount} before {name}, {day}"),
    }
}

fn counted_da(counted: &[&Closed]) -> String {
    if counted.is_empty() {
        return String::new();
    }
    format!(", hvor {} ikke tælles med", closed_da(counted))
}

fn counted_en(counted: &[&Closed]) -> String {
    if counted.is_empty() {
        return String::new();
    }
    let is = if counted.len() == 1 { "is" } else { "are" };
    format!(", where {} {is} not counted", closed_en(counted))
}

fn moves_da(moves: &[&Adjustment]) -> String {
    let because: Vec<String> = moves
        .iter()
        .filter_map(|entry| match entry {
            Adjustment::Pause { from, to: Some(to) } => {
                Some(format!("tiden stod stille fra den {} til den {}", date_da(*from), date_da(*to)))
            }
            Adjustment::Pause { to: None, .. } => None,
            Adjustment::Extension { by } => Some(format!("der blev givet {} mere", by.in_danish())),
            Adjustment::ExtensionTo { until } => {
                Some(format!("der blev givet tid til den {}", date_da(*until)))
            }
        })
        .collect();
    if because.is_empty() { String::new() } else { format!(", senere fordi {}", listed(&because, "og")) }
}

fn moves_en(moves: &[&Adjustment]) -> String {
    let because: Vec<String> = moves
        .iter()
        .filter_map(|entry| match entry {
            Adjustment::Pause { from, to: Some(to) } => {
                Some(format!("the clock stood still from {} until {}", date_en(*from), date_en(*to)))
            }
            Adjustment::Pause { to: None, .. } => None,
            Adjustment::Extension { by } => {
                let was = if by.count == 1 { "was" } else { "were" };
                Some(format!("{} more {was} given", by.in_english()))
            }
            Adjustment::ExtensionTo { until } => Some(format!("time was given until {}", date_en(*until))),
        })
        .collect();
    if because.is_empty() { String::new() } else { format!(", later because {}", listed(&because, "and")) }
}

fn roll_da(roll: Roll, derived: &Derived, rolled: &[&Closed]) -> String {
    let target = match roll {
        Roll::NextWorkingDay => "den næste arbejdsdag",
        Roll::PreviousWorkingDay => "arbejdsdagen før",
        Roll::None => return String::new(),
    };
    if rolled.is_empty() {
        return String::new();
    }
    let are = if rolled.len() == 1 { "er en lukkedag" } else { "er lukkedage" };
    let raw = day_da(derived.raw);
    format!("; det ville være {raw}, men {} {are}, så datoen flyttes til {target}", closed_da(rolled))
}

fn roll_en(roll: Roll, derived: &Derived, rolled: &[&Closed]) -> String {
    let target = match roll {
        Roll::NextWorkingDay => "the next working day",
        Roll::PreviousWorkingDay => "the working day before",
        Roll::None => return String::new(),
    };
    if rolled.is_empty() {
        return String::new();
    }
    let are = if rolled.len() == 1 { "is a closed day" } else { "are closed days" };
    let raw = day_en(derived.raw);
    format!("; that would be {raw}, but {} {are}, so the date moves to {target}", closed_en(rolled))
}

fn open_pause_da(derived: &Derived) -> String {
    derived.open_pause.map_or_else(String::new, |from| {
        format!("; tiden har stået stille siden den {}, så datoen kan blive senere", date_da(from))
    })
}

fn open_pause_en(derived: &Derived) -> String {
    derived.open_pause.map_or_else(String::new, |from| {
        format!("; the clock has stood still since {}, so the date may become later", date_en(from))
    })
}

fn basis(words: &DeadlineWords<'_>, unverified: &str, not_law: &str) -> String {
    let said = match words.mark.trim_start_matches('[').chars().next() {
        Some('K') => unverified,
        Some('C') => not_law,
        Some(_) | None => "",
    };
    let parts: Vec<&str> = [words.basis.trim(), said].into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
}

fn closed_da(closed: &[&Closed]) -> String {
    let mut names: Vec<String> = closed
        .iter()
        .take(NAMED_MAX)
        .map(|day| format!("{} ({})", short_da(day.date), day.name_da))
        .collect();
    let rest = closed.len().saturating_sub(NAMED_MAX);
    if rest > 0 {
        names.push(format!("{rest} andre"));
    }
    listed(&names, "og")
}

fn closed_en(closed: &[&Closed]) -> String {
    let mut names: Vec<String> = closed
        .iter()
        .take(NAMED_MAX)
        .map(|day| format!("{} ({})", short_en(day.date), day.name_en))
        .collect();
    let rest = closed.len().saturating_sub(NAMED_MAX);
    if rest > 0 {
        names.push(format!("{rest} others"));
    }
    listed(&names, "and")
}
