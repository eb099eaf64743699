//! Dates, instants and codes as people say them.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::lang::Lang;

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

/// A day: `Mon 5 October 2026`, `man. 5. oktober 2026`. What is no day is given back as it stands.
pub(super) fn day(lang: Lang, text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |date| day_of(lang, date))
}

fn day_of(lang: Lang, date: Date) -> String {
    let months = match lang {
        Lang::Da => MONTHS_DA,
        Lang::En => MONTHS_EN,
    };
    let place = usize::try_from(date.month() - 1).expect("a month is 1 to 12");
    let month = months.get(place).expect("a year has twelve months");
    let dot = lang.say(".", "");
    format!("{} {}{dot} {month} {}", weekday(lang, date.weekday()), date.day(), date.year())
}

fn weekday(lang: Lang, weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => lang.say("man.", "Mon"),
        Weekday::Tuesday => lang.say("tirs.", "Tue"),
        Weekday::Wednesday => lang.say("ons.", "Wed"),
        Weekday::Thursday => lang.say("tors.", "Thu"),
        Weekday::Friday => lang.say("fre.", "Fri"),
        Weekday::Saturday => lang.say("lør.", "Sat"),
        Weekday::Sunday => lang.say("søn.", "Sun"),
    }
}

/// Day and time of day of an instant in Copenhagen. What is no instant is given back as it stands.
pub(super) fn day_and_time(lang: Lang, text: &str) -> (String, String) {
    let Ok(instant) = text.parse::<Timestamp>() else { return (text.to_owned(), String::new()) };
    let zone = TimeZone::get("Europe/Copenhagen").expect("the time zones are bundled");
    let there = instant.to_zoned(zone);
    (day_of(lang, there.date()), format!("{:02}:{:02}", there.hour(), there.minute()))
}

/// The day of an instant in Copenhagen.
pub(super) fn day_at(lang: Lang, text: &str) -> String {
    day_and_time(lang, text).0
}

/// An instant: `Mon 5 October 2026 at 08:00`.
pub(super) fn instant(lang: Lang, text: &str) -> String {
    let (day, time) = day_and_time(lang, text);
    if time.is_empty() {
        return day;
    }
    format!("{day} {} {time}", lang.say("kl.", "at"))
}

/// A last day, and that it is over where it is.
pub(super) fn due(lang: Lang, text: &str, overdue: bool) -> String {
    let day = day(lang, text);
    if overdue { format!("{day} {}", lang.say("OVERSKREDET", "OVERDUE")) } else { day }
}

/// What a code of the API means. A code that we do not know says itself.
pub(super) fn code(lang: Lang, code: &str) -> String {
    let (da, en) = match code {
        "waiting" => ("venter", "waiting"),
        "skipped" => ("sprunget over", "skipped"),
        "active" => ("i gang", "active"),
        "done" => ("udført", "done"),
        "closed" => ("lukket", "closed"),
        "cancelled" => ("annulleret", "cancelled"),
        "running" => ("løber", "running"),
        "paused" => ("sat i bero", "paused"),
        "met" => ("overholdt", "met"),
        "lapsed" => ("udløbet", "lapsed"),
        "dropped" => ("bortfaldet", "dropped"),
        "planned" => ("planlagt", "planned"),
        "fired" => ("sendt", "fired"),
        "overtaken" => ("overhalet", "overtaken"),
        "not_applicable" => ("ikke relevant", "not applicable"),
        "would_have_fired" => ("ville være sendt", "would have fired"),
        "open" => ("åben", "open"),
        "given" => ("afgivet", "given"),
        "missing" => ("udeblevet", "missing"),
        "claim" => ("tag", "claim"),
        "release" => ("frigiv", "release"),
        "delegate" => ("uddeleger", "delegate"),
        "complete" => ("udfør", "complete"),
        "go_on_without" => ("gå videre uden", "go on without"),
        "draft" => ("kladde", "draft"),
        "pause" => ("sat i bero", "pause"),
        "extension" => ("forlængelse", "extension"),
        "by_hand" => ("ved håndkraft", "by hand"),
        "completed" => ("gennemført", "completed"),
        other => return other.replace('_', " "),
    };
    lang.say(da, en).to_owned()
}

/// `yes` or `no`.
pub(super) fn yes_no(lang: Lang, yes: bool) -> &'static str {
    if yes { lang.say("ja", "yes") } else { lang.say("nej", "no") }
}

/// A text that may be absent, or a dash.
pub(super) fn or_dash(text: Option<&str>) -> String {
    text.unwrap_or("–").to_owned()
}
