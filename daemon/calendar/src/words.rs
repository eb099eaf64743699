//! Dates and lists as people write them.

use jiff::civil::Weekday;

use crate::Date;

const MONTHS_DA: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The date in Danish: `5. oktober 2026`.
#[must_use]
pub fn date_da(date: Date) -> String {
    format!("{} {}", short_da(date), date.year())
}

/// The date in English: `5 October 2026`.
#[must_use]
pub fn date_en(date: Date) -> String {
    format!("{} {}", short_en(date), date.year())
}

/// The date in Danish with its weekday: `mandag den 5. oktober 2026`.
#[must_use]
pub fn day_da(date: Date) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "mandag",
        Weekday::Tuesday => "tirsdag",
        Weekday::Wednesday => "onsdag",
        Weekday::Thursday => "torsdag",
        Weekday::Friday => "fredag",
        Weekday::Saturday => "lørdag",
        Weekday::Sunday => "søndag",
    };
    format!("{weekday} den {}", date_da(date))
}

/// The date in English with its weekday: `Monday 5 October 2026`.
#[must_use]
pub fn day_en(date: Date) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    };
    format!("{weekday} {}", date_en(date))
}

/// The date in Danish without its year: `5. oktober`.
pub(crate) fn short_da(date: Date) -> String {
    format!("{}. {}", date.day(), month(date, &MONTHS_DA))
}

/// The date in English without its year: `5 October`.
pub(crate) fn short_en(date: Date) -> String {
    format!("{} {}", date.day(), month(date, &MONTHS_EN))
}

/// The parts with commas, and a word before the last: `a, b and c`.
pub(crate) fn listed(parts: &[String], and: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., last] => format!("{} {and} {last}", head.join(", ")),
    }
}

/// The text with its first letter made large.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The month in Danish: `oktober`.
#[must_use]
pub fn month_da(date: Date) -> &'static str {
    month(date, &MONTHS_DA)
}

/// The month in English: `October`.
#[must_use]
pub fn month_en(date: Date) -> &'static str {
    month(date, &MONTHS_EN)
}

fn month<'a>(date: Date, names: &[&'a str; 12]) -> &'a str {
    let index = usize::try_from(date.month() - 1).expect("a month is from 1 to 12");
    names.get(index).copied().expect("a month is from 1 to 12")
}
