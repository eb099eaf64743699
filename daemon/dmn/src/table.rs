//! A decision table (DMN 1.5 §8).

use crate::places::{Place, Text};

/// A decision table as it stands in a file; its cells are FEEL texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionTable {
    /// Which of the rules that are met give the outcome.
    pub hit_policy: HitPolicy,
    /// What becomes of the outcomes of several rules; only with [`HitPolicy::Collect`].
    pub aggregation: Option<Aggregation>,
    /// What is looked at.
    pub inputs: Vec<TableInput>,
    /// What is given.
    pub outputs: Vec<TableOutput>,
    /// The names of the columns with remarks.
    pub annotations: Vec<String>,
    /// The rules, in the order of the file.
    pub rules: Vec<TableRule>,
    /// The name of the outcome, where the file gives one.
    pub output_label: Option<String>,
    /// The type of the outcome, where the file gives one.
    pub type_ref: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// Which of the rules that are met give the outcome (DMN 1.5 §8.2.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HitPolicy {
    /// At most one rule may be met.
    #[default]
    Unique,
    /// The first rule that is met.
    First,
    /// The rule whose outcome stands first among the values of its output.
    Priority,
    /// Any: all rules that are met must agree.
    Any,
    /// All of them, in no order.
    Collect,
    /// All of them, in the order of the table.
    RuleOrder,
    /// All of them, in the order of the values of the outputs.
    OutputOrder,
}

/// What becomes of the outcomes of several rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aggregation {
    /// Their sum.
    Sum,
    /// How many there are.
    Count,
    /// The least.
    Min,
    /// The greatest.
    Max,
}

/// What is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableInput {
    /// How the column is headed, where that is not the expression.
    pub label: Option<String>,
    /// The value that the entries test, as FEEL.
    pub expression: Text,
    /// The type of the value.
    pub type_ref: Option<String>,
    /// The values it may have, as unary tests of FEEL.
    pub values: Option<Text>,
    /// Where it stands.
    pub place: Place,
}

/// What is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableOutput {
    /// How the column is headed.
    pub label: Option<String>,
    /// Its name in the outcome; a table with one output may leave it out.
    pub name: Option<String>,
    /// The type of the value.
    pub type_ref: Option<String>,
    /// The values it may have, those of the highest priority first.
    pub values: Option<Text>,
    /// The value where no rule is met, as FEEL.
    pub default: Option<Text>,
    /// Where it stands.
    pub place: Place,
}

/// One rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRule {
    /// A remark about the whole rule.
    pub description: Option<String>,
    /// One cell of unary tests per input; `-` or nothing is anything.
    pub inputs: Vec<Text>,
    /// One cell of FEEL per output.
    pub outputs: Vec<Text>,
    /// One remark per column of remarks, or fewer.
    pub annotations: Vec<Text>,
    /// Where it stands.
    pub place: Place,
}

impl HitPolicy {
    /// Every policy.
    pub const ALL: [Self; 7] = [
        Self::Unique,
        Self::First,
        Self::Priority,
        Self::Any,
        Self::Collect,
        Self::RuleOrder,
        Self::OutputOrder,
    ];

    /// The spelling in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unique => "UNIQUE",
            Self::First => "FIRST",
            Self::Priority => "PRIORITY",
            Self::Any => "ANY",
            Self::Collect => "COLLECT",
            Self::RuleOrder => "RULE ORDER",
            Self::OutputOrder => "OUTPUT ORDER",
        }
    }
}

impl Aggregation {
    /// Every aggregation.
    pub const ALL: [Self; 4] = [Self::Sum, Self::Count, Self::Min, Self::Max];

    /// The spelling in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sum => "SUM",
            Self::Count => "COUNT",
            Self::Min => "MIN",
            Self::Max => "MAX",
        }
    }
}
