//! Calls that need more than types: patterns, which are read here and now, and groups whose key is a literal.

use regex::{Regex, RegexBuilder};

use super::{Checked, Checker};
use crate::builtins::Builtin;
use crate::fault::{Fault, FaultCode};
use crate::formula::{Formula, Part, Pattern, PatternUse};
use crate::syntax::{Expression, Form, Word};
use crate::types::Type;
use crate::value::Value;

/// Bytes of memory that a compiled pattern may take.
const PATTERN_BYTES_MAX: usize = 256 * 1024;

impl Checker<'_> {
    /// `matches`, `replace` and `split`: the pattern is a text in quotes, so that a wrong one is found at load.
    pub(super) fn pattern(&mut self, builtin: &'static Builtin, arguments: &[Expression]) -> Option<Checked> {
        let (input, pattern) = (arguments.first()?, arguments.get(1)?);
        let checked = self.require(input, &Type::Text);
        let replaces = builtin.name == "replace";
        let replacement = match arguments.get(2).filter(|_| replaces) {
            Some(replacement) => Some(self.require(replacement, &Type::Text)?),
            None => None,
        };
        let flags = arguments.get(if replaces { 3 } else { 2 });
        let flags = flags.map_or(Some(String::new()), |flags| self.quoted(flags));
        let text = self.quoted(pattern)?;
        let regex = match compiled(&text, &flags?) {
            Ok(regex) => regex,
            Err(why) => {
                let help = "see the page of `feel-bad-literal` for what a pattern may hold";
                self.faults.push(Fault::new(FaultCode::BadLiteral, pattern.span, why, help));
                return None;
            }
        };
        let (does, kind) = match (builtin.name, replacement) {
            ("replace", Some(replacement)) => (PatternUse::Replace(replacement.formula), Type::Text),
            ("split", _) => (PatternUse::Split, Type::Text.list()),
            _ => (PatternUse::Matches, Type::Boolean),
        };
        let pattern = Pattern { regex, input: checked?.formula, does };
        Some(Checked { formula: Formula::Pattern(Box::new(pattern)), kind })
    }

    fn quoted(&mut self, argument: &Expression) -> Option<String> {
        if let Form::Literal(Value::Text(text)) = &argument.form {
            return Some(text.clone());
        }
        self.require(argument, &Type::Text)?;
        let message = "a pattern must be a text in quotes, so that it can be checked beforehand";
        let help = "write the pattern itself here";
        self.faults.push(Fault::new(FaultCode::WrongArguments, argument.span, message, help));
        None
    }

    /// `get value(group, "key")` and `context put(group, "key", value)`.
    pub(super) fn of_context(
        &mut self,
        function: &Word,
        arguments: &[Expression],
        names: &[Word],
    ) -> Option<Checked> {
        let puts = function.text == "context put";
        let known: &[&[&str]] =
            if puts { &[&["context"], &["key", "keys"], &["value"]] } else { &[&["m"], &["key"]] };
        // One key is a `key`, a way of several is `keys`.
        let is_way = matches!(arguments.get(1).map(|key| &key.form), Some(Form::List(_)));
        let is_known = |(name, known): (&Word, &&[&str])| {
            let wrong_key = if is_way { "key" } else { "keys" };
            known.contains(&name.text.as_str()) && (!puts || name.text != wrong_key)
        };
        if !names.is_empty() && (names.len() != known.len() || !names.iter().zip(known).all(is_known)) {
            let known: Vec<&str> = known.iter().filter_map(|names| names.first().copied()).collect();
            let message = format!("`{}` names its arguments otherwise", function.text);
            let help = format!("name them {}, in this order", crate::nearest::listing(&known));
            self.faults.push(Fault::new(FaultCode::WrongArguments, function.span, message, help));
            return None;
        }
        let [group, key, value @ ..] = arguments else {
            let message = format!("`{}` takes a group of values and a key", function.text);
            let help = "give it both";
            self.faults.push(Fault::new(FaultCode::WrongArguments, function.span, message, help));
            return None;
        };
        let checked = self.present(group, None)?;
        if !matches!(checked.kind, Type::Context(_)) {
            self.wrong_type(group, &checked.kind, "a group of values");
            return None;
        }
        match (puts, value) {
            (false, []) => {
                let name = self.quoted(key)?;
                let Type::Context(mut parts) = checked.kind else { return None };
                let kind = parts.remove(&name).unwrap_or(Type::Null).or_missing();
                let part = Part::Named(name);
                Some(Checked { formula: Formula::Part(Box::new(checked.formula), part), kind })
            }
            (true, [value]) => {
                let one = std::slice::from_ref(key);
                let keys = if let Form::List(keys) = &key.form { keys.as_slice() } else { one };
                let keys = keys.iter().map(|key| self.quoted(key)).collect::<Option<Vec<_>>>()?;
                if keys.is_empty() {
                    let message = "there is no key";
                    self.faults.push(Fault::new(FaultCode::WrongArguments, key.span, message, "name one"));
                    return None;
                }
                let value = self.check(value, None)?;
                self.put(checked, (key, keys), value)
            }
            (false | true, _) => {
                let message = format!("`{}` was given {} arguments", function.text, arguments.len());
                let help = if puts { "it takes three" } else { "it takes two" };
                self.faults.push(Fault::new(FaultCode::WrongArguments, function.span, message, help));
                None
            }
        }
    }

    /// Puts a value into a group, or into a group in it.
    fn put(
        &mut self,
        group: Checked,
        (key, keys): (&Expression, Vec<String>),
        value: Checked,
    ) -> Option<Checked> {
        let mut whole = group.kind;
        let mut place = &mut whole;
        for name in &keys {
            let Type::Context(parts) = place else {
                let kind = place.clone();
                self.wrong_type(key, &kind, "the way to a group of values");
                return None;
            };
            place = parts.entry(name.clone()).or_insert(Type::Null);
        }
        *place = value.kind;
        let formula = Formula::Put(Box::new((group.formula, keys, value.formula)));
        Some(Checked { formula, kind: whole })
    }
}

/// The flags of `fn:matches` (`XPath` functions 3.1 §5.6.1): `s`, `m`, `i`, `x`, and `q` for a text that is no pattern.
fn compiled(pattern: &str, flags: &str) -> Result<Regex, String> {
    if let Some(unknown) = flags.chars().find(|flag| !"smixq".contains(*flag)) {
        return Err(format!("`{unknown}` is no flag of a pattern"));
    }
    if takes_class_from_class(pattern) && !flags.contains('q') {
        return Err("one class is taken from another; write `--` between them, as `[A-Z--[OI]]`".to_owned());
    }
    let literal = flags.contains('q').then(|| regex::escape(pattern));
    let built = RegexBuilder::new(literal.as_deref().unwrap_or(pattern))
        .dot_matches_new_line(flags.contains('s'))
        .crlf(true)
        .multi_line(flags.contains('m'))
        .case_insensitive(flags.contains('i'))
        .ignore_whitespace(flags.contains('x'))
        .size_limit(PATTERN_BYTES_MAX)
        .dfa_size_limit(PATTERN_BYTES_MAX)
        .build();
    built.map_err(|_| "this is no pattern, or one that is too large".to_owned())
}

/// Whether a class is taken from another as in `XPath`, `[A-Z-[OI]]`, which here would silently be something else.
fn takes_class_from_class(pattern: &str) -> bool {
    let mut open = 0_usize;
    let mut before = None;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '[' if open > 0 && before == Some('-') => return true,
            '[' => open += 1,
            ']' => open = open.saturating_sub(1),
            _ => {}
        }
        before = Some(character);
    }
    false
}
