//! What is wrong with a table, where, and what to write instead.

use std::fmt;

use crate::draft::{Place, Text};

/// Faults of one table that are told. Whoever has mended so many asks again.
pub const FAULTS_MAX: usize = 500;

/// One thing that is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault it is.
    pub code: Code,
    /// Where it is.
    pub place: Place,
    /// What is wrong: lowercase, the words of the source in backticks.
    pub message: String,
    /// The right word, where one is near enough to be meant.
    pub nearest: Option<String>,
    /// The way out.
    pub help: String,
}

/// The kind of a fault: of the table itself, or of an expression in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// Of the table.
    Table(TableFaultCode),
    /// Of an expression or a test.
    Feel(feel::FaultCode),
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $spelling:literal;)*) => {
        /// The kinds of fault of a table. Each has a stable code and a page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum TableFaultCode {
            $($(#[doc = $doc])* $name,)*
        }

        impl TableFaultCode {
            /// Every code, in the order of the index.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable spelling in files, problems and page names.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $spelling,)*
                }
            }
        }
    };
}

codes! {
    /// The file is no UTF-8.
    NotUtf8 = "table-not-utf8";
    /// The file, a cell, or the number of rules or columns is over its bound.
    TooLarge = "table-too-large";
    /// A quoted cell is not closed, or something stands behind its end.
    BadQuotes = "table-bad-quotes";
    /// The first row does not begin with `hit:`.
    NoHeader = "table-no-header";
    /// There is no hit policy of this name.
    UnknownHitPolicy = "table-unknown-hit-policy";
    /// There is no input column, or an input column without an expression.
    NoInput = "table-no-input";
    /// There is no output column.
    NoOutput = "table-no-output";
    /// There is no column `basis`, or it is not the last.
    NoBasisColumn = "table-no-basis-column";
    /// The name of an output column is none.
    BadName = "table-bad-name";
    /// Two output columns have the same name.
    DuplicateName = "table-duplicate-name";
    /// A row has more or fewer cells than the header.
    WrongCellCount = "table-wrong-cell-count";
    /// A row above the rules says something that its column cannot have.
    Misplaced = "table-misplaced";
    /// There is no rule.
    NoRule = "table-no-rule";
    /// A rule does not say what it rests on.
    NoBasis = "table-no-basis";
    /// A rule gives nothing in an output column.
    NoEntry = "table-no-entry";
    /// The declared type of an output does not exist.
    UnknownType = "table-unknown-type";
    /// The values of an output column have different types, and none is declared.
    MixedTypes = "table-mixed-types";
    /// A group of values stands where a table needs a value.
    NoValue = "table-no-value";
    /// A rule gives a value that its column does not allow.
    NotAllowed = "table-not-allowed";
    /// The policy goes by the order of the allowed values, and they are not listed.
    NoPriority = "table-no-priority";
    /// The policy adds up or compares what cannot be added up or compared.
    BadAggregate = "table-bad-aggregate";
}

impl Code {
    /// The stable spelling in files, problems and page names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table(code) => code.as_str(),
            Self::Feel(code) => code.as_str(),
        }
    }
}

impl Fault {
    pub(crate) fn new(
        code: TableFaultCode,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code: Code::Table(code), place, message: message.into(), nearest: None, help: help.into() }
    }

    /// Says that there are more of something than are read.
    pub(crate) fn too_many(what: &str, count: usize, most: usize, place: Place) -> Self {
        let message = format!("the table has {count} {what}; at most {most} are read");
        Self::new(TableFaultCode::TooLarge, place, message, "split the table into several steps")
    }

    /// A fault of an expression, at its place in the source of the table.
    pub(crate) fn of_feel(fault: feel::Fault, within: &Text) -> Self {
        Self {
            code: Code::Feel(fault.code),
            place: within.at(fault.start),
            message: fault.message,
            nearest: fault.nearest,
            help: fault.help,
        }
    }
}

/// Sorts faults as a reader meets them, each said once, at most [`FAULTS_MAX`].
pub(crate) fn in_order(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort_by_key(|fault| (fault.place, fault.code));
    faults.dedup();
    faults.truncate(FAULTS_MAX);
    faults
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for TableFaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.place, self.message, self.help)
    }
}
