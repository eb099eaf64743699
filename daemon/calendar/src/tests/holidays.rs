use std::collections::BTreeMap;

use crate::{Calendar, ClockError, Closed, ClosedKind, Date};

use super::day;

const INDEPENDENT: &str = include_str!("../../fixtures/dk-holidays-1990-2050.csv");

fn kind_on(calendar: &Calendar, text: &str) -> Option<ClosedKind> {
    calendar.closed(day(text)).map(|closed| closed.kind)
}

#[test]
fn the_public_holidays_of_1990_to_2050_agree_with_an_independent_source() {
    let theirs: BTreeMap<Date, String> = INDEPENDENT
        .lines()
        .skip_while(|line| line.starts_with('#'))
        .skip(1)
        .map(|line| line.split_once(',').unwrap())
        .map(|(date, name)| (day(date), name.to_lowercase()))
        .collect();
    let ours: BTreeMap<Date, String> = (1990..=2050)
        .flat_map(|year| Calendar::danish().holidays(year))
        .filter(|closed| closed.kind == ClosedKind::PublicHoliday)
        .map(|closed| (closed.date, closed.name_da.to_lowercase()))
        .collect();
    assert_eq!(ours.len(), 644);
    assert_eq!(ours, theirs);
}

#[test]
fn a_day_is_closed_exactly_if_it_is_a_weekend_or_listed() {
    let calendar = Calendar::danish().with_closing_day(day("2027-12-27"), "rådhuset lukker");
    for year in [2023, 2027, 2028] {
        let listed: Vec<Closed> = calendar.holidays(year);
        let mut date = day(&format!("{year}-01-01"));
        while date.year() == year {
            let named = listed.iter().find(|closed| closed.date == date);
            match calendar.closed(date) {
                Some(closed) if closed.kind == ClosedKind::Weekend => assert_eq!(named, None),
                closed => assert_eq!(closed.as_ref(), named),
            }
            assert_eq!(calendar.is_working_day(date), calendar.closed(date).is_none(), "{date}");
            date = date.tomorrow().unwrap();
        }
    }
}

#[test]
fn great_prayer_day_ends_with_2023() {
    let calendar = Calendar::danish();
    assert_eq!(kind_on(&calendar, "2023-05-05"), Some(ClosedKind::PublicHoliday));
    assert_eq!(kind_on(&calendar, "2024-04-26"), None);
}

#[test]
fn a_holiday_gives_the_name_before_custom_and_weekend() {
    let calendar = Calendar::danish();
    // Whit Monday on Constitution Day, Constitution Day on a Saturday, and plain days.
    assert_eq!(kind_on(&calendar, "2028-06-05"), Some(ClosedKind::PublicHoliday));
    assert_eq!(kind_on(&calendar, "2027-06-05"), Some(ClosedKind::Customary));
    assert_eq!(kind_on(&calendar, "2027-06-12"), Some(ClosedKind::Weekend));
    assert_eq!(kind_on(&calendar, "2027-06-14"), None);
}

#[test]
fn the_friday_after_ascension_is_closed_only_where_chosen() {
    let (plain, chosen) = (Calendar::danish(), Calendar::danish().with_friday_after_ascension());
    assert_eq!(kind_on(&plain, "2026-05-15"), None);
    assert_eq!(kind_on(&chosen, "2026-05-15"), Some(ClosedKind::Customary));
    assert_eq!(chosen.clone().with_friday_after_ascension(), chosen);
}

#[test]
fn a_closing_day_of_the_municipality_is_closed_and_named() {
    let calendar = Calendar::danish().with_closing_day(day("2026-12-28"), "rådhuset lukker");
    let closed = calendar.closed(day("2026-12-28")).unwrap();
    assert_eq!((closed.name_da.as_str(), closed.kind), ("rådhuset lukker", ClosedKind::Municipal));
    assert_eq!(calendar.next_working_day(day("2026-12-24")), day("2026-12-29"));
    assert_eq!(calendar.previous_working_day(day("2026-12-28")), day("2026-12-23"));
}

#[test]
fn only_customary_days_can_be_taken_away() {
    for name in ["juledag", "lørdag", "Ascension Day", ""] {
        let refused = Calendar::danish().without_customary(name).unwrap_err();
        assert_eq!(refused, ClockError::UnknownCustomary { name: name.to_owned() });
    }
}

#[test]
fn the_canonical_text_tells_calendars_apart() {
    let plain = Calendar::danish();
    let variants = [
        plain.clone(),
        plain.clone().with_friday_after_ascension(),
        plain.clone().without_customary("Grundlovsdag").unwrap(),
        plain.clone().with_closing_day(day("2026-12-28"), "lukket"),
        plain.clone().with_closing_day(day("2026-12-28"), "lukket\nmunicipal 2026-12-29 \"lukket\""),
        plain.with_closing_day(day("2026-12-28"), "lukket").with_closing_day(day("2026-12-29"), "lukket"),
    ];
    let texts: std::collections::BTreeSet<_> = variants.iter().map(Calendar::version_bytes).collect();
    assert_eq!(texts.len(), variants.len());
    let text = Calendar::danish().canonical_text();
    assert!(
        text.contains("\npublic easter+26 -32768..=2023 \"store bededag\" \"Great Prayer Day\"\n"),
        "{text}"
    );
}
