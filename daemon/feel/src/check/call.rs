//! Calls of built-in functions and of functions of the host.

use super::{Checked, Checker};
use crate::builtins::{self, Builtin, Gives, Takes};
use crate::fault::{Fault, FaultCode};
use crate::formula::{Formula, HostCall};
use crate::literal::CONSTRUCTORS;
use crate::scope::{FunctionSignature, Parameter};
use crate::syntax::{Expression, Form, Word};
use crate::types::Type;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn call(&mut self, function: &Word, arguments: &[Expression]) -> Option<Checked> {
        if let Some(builtin) = builtins::find(&function.text) {
            return match builtin.takes {
                [Takes::Numbers | Takes::Ordered] => self.aggregate(builtin, function, arguments),
                _ => self.builtin(builtin, function, arguments),
            };
        }
        if let Some(signature) = self.scope.signature(&function.text).cloned() {
            return self.host(&signature, function, arguments);
        }
        self.unknown_function(function);
        // The arguments are checked all the same: their faults are real whatever the function is called.
        for argument in arguments.iter().filter(|argument| !matches!(argument.form, Form::Name(_))) {
            self.check(argument, None);
        }
        None
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

    fn wrong_count(&mut self, function: &Word, arguments: usize, takes: usize) {
        let message = format!("`{}` takes {takes} arguments and was given {arguments}", function.text);
        let help = if arguments < takes { "add what is missing" } else { "take away what is too much" };
        self.faults.push(Fault::new(FaultCode::WrongArguments, function.span, message, help));
    }

    fn builtin(
        &mut self,
        builtin: &'static Builtin,
        function: &Word,
        arguments: &[Expression],
    ) -> Option<Checked> {
        if arguments.len() != builtin.takes.len() {
            self.wrong_count(function, arguments.len(), builtin.takes.len());
            return None;
        }
        let mut formulas = Vec::new();
        let mut member: Option<Type> = None;
        for (takes, argument) in builtin.takes.iter().zip(arguments) {
            let checked = match takes {
                Takes::Number => self.require(argument, &Type::Number),
                Takes::Text => self.require(argument, &Type::Text),
                Takes::Date => self.require(argument, &Type::Date),
                Takes::Member => self.member(argument, member.as_ref()),
                Takes::List | Takes::Numbers | Takes::Ordered => {
                    let checked = self.a_list(argument);
                    member = checked.as_ref().and_then(|checked| member_of(&checked.kind)).cloned();
                    checked
                }
            };
            formulas.extend(checked.map(|checked| checked.formula));
        }
        let kind = match builtin.gives {
            Gives::Boolean => Type::Boolean,
            Gives::Number => Type::Number,
            Gives::Text => Type::Text,
            Gives::Total => Type::Number.or_missing(),
            Gives::Member => member.unwrap_or(Type::Null).or_missing(),
        };
        let formula = (formulas.len() == arguments.len()).then_some(Formula::Builtin(builtin, formulas));
        Some(Checked { formula: formula?, kind })
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
        if member.context_within().is_some() || !member.can_equal(&checked.kind) {
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
            self.wrong_count(function, 0, 1);
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
        let is_fit = match builtin.gives {
            Gives::Total => *member.when_present() == Type::Number,
            Gives::Member | Gives::Boolean | Gives::Number | Gives::Text => {
                member.when_present().is_ordered()
            }
        };
        let is_empty = member == Type::Null;
        if !is_empty && member.may_be_missing() {
            self.possibly_missing(first, &member);
            return None;
        }
        if !is_empty && !is_fit {
            let wanted = if builtin.gives == Gives::Total { "numbers" } else { "values with an order" };
            self.wrong_type(first, &member, wanted);
            return None;
        }
        let kind = if builtin.gives == Gives::Total { Type::Number } else { member };
        let kind = if has_members { kind } else { kind.or_missing() };
        Some(Checked { formula: Formula::Builtin(builtin, vec![list.formula]), kind })
    }

    fn host(
        &mut self,
        signature: &FunctionSignature,
        function: &Word,
        arguments: &[Expression],
    ) -> Option<Checked> {
        if arguments.len() != signature.parameters.len() {
            self.wrong_count(function, arguments.len(), signature.parameters.len());
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

fn member_of(kind: &Type) -> Option<&Type> {
    if let Type::List(member) = kind { Some(member) } else { None }
}
