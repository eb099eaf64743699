//! Dates, instants and codes as people say them.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::lang::Lang;

/// A day: `Mon 5 October 2026`, `man. 5. oktober 2026`. What is no day is given back as it stands.
pub(super) fn day(lang: Lang, text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |date| day_of(lang, date))
}

fn day_of(lang: Lang, date: Date) -> String {
    let dot = lang.say(".", "");
    let (weekday, month) = (weekday(lang, date.weekday()), month(lang, date));
    format!("{weekday} {}{dot} {month} {}", date.day(), date.year())
}

fn month(lang: Lang, date: Date) -> &'static str {
    match lang {
        Lang::Da => calendar::month_da(date),
        Lang::En => calendar::month_en(date),
    }
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

/// A day of a table, every one as wide as the other: `Mon  5 Oct 2026`, `ma.  5. okt. 2026`.
pub(crate) fn short_day(lang: Lang, text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |date| short_day_of(lang, date))
}

fn short_day_of(lang: Lang, date: Date) -> String {
    let (weekday, month) = (weekday(lang, date.weekday()), month(lang, date));
    let (number, year) = (date.day(), date.year());
    match lang {
        Lang::Da => {
            let weekday: String = weekday.chars().take(2).collect();
            let short: String = month.chars().take(3).collect();
            let short = if short == month { short } else { format!("{short}.") };
            format!("{weekday}. {number:>2}. {short:<4} {year}")
        }
        Lang::En => format!("{weekday} {number:>2} {} {year}", month.chars().take(3).collect::<String>()),
    }
}

/// The day of an instant in Copenhagen, for a table.
pub(super) fn short_day_at(lang: Lang, text: &str) -> String {
    there(text).map_or_else(|| text.to_owned(), |there| short_day_of(lang, there.date()))
}

/// An instant in Copenhagen, for a table: `Mon  5 Oct 2026 08:00`.
pub(super) fn short_instant(lang: Lang, text: &str) -> String {
    there(text).map_or_else(
        || text.to_owned(),
        |there| {
            let day = short_day_of(lang, there.date());
            format!("{day} {:02}:{:02}", there.hour(), there.minute())
        },
    )
}

/// An instant as the clocks of Copenhagen show it.
fn there(text: &str) -> Option<Zoned> {
    let zone = TimeZone::get("Europe/Copenhagen").expect("the time zones are bundled");
    Some(text.parse::<Timestamp>().ok()?.to_zoned(zone))
}

/// Day and time of day of an instant in Copenhagen. What is no instant is given back as it stands.
pub(super) fn day_and_time(lang: Lang, text: &str) -> (String, String) {
    let Some(there) = there(text) else { return (text.to_owned(), String::new()) };
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

/// A last day of a table, and that it is over where it is.
pub(super) fn due(lang: Lang, text: &str, is_overdue: bool) -> String {
    let day = short_day(lang, text);
    if is_overdue { format!("{day} {}", overdue(lang)) } else { day }
}

/// The mark of a table that a last day is over.
pub(super) fn overdue(lang: Lang) -> &'static str {
    lang.say("FOR SENT", "OVERDUE")
}

/// A last day in words, and how far off it was when the daemon was asked: `Mon 5 October 2026, in 9 days`.
pub(super) fn due_from(lang: Lang, text: &str, overdue: bool, read_at: &str) -> String {
    let day = day(lang, text);
    let days = text.parse::<Date>().ok().zip(there(read_at));
    let days = days.map(|(due, read)| due.duration_since(read.date()).as_hours() / 24);
    let far = match (days, lang) {
        (Some(days), Lang::Da) if overdue => {
            format!("OVERSKREDET med {} {}", -days, if days == -1 { "dag" } else { "dage" })
        }
        (Some(days), Lang::En) if overdue => {
            format!("OVERDUE by {} {}", -days, if days == -1 { "day" } else { "days" })
        }
        (Some(0), _) => lang.say("i dag", "today").to_owned(),
        (Some(1), _) => lang.say("i morgen", "tomorrow").to_owned(),
        (Some(days @ 2..), Lang::Da) => format!("om {days} dage"),
        (Some(days @ 2..), Lang::En) => format!("in {days} days"),
        (Some(_) | None, _) if overdue => lang.say("OVERSKREDET", "OVERDUE").to_owned(),
        (Some(_) | None, _) => return day,
    };
    format!("{day}, {far}")
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
        "fired" => ("sendt", "sent"),
        "overtaken" => ("ikke længere nødvendig", "no longer needed"),
        "not_applicable" => ("ikke relevant", "not applicable"),
        "would_have_fired" => ("ville være sendt", "would have been sent"),
        "open" => ("åben", "open"),
        "given" => ("afgivet", "given"),
        "missing" => ("udeblevet", "missing"),
        "claim" => ("tage den", "claim"),
        "release" => ("give den fra sig", "release"),
        "delegate" => ("give den videre", "delegate"),
        "complete" => ("udføre den", "complete"),
        "go_on_without" => ("gå videre uden bidraget", "go on without it"),
        "draft" => ("gemme en kladde", "save a draft"),
        "pause" => ("sat i bero", "pause"),
        "extension" => ("forlængelse", "extension"),
        "by_hand" => ("af en medarbejder", "by hand"),
        "condition" => ("betingelsen gælder ikke", "its condition does not hold"),
        "case_ended" => ("sagen er slut", "the case ended"),
        "consent_refused" => ("samtykke afslået", "consent refused"),
        "consent_withdrawn" => ("samtykke trukket tilbage", "consent withdrawn"),
        "until" => ("den sidste dag er gået", "the last day is over"),
        "until_holds" => ("betingelsen for at slutte er opfyldt", "the condition for its end holds"),
        "no_answer" => ("intet svar", "no answer"),
        "not_started" => ("ikke sat i gang", "not started"),
        "erased" => ("slettet", "erased"),
        "ordered" => ("bestilt", "ordered"),
        "granted" => ("bevilget", "granted"),
        "partly" => ("delvist bevilget", "partly granted"),
        "refused" => ("afslået", "refused"),
        "remind" => ("påmindelse", "reminder"),
        "announce" => ("besked", "announcement"),
        "erase_key" => ("sletning af nøgle", "destroying a key"),
        "tell_citizen" => ("brev til borgeren", "letter to the citizen"),
        "digital_post" => ("Digital Post", "Digital Post"),
        "letter" => ("brev", "letter"),
        "email" => ("mail", "e-mail"),
        "oral" => ("mundtligt", "orally"),
        "completed" => ("gennemført", "completed"),
        "board_changed" => {
            ("klagemyndigheden ændrede afgørelsen", "the complaint board changed the decision")
        }
        "complaint" => ("klagen", "the complaint"),
        "files" => ("sagens akter", "the files of the case"),
        "reassessment" => ("genvurderingen", "the re-assessment"),
        "not_sampled" => ("ikke udtrukket", "not drawn"),
        other => return of_facts(lang, other),
    };
    lang.say(da, en).to_owned()
}

