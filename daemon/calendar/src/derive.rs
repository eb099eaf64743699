//! From rule, anchor and ledger to the date of a deadline.

use jiff::Span;

use crate::Date;
use crate::calendar::{Calendar, Closed};
use crate::civil::{end_of_day_us, in_range};
use crate::error::ClockError;
use crate::rule::{Amount, Direction, Roll, Rule, Unit};

const HOUR_US: i64 = 3_600_000_000;

/// An entry of the ledger that moves a deadline later.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Adjustment {
    /// The clock stands still from a day until it runs again.
    Pause {
        /// The first day that does not count.
        from: Date,
        /// The day on which the clock runs again, which counts; `None` while the pause lasts.
        to: Option<Date>,
    },
    /// The deadline is moved later by an amount.
    Extension {
        /// By how much.
        by: Amount,
    },
    /// The deadline is moved to a day, unless it lies there or later already.
    ExtensionTo {
        /// The day.
        until: Date,
    },
}

/// A derived deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The date by the rule alone, before pauses, extensions and rolling.
    pub counted: Date,
    /// The date after pauses and extensions, before rolling.
    pub raw: Date,
    /// The date that binds.
    pub due: Date,
    /// The closed days that moved the date, in order: those rolled over, and those inside a count of working days.
    pub skipped: Vec<Closed>,
    /// The first day of a pause that still lasts; the dates above do not know it yet and will move later.
    pub open_pause: Option<Date>,
    /// 23:59:59 in Denmark on the day that binds, in microseconds.
    pub instant_us: i64,
}

/// Derives the date of a deadline.
///
/// Pauses come first, whatever their place in the ledger: each moves the date later by its calendar days, or by its
/// working days where the rule counts those. Days before the anchor, days that two pauses share and pauses that
/// begin after the date has passed do not count. Then the extensions, in the order of the ledger; none ever moves
/// the date earlier. Then the roll.
///
/// A deadline before its anchor has no running clock: pauses leave it where it is. Extensions move it.
///
/// # Errors
///
/// [`ClockError::NeedsInstant`] if the rule or an extension counts hours: use [`derive_hours`].
/// [`ClockError::PauseBackwards`] if a pause ends before it begins.
/// [`ClockError::OutOfRange`] if a date leaves 1900 to 2200.
pub fn derive(
    rule: &Rule,
    anchor: Date,
    ledger: &[Adjustment],
    calendar: &Calendar,
) -> Result<Derived, ClockError> {
    in_range(anchor, anchor)?;
    let pauses = Pauses::read(ledger, anchor)?;
    let counted = step(anchor, rule.amount, rule.direction, calendar)?;
    let (resumed, open_pause) = match rule.direction {
        Direction::After => {
            let resumed = pauses.move_later(counted, rule.amount.unit, calendar)?;
            (resumed, pauses.open.filter(|from| *from <= resumed))
        }
        Direction::Before => (counted, None),
    };
    let mut skipped = Vec::new();
    if rule.amount.unit == Unit::WorkingDays {
        skipped.extend(calendar.closed_between(anchor.min(resumed), anchor.max(resumed)));
    }
    let mut raw = resumed;
    for entry in ledger {
        let extended = match entry {
            Adjustment::Extension { by } => step(raw, *by, Direction::After, calendar)?,
            Adjustment::ExtensionTo { until } => in_range(raw.max(*until), anchor)?,
            Adjustment::Pause { .. } => continue,
        };
        if matches!(entry, Adjustment::Extension { by } if by.unit == Unit::WorkingDays) {
            skipped.extend(calendar.closed_between(raw, extended));
        }
        raw = extended;
    }
    let (due, rolled_over) = roll(raw, rule.roll, calendar);
    skipped.extend(rolled_over);
    // A deadline before its anchor that was extended may roll back over days that were counted: name each once.
    skipped.sort_by_key(|closed| closed.date);
    skipped.dedup_by_key(|closed| closed.date);
    in_range(due, anchor)?;
    Ok(Derived { counted, raw, due, skipped, open_pause, instant_us: end_of_day_us(due) })
}

