//! Calls of built-in functions and of functions of the host.

use super::{Checked, Checker};
use crate::builtins::{self, Builtin, Gives, Parameter as Taken, Takes};
use crate::fault::{Fault, FaultCode};
use crate::formula::{Formula, HostCall};
use crate::literal::CONSTRUCTORS;
use crate::scope::{FunctionSignature, Parameter};
use crate::syntax::{Expression, Form, Word};
use crate::types::Type;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        function: &Word,
        arguments: &[Expression],
        names: &[Word],
    ) -> Option<Checked> {
        if function.text == "get value" || function.text == "context put" {
            return self.of_context(function, arguments, names);
        }
        let ways = builtins::find(&function.text);
        if !ways.is_empty() {
            return self.one_way(&ways, function, (arguments, names));
        }
        if let Some(signature) = self.scope.signature(&function.text).cloned() {
            return self.host(&signature, function, arguments);
        }
        if let Some((_, _, help)) = CONSTRUCTORS.iter().find(|(name, _, _)| *name == function.text) {
            let message = format!("`{}` takes one text in quotes", function.text);
            self.faults.push(Fault::new(FaultCode::WrongArguments, function.span, message, *help));
            return None;
        }
        self.unknown_function(function);
        // The arguments are checked all the same: their faults are real whatever the function is called.
        for argument in arguments.iter().filter(|argument| !matches!(argument.form, Form::Name(_))) {
            self.check(argument, None);
        }
        None
    }

    /// Picks the way to call a built-in by the number of the arguments: no two ways take the same.
    fn one_way(
        &mut self,
        ways: &[&'static Builtin],
        function: &Word,
        (arguments, names): (&[Expression], &[Word]),
    ) -> Option<Checked> {
        let is_aggregate = |way: &&'static Builtin| {
            matches!(way.parameters, [Taken(_, Takes::Numbers | Takes::Ordered | Takes::Truths)])
        };
        if let Some(way) = ways.iter().find(|way| is_aggregate(way)) {
            let is_named = names.iter().any(|name| name.text != "list") || names.len() > 1;
            if is_named {
                self.unknown_parameter(way, names);
                return None;
            }
            return self.aggregate(way, function, arguments);
        }
        let Some(way) = ways.iter().find(|way| way.accepts(arguments.len())) else {
            self.wrong_count(function, arguments.len(), &takes_in_words(ways));
            return None;
        };
        if names.is_empty() {
            return self.builtin(way, arguments);
        }
        let Some(in_order) = ordered(way, arguments, names) else {
            self.unknown_parameter(way, names);
            return None;
        };
        self.builtin(way, &in_order)
    }

    fn unknown_parameter(&mut self, way: &Builtin, names: &[Word]) {
        let known: Vec<&str> = way.parameters.iter().map(|parameter| parameter.0).collect();
        let wrong = names.iter().find(|name| !known.contains(&name.text.as_str())).or_else(|| names.last());
        if let Some(name) = wrong {
            let noun = format!("parameter of `{}`", way.name);
            let subject = (name.text.as_str(), noun.as_str());
            self.faults.push(Fault::unknown(FaultCode::WrongArguments, name.span, subject, &known));
        }
    }

    fn unknown_function(&mut self, function: &Word) {
        let scope = self.scope;
        let mut candidates: Vec<&str> = builtins::names().collect();
        candidates.extend(CONSTRUCTORS.iter().map(|(name, _, _)| *name));
        candidates.extend(scope.function_names());
        let subject = (function.text.as_str(), "function");
        let mut fault = Fault::unknown(FaultCode::UnknownFunction, function.span, subject, &candidates);
        if self.scope.type_of(&function.text).is_some() {
            fault.nearest = None;
            fault.help = format!("write `{}` without parentheses", function.text);
        }
        self.faults.push(fault);
    }

    fn wrong_count(&mut self, function: &Word, arguments: usize, takes: &str) {
        let message = format!("`{}` takes {takes} and was given {arguments}", function.text);
        let help = format!("give it {takes}");
        self.faults.push(Fault::new(FaultCode::WrongArguments, function.span, message, help));
    }

    fn builtin(&mut self, builtin: &'static Builtin, arguments: &[Expression]) -> Option<Checked> {
        if builtin.parameters.iter().any(|parameter| parameter.1 == Takes::Pattern) {
            return self.pattern(builtin, arguments);
        }
        let mut formulas = Vec::new();
        let mut kinds = Vec::new();
        for (at, argument) in arguments.iter().enumerate() {
            let checked = self.argument(builtin.takes(at)?, argument, kinds.first());
            if let Some(checked) = checked {
                formulas.push(checked.formula);
                kinds.push(checked.kind);
            }
        }
        if formulas.len() < arguments.len() {
            return None;
        }
        let Some(kind) = given(builtin.gives, &kinds) else {
            let (argument, kind) = (arguments.last()?, kinds.last()?.clone());
            self.wrong_type(argument, &kind, "of the type of the members before it");
            return None;
        };
        Some(Checked { formula: Formula::Builtin(builtin, formulas), kind })
    }

    fn argument(&mut self, takes: Takes, argument: &Expression, first: Option<&Type>) -> Option<Checked> {
        match takes {
            Takes::Number => self.require(argument, &Type::Number),
            Takes::Text | Takes::Pattern => self.require(argument, &Type::Text),
            Takes::TextOrNull => self.require(argument, &Type::Text.or_missing()),
            Takes::Member => self.member(argument, first.and_then(member_of)),
            Takes::Anything => self.check(argument, None),
            Takes::Present => self.present(argument, None),
            Takes::List | Takes::Lists | Takes::Numbers | Takes::Ordered | Takes::Truths => {
                self.a_list(argument)
            }
            Takes::Of(kinds) => {
                let wanted = || kinds.iter().map(Type::to_string).collect::<Vec<_>>().join(", or ");
                self.a_kind(argument, |kind| kinds.contains(kind), &wanted())
            }
            Takes::PointOrRange => self.a_kind(
                argument,
                |kind| kind.is_ordered() || matches!(kind, Type::Range(_)),
                "a value with an order, or a range",
            ),
            Takes::Range => self.a_kind(argument, |kind| matches!(kind, Type::Range(_)), "a range"),
            Takes::Context => {
                self.a_kind(argument, |kind| matches!(kind, Type::Context(_)), "a group of values")
            }
        }
    }

    fn a_kind(
        &mut self,
        argument: &Expression,
        is_right: impl FnOnce(&Type) -> bool,
        wanted: &str,
    ) -> Option<Checked> {
        let checked = self.present(argument, None)?;
        if is_right(&checked.kind) {
            return Some(checked);
        }
        self.wrong_type(argument, &checked.kind, wanted);
        None
    }

    fn a_list(&mut self, argument: &Expression) -> Option<Checked> {
        let checked = self.present(argument, None)?;
        if member_of(&checked.kind).is_none() {
            self.wrong_type(argument, &checked.kind, "a list");
            return None;
        }
        Some(checked)
    }

    fn member(&mut self, argument: &Expression, member: Option<&Type>) -> Option<Checked> {
        let Some(member) = member else {
            // The list is at fault; a word beside it cannot be judged.
            return if self.is_bare_word(argument) { None } else { self.check(argument, None) };
        };
        let checked = self.check(argument, Some(member))?;
        if !member.can_equal(&checked.kind) {
            self.wrong_type(argument, &checked.kind, &member.to_string());
            return None;
        }
        Some(checked)
    }

    /// `sum`, `min`, `max`: one list, or the values one by one. Nothing comes of an empty list.
    fn aggregate(
        &mut self,
        builtin: &'static Builtin,
        function: &Word,
        arguments: &[Expression],
    ) -> Option<Checked> {
        let Some(first) = arguments.first() else {
            self.wrong_count(function, 0, "a list, or at least one value");
            return None;
        };
        let (list, has_members) = if arguments.len() == 1 {
            let checked = self.present(first, None)?;
            if let Form::List(members) = &first.form {
                (checked, !members.is_empty())
            } else if member_of(&checked.kind).is_some() {
                (checked, false)
            } else {
                let kind = checked.kind.list();
                (Checked { formula: Formula::List(vec![checked.formula]), kind }, true)
            }
        } else {
            (self.list(arguments, None)?, true)
        };
        let member = member_of(&list.kind)?.clone();
        let takes = builtin.takes(0)?;
        let present = member.when_present();
        let (is_fit, wanted) = if takes == Takes::Numbers {
            (*present == Type::Number, "numbers")
        } else if takes == Takes::Truths {
            (*present == Type::Boolean, "truths")
        } else {
            (present.is_ordered(), "values with an order")
        };
        let is_empty = member == Type::Null;
        let may_miss = takes == Takes::Truths;
        if !is_empty && !may_miss && member.may_be_missing() {
            self.possibly_missing(first, &member);
            return None;
        }
        if !is_empty && !is_fit && *present != Type::Null {
            self.wrong_type(first, &member, wanted);
            return None;
        }
        let kind = if builtin.gives == Gives::Member {
            member
        } else if builtin.gives == Gives::Total {
            Type::Number
        } else if builtin.gives == Gives::Truth && !member.may_be_missing() {
            Type::Boolean
        } else {
            given(builtin.gives, &[])?
        };
        // Nothing comes of an empty list, but where that is what the function says.
        let is_sure = has_members || matches!(builtin.gives, Gives::Truth | Gives::Numbers);
        let kind = if is_sure { kind } else { kind.or_missing() };
        Some(Checked { formula: Formula::Builtin(builtin, vec![list.formula]), kind })
    }

    fn host(
        &mut self,
        signature: &FunctionSignature,
        function: &Word,
        arguments: &[Expression],
    ) -> Option<Checked> {
        if arguments.len() != signature.parameters.len() {
            let takes = format!("{} arguments", signature.parameters.len());
            self.wrong_count(function, arguments.len(), &takes);
            return None;
        }
        let mut formulas = Vec::new();
        for (parameter, argument) in signature.parameters.iter().zip(arguments) {
            formulas.extend(match parameter {
                Parameter::Value(kind) => self.require(argument, kind).map(|checked| checked.formula),
                Parameter::NameOf(allowed) => self.name_argument(function, argument, allowed),
            });
        }
        let call = HostCall {
            function: signature.name.clone(),
            arguments: formulas,
            result: signature.result.clone(),
        };
        let is_whole = call.arguments.len() == arguments.len();
        is_whole.then(|| Checked { formula: Formula::Host(Box::new(call)), kind: signature.result.clone() })
    }

    fn name_argument(
        &mut self,
        function: &Word,
        argument: &Expression,
        allowed: &[String],
    ) -> Option<Formula> {
        let candidates: Vec<&str> = allowed.iter().map(String::as_str).collect();
        let Form::Name(name) = &argument.form else {
            let message = format!("`{}` takes a name here, not a value", function.text);
            let help = format!("write one of {}, without quotes", crate::nearest::listing(&candidates));
            self.faults.push(Fault::new(FaultCode::WrongArguments, argument.span, message, help));
            return None;
        };
        if !allowed.contains(name) {
            let noun = format!("name that `{}` takes", function.text);
            let subject = (name.as_str(), noun.as_str());
            self.faults.push(Fault::unknown(FaultCode::UnknownName, argument.span, subject, &candidates));
            return None;
        }
        Some(Formula::Constant(Value::Text(name.clone())))
    }
}

