//! How long, in which direction, and what happens when the last day is closed.

use std::fmt;
use std::str::FromStr;

use crate::ClockError;

/// A unit of legal time; none is ever converted into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// Calendar days.
    Days,
    /// Days on which the offices are open, by the calendar.
    WorkingDays,
    /// Weeks, ending on the same weekday.
    Weeks,
    /// Months, ending on the same date number or on the last day of the month.
    Months,
    /// Years, ending on the same date number; 29 February becomes 28 February.
    Years,
    /// Clock hours: counted from an instant, over nights and closed days alike.
    Hours,
}

impl Unit {
    /// How many there are in a hundred years at most: no case lasts longer, and dates end with 2200.
    const fn most(self) -> u32 {
        match self {
            Self::Days | Self::WorkingDays => 36_525,
            Self::Weeks => 5_218,
            Self::Months => 1_200,
            Self::Years => 100,
            Self::Hours => 876_600,
        }
    }

    fn danish(self, count: u32) -> &'static str {
        let one = count == 1;
        match self {
            Self::Days => {
                if one {
                    "dag"
                } else {
                    "dage"
                }
            }
            Self::WorkingDays => {
                if one {
                    "arbejdsdag"
                } else {
                    "arbejdsdage"
                }
            }
            Self::Weeks => {
                if one {
                    "uge"
                } else {
                    "uger"
                }
            }
            Self::Months => {
                if one {
                    "måned"
                } else {
                    "måneder"
                }
            }
            Self::Years => "år",
            Self::Hours => {
                if one {
                    "time"
                } else {
                    "timer"
                }
            }
        }
    }

    fn english(self, count: u32) -> &'static str {
        let one = count == 1;
        match self {
            Self::Days => {
                if one {
                    "day"
                } else {
                    "days"
                }
            }
            Self::WorkingDays => {
                if one {
                    "working day"
                } else {
                    "working days"
                }
            }
            Self::Weeks => {
                if one {
                    "week"
                } else {
                    "weeks"
                }
            }
            Self::Months => {
                if one {
                    "month"
                } else {
                    "months"
                }
            }
            Self::Years => {
                if one {
                    "year"
                } else {
                    "years"
                }
            }
            Self::Hours => {
                if one {
                    "hour"
                } else {
                    "hours"
                }
            }
        }
    }

    fn from_english(text: &str) -> Option<Self> {
        match text {
            "day" | "days" => Some(Self::Days),
            "working day" | "working days" => Some(Self::WorkingDays),
            "week" | "weeks" => Some(Self::Weeks),
            "month" | "months" => Some(Self::Months),
            "year" | "years" => Some(Self::Years),
            "hour" | "hours" => Some(Self::Hours),
            _ => None,
        }
    }
}

/// An amount of legal time, such as `8 weeks`.
///
/// Reads and writes the form `COUNT UNIT` in English: `14 days`, `1 working day`, `72 hours`.
/// The reader takes singular and plural alike and any run of blanks between the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    /// How many of the unit; 0 is the day itself.
    pub count: u32,
    /// The unit.
    pub unit: Unit,
}

impl Amount {
    /// The amount in Danish: `8 uger`.
    #[must_use]
    pub fn in_danish(self) -> String {
        format!("{} {}", self.count, self.unit.danish(self.count))
    }

    /// The amount in English: `8 weeks`.
    #[must_use]
    pub fn in_english(self) -> String {
        format!("{} {}", self.count, self.unit.english(self.count))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.count, self.unit.english(self.count))
    }
}

impl FromStr for Amount {
    type Err = ClockError;

    fn from_str(text: &str) -> Result<Self, ClockError> {
        let refused = || ClockError::NotAnAmount { text: text.to_owned() };
        let mut words = text.split_whitespace();
        let digits = words.next().ok_or_else(refused)?;
        // `u32` alone would also take a plus sign.
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refused());
        }
        let count = digits.parse().map_err(|_| refused())?;
        let unit = Unit::from_english(&words.collect::<Vec<_>>().join(" ")).ok_or_else(refused)?;
        if count > unit.most() {
            return Err(ClockError::TooLong { text: text.to_owned() });
        }
        Ok(Self { count, unit })
    }
}

/// What happens when the last day is a closed day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Roll {
    /// The date moves later, to the next working day: deadlines against the citizen.
    NextWorkingDay,
    /// The date moves earlier, to the working day before: what must happen before a period ends.
    PreviousWorkingDay,
    /// The date stays: grant periods and ages.
    None,
}

impl fmt::Display for Roll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NextWorkingDay => "next_working_day",
            Self::PreviousWorkingDay => "previous_working_day",
            Self::None => "none",
        })
    }
}

impl FromStr for Roll {
    type Err = ClockError;

    fn from_str(text: &str) -> Result<Self, ClockError> {
        match text {
            "next_working_day" => Ok(Self::NextWorkingDay),
            "previous_working_day" => Ok(Self::PreviousWorkingDay),
            "none" => Ok(Self::None),
            _ => Err(ClockError::UnknownRoll { text: text.to_owned() }),
        }
    }
}

/// On which side of the anchor the deadline lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The count runs forwards from the anchor.
    After,
    /// The count runs backwards from the anchor.
    Before,
}

/// A rule for one deadline: how long, which way, and how it rolls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rule {
    /// The length.
    pub amount: Amount,
    /// Whether the deadline lies after or before its anchor.
    pub direction: Direction,
    /// What happens when the last day is closed.
    pub roll: Roll,
}
