//! What is found out about a table as a whole.

use std::fmt;

use feel::Value;

use crate::draft::Place;

/// What was found, and how far it is proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// In the order of the source.
    pub findings: Vec<Finding>,
    /// Whether some rule hits for every input.
    pub completeness: Completeness,
}

/// Whether some rule hits for every input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// For every input that the table allows some rule hits.
    Complete,
    /// As long as numbers are whole; between neighbouring whole numbers there is a gap.
    OfWholeNumbers,
    /// There is an input for which no rule hits.
    Open,
    /// Neither could be proved.
    NotProved,
}

/// One thing that is true of the table as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// What kind of finding it is.
    pub code: FindingCode,
    /// Where it is shown.
    pub place: Place,
    /// What is the case: lowercase, the words of the source in backticks.
    pub message: String,
    /// The way out.
    pub help: String,
    /// The rules it is about, counted from 0.
    pub rules: Vec<usize>,
    /// An input for which it is so: one value for each input column. Empty where there is no such input.
    pub example: Vec<Example>,
}

/// The value of an input in an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The expression of the input.
    pub input: String,
    /// Its value; `None` where any value will do.
    pub value: Option<Value>,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The table cannot be used.
    Error,
    /// The table can be used once somebody has confirmed it.
    Warning,
    /// Worth knowing.
    Information,
}

/// The kinds of finding. Each has a stable code and a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingCode {
    /// No rule hits for some input.
    Gap,
    /// No rule hits for some input between whole numbers, and for whole numbers some rule always does.
    GapOfFractions,
    /// Rules hit together that must not.
    Overlap,
    /// A rule never gives the answer.
    NeverFires,
    /// Something could neither be proved nor be ruled out.
    NotProved,
}

impl FindingCode {
    /// Every code, in the order of the index.
    pub const ALL: [Self; 5] =
        [Self::Gap, Self::GapOfFractions, Self::Overlap, Self::NeverFires, Self::NotProved];

    /// The stable spelling in files, problems and page names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gap => "table-gap",
            Self::GapOfFractions => "table-gap-of-fractions",
            Self::Overlap => "table-overlap",
            Self::NeverFires => "table-rule-never-fires",
            Self::NotProved => "table-not-proved",
        }
    }
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Example {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "`{}` = {value}", self.input),
            None => write!(f, "`{}` = anything", self.input),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)?;
        if !self.example.is_empty() {
            let values: Vec<String> = self.example.iter().map(Example::to_string).collect();
            write!(f, "; for example {}", values.join(", "))?;
        }
        write!(f, "; {}", self.help)
    }
}