/// The arguments in the order of the parameters; `None` if a name is unknown, twice or missing.
fn ordered(way: &Builtin, arguments: &[Expression], names: &[Word]) -> Option<Vec<Expression>> {
    let given = names.iter().zip(arguments);
    let mut places: Vec<Option<&Expression>> = vec![None; way.parameters.len()];
    for (name, argument) in given {
        let at = way.parameters.iter().position(|parameter| parameter.0 == name.text)?;
        let place = places.get_mut(at)?;
        if place.replace(argument).is_some() {
            return None;
        }
    }
    // What is left out stands at the end.
    let given = places.iter().take_while(|place| place.is_some()).count();
    (given == names.len() && given >= way.required).then(|| places.into_iter().flatten().cloned().collect())
}

fn takes_in_words(ways: &[&'static Builtin]) -> String {
    let counts = ways.iter().map(|way| match (way.required, way.parameters.len()) {
        (least, _) if way.repeats => format!("at least {least} arguments"),
        (1, 1) => "1 argument".to_owned(),
        (least, most) if least == most => format!("{least} arguments"),
        (least, most) => format!("{least} to {most} arguments"),
    });
    let mut counts: Vec<String> = counts.collect();
    counts.dedup();
    counts.join(" or ")
}

/// What a built-in gives for arguments of these types; `None` if they do not go together.
fn given(gives: Gives, kinds: &[Type]) -> Option<Type> {
    let first = || kinds.first().cloned().unwrap_or(Type::Null);
    Some(match gives {
        Gives::Boolean => Type::Boolean,
        Gives::Truth => Type::Boolean.or_missing(),
        Gives::Number => Type::Number,
        Gives::Text => Type::Text,
        Gives::DateOf if first() == Type::Text => Type::Date.or_missing(),
        Gives::Date | Gives::DateOf => Type::Date,
        Gives::Months => Type::MonthDuration,
        Gives::ZonedTime => Type::ZonedTime,
        Gives::Total | Gives::MaybeNumber => Type::Number.or_missing(),
        Gives::Member => member_of(&first()).filter(|kind| matches!(kind, Type::Context(_))).cloned()?,
        Gives::Same => first(),
        Gives::Numbers => Type::Number.list(),
        Gives::Texts => Type::Text.list(),
        Gives::Joined => joined(kinds.iter().filter_map(member_of))?.list(),
        Gives::Appended => joined(member_of(kinds.first()?).into_iter().chain(kinds.iter().skip(1)))?.list(),
        Gives::Inserted => joined(member_of(kinds.first()?).into_iter().chain(kinds.last()))?.list(),
        Gives::Flat => flat(&first()).list(),
        Gives::Moment => match kinds.last() {
            Some(Type::ZonedTime) => Type::DateTime,
            _ => Type::LocalDateTime,
        },
        Gives::TimeOf if matches!(first(), Type::DateTime | Type::ZonedTime) => Type::ZonedTime,
        Gives::Time | Gives::TimeOf => Type::Time,
        Gives::Entries => entries(&first())?,
    })
}

/// The type of members of all these types.
fn joined<'k>(mut kinds: impl Iterator<Item = &'k Type>) -> Option<Type> {
    let first = kinds.next()?.clone();
    kinds.try_fold(first, |all, kind| if all == Type::Null { Some(kind.clone()) } else { all.joined(kind) })
}

fn flat(kind: &Type) -> Type {
    let mut inner = kind;
    let mut may_be_missing = false;
    while let Type::List(member) = inner.when_present() {
        may_be_missing |= member.may_be_missing();
        inner = member;
    }
    if may_be_missing { inner.clone().or_missing() } else { inner.clone() }
}

fn entries(kind: &Type) -> Option<Type> {
    let Type::Context(parts) = kind else { return None };
    let value = parts.values().try_fold(Type::Null, |all, kind| {
        if all == Type::Null { Some(kind.clone()) } else { all.joined(kind) }
    })?;
    let parts = [("key".to_owned(), Type::Text), ("value".to_owned(), value)];
    Some(Type::Context(parts.into_iter().collect()).list())
}

fn member_of(kind: &Type) -> Option<&Type> {
    if let Type::List(member) = kind { Some(member) } else { None }
}
