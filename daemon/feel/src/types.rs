//! The types of the profile, and how they relate.

use std::collections::BTreeMap;
use std::fmt;

/// What kind of value an expression has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// The literal `null`, and the element type of an empty list.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A decimal number.
    Number,
    /// A text.
    Text,
    /// A civil date without a time of day.
    Date,
    /// An instant: a date and a time of day with an offset or a zone.
    DateTime,
    /// A date and a time of day that nobody said the zone of.
    LocalDateTime,
    /// A time of day with an offset or a zone.
    ZonedTime,
    /// A time of day that nobody said the zone of.
    Time,
    /// A duration of days, hours, minutes and seconds.
    DayDuration,
    /// A duration of years and months.
    MonthDuration,
    /// A word of the named choice type.
    Choice(String),
    /// A list whose members all have this type.
    List(Box<Type>),
    /// A group of named values.
    Context(BTreeMap<String, Type>),
    /// What lies between two values of this type.
    Range(Box<Type>),
    /// A value of this type, or null.
    Optional(Box<Type>),
}

impl Type {
    /// This type, or missing. Never nests: an optional stays as it is.
    #[must_use]
    pub fn or_missing(self) -> Self {
        if self.may_be_missing() { self } else { Self::Optional(Box::new(self)) }
    }

    /// A list of this type.
    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    /// Whether null is among the values.
    #[must_use]
    pub fn may_be_missing(&self) -> bool {
        matches!(self, Self::Optional(_) | Self::Null)
    }

    /// The type of the value when there is one.
    #[must_use]
    pub fn when_present(&self) -> &Self {
        let mut inner = self;
        while let Self::Optional(next) = inner {
            inner = next;
        }
        inner
    }

    /// Whether every value of this type may stand where `wanted` is asked for.
    pub(crate) fn fits(&self, wanted: &Self) -> bool {
        match (self, wanted) {
            (Self::Null | Self::Optional(_), Self::Optional(inner)) => {
                let present = self.when_present();
                *present == Self::Null || present.fits(inner)
            }
            (_, Self::Optional(inner)) => self.fits(inner),
            (Self::List(own), Self::List(other)) | (Self::Range(own), Self::Range(other)) => {
                **own == Self::Null || own.fits(other)
            }
            (Self::Context(own), Self::Context(other)) => other
                .iter()
                .all(|(name, kind)| own.get(name).map_or(kind.may_be_missing(), |own| own.fits(kind))),
            _ => self == wanted,
        }
    }

    /// The smallest type that holds the values of both.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            _ if self == other => Some(self.clone()),
            (Self::Null | Self::Optional(_), _) | (_, Self::Null | Self::Optional(_)) => {
                let (own, other) = (self.when_present(), other.when_present());
                let inner = match (own, other) {
                    (Self::Null, present) | (present, Self::Null) => Some(present.clone()),
                    _ => own.joined(other),
                };
                inner.map(Self::or_missing)
            }
            (Self::List(own), Self::List(other)) => match (&**own, &**other) {
                (Self::Null, present) | (present, Self::Null) => Some(present.clone().list()),
                (own, other) => own.joined(other).map(Self::list),
            },
            (Self::Context(own), Self::Context(other)) => joined_parts(own, other).map(Self::Context),
            (Self::Range(own), Self::Range(other)) => own.joined(other).map(|of| Self::Range(Box::new(of))),
            _ => None,
        }
    }

    /// Whether a value of this type can ever equal one of the other. Null meets everything.
    pub(crate) fn can_equal(&self, other: &Self) -> bool {
        match (self.when_present(), other.when_present()) {
            (Self::Null, _) | (_, Self::Null) => true,
            (Self::List(own), Self::List(other)) | (Self::Range(own), Self::Range(other)) => {
                own.can_equal(other)
            }
            (Self::Context(own), Self::Context(other)) => {
                own.iter().all(|(name, kind)| other.get(name).is_none_or(|other| kind.can_equal(other)))
            }
            (own, other) => own == other,
        }
    }

    /// Whether the values of this type have an order.
    pub(crate) fn is_ordered(&self) -> bool {
        match self {
            Self::Number
            | Self::Text
            | Self::Date
            | Self::DateTime
            | Self::LocalDateTime
            | Self::ZonedTime
            | Self::Time
            | Self::DayDuration
            | Self::MonthDuration => true,
            Self::Null
            | Self::Boolean
            | Self::Choice(_)
            | Self::List(_)
            | Self::Context(_)
            | Self::Range(_)
            | Self::Optional(_) => false,
        }
    }

    /// How many types it is made of, itself among them; `None` if there are more than `left`, or more than `levels`
    /// inside each other.
    pub(crate) fn parts(&self, left: usize, levels: usize) -> Option<usize> {
        let (left, below) = (left.checked_sub(1)?, levels.checked_sub(1)?);
        match self {
            Self::Optional(inner) => Some(inner.parts(left, levels)? + 1),
            Self::List(inner) | Self::Range(inner) => Some(inner.parts(left, below)? + 1),
            Self::Context(parts) => {
                let mut counted = 0;
                for kind in parts.values() {
                    counted += kind.parts(left.checked_sub(counted)?, below)?;
                }
                Some(counted + 1)
            }
            Self::Null
            | Self::Boolean
            | Self::Number
            | Self::Text
            | Self::Date
            | Self::DateTime
            | Self::LocalDateTime
            | Self::ZonedTime
            | Self::Time
            | Self::DayDuration
            | Self::MonthDuration
            | Self::Choice(_) => Some(1),
        }
    }

    /// The group of values in this type, itself or as the members of a list.
    pub(crate) fn context_within(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Context(parts) => Some(parts),
            Self::List(inner) | Self::Optional(inner) => inner.context_within(),
            Self::Null
            | Self::Boolean
            | Self::Number
            | Self::Text
            | Self::Date
            | Self::DateTime
            | Self::LocalDateTime
            | Self::ZonedTime
            | Self::Time
            | Self::DayDuration
            | Self::MonthDuration
            | Self::Range(_)
            | Self::Choice(_) => None,
        }
    }
}

/// The parts of both groups; what only one of them has may be missing.
fn joined_parts(
    own: &BTreeMap<String, Type>,
    other: &BTreeMap<String, Type>,
) -> Option<BTreeMap<String, Type>> {
    let mut parts = BTreeMap::new();
    for (name, kind) in own {
        let joined = match other.get(name) {
            Some(other) => kind.joined(other)?,
            None => kind.clone().or_missing(),
        };
        parts.insert(name.clone(), joined);
    }
    for (name, kind) in other.iter().filter(|(name, _)| !own.contains_key(*name)) {
        parts.insert(name.clone(), kind.clone().or_missing());
    }
    Some(parts)
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean => f.write_str("boolean"),
            Self::Number => f.write_str("number"),
            Self::Text => f.write_str("text"),
            Self::Date => f.write_str("date"),
            Self::DateTime => f.write_str("date and time"),
            Self::LocalDateTime => f.write_str("date and time without an offset"),
            Self::ZonedTime => f.write_str("time"),
            Self::Time => f.write_str("time without an offset"),
            Self::DayDuration => f.write_str("duration in days or hours"),
            Self::MonthDuration => f.write_str("duration in months or years"),
            Self::Choice(name) => f.write_str(name),
            Self::List(inner) => write!(f, "list of {inner}"),
            Self::Context(_) => f.write_str("group of values"),
            Self::Range(inner) => write!(f, "range of {inner}"),
            Self::Optional(inner) => write!(f, "{inner} that may be missing"),
        }
    }
}
