//! Dates and times of day with the offset or zone that they were given.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

/// Nanoseconds of a second.
const SECOND_NANOS: i64 = 1_000_000_000;

/// How a time of day relates to UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Seconds east of UTC.
    Offset(i32),
    /// A zone of the IANA database, as `Europe/Copenhagen`.
    Named(Cow<'static, str>),
}

impl Zone {
    /// Reads `Z`, `+02:00`, `-05:30:15` or `@Europe/Copenhagen`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if let Some(name) = text.strip_prefix('@') {
            return zone_called(name).map(|_| Self::Named(Cow::Owned(name.to_owned())));
        }
        if text == "Z" || text == "z" {
            return Some(Self::Offset(0));
        }
        let (sign, rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(rest), _) => (1, rest),
            (_, Some(rest)) => (-1, rest),
            (None, None) => return None,
        };
        let fields: Vec<&str> = rest.split(':').collect();
        let field = |at: usize| match fields.get(at) {
            Some(field) if field.len() == 2 => crate::lex::digits::<i32>(field),
            Some(_) => None,
            None => Some(0),
        };
        let (hours, minutes, seconds) = (field(0)?, field(1)?, field(2)?);
        let is_right = (2..=3).contains(&fields.len()) && minutes < 60 && seconds < 60;
        let total = sign * (hours * 3_600 + minutes * 60 + seconds);
        // XML Schema part 2 §3.2.7.3: offsets reach 14 hours.
        (is_right && total.abs() <= 14 * 3_600).then_some(Self::Offset(total))
    }

    /// The zone as jiff has it; UTC where a name has gone from the database.
    fn of_jiff(&self) -> TimeZone {
        match self {
            Self::Offset(seconds) => Offset::from_seconds(*seconds).map_or(TimeZone::UTC, TimeZone::fixed),
            Self::Named(name) => zone_called(name).unwrap_or(TimeZone::UTC),
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => write!(f, "@{name}"),
            Self::Offset(0) => f.write_str("Z"),
            Self::Offset(seconds) => {
                let sign = if *seconds < 0 { '-' } else { '+' };
                let (hours, rest) = (seconds.abs() / 3_600, seconds.abs() % 3_600);
                write!(f, "{sign}{hours:02}:{:02}", rest / 60)?;
                if rest % 60 == 0 { Ok(()) } else { write!(f, ":{:02}", rest % 60) }
            }
        }
    }
}

/// A zone of the database that is part of the program: the same on every machine, whatever is installed there.
fn zone_called(name: &str) -> Option<TimeZone> {
    static ZONES: OnceLock<TimeZoneDatabase> = OnceLock::new();
    ZONES.get_or_init(TimeZoneDatabase::bundled).get(name).ok()
}

/// An instant, and the zone in which it was said. Two are equal if the instants are.
#[derive(Clone, Debug)]
pub struct Moment {
    micros: i64,
    zone: Zone,
}

impl Moment {
    /// The instant so many microseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn utc(micros: i64) -> Self {
        Self { micros, zone: Zone::Offset(0) }
    }

    /// The instant so many microseconds after 1970-01-01T00:00:00Z, as clocks of a zone of the IANA database show it.
    #[must_use]
    pub const fn in_zone(micros: i64, zone: &'static str) -> Self {
        Self { micros, zone: Zone::Named(Cow::Borrowed(zone)) }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn micros(&self) -> i64 {
        self.micros
    }

    pub(crate) const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The same zone at another instant.
    pub(crate) fn at(&self, micros: i64) -> Self {
        Self { micros, zone: self.zone.clone() }
    }

    /// The instant at which clocks of the zone show this.
    pub(crate) fn of_civil(civil: civil::DateTime, zone: Zone) -> Option<Self> {
        let zoned = zone.of_jiff().to_ambiguous_zoned(civil).compatible().ok()?;
        Some(Self { micros: zoned.timestamp().as_microsecond(), zone })
    }

    /// What clocks of the zone show; `None` beyond the calendar.
    pub(crate) fn civil(&self) -> Option<civil::DateTime> {
        let instant = Timestamp::from_microsecond(self.micros).ok()?;
        Some(self.zone.of_jiff().to_datetime(instant))
    }

    /// Seconds east of UTC at this instant.
    pub(crate) fn offset_seconds(&self) -> Option<i32> {
        let instant = Timestamp::from_microsecond(self.micros).ok()?;
        Some(self.zone.of_jiff().to_offset(instant).seconds())
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.micros == other.micros
    }
}

impl Eq for Moment {}

/// A time of day in a zone. Two are equal if they are the same instant of a day.
#[derive(Clone, Debug)]
pub struct ZonedTime {
    pub(crate) time: civil::Time,
    pub(crate) zone: Zone,
}

impl ZonedTime {
    /// Seconds east of UTC, where no date is needed to know them.
    pub(crate) fn offset_seconds(&self) -> Option<i32> {
        match &self.zone {
            Zone::Offset(seconds) => Some(*seconds),
            Zone::Named(_) => None,
        }
    }

    /// Nanoseconds after midnight in UTC. A zone that is only named is taken as it was on 1 January 1970, so that two
    /// times always have an order.
    pub(crate) fn nanos_utc(&self) -> i64 {
        let offset = self.zone.of_jiff().to_offset(Timestamp::UNIX_EPOCH).seconds();
        nanos_of_day(self.time) - i64::from(offset) * SECOND_NANOS
    }

    /// The order on one day.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        if self.zone == other.zone {
            self.time.cmp(&other.time)
        } else {
            self.nanos_utc().cmp(&other.nanos_utc())
        }
    }
}

impl PartialEq for ZonedTime {
    fn eq(&self, other: &Self) -> bool {
        self.order(other) == Ordering::Equal
    }
}

impl Eq for ZonedTime {}

/// Nanoseconds since midnight.
pub(crate) fn nanos_of_day(time: civil::Time) -> i64 {
    i64::try_from(time.duration_since(civil::Time::midnight()).as_nanos()).unwrap_or(0)
}
