//! Decides: what a decision needs first, then itself.

use std::collections::BTreeMap;

use dmn::{Decision, Expression, Form, Model, RequirementKind, Target};
use feel::{Environment, EvaluationError, Fault, Scope, Type, Value};

use crate::boxed;
use crate::given::Given;
use crate::kinds;
use crate::tables;

/// Decisions that need each other in a row; the kit uses six.
const DEPTH_MAX: usize = 32;

/// A value and its type.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) value: Value,
    pub(crate) kind: Type,
}

/// Why there is no outcome.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    /// The text was refused before anything was evaluated.
    Refused { source: String, faults: Vec<Fault> },
    /// The evaluation ended without a value.
    Failed { source: String, error: EvaluationError },
    /// A decision table was refused or gave no answer that can be used.
    Table { is_about_values: bool, said: String },
    /// The runner cannot do this.
    Unsupported(String),
}

pub(crate) type Decided = Result<Outcome, Stop>;

/// The names that an expression may use, with their values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    known: BTreeMap<String, Outcome>,
}

impl Names {
    pub(crate) fn bind(&mut self, name: &str, outcome: Outcome) {
        self.known.insert(name.to_owned(), outcome);
    }

    pub(crate) fn scope(&self) -> Scope {
        let names = self.known.iter();
        names.fold(Scope::new(), |scope, (name, outcome)| scope.name(name.clone(), outcome.kind.clone()))
    }
}

impl Environment for Names {
    fn value(&self, name: &str) -> Value {
        self.known.get(name).map_or(Value::Null, |outcome| outcome.value.clone())
    }

    fn call(&self, function: &str, _arguments: &[Value]) -> Result<Value, String> {
        Err(format!("`{function}` is no function here"))
    }
}

/// One test case at work on its model.
pub(crate) struct Decider<'m> {
    model: &'m Model,
    given: BTreeMap<&'m str, &'m Given>,
    decided: BTreeMap<&'m str, Decided>,
    depth: usize,
}

impl<'m> Decider<'m> {
    pub(crate) fn new(model: &'m Model, given: &'m [(String, Given)]) -> Self {
        let given = given.iter().map(|(name, value)| (name.as_str(), value)).collect();
        Self { model, given, decided: BTreeMap::new(), depth: 0 }
    }

    /// The outcome of a decision; each is decided once.
    pub(crate) fn decide(&mut self, decision: &'m Decision) -> Decided {
        let name = decision.variable.name.as_str();
        if let Some(decided) = self.decided.get(name) {
            return decided.clone();
        }
        if self.depth >= DEPTH_MAX {
            return Err(Stop::Unsupported(format!(
                "more than {DEPTH_MAX} decisions need each other in a row"
            )));
        }
        self.depth += 1;
        let decided = self.decide_now(decision);
        self.depth -= 1;
        self.decided.insert(name, decided.clone());
        decided
    }

    fn decide_now(&mut self, decision: &'m Decision) -> Decided {
        let mut names = Names::default();
        for requirement in &decision.requirements {
            let Target::Here(id) = &requirement.target else {
                return Err(Stop::Unsupported("the decision needs another file".to_owned()));
            };
            match requirement.kind {
                RequirementKind::Input => {
                    if let Some(input) = self.model.input_of_id(id) {
                        names.bind(&input.variable.name, self.input(&input.variable)?);
                    }
                }
                RequirementKind::Decision => {
                    if let Some(needed) = self.model.decision_of_id(id) {
                        let outcome = self.decide(needed)?;
                        names.bind(&needed.variable.name, outcome);
                    }
                }
                RequirementKind::Knowledge => {
                    return Err(Stop::Unsupported("the decision calls a function of its own".to_owned()));
                }
            }
        }
        let Some(expression) = &decision.expression else {
            return Err(Stop::Unsupported("the decision has no expression".to_owned()));
        };
        let declared = decision.variable.type_ref.as_deref().and_then(|name| kinds::named(self.model, name));
        evaluate(self.model, expression, &names, declared.as_ref())
    }

    /// What the case gives for an input. Without a declared type it has that of the value.
    fn input(&self, variable: &dmn::Variable) -> Decided {
        let nil = Given::Nil;
        let given = self.given.get(variable.name.as_str()).copied().unwrap_or(&nil);
        let unusable = |said| Stop::Unsupported(format!("the input `{}`: {said}", variable.name));
        let (value, own) = given.value().map_err(unusable)?;
        let declared = variable.type_ref.as_deref().and_then(|name| kinds::named(self.model, name));
        let several = "the members of a list have several types, and none is declared";
        let kind = declared.or(own).ok_or_else(|| unusable(several.to_owned()))?;
        Ok(Outcome { value, kind })
    }
}

/// Evaluates an expression. Its depth is that of the file, which its reader bounded.
pub(crate) fn evaluate(
    model: &Model,
    expression: &Expression,
    names: &Names,
    wanted: Option<&Type>,
) -> Decided {
    let own = expression.type_ref.as_deref().and_then(|name| kinds::named(model, name));
    let wanted = wanted.or(own.as_ref());
    match &expression.form {
        Form::Literal(text) => literal(&text.text, names, wanted),
        Form::Context(entries) => boxed::context(model, entries, names, wanted),
        Form::List(members) => boxed::list(model, members, names),
        Form::Relation(relation) => boxed::relation(model, relation, names),
        Form::Table(table) => tables::decide(model, table, names, wanted),
        Form::Conditional(_) | Form::For(_) | Form::Some(_) | Form::Every(_) | Form::Filter(_) => {
            let source = boxed::composed(expression)
                .ok_or_else(|| Stop::Unsupported("a box around something that is no FEEL".to_owned()))?;
            literal(&source, names, wanted)
        }
        Form::Invocation(_) | Form::Function(_) => {
            Err(Stop::Unsupported("the decision calls a function of its own".to_owned()))
        }
        Form::Unsupported(what) => Err(Stop::Unsupported(format!("`{what}` is not read"))),
    }
}

/// Evaluates a text. A declared type admits null, as in DMN.
pub(crate) fn literal(source: &str, names: &Names, wanted: Option<&Type>) -> Decided {
    let scope = names.scope();
    let compiled = match wanted {
        Some(kind) => feel::compile_as(source, &kind.clone().or_missing(), &scope),
        None => feel::compile(source, &scope),
    };
    let program = compiled.map_err(|faults| Stop::Refused { source: source.to_owned(), faults })?;
    let value = program.evaluate(names).map_err(|error| Stop::Failed { source: source.to_owned(), error })?;
    let kind = wanted.unwrap_or_else(|| program.result_type().when_present()).clone();
    Ok(Outcome { value, kind })
}
