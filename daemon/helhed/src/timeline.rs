//! A case as a case worker would like to read it: day by day, who did what, and every deadline with its reason.

use std::io::{self, Write};

use cli::Lang;
use definition::Scenario;
use model::Timestamp;
use serde_json::Value as Json;

/// What is told.
pub struct Told<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The case, as the API shows it.
    pub case: &'a Json,
    /// Its deadlines.
    pub deadlines: &'a Json,
    /// Its history.
    pub history: &'a Json,
    /// In which language.
    pub lang: Lang,
}

/// Longest line, in characters.
const WIDTH: usize = 100;

/// Where the text of a day begins.
const INDENT: &str = "           ";

/// Writes the timeline, the deadlines and their reminders. `people` knows official names.
///
/// # Errors
///
/// What the output says.
pub fn write(
    told: &Told<'_>,
    people: &dyn Fn(&str) -> Option<String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let says = |da: &'static str, en: &'static str| if is_danish(told.lang) { da } else { en };
    let title = if is_danish(told.lang) { &told.scenario.title.da } else { &told.scenario.title.en };
    writeln!(out, "{title}")?;
    writeln!(out, "{}", "═".repeat(title.chars().count()))?;
    let mut day = String::new();
    for row in rows(told.history) {
        let (date, time) = local(row, "recorded_at", told.lang);
        if date != day {
            writeln!(out, "\n{date}")?;
            day = date;
        }
        let actor = row.get("actor").and_then(Json::as_str).unwrap_or_default();
        let who = people(actor).unwrap_or_else(|| match actor {
            "clock" => says("Uret", "The clock").to_owned(),
            "dispatcher" => String::new(),
            other => other.to_owned(),
        });
        if who.is_empty() {
            continue;
        }
        writeln!(out, "  {time}    {who}")?;
        let list = |name: &str| row.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
        for (event, sentence) in list("events").iter().zip(list("sentences")) {
            let sentence = named(&pick(&sentence, told.lang), people);
            write_wrapped(out, &format!("{INDENT}{} ", mark_of(event)), &sentence)?;
        }
    }
    writeln!(out, "\n{}", says("Frister", "Deadlines"))?;
    writeln!(out, "{}", "─".repeat(WIDTH))?;
    for row in rows(told.deadlines) {
        write_deadline(row, told.lang, out)?;
    }
    for complaint in told.case.get("complaints").and_then(Json::as_array).into_iter().flatten() {
        writeln!(
            out,
            "\n{}",
            says("Klagen, som borgeren får det at vide", "The complaint, as the citizen is told")
        )?;
        writeln!(out, "{}", "─".repeat(WIDTH))?;
        let said = complaint.get("says").map(|said| pick(said, told.lang)).unwrap_or_default();
        write_wrapped(out, "", &said)?;
    }
    if let Some(day) = told.case.get("final_from").and_then(Json::as_str) {
        let said = says("Afgørelsen er endelig fra", "The decision is final from");
        writeln!(out, "\n{said} {}.", long_date(day, told.lang))?;
    }
    Ok(())
}

fn write_deadline(row: &Json, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let says = |da: &'static str, en: &'static str| if is_danish(lang) { da } else { en };
    let text = |name: &str| row.get(name).and_then(Json::as_str).unwrap_or_default();
    let title = row.get("title").map(|title| pick(title, lang)).unwrap_or_default();
    let state = match text("state") {
        "running" => says("løber", "running"),
        "paused" => says("på pause", "paused"),
        "met" => says("overholdt", "met"),
        "lapsed" => says("udløbet", "ran out"),
        _dropped => says("bortfaldet", "went away"),
    };
    let on = row
        .get("state_on")
        .and_then(Json::as_str)
        .map(|day| format!(" {}", short_date(day, lang)))
        .unwrap_or_default();
    writeln!(out, "{:<16} {title} ({state}{on})", short_date(text("due"), lang))?;
    let why = row.get("why").map(|why| pick(why, lang)).unwrap_or_default();
    write_wrapped(out, "                 ", &why)?;
    for rung in row.get("rungs").and_then(Json::as_array).into_iter().flatten() {
        let text = |name: &str| rung.get(name).and_then(Json::as_str).unwrap_or_default();
        let (mark, state) = match text("state") {
            "fired" => ("●", says("sendt", "fired")),
            "planned" => ("○", says("planlagt", "planned")),
            "overtaken" => ("–", says("overhalet", "overtaken")),
            "would_have_fired" => ("◌", says("ville være sendt", "would have fired")),
            _other => ("·", says("ikke aktuel", "not applicable")),
        };
        let to: Vec<&str> = rung
            .get("recipients")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect();
        let to = to.into_iter().map(|to| recipient(to, lang)).collect::<Vec<_>>().join(", ");
        writeln!(out, "                   {mark} {:<15} {state} → {to}", short_date(text("day"), lang))?;
    }
    Ok(())
}

