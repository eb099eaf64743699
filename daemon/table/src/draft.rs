//! A table as it was read, from whatever it was read: texts with their places, nothing checked.

use std::fmt;

/// Rules of one table. A table with more cannot be reviewed, and every check grows with it.
pub const RULES_MAX: usize = 1_000;

/// Columns of one table: its inputs and outputs.
pub const COLUMNS_MAX: usize = 32;

/// Where something stands in its source; both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// A text and where its first character stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What is written, without the quotes around it.
    pub text: String,
    /// The place of its first character.
    pub place: Place,
    /// Whether each quote in it is written twice in its source, as in a quoted cell of CSV.
    pub doubles_quotes: bool,
}

/// A table as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it means that several rules hit.
    pub policy: HitPolicy,
    /// Where the policy stands, or the table where none is written.
    pub policy_place: Place,
    /// Whether a rule without a basis is a fault: in our own files it is, in DMN there is no place for one.
    pub requires_basis: bool,
    /// The columns that are tested.
    pub inputs: Vec<InputDraft>,
    /// The columns that are given.
    pub outputs: Vec<OutputDraft>,
    /// The rules, in their order.
    pub rules: Vec<RuleDraft>,
}

/// One column that is tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputDraft {
    /// The FEEL expression whose value is tested.
    pub expression: Text,
    /// What people call it.
    pub label: Option<Text>,
    /// Tests that every value passes: `[0..120]`, `"Low", "High"`.
    pub allowed: Option<Text>,
}

/// One column that is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputDraft {
    /// Its name. Only a single output may be without one, as in DMN: then it is empty.
    pub name: Text,
    /// Its declared type.
    pub kind: Option<Text>,
    /// The values it may have, the first before the others where a policy goes by priority.
    pub allowed: Option<Text>,
    /// The FEEL expression that is given where no rule hits.
    pub default: Option<Text>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDraft {
    /// Where it begins.
    pub place: Place,
    /// One text of tests for each input; blank or `-` is anything.
    pub inputs: Vec<Text>,
    /// One FEEL expression for each output.
    pub outputs: Vec<Text>,
    /// What it rests on: a law, an agreement, a practice.
    pub basis: Option<Text>,
    /// A remark, or the name of the rule.
    pub annotation: Option<Text>,
}

/// What it means that several rules hit (DMN 1.5 §8.2.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitPolicy {
    /// At most one rule hits.
    Unique,
    /// All rules that hit give the same.
    Any,
    /// The first rule that hits gives the answer.
    First,
    /// The rule whose outputs stand first among the allowed values gives the answer.
    Priority,
    /// All rules that hit give the answer together.
    Collect(Aggregate),
    /// A list of what the rules that hit give, in the order of the rules.
    RuleOrder,
    /// A list of what the rules that hit give, in the order of the allowed values.
    OutputOrder,
}

/// What `collect` makes of what the rules give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// A list, in the order of the rules.
    List,
    /// The sum.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// How many rules hit.
    Count,
}

impl HitPolicy {
    /// Every policy.
    pub const ALL: [Self; 11] = [
        Self::Unique,
        Self::Any,
        Self::First,
        Self::Priority,
        Self::Collect(Aggregate::List),
        Self::Collect(Aggregate::Sum),
        Self::Collect(Aggregate::Min),
        Self::Collect(Aggregate::Max),
        Self::Collect(Aggregate::Count),
        Self::RuleOrder,
        Self::OutputOrder,
    ];

    /// Its spelling after `hit:`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unique => "unique",
            Self::Any => "any",
            Self::First => "first",
            Self::Priority => "priority",
            Self::Collect(Aggregate::List) => "collect",
            Self::Collect(Aggregate::Sum) => "collect sum",
            Self::Collect(Aggregate::Min) => "collect min",
            Self::Collect(Aggregate::Max) => "collect max",
            Self::Collect(Aggregate::Count) => "collect count",
            Self::RuleOrder => "rule order",
            Self::OutputOrder => "output order",
        }
    }

    /// The policy with this spelling, whatever its case and spaces.
    #[must_use]
    pub fn named(spelling: &str) -> Option<Self> {
        let words: Vec<String> = spelling.split_whitespace().map(str::to_lowercase).collect();
        let spelling = words.join(" ");
        Self::ALL.into_iter().find(|policy| policy.as_str() == spelling)
    }

    /// Whether one rule gives the answer, so that an input without a rule has none.
    #[must_use]
    pub const fn is_single(self) -> bool {
        match self {
            Self::Unique | Self::Any | Self::First | Self::Priority => true,
            Self::Collect(_) | Self::RuleOrder | Self::OutputOrder => false,
        }
    }

    /// Whether the order of the allowed values of the outputs matters.
    #[must_use]
    pub const fn needs_priority(self) -> bool {
        match self {
            Self::Priority | Self::OutputOrder => true,
            Self::Unique | Self::Any | Self::First | Self::Collect(_) | Self::RuleOrder => false,
        }
    }
}

impl Place {
    /// The first character of a source.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place after `text` that begins here.
    #[must_use]
    pub fn after(self, text: &str) -> Self {
        text.chars().fold(self, |place, character| {
            if character == '\n' {
                Self { line: place.line + 1, column: 1 }
            } else {
                Self { column: place.column + 1, ..place }
            }
        })
    }
}

impl Text {
    /// A text that stands in its source as it is.
    #[must_use]
    pub fn new(text: impl Into<String>, place: Place) -> Self {
        Self { text: text.into(), place, doubles_quotes: false }
    }

    /// The place of one of its bytes.
    #[must_use]
    pub fn at(&self, byte: usize) -> Place {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let place = self.place.after(before);
        if !self.doubles_quotes {
            return place;
        }
        let line = before.rsplit('\n').next().unwrap_or(before);
        Place { column: place.column + line.matches('"').count(), ..place }
    }

    /// Whether nothing is written.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl fmt::Display for HitPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
