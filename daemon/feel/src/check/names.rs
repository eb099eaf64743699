//! Names, paths and the bare words of choice types.

use super::{Checked, Checker, Local};
use crate::evaluate::VALUE_DEPTH_MAX;
use crate::fault::{Fault, FaultCode};
use crate::formula::{Formula, Part};
use crate::syntax::{Expression, Form, Span, Word};
use crate::types::Type;
use crate::value::Value;

/// Parts of the type of one value: more than a case file has, and few enough to be copied.
const TYPE_PARTS_MAX: usize = 1_000;

impl Checker<'_> {
    /// Whether the word names a value: then it is never the word of a choice.
    pub(super) fn is_name(&self, word: &str) -> bool {
        self.local(word).is_some()
            || self.scope.type_of(word).is_some()
            || !self.scope.names_below(word).is_empty()
    }

    /// Whether this is a word whose meaning depends on what it stands beside.
    pub(super) fn is_bare_word(&self, expression: &Expression) -> bool {
        matches!(&expression.form, Form::Name(word) if !self.is_name(word))
    }

    pub(super) fn name(&mut self, name: &str, span: Span, hint: Option<&Type>) -> Option<Checked> {
        if let Some(found) = self.root(name) {
            return Some(found);
        }
        let below = self.scope.names_below(name);
        if let Some(first) = below.first() {
            let help = format!("name one of its values, as `{name}.{first}`");
            let message = format!("`{name}` is a whole group of values");
            self.faults.push(Fault::new(FaultCode::WrongType, span, message, help));
            return None;
        }
        if let Some(Type::Choice(choice)) = hint.map(word_type) {
            return self.choice_word(name, span, choice);
        }
        self.unknown_name(name, span);
        None
    }

    fn choice_word(&mut self, word: &str, span: Span, choice: &str) -> Option<Checked> {
        let words = self.scope.words_of(choice);
        if words.contains(&word) {
            let formula = Formula::Constant(Value::Choice(word.to_owned()));
            return Some(Checked { formula, kind: Type::Choice(choice.to_owned()) });
        }
        let noun = format!("word of `{choice}`");
        let mut fault = Fault::unknown(FaultCode::UnknownChoice, span, (word, &noun), &words);
        if words.is_empty() {
            fault.help = format!("compare it with another {choice}, or with `null`");
        }
        self.faults.push(fault);
        None
    }

    fn unknown_name(&mut self, name: &str, span: Span) {
        let locals = self.locals.iter().map(|local| local.name.as_str());
        let candidates: Vec<&str> = locals.chain(self.scope.names()).collect();
        let mut fault = Fault::unknown(FaultCode::UnknownName, span, (name, "name"), &candidates);
        fault.message = format!("nothing is called `{name}` here");
        // Words beside each other are read as one name; where the first is one already, something is missing.
        let first = name.split_once(' ').filter(|(first, _)| fault.nearest.is_none() && self.is_name(first));
        if let Some((first, _)) = first {
            fault.help = format!("`{first}` is a name: put an operator after it, such as `and`, `=` or `+`");
        }
        self.faults.push(fault);
    }

    /// What a name means that the expression gives itself, and its slot: the innermost of that name, or a value of an
    /// open group.
    fn local(&self, name: &str) -> Option<(usize, Checked)> {
        self.locals.iter().enumerate().rev().find_map(|(slot, local)| {
            if local.name == name {
                return Some((slot, Checked { formula: Formula::Local(slot), kind: local.kind.clone() }));
            }
            let Type::Context(parts) = local.kind.when_present() else { return None };
            let kind = parts.get(name).filter(|_| local.is_open)?.clone();
            let formula = Formula::Part(Box::new(Formula::Local(slot)), Part::Named(name.to_owned()));
            Some((slot, Checked { formula, kind }))
        })
    }

    /// Gives a name to a value. What has a name can be used twice, so its type is bounded: it would double with each.
    pub(super) fn push(&mut self, name: &str, (kind, span): (Type, Span), is_open: bool) {
        let kind = if kind.parts(TYPE_PARTS_MAX, VALUE_DEPTH_MAX + 1).is_some() {
            kind
        } else {
            let message = format!(
                "`{name}` holds more than {TYPE_PARTS_MAX} values, or more than {VALUE_DEPTH_MAX} inside each other"
            );
            let help = "split it into calculated facts with names";
            self.faults.push(Fault::new(FaultCode::TooDeep, span, message, help));
            Type::Null
        };
        self.locals.push(Local { name: name.to_owned(), kind, is_open, is_used: false });
    }

    /// A quantified variable or a declared name.
    fn root(&mut self, name: &str) -> Option<Checked> {
        if let Some((slot, checked)) = self.local(name) {
            if let Some(local) = self.locals.get_mut(slot) {
                local.is_used = true;
            }
            return Some(checked);
        }
        let kind = self.scope.type_of(name)?.clone();
        self.names.insert(name.to_owned());
        Some(Checked { formula: Formula::Read(name.to_owned(), kind.clone()), kind })
    }

    pub(super) fn path(&mut self, of: &Expression, parts: &[Word]) -> Option<Checked> {
        let Form::Name(root) = &of.form else {
            let checked = self.check(of, None)?;
            let key = super::known::key(of).unwrap_or_default();
            return self.reach(checked, parts, key);
        };
        let is_local = self.local(root).is_some();
        let (declared, taken) = if is_local { (root.clone(), 0) } else { self.longest_declared(root, parts) };
        let Some(checked) = self.root(&declared) else {
            let below = self.scope.names_below(root);
            match parts.first() {
                Some(part) if !below.is_empty() => {
                    let noun = format!("value of `{root}`");
                    let fault =
                        Fault::unknown(FaultCode::UnknownName, part.span, (&part.text, &noun), &below);
                    self.faults.push(fault);
                }
                Some(_) | None => self.unknown_name(root, of.span),
            }
            return None;
        };
        let rest = parts.get(taken..).unwrap_or_default();
        let is_read = matches!(checked.formula, Formula::Read(..));
        if is_read && matches!(checked.kind.when_present(), Type::Context(_)) && !rest.is_empty() {
            self.names.remove(&declared);
        }
        self.reach(checked, rest, declared)
    }

    /// The longest beginning of the path that the scope declares, and how many parts it takes.
    fn longest_declared(&self, root: &str, parts: &[Word]) -> (String, usize) {
        let mut longest = (root.to_owned(), 0);
        let mut path = root.to_owned();
        for (index, part) in parts.iter().enumerate() {
            path.push('.');
            path.push_str(&part.text);
            if self.scope.type_of(&path).is_some() {
                longest = (path.clone(), index + 1);
            }
        }
        longest
    }

    /// Reaches into a value part by part. What is reached through something missing may be missing.
    fn reach(&mut self, mut checked: Checked, parts: &[Word], mut key: String) -> Option<Checked> {
        let is_read = matches!(checked.formula, Formula::Read(..));
        let mut read_path = is_read.then(|| key.clone());
        let mut may_be_missing = checked.kind.may_be_missing() && !self.is_known_key(&key);
        for part in parts {
            if let Type::List(member) = checked.kind.when_present().clone() {
                // A part of a list is the list of that part of each member (DMN 1.5 §10.3.2.5).
                let (step, kind) = self.part(&member, part, &key)?;
                let formula = Formula::Each(Box::new(checked.formula), step);
                checked = Checked { formula, kind: kind.list() };
                key.clear();
                read_path = None;
                continue;
            }
            let (step, kind) = self.part(&checked.kind, part, &key)?;
            key.push('.');
            key.push_str(&part.text);
            if matches!(step, Part::Named(_)) {
                read_path = read_path.map(|_| key.clone());
            }
            may_be_missing = (may_be_missing || kind.may_be_missing()) && !self.is_known_key(&key);
            checked = Checked { formula: Formula::Part(Box::new(checked.formula), step), kind };
        }
        self.names.extend(read_path);
        let present = checked.kind.when_present().clone();
        let kind = if may_be_missing { present.or_missing() } else { present };
        Some(Checked { kind, ..checked })
    }

    fn part(&mut self, kind: &Type, part: &Word, owner: &str) -> Option<(Part, Type)> {
        let kind = kind.when_present();
        let candidates: Vec<&str> = if let Type::Context(parts) = kind {
            if let Some(found) = parts.get(&part.text) {
                return Some((Part::Named(part.text.clone()), found.clone()));
            }
            parts.keys().map(String::as_str).collect()
        } else {
            let known = Part::of(kind);
            if let Some((_, found)) = known.iter().find(|(name, _)| *name == part.text) {
                return Some((found.clone(), found.kind(kind)));
            }
            known.iter().map(|(name, _)| *name).collect()
        };
        if candidates.is_empty() {
            let help = "use it without `.`";
            let message = format!("this is {kind} and has no parts, so no `{}`", part.text);
            self.faults.push(Fault::new(FaultCode::WrongType, part.span, message, help));
        } else {
            let noun =
                if owner.is_empty() { "part of this".to_owned() } else { format!("value of `{owner}`") };
            let fault = Fault::unknown(FaultCode::UnknownName, part.span, (&part.text, &noun), &candidates);
            self.faults.push(fault);
        }
        None
    }
}

/// The type that a bare word would have beside a value of this type.
fn word_type(hint: &Type) -> &Type {
    let present = hint.when_present();
    if let Type::List(member) = present { member.when_present() } else { present }
}