fn recipient(to: &str, lang: Lang) -> &'static str {
    match (to, is_danish(lang)) {
        ("owner", true) => "den ansvarlige",
        ("deputy", true) => "stedfortræder",
        ("leader", true) => "leder",
        ("citizen", true) => "borgeren",
        ("owner", false) => "owner",
        ("deputy", false) => "deputy",
        ("leader", false) => "leader",
        _citizen => "the citizen",
    }
}

fn rows(list: &Json) -> impl Iterator<Item = &Json> {
    list.get("rows").and_then(Json::as_array).into_iter().flatten()
}

/// A sign in the margin: deadlines and reminders are found at a glance.
fn mark_of(event: &Json) -> &'static str {
    match event.get("event").and_then(Json::as_str).unwrap_or_default() {
        "deadline_set" | "deadline_moved" => "⧗",
        "rung_fired" => "●",
        "deadline_met" => "✓",
        "deadline_lapsed" | "deadline_dropped" => "–",
        _other => "·",
    }
}

fn pick(sentence: &Json, lang: Lang) -> String {
    let key = if is_danish(lang) { "da" } else { "en" };
    sentence.get(key).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn is_danish(lang: Lang) -> bool {
    matches!(lang, Lang::Da)
}

/// Identifiers of people in a sentence become their names.
fn named(sentence: &str, people: &dyn Fn(&str) -> Option<String>) -> String {
    let words = sentence.split(' ').map(|word| {
        let bare = word.trim_end_matches(['.', ',', ';']);
        let tail = word.strip_prefix(bare).unwrap_or_default();
        people(bare).map_or_else(|| word.to_owned(), |name| format!("{name}{tail}"))
    });
    words.collect::<Vec<_>>().join(" ")
}

fn local(row: &Json, name: &str, lang: Lang) -> (String, String) {
    let instant = row.get(name).and_then(Json::as_str).and_then(|text| text.parse::<Timestamp>().ok());
    let Some(instant) = instant else { return (String::new(), String::new()) };
    let moment = calendar::civil_date_time(instant.micros());
    let day = if is_danish(lang) { calendar::day_da(moment.date()) } else { calendar::day_en(moment.date()) };
    (capitalised(&day), format!("{:02}:{:02}", moment.hour(), moment.minute()))
}

fn long_date(day: &str, lang: Lang) -> String {
    let Ok(date) = day.parse::<model::Date>() else { return day.to_owned() };
    if is_danish(lang) { calendar::day_da(date.0) } else { calendar::day_en(date.0) }
}

/// Day, month and year in one narrow column.
fn short_date(day: &str, lang: Lang) -> String {
    let Ok(date) = day.parse::<model::Date>() else { return day.to_owned() };
    // The first three letters; a month that has no more, such as `maj` and `May`, gets no dot.
    let word = if is_danish(lang) { calendar::month_da(date.0) } else { calendar::month_en(date.0) };
    let short: String = word.chars().take(3).collect();
    let dot = if is_danish(lang) { "." } else { "" };
    let cut = if short == word { "" } else { dot };
    format!("{}{dot} {short}{cut} {}", date.0.day(), date.0.year())
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Breaks a text between words, each line under the first.
fn write_wrapped(out: &mut dyn Write, lead: &str, text: &str) -> io::Result<()> {
    let room = WIDTH.saturating_sub(lead.chars().count());
    let blank = " ".repeat(lead.chars().count());
    let (mut line, mut first) = (String::new(), true);
    let mut emit = |line: &str, first: bool| writeln!(out, "{}{line}", if first { lead } else { &blank });
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            emit(&line, first)?;
            first = false;
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    emit(&line, first)
}
