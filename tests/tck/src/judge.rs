//! One case: decided, compared and judged.

use std::collections::BTreeSet;

use dmn::{Decision, Expression, Form, Model};
use feel::{EvaluationError, Fault, FaultCode, Scope};
use table::TableFaultCode;

use crate::agree::agrees;
use crate::boxed;
use crate::cases::{Case, ResultNode};
use crate::class::uses_functions;
use crate::decide::{Decided, Decider, Stop};
use crate::given::Given;

/// The built-in functions of DMN 1.5 §10.3.4 but `not`, which is part of the grammar here. A call of one that `feel` does not have is no refusal for a reason.
const BUILTINS: [&str; 87] = [
    "abs",
    "after",
    "all",
    "any",
    "append",
    "before",
    "ceiling",
    "coincides",
    "concatenate",
    "contains",
    "context",
    "context merge",
    "context put",
    "count",
    "date",
    "date and time",
    "day of week",
    "day of year",
    "decimal",
    "distinct values",
    "duration",
    "during",
    "ends with",
    "even",
    "exp",
    "finished by",
    "finishes",
    "flatten",
    "floor",
    "get entries",
    "get value",
    "includes",
    "index of",
    "insert before",
    "is",
    "list contains",
    "list replace",
    "log",
    "lower case",
    "matches",
    "max",
    "mean",
    "median",
    "meets",
    "met by",
    "min",
    "mode",
    "modulo",
    "month of year",
    "now",
    "number",
    "odd",
    "overlapped after by",
    "overlapped before by",
    "overlaps",
    "overlaps after",
    "overlaps before",
    "product",
    "range",
    "remove",
    "replace",
    "reverse",
    "round down",
    "round half down",
    "round half up",
    "round up",
    "sort",
    "split",
    "sqrt",
    "started by",
    "starts",
    "starts with",
    "stddev",
    "string",
    "string join",
    "string length",
    "sublist",
    "substring",
    "substring after",
    "substring before",
    "sum",
    "time",
    "today",
    "union",
    "upper case",
    "week of year",
    "years and months duration",
];

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every result node agrees.
    Pass,
    /// One does not, and nothing says that it need not.
    Fail,
    /// It asks for what the profile does not hold; the word is a reason of the profile.
    OutOfProfile(String),
}

/// One case and how it ended.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The level of the kit.
    pub level: u8,
    /// The directory, such as `0004-simpletable-U`.
    pub directory: String,
    /// The id of the case.
    pub case: String,
    /// How it ended.
    pub verdict: Verdict,
    /// Whether a decision of it uses functions of its own, knowledge models, decision services or other files.
    pub uses_functions: bool,
    /// Its result nodes.
    pub nodes: Vec<Node>,
}

/// One result node.
#[derive(Clone, Debug)]
pub struct Node {
    /// The name of the decision.
    pub name: String,
    /// How it is decided, as text.
    pub text: String,
    /// What the kit expects.
    pub expected: String,
    /// What came instead.
    pub came: Came,
    /// Whether the two agree.
    pub agrees: bool,
}

/// What came of a decision.
#[derive(Clone, Debug)]
pub enum Came {
    /// A value, as FEEL writes it.
    Value(String),
    /// The text was refused at load: the codes and sentences.
    Refused(Vec<(String, String)>),
    /// The evaluation ended with an error.
    Failed(String),
    /// The runner or the crates cannot do this.
    Unsupported(String),
}

/// What every case is judged by.
pub(crate) struct Judge {
    /// Built-in functions that `feel` does not have.
    missing: BTreeSet<&'static str>,
}

impl Judge {
    pub(crate) fn new() -> Self {
        Self { missing: BUILTINS.into_iter().filter(|name| !is_known(name)).collect() }
    }

    /// Decides and compares one case. The profile has its say later.
    pub(crate) fn judge(&self, model: &Model, case: &Case) -> (bool, Vec<Node>) {
        let mut office = Decider::new(model, &case.inputs);
        let mut nodes = Vec::new();
        let mut has_functions = case.service.is_some();
        for result in &case.results {
            let Some(decision) = model.decision(&result.name) else {
                has_functions = true;
                let what = "this is no decision of the model".to_owned();
                nodes.push(node(result, String::new(), Came::Unsupported(what), false));
                continue;
            };
            has_functions |= uses_functions(model, decision);
            let decided = office.decide(decision);
            let mut shown = text(decision);
            if let Err(Stop::Refused { source, .. } | Stop::Failed { source, .. }) = &decided
                && !shown.contains(source.as_str())
            {
                shown = format!("{shown}\nstopped at {source}");
            }
            let (found, agrees) = self.compared(&result.expected, decided);
            nodes.push(node(result, shown, found, agrees));
        }
        (has_functions, nodes)
    }