/// A fact that a step would ask for now, and did not when it was done; else what a table did, else the code itself.
fn of_facts(lang: Lang, code: &str) -> String {
    match (code.strip_prefix("fact_missing:"), lang) {
        (Some(fact), Lang::Da) => format!("oplysningen `{fact}` mangler nu"),
        (Some(fact), Lang::En) => format!("the fact `{fact}` is needed now"),
        (None, _) => {
            let known = of_table(lang, code).or_else(|| of_looks(lang, code));
            known.map_or_else(|| code.replace('_', " "), str::to_owned)
        }
    }
}

/// What somebody looked at.
fn of_looks(lang: Lang, code: &str) -> Option<&'static str> {
    let (da, en) = match code {
        "case" => ("sagen", "the case"),
        "history" => ("historikken", "the history"),
        "looks" => ("hvem der har set den", "who looked"),
        "list" => ("en liste", "a list"),
        "citizen" => ("borgeren", "the citizen"),
        "explain" => ("forklaringen", "the explanation"),
        "letters" => ("brevene", "the letters"),
        "letter_preview" => ("kladden til et brev", "the draft of a letter"),
        "worklist" => ("arbejdslisten", "the worklist"),
        "find" => ("en søgning", "a search"),
        _other => return None,
    };
    Some(lang.say(da, en))
}

/// What a decision table did, and why it had no answer.
fn of_table(lang: Lang, code: &str) -> Option<&'static str> {
    let (da, en) = match code {
        "decided" => ("efter tabellen", "by its table"),
        "linked_case_not_followed" => (
            "den anden sag er slut, og her kan der ikke gås videre",
            "the other case has ended, and this one cannot go on",
        ),
        "linked_case_set_aside" => (
            "den anden sag er sat til side, til driften har set på den",
            "the other case is set aside until an operator has looked",
        ),
        "nothing_open" => (
            "sagen går videre, og ingen har noget at gøre på den",
            "the case goes on, and nobody has anything to do on it",
        ),
        "nobody_to_tell" => ("ingen kunne få besked", "nobody could be told"),
        "reached" => ("nået", "reached"),
        "task" => ("en opgave", "a task"),
        "notify" => ("nyt om en sag", "news of a case"),
        "table" => ("tabellen ville svare noget andet nu", "its table would answer something else now"),
        "no_rule" => ("ingen regel passer", "no rule fits"),
        "several_rules" => ("flere regler passer", "several rules fit"),
        "not_allowed" => ("en værdi er ikke tilladt", "a value is not allowed"),
        "not_evaluated" => ("kunne ikke beregnes", "could not be worked out"),
        _other => return None,
    };
    Some(lang.say(da, en))
}

/// What a field of a measure or of a part of a decision is called.
pub(super) fn field(lang: Lang, name: &str) -> String {
    let (da, en) = match name {
        "goal" => ("mål", "goal"),
        "basis" => ("grundlag", "basis"),
        "department" => ("forvaltning", "department"),
        "text" => ("tekst", "text"),
        "measure" => ("indsats", "measure"),
        "outcome" => ("udfald", "outcome"),
        "reasons" => ("begrundelse", "reasons"),
        "facts" => ("oplysninger", "facts"),
        "from" => ("fra", "from"),
        "to" => ("til", "to"),
        "amount" => ("beløb", "amount"),
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
