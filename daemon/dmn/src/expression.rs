//! How something is decided or calculated: FEEL, a decision table, or a box of smaller expressions (DMN 1.5 §10.2).

use crate::model::Variable;
use crate::places::{Place, Text};
use crate::table::DecisionTable;

/// An expression with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// Its form and what it is made of.
    pub form: Form,
    /// The type its value was declared with.
    pub type_ref: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// The forms of expressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// FEEL, as it stands in the file.
    Literal(Text),
    /// A decision table.
    Table(DecisionTable),
    /// Named values, each calculated with those before it; the last may have no name and is the result then.
    Context(Vec<ContextEntry>),
    /// A call of a function with named arguments.
    Invocation(Box<Invocation>),
    /// A function.
    Function(Function),
    /// A list of groups that have the same names.
    Relation(Relation),
    /// A list.
    List(Vec<Expression>),
    /// One of two values.
    Conditional(Box<Conditional>),
    /// A list made from another.
    For(Box<Iteration>),
    /// Whether a condition holds for any member.
    Some(Box<Iteration>),
    /// Whether a condition holds for all members.
    Every(Box<Iteration>),
    /// Some of the members of a list.
    Filter(Box<Filter>),
    /// Something that is not read, by the name of its element or language.
    Unsupported(String),
}

/// One value of a context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextEntry {
    /// Its name and type; none where it is the result.
    pub variable: Option<Variable>,
    /// How it is calculated.
    pub value: Expression,
}

/// A call of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// The function, usually its name.
    pub function: Expression,
    /// Its arguments.
    pub bindings: Vec<Binding>,
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The parameter it is for.
    pub parameter: Variable,
    /// Its value; none is null.
    pub value: Option<Expression>,
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// The language it is written in.
    pub kind: FunctionKind,
    /// What it takes.
    pub parameters: Vec<Variable>,
    /// What it gives; none where the file leaves that open.
    pub body: Option<Box<Expression>>,
}

/// The languages of functions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FunctionKind {
    /// Written in the file.
    #[default]
    Feel,
    /// A method of Java.
    Java,
    /// A model in PMML.
    Pmml,
}

/// A list of groups that have the same names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The names.
    pub columns: Vec<Variable>,
    /// One expression per column and row.
    pub rows: Vec<Vec<Expression>>,
}

/// One of two values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditional {
    /// What decides.
    pub condition: Expression,
    /// The value if it holds.
    pub then: Expression,
    /// The value otherwise.
    pub otherwise: Expression,
}

/// Something that is done for each member of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Iteration {
    /// The name of the member.
    pub variable: String,
    /// The list.
    pub list: Expression,
    /// What is calculated for each member.
    pub body: Expression,
}

/// Some of the members of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The list.
    pub list: Expression,
    /// What a member must meet.
    pub condition: Expression,
}
