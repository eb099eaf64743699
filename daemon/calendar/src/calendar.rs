//! Which days are closed, and counting over them.

mod days;

use std::collections::BTreeMap;

use jiff::civil::Weekday;

use self::days::{CUSTOMARY, DayRule, FRIDAY_AFTER_ASCENSION, PUBLIC, offset_from_easter};
use crate::error::ClockError;
use crate::{Date, civil};

/// Why a day is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClosedKind {
    /// Saturday or Sunday.
    Weekend,
    /// A public holiday.
    PublicHoliday,
    /// Closed by custom and treated as a holiday: 5 June, 24 and 31 December.
    Customary,
    /// Closed by a decision of the municipality.
    Municipal,
}

/// A closed day and its name, as it is written inside a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Closed {
    /// The day.
    pub date: Date,
    /// The Danish name: `juleaftensdag`.
    pub name_da: String,
    /// The English name: `Christmas Eve`.
    pub name_en: String,
    /// Why it is closed. A holiday on a Saturday is a holiday; a plain Saturday is weekend.
    pub kind: ClosedKind,
}

/// The closed days as rules with years of validity, not as lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    rules: Vec<DayRule>,
    municipal: BTreeMap<Date, String>,
}

impl Calendar {
    /// The public holidays of Denmark and the customary closing days 5 June, 24 and 31 December.
    ///
    /// Checked against an independent source for 1990 to 2050. The Friday after Ascension is a working day here:
    /// see [`Calendar::with_friday_after_ascension`].
    #[must_use]
    pub fn danish() -> Self {
        Self { rules: PUBLIC.iter().chain(CUSTOMARY).copied().collect(), municipal: BTreeMap::new() }
    }

    /// Adds a day on which this municipality is closed; the name serves both languages.
    ///
    /// A second name for the same day replaces the first.
    #[must_use]
    pub fn with_closing_day(mut self, date: Date, name: impl Into<String>) -> Self {
        self.municipal.insert(date, name.into());
        self
    }

    /// Closes the Friday after Ascension Day, which some authorities extend over.
    #[must_use]
    pub fn with_friday_after_ascension(mut self) -> Self {
        if !self.rules.contains(&FRIDAY_AFTER_ASCENSION) {
            self.rules.push(FRIDAY_AFTER_ASCENSION);
        }
        self
    }

    /// Makes a customary closing day a working day; `name` is Danish or English, in any case.
    ///
    /// # Errors
    ///
    /// [`ClockError::UnknownCustomary`] if no customary day has the name. Public holidays cannot be taken away.
    pub fn without_customary(mut self, name: &str) -> Result<Self, ClockError> {
        let wanted = name.to_lowercase();
        let before = self.rules.len();
        self.rules.retain(|rule| rule.kind != ClosedKind::Customary || !rule.is_called(&wanted));
        if self.rules.len() == before {
            return Err(ClockError::UnknownCustomary { name: name.to_owned() });
        }
        Ok(self)
    }

    /// Whether the offices are open on the day.
    #[must_use]
    pub fn is_working_day(&self, date: Date) -> bool {
        !is_weekend(date) && self.rule_for(date).is_none() && !self.municipal.contains_key(&date)
    }

    /// Why the day is closed, or `None` on a working day.
    ///
    /// The first that holds gives the name: public holiday, customary day, municipal closing day, weekend.
    #[must_use]
    pub fn closed(&self, date: Date) -> Option<Closed> {
        if let Some(rule) = self.rule_for(date) {
            return Some(rule.closes(date));
        }
        if let Some(name) = self.municipal.get(&date) {
            return Some(municipal(date, name));
        }
        let (name_da, name_en) = weekend_names(date)?;
        Some(Closed {
            date,
            name_da: name_da.to_owned(),
            name_en: name_en.to_owned(),
            kind: ClosedKind::Weekend,
        })
    }

    /// The day itself if it is a working day, else the first working day after it.
    #[must_use]
    pub fn next_working_day(&self, date: Date) -> Date {
        let mut day = date;
        while !self.is_working_day(day) {
            let Ok(next) = day.tomorrow() else { return day };
            day = next;
        }
        day
    }

    /// The day itself if it is a working day, else the last working day before it.
    #[must_use]
    pub fn previous_working_day(&self, date: Date) -> Date {
        let mut day = date;
        while !self.is_working_day(day) {
            let Ok(previous) = day.yesterday() else { return day };
            day = previous;
        }
        day
    }

