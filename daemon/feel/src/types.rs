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
    /// An instant, in UTC.
    DateTime,
    /// A duration of days, hours, minutes and seconds.
    DayDuration,
    /// A duration of years and months.
    MonthDuration,
    /// A word of the named choice type.
    Choice(String),
    /// A list whose members all have this type.
    List(Box<Type>),
    /// A group of named values; it is reached into (`a.b`) and never used as a value itself.
    Context(BTreeMap<String, Type>),
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
            (Self::List(own), Self::List(other)) => **own == Self::Null || own.fits(other),
            (Self::Context(own), Self::Context(other)) => {
                other.iter().all(|(name, kind)| own.get(name).is_some_and(|own| own.fits(kind)))
            }
            _ => self == wanted,
        }
    }

    /// The smallest type that holds the values of both.
    pub(crate) fn joined(&self, other: &Self) -> Option<Self> {
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
            _ => None,
        }
    }

    /// Whether a value of this type can ever equal one of the other. Null meets everything.
    pub(crate) fn can_equal(&self, other: &Self) -> bool {
        match (self.when_present(), other.when_present()) {
            (Self::Null, _) | (_, Self::Null) => true,
            (Self::List(own), Self::List(other)) => own.can_equal(other),
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
            | Self::DayDuration
            | Self::MonthDuration => true,
            Self::Null
            | Self::Boolean
            | Self::Choice(_)
            | Self::List(_)
            | Self::Context(_)
            | Self::Optional(_) => false,
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
            | Self::DayDuration
            | Self::MonthDuration
            | Self::Choice(_) => None,
        }
    }
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
            Self::DayDuration => f.write_str("duration in days or hours"),
            Self::MonthDuration => f.write_str("duration in months or years"),
            Self::Choice(name) => f.write_str(name),
            Self::List(inner) => write!(f, "list of {inner}"),
            Self::Context(_) => f.write_str("group of values"),
            Self::Optional(inner) => write!(f, "{inner} that may be missing"),
        }
    }
}