    fn compared(&self, expected: &Given, decided: Decided) -> (Came, bool) {
        let is_nil = *expected == Given::Nil;
        match decided {
            Ok(outcome) => {
                let came = outcome.value.to_string();
                match agrees(expected, &outcome.value) {
                    Ok(agrees) => (Came::Value(came), agrees),
                    Err(error) => (Came::Unsupported(format!("{came}; the expected value: {error}")), false),
                }
            }
            Err(Stop::Refused { source, faults }) => {
                let is_right = is_nil && faults.iter().all(is_about_meaning) && !self.calls_missing(&source);
                let said = faults.iter().map(|fault| (fault.code.to_string(), fault.message.clone()));
                (Came::Refused(said.collect()), is_right)
            }
            Err(Stop::Failed { error, .. }) => {
                (Came::Failed(error.to_string()), is_nil && is_about_values(&error))
            }
            Err(Stop::Table { is_about_values, said }) => (Came::Failed(said), is_nil && is_about_values),
            Err(Stop::Unsupported(what)) => (Came::Unsupported(what), false),
        }
    }

    /// Whether a text calls a built-in function that `feel` does not have.
    fn calls_missing(&self, source: &str) -> bool {
        self.missing.iter().any(|name| {
            source.match_indices(name).any(|(at, _)| {
                let before = source.get(..at).and_then(|before| before.chars().next_back());
                let after = source.get(at + name.len()..).unwrap_or("").trim_start();
                after.starts_with('(') && !before.is_some_and(char::is_alphanumeric)
            })
        })
    }
}

fn node(result: &ResultNode, text: String, came: Came, agrees: bool) -> Node {
    let error = if result.is_error { " (error)" } else { "" };
    Node { name: result.name.clone(), text, expected: format!("{}{error}", result.expected), came, agrees }
}

/// Whether `feel` knows a function of this name: it then refuses the missing arguments, or none.
fn is_known(name: &str) -> bool {
    match feel::compile(&format!("{name}()"), &Scope::new()) {
        Ok(_) => true,
        Err(faults) => !faults.iter().any(|fault| match fault.code {
            FaultCode::Syntax | FaultCode::UnknownName | FaultCode::UnknownFunction => true,
            FaultCode::BadLiteral
            | FaultCode::UnknownChoice
            | FaultCode::NameTaken
            | FaultCode::WrongType
            | FaultCode::WrongArguments
            | FaultCode::PossiblyMissing
            | FaultCode::ImpossibleComparison
            | FaultCode::TooDeep
            | FaultCode::TooLong => false,
        }),
    }
}

fn is_about_meaning(fault: &Fault) -> bool {
    is_code_of_meaning(fault.code)
}

/// Whether a fault of a table says that it has no value.
pub(crate) fn is_about_meaning_of(code: table::Code) -> bool {
    match code {
        table::Code::Feel(code) => is_code_of_meaning(code),
        table::Code::Table(code) => {
            matches!(
                code,
                TableFaultCode::MixedTypes | TableFaultCode::NotAllowed | TableFaultCode::BadAggregate
            )
        }
    }
}

/// Whether a refusal at load says that the text has no value: what DMN finds out when it evaluates, and calls null.
fn is_code_of_meaning(code: FaultCode) -> bool {
    match code {
        FaultCode::BadLiteral
        | FaultCode::UnknownName
        | FaultCode::UnknownFunction
        | FaultCode::UnknownChoice
        | FaultCode::WrongType
        | FaultCode::WrongArguments
        | FaultCode::PossiblyMissing
        | FaultCode::ImpossibleComparison => true,
        FaultCode::Syntax | FaultCode::NameTaken | FaultCode::TooDeep | FaultCode::TooLong => false,
    }
}

/// Whether an error is about the values: DMN calls it null.
pub(crate) fn is_about_values(error: &EvaluationError) -> bool {
    match error {
        EvaluationError::Overflow
        | EvaluationError::DivisionByZero
        | EvaluationError::FractionalExponent
        | EvaluationError::Argument(_)
        | EvaluationError::WrongType(_) => true,
        EvaluationError::Budget
        | EvaluationError::Depth
        | EvaluationError::ListTooLong
        | EvaluationError::TextTooLong
        | EvaluationError::Host(_) => false,
    }
}

/// How a decision is decided, in short.
fn text(decision: &Decision) -> String {
    decision.expression.as_ref().map_or_else(String::new, shown)
}

/// The depth is that of the file, which its reader bounded.
fn shown(expression: &Expression) -> String {
    match &expression.form {
        Form::Literal(text) => text.text.clone(),
        Form::Context(entries) => {
            let entry = |entry: &dmn::ContextEntry| {
                let name = entry.variable.as_ref().map_or("result", |variable| &variable.name);
                format!("{name}: {}", shown(&entry.value))
            };
            format!("context {{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Form::List(members) => {
            format!("list [ {} ]", members.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Form::Relation(_) => "relation".to_owned(),
        Form::Table(table) => {
            let inputs: Vec<&str> = table.inputs.iter().map(|input| input.expression.text.trim()).collect();
            format!("{} table of {} over {}", table.hit_policy.as_str(), table.rules.len(), inputs.join(", "))
        }
        Form::Conditional(_) | Form::For(_) | Form::Some(_) | Form::Every(_) | Form::Filter(_) => {
            boxed::composed(expression).unwrap_or_default()
        }
        Form::Invocation(_) => "invocation".to_owned(),
        Form::Function(_) => "function".to_owned(),
        Form::Unsupported(what) => what.clone(),
    }
}