/// The instant a number of clock hours after another, over nights, closed days and clock changes alike.
#[must_use]
pub fn derive_hours(hours: u32, anchor_us: i64) -> i64 {
    anchor_us.saturating_add(i64::from(hours).saturating_mul(HOUR_US))
}

/// The date an amount away, before any roll.
pub(crate) fn step(
    from: Date,
    amount: Amount,
    direction: Direction,
    calendar: &Calendar,
) -> Result<Date, ClockError> {
    match (amount.unit, direction) {
        (Unit::Hours, _) => Err(ClockError::NeedsInstant),
        (Unit::WorkingDays, Direction::After) => calendar.add_working_days(from, amount.count),
        (Unit::WorkingDays, Direction::Before) => calendar.subtract_working_days(from, amount.count),
        (Unit::Days, _) => step_civil(from, 0, signed(amount.count, direction)),
        (Unit::Weeks, _) => step_civil(from, 0, signed(amount.count, direction).saturating_mul(7)),
        (Unit::Months, _) => step_civil(from, signed(amount.count, direction), 0),
        (Unit::Years, _) => step_civil(from, signed(amount.count, direction).saturating_mul(12), 0),
    }
}

/// The date a number of months (to the last day of the month if the number is missing) and then of days away.
pub(crate) fn step_civil(from: Date, months: i64, days: i64) -> Result<Date, ClockError> {
    let span = Span::new().try_months(months).and_then(|span| span.try_days(days));
    let date = span.and_then(|span| from.checked_add(span)).map_err(|_| ClockError::OutOfRange { from })?;
    in_range(date, from)
}

fn signed(count: u32, direction: Direction) -> i64 {
    match direction {
        Direction::After => i64::from(count),
        Direction::Before => -i64::from(count),
    }
}

fn roll(raw: Date, roll: Roll, calendar: &Calendar) -> (Date, Vec<Closed>) {
    match roll {
        Roll::NextWorkingDay => {
            let due = calendar.next_working_day(raw);
            (due, calendar.closed_from(raw, due))
        }
        Roll::PreviousWorkingDay => {
            let due = calendar.previous_working_day(raw);
            let mut over = calendar.closed_between(due, raw);
            over.extend(calendar.closed(raw));
            (due, over)
        }
        Roll::None => (raw, Vec::new()),
    }
}

/// The pauses of a ledger: ended ones apart from each other and in order, and the first that still lasts.
struct Pauses {
    ended: Vec<(Date, Date)>,
    open: Option<Date>,
}

impl Pauses {
    fn read(ledger: &[Adjustment], anchor: Date) -> Result<Self, ClockError> {
        let mut ended: Vec<(Date, Date)> = Vec::new();
        let mut open: Option<Date> = None;
        for entry in ledger {
            match *entry {
                Adjustment::Pause { from, to: Some(to) } if to < from => {
                    return Err(ClockError::PauseBackwards { from, to });
                }
                Adjustment::Pause { from, to: Some(to) } => ended.push((from.max(anchor), to)),
                Adjustment::Pause { from, to: None } => {
                    open = Some(open.map_or(from, |first| first.min(from)));
                }
                Adjustment::Extension { .. } | Adjustment::ExtensionTo { .. } => {}
            }
        }
        ended.sort_unstable();
        let mut apart: Vec<(Date, Date)> = Vec::new();
        for (from, to) in ended.into_iter().filter(|(from, to)| from < to) {
            match apart.last_mut() {
                Some((_, end)) if from <= *end => *end = to.max(*end),
                Some(_) | None => apart.push((from, to)),
            }
        }
        Ok(Self { ended: apart, open })
    }

    fn move_later(&self, counted: Date, unit: Unit, calendar: &Calendar) -> Result<Date, ClockError> {
        let mut date = counted;
        for (from, to) in &self.ended {
            if *from > date {
                break;
            }
            date = match unit {
                Unit::WorkingDays => {
                    calendar.add_working_days(date, calendar.working_days_from(*from, *to))?
                }
                Unit::Days | Unit::Weeks | Unit::Months | Unit::Years | Unit::Hours => {
                    let days = from.duration_until(*to).as_hours() / 24;
                    step_civil(date, 0, days)?
                }
            };
        }
        Ok(date)
    }
}
