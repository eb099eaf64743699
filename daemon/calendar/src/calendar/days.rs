//! The named days of the Danish year as rules: fixed dates and distances from Easter Sunday, with years of validity.

use super::{Closed, ClosedKind};
use crate::Date;

/// The public holidays. Earlier rules give the name where two fall on one day.
pub(super) const PUBLIC: &[DayRule] = &[
    public(fixed(1, 1), "nytårsdag", "New Year's Day"),
    public(easter(-3), "skærtorsdag", "Maundy Thursday"),
    public(easter(-2), "langfredag", "Good Friday"),
    public(easter(0), "påskedag", "Easter Sunday"),
    public(easter(1), "anden påskedag", "Easter Monday"),
    DayRule { until: 2023, ..public(easter(26), "store bededag", "Great Prayer Day") },
    public(easter(39), "Kristi himmelfartsdag", "Ascension Day"),
    public(easter(49), "pinsedag", "Whit Sunday"),
    public(easter(50), "anden pinsedag", "Whit Monday"),
    public(fixed(12, 25), "juledag", "Christmas Day"),
    public(fixed(12, 26), "anden juledag", "Second Day of Christmas"),
];

/// Not public holidays, but treated as such: Limitation Act §27(2), and the safe reading for complaints.
pub(super) const CUSTOMARY: &[DayRule] = &[
    customary(fixed(6, 5), "grundlovsdag", "Constitution Day"),
    customary(fixed(12, 24), "juleaftensdag", "Christmas Eve"),
    customary(fixed(12, 31), "nytårsaftensdag", "New Year's Eve"),
];

/// Off unless an authority chooses it.
pub(super) const FRIDAY_AFTER_ASCENSION: DayRule =
    customary(easter(40), "fredag efter Kristi himmelfartsdag", "Friday after Ascension Day");

/// One named day of the year, in the years from `from` through `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DayRule {
    when: When,
    name_da: &'static str,
    name_en: &'static str,
    pub(super) kind: ClosedKind,
    from: i16,
    until: i16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Fixed { month: i8, day: i8 },
    Easter { offset_days: i32 },
}

impl DayRule {
    pub(super) fn holds_in(&self, year: i16) -> bool {
        (self.from..=self.until).contains(&year)
    }

    /// Whether the rule names the date, which lies `offset_days` after Easter Sunday of its year.
    pub(super) fn matches(&self, date: Date, offset_from_easter: Option<i32>) -> bool {
        let is_the_day = match self.when {
            When::Fixed { month, day } => (date.month(), date.day()) == (month, day),
            When::Easter { offset_days } => offset_from_easter == Some(offset_days),
        };
        is_the_day && self.holds_in(date.year())
    }

    pub(super) fn date_in(&self, year: i16) -> Option<Date> {
        match self.when {
            When::Fixed { month, day } => Date::new(year, month, day).ok(),
            When::Easter { offset_days } => {
                let offset = jiff::Span::new().try_days(offset_days).ok()?;
                easter_sunday(year)?.checked_add(offset).ok()
            }
        }
    }

    pub(super) fn closes(&self, date: Date) -> Closed {
        Closed { date, name_da: self.name_da.to_owned(), name_en: self.name_en.to_owned(), kind: self.kind }
    }

    pub(super) fn is_called(&self, lowercase_name: &str) -> bool {
        self.name_da.to_lowercase() == lowercase_name || self.name_en.to_lowercase() == lowercase_name
    }

    pub(super) fn canonical_line(&self) -> String {
        let kind = match self.kind {
            ClosedKind::Weekend => "weekend",
            ClosedKind::PublicHoliday => "public",
            ClosedKind::Customary => "customary",
            ClosedKind::Municipal => "municipal",
        };
        let when = match self.when {
            When::Fixed { month, day } => format!("{month:02}-{day:02}"),
            When::Easter { offset_days } => format!("easter{offset_days:+}"),
        };
        let (from, until) = (self.from, self.until);
        format!("{kind} {when} {from}..={until} {:?} {:?}", self.name_da, self.name_en)
    }
}

/// The distance in days from Easter Sunday of the same year.
pub(super) fn offset_from_easter(date: Date) -> Option<i32> {
    let easter = easter_sunday(date.year())?;
    Some(i32::from(date.day_of_year()) - i32::from(easter.day_of_year()))
}

/// Easter Sunday of the Gregorian calendar, by the anonymous Gregorian computus.
#[expect(
    clippy::many_single_char_names,
    reason = "the letters are those in which the computus is always written"
)]
fn easter_sunday(year: i16) -> Option<Date> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

const fn public(when: When, name_da: &'static str, name_en: &'static str) -> DayRule {
    DayRule { when, name_da, name_en, kind: ClosedKind::PublicHoliday, from: i16::MIN, until: i16::MAX }
}

const fn customary(when: When, name_da: &'static str, name_en: &'static str) -> DayRule {
    DayRule { when, name_da, name_en, kind: ClosedKind::Customary, from: i16::MIN, until: i16::MAX }
}

const fn fixed(month: i8, day: i8) -> When {
    When::Fixed { month, day }
}

const fn easter(offset_days: i32) -> When {
    When::Easter { offset_days }
}
