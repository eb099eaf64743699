//! What an expression may name: values, choice types and functions of the host.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use crate::types::Type;

/// The names, choice types and functions that an expression is checked against.
///
/// A name may be dotted (`target_group.outcome`); the environment is then asked for it under that whole name. A name
/// of type [`Type::Context`] is asked for under its own name and reached into here.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// What is declared already, for many expressions; what stands here goes first.
    outer: Option<Arc<Self>>,
    names: BTreeMap<String, Type>,
    /// Those of the names that words alone do not make: each expression is searched for them.
    odd: BTreeSet<String>,
    choices: BTreeMap<String, Vec<String>>,
    functions: BTreeMap<String, FunctionSignature>,
}

/// A function of the host, as an expression sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionSignature {
    /// The name it is called by. A built-in function of the same name goes first.
    pub name: String,
    /// What it takes, in order; all are required.
    pub parameters: Vec<Parameter>,
    /// What it gives.
    pub result: Type,
}

/// One parameter of a function of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// An expression of this type, evaluated before the call.
    Value(Type),
    /// A bare word out of these, handed over as [`crate::Value::Text`] and not evaluated.
    NameOf(Vec<String>),
}

impl Scope {
    /// A scope in which nothing has a name yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A scope that knows all of another, which is not copied: for many expressions that differ in a few names.
    #[must_use]
    pub fn within(outer: Arc<Self>) -> Self {
        Self { outer: Some(outer), ..Self::default() }
    }

    /// This scope, and those around it, the innermost first. They are as many as somebody wrote calls of
    /// [`Scope::within`] into each other.
    fn layers(&self) -> impl Iterator<Item = &Self> {
        core::iter::successors(Some(self), |scope| scope.outer.as_deref())
    }

    /// Declares a value. A later declaration of the same name replaces the earlier.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>, kind: Type) -> Self {
        let name = name.into();
        if crate::parse::is_odd(&name) {
            self.odd.insert(name.clone());
        }
        self.names.insert(name, kind);
        self
    }

    /// Declares a choice type and its words.
    #[must_use]
    pub fn choice<W: Into<String>>(
        mut self,
        name: impl Into<String>,
        words: impl IntoIterator<Item = W>,
    ) -> Self {
        self.choices.insert(name.into(), words.into_iter().map(Into::into).collect());
        self
    }

    /// Declares a function of the host.
    #[must_use]
    pub fn function(mut self, signature: FunctionSignature) -> Self {
        self.functions.insert(signature.name.clone(), signature);
        self
    }

    pub(crate) fn type_of(&self, name: &str) -> Option<&Type> {
        self.layers().find_map(|scope| scope.names.get(name))
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let names: BTreeSet<&str> =
            self.layers().flat_map(|scope| scope.names.keys()).map(String::as_str).collect();
        names.into_iter()
    }

    /// The declared names that words alone do not make, in order.
    pub(crate) fn odd_names(&self) -> impl Iterator<Item = &str> {
        let names: BTreeSet<&str> = self.layers().flat_map(|scope| &scope.odd).map(String::as_str).collect();
        names.into_iter()
    }

    /// The declared names that begin with `group` and a dot, without that beginning.
    pub(crate) fn names_below<'s>(&'s self, group: &str) -> Vec<&'s str> {
        let prefix = format!("{group}.");
        let below: BTreeSet<&str> = self
            .layers()
            .flat_map(|scope| {
                let from = scope.names.range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded));
                from.map_while(|(name, _)| name.strip_prefix(&prefix))
            })
            .collect();
        below.into_iter().collect()
    }

    /// The words of a choice type; none if it was not declared.
    #[must_use]
    pub fn words_of(&self, choice: &str) -> Vec<&str> {
        let words = self.layers().find_map(|scope| scope.choices.get(choice));
        words.into_iter().flatten().map(String::as_str).collect()
    }

    pub(crate) fn signature(&self, function: &str) -> Option<&FunctionSignature> {
        self.layers().find_map(|scope| scope.functions.get(function))
    }

    pub(crate) fn function_names(&self) -> impl Iterator<Item = &str> {
        let names: BTreeSet<&str> =
            self.layers().flat_map(|scope| scope.functions.keys()).map(String::as_str).collect();
        names.into_iter()
    }
}
