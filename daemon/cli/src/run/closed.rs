//! `helhed calendar`: a year as deadlines count it, before anybody relies on it. No daemon is asked.

use std::path::Path;

use calendar::{Calendar, Closed, ClosedKind};
use definition::{Bundle, load_municipality};
use jiff::Zoned;
use jiff::civil::Date;
use serde_json::json;

use super::Session;
use crate::lang::Lang;
use crate::show;
use crate::trouble::Trouble;

/// Prints the closed days of a year beside Saturdays and Sundays, and how many working days each month has.
pub(crate) fn run(
    session: &mut Session<'_>,
    args: &crate::command::checking::CalendarArgs,
) -> Result<(), Trouble> {
    let (calendar, name) = of(&args.workflows)?;
    let year = args.year.unwrap_or_else(|| Zoned::now().year());
    let days = days(year);
    let closed: Vec<Closed> = days
        .iter()
        .filter_map(|day| calendar.closed(*day))
        .filter(|one| one.kind != ClosedKind::Weekend)
        .collect();
    let months = working_days(&days, &calendar);
    let all: usize = months.iter().sum();
    if session.cli.json {
        let closed = closed.iter().map(|one| {
            json!({ "date": one.date.to_string(), "da": one.name_da, "en": one.name_en, "kind": code(one.kind) })
        });
        let year = json!({
            "year": year, "municipality": name, "closed": closed.collect::<Vec<_>>(),
            "working_days": months, "working_days_of_the_year": all,
        });
        writeln!(session.out, "{year:#}")?;
        return Ok(());
    }
    let lang = session.cli.lang;
    let head = lang
        .say(
            &format!("{year} i {name}: {all} arbejdsdage\n\nLukket ud over lørdage og søndage:"),
            &format!("{year} in {name}: {all} working days\n\nClosed beside Saturdays and Sundays:"),
        )
        .to_owned();
    writeln!(session.out, "{head}")?;
    for one in &closed {
        let name = lang.say(&one.name_da, &one.name_en).to_owned();
        let why = kind(lang, one.kind);
        writeln!(session.out, "  {}  {name} ({why})", show::short_day(lang, &one.date.to_string()))?;
    }
    writeln!(session.out, "\n{}", lang.say("Arbejdsdage i hver måned:", "Working days of each month:"))?;
    for (day, count) in days.iter().filter(|day| day.day() == 1).zip(&months) {
        let month = match lang {
            Lang::Da => calendar::month_da(*day),
            Lang::En => calendar::month_en(*day),
        };
        writeln!(session.out, "  {month:<10} {count:>2}")?;
    }
    Ok(())
}

/// The calendar of the municipality whose folder it is, and what it is called.
fn of(folder: &Path) -> Result<(Calendar, String), Trouble> {
    let place = folder.display();
    let bundle = Bundle::read_file(folder, "municipality.yaml").map_err(|error| {
        Trouble::usage(
            format!("`{place}/municipality.yaml` kan ikke læses ({error}); nævn mappen med `--workflows`"),
            format!(
                "`{place}/municipality.yaml` cannot be read ({error}); name the folder with `--workflows`"
            ),
        )
    })?;
    let Some(municipality) = load_municipality(&bundle).value else {
        return Err(Trouble::other(
            format!("`municipality.yaml` har fejl; se dem med `helhed workflow check {place}`"),
            format!("`municipality.yaml` has errors; see them with `helhed workflow check {place}`"),
        ));
    };
    Ok((municipality.calendar(), municipality.name))
}

/// Every day of a year.
fn days(year: i16) -> Vec<Date> {
    let first = Date::new(year, 1, 1).ok();
    let following = |day: &Date| day.tomorrow().ok().filter(|next| next.year() == year);
    std::iter::successors(first, following).collect()
}

/// How many working days each month has, January first.
fn working_days(days: &[Date], calendar: &Calendar) -> Vec<usize> {
    let of_month =
        |month: i8| days.iter().filter(|day| day.month() == month && calendar.is_working_day(**day)).count();
    (1..=12).map(of_month).collect()
}

fn code(kind: ClosedKind) -> &'static str {
    match kind {
        ClosedKind::Weekend => "weekend",
        ClosedKind::PublicHoliday => "public_holiday",
        ClosedKind::Customary => "customary",
        ClosedKind::Municipal => "municipal",
    }
}

fn kind(lang: Lang, kind: ClosedKind) -> &'static str {
    match kind {
        ClosedKind::Weekend => lang.say("weekend", "weekend"),
        ClosedKind::PublicHoliday => lang.say("helligdag", "public holiday"),
        ClosedKind::Customary => lang.say("lukket efter skik", "closed by custom"),
        ClosedKind::Municipal => lang.say("kommunens egen lukkedag", "closed by the municipality"),
    }
}