    /// The `count`th working day after the date; the date itself is day 0. A count of 0 is the date, open or closed.
    ///
    /// # Errors
    ///
    /// [`ClockError::OutOfRange`] if the count leaves 1900 to 2200.
    pub fn add_working_days(&self, date: Date, count: u32) -> Result<Date, ClockError> {
        self.count_working_days(date, count, Date::tomorrow)
    }

    /// The `count`th working day before the date; the date itself is day 0. A count of 0 is the date, open or closed.
    ///
    /// # Errors
    ///
    /// [`ClockError::OutOfRange`] if the count leaves 1900 to 2200.
    pub fn subtract_working_days(&self, date: Date, count: u32) -> Result<Date, ClockError> {
        self.count_working_days(date, count, Date::yesterday)
    }

    /// The closed days of a year that have a name of their own, in order of date; weekends are not among them.
    #[must_use]
    pub fn holidays(&self, year: i16) -> Vec<Closed> {
        let mut days = BTreeMap::new();
        for rule in self.rules.iter().filter(|rule| rule.holds_in(year)) {
            if let Some(date) = rule.date_in(year) {
                days.entry(date).or_insert_with(|| rule.closes(date));
            }
        }
        for (date, name) in self.municipal.iter().filter(|(date, _)| date.year() == year) {
            days.entry(*date).or_insert_with(|| municipal(*date, name));
        }
        days.into_values().collect()
    }

    /// Everything that decides which day is closed and what it is called, one rule per line.
    ///
    /// Equal texts mean equal calendars, and the text of a calendar is the same on every machine.
    #[must_use]
    pub fn canonical_text(&self) -> String {
        let header = ["closed days, format 1".to_owned(), "weekend saturday sunday".to_owned()];
        let rules = self.rules.iter().map(DayRule::canonical_line);
        // The debug form escapes line breaks and quotes: one day, one line.
        let municipal = self.municipal.iter().map(|(date, name)| format!("municipal {date} {name:?}"));
        let mut lines: Vec<String> = header.into_iter().chain(rules).chain(municipal).collect();
        lines.push(String::new());
        lines.join(
            "
",
        )
    }

    /// The bytes of [`Calendar::canonical_text`], for a hash that names this version of the calendar.
    #[must_use]
    pub fn version_bytes(&self) -> Vec<u8> {
        self.canonical_text().into_bytes()
    }

    /// The closed days strictly between two dates, in order.
    pub(crate) fn closed_between(&self, after: Date, before: Date) -> Vec<Closed> {
        after.tomorrow().map(|first| self.closed_from(first, before)).unwrap_or_default()
    }

    /// The closed days from `first` on and before `end`, in order.
    pub(crate) fn closed_from(&self, first: Date, end: Date) -> Vec<Closed> {
        days_from(first, end).filter_map(|day| self.closed(day)).collect()
    }

    /// The number of working days from `first` on and before `end`.
    pub(crate) fn working_days_from(&self, first: Date, end: Date) -> u32 {
        let count = days_from(first, end).filter(|day| self.is_working_day(*day)).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    fn count_working_days(
        &self,
        date: Date,
        count: u32,
        step: fn(Date) -> Result<Date, jiff::Error>,
    ) -> Result<Date, ClockError> {
        let mut day = civil::in_range(date, date)?;
        let mut left = count;
        // Bounded by the range of dates, whatever the count.
        while left > 0 {
            let next = step(day).map_err(|_| ClockError::OutOfRange { from: date })?;
            day = civil::in_range(next, date)?;
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        Ok(day)
    }

    fn rule_for(&self, date: Date) -> Option<&DayRule> {
        let offset = offset_from_easter(date);
        self.rules.iter().find(|rule| rule.matches(date, offset))
    }
}

fn municipal(date: Date, name: &str) -> Closed {
    Closed { date, name_da: name.to_owned(), name_en: name.to_owned(), kind: ClosedKind::Municipal }
}

/// Whether the date is a Saturday or a Sunday, whatever else it is.
pub(crate) fn is_weekend(date: Date) -> bool {
    weekend_names(date).is_some()
}

fn weekend_names(date: Date) -> Option<(&'static str, &'static str)> {
    match date.weekday() {
        Weekday::Saturday => Some(("lørdag", "Saturday")),
        Weekday::Sunday => Some(("søndag", "Sunday")),
        Weekday::Monday | Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Friday => None,
    }
}

fn days_from(first: Date, end: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(move |day| *day < end)
}
