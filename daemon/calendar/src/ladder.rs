//! The reminders that belong to a deadline.

use jiff::civil::Time;

use crate::Date;
use crate::calendar::Calendar;
use crate::civil::instant_us;
use crate::derive::{step, step_civil};
use crate::error::ClockError;
use crate::rule::{Amount, Direction};

/// When a rung stands, seen from the day that binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RungWhen {
    /// An amount before the day.
    Before(Amount),
    /// On the day.
    OnTheDay,
    /// On the first working day after the day.
    FirstWorkingDayAfter,
}

/// A rung as it is written in a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RungRule {
    /// Its name in the ladder.
    pub name: String,
    /// When it stands.
    pub when: RungWhen,
    /// The wall clock time in Denmark at which it fires.
    pub at: Time,
}

/// A rung of one deadline.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rung {
    /// Its name in the ladder.
    pub name: String,
    /// The working day on which it fires.
    pub day: Date,
    /// The instant at which it fires, in microseconds.
    pub instant_us: i64,
    /// Whether it can fire: a rung before the day of the anchor never does.
    pub applicable: bool,
}

/// Places the rungs of a ladder, in the order of the ladder.
///
/// A rung on a closed day fires the working day before. A rung whose day lies before the anchor is not applicable:
/// the deadline did not exist. Overtaken rungs are for the caller to know.
///
/// # Errors
///
/// [`ClockError::NeedsInstant`] if a rung counts hours. [`ClockError::OutOfRange`] if one leaves 1900 to 2200.
pub fn rungs(
    ladder: &[RungRule],
    due: Date,
    anchor: Date,
    calendar: &Calendar,
) -> Result<Vec<Rung>, ClockError> {
    ladder
        .iter()
        .map(|rule| {
            let day = match rule.when {
                RungWhen::Before(amount) => {
                    calendar.previous_working_day(step(due, amount, Direction::Before, calendar)?)
                }
                RungWhen::OnTheDay => calendar.previous_working_day(due),
                RungWhen::FirstWorkingDayAfter => calendar.next_working_day(step_civil(due, 0, 1)?),
            };
            Ok(Rung {
                name: rule.name.clone(),
                day,
                instant_us: instant_us(day, rule.at),
                applicable: day >= anchor,
            })
        })
        .collect()
}
