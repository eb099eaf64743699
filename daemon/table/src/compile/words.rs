//! Bare words, and lists of values.

use feel::{FaultCode, Scope, Type, Value};

use super::constant;

/// The words of a choice type; none if it is another type.
pub(super) fn of_type(kind: &Type, scope: &Scope) -> Vec<String> {
    let Type::Choice(name) = kind.when_present() else { return Vec::new() };
    scope.words_of(name).into_iter().map(str::to_owned).collect()
}

/// The text, if it is one word that has no meaning in the scope.
pub(super) fn bare<'t>(text: &'t str, scope: &Scope) -> Option<&'t str> {
    let word = text.trim();
    let starts = word.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_');
    let goes_on = word.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    if !starts || !goes_on {
        return None;
    }
    let faults = feel::compile(word, scope).err()?;
    matches!(faults.as_slice(), [only] if only.code == FaultCode::UnknownName).then_some(word)
}

/// Cuts `"a", f(1, 2), b` at the commas that stand outside of quotes and brackets.
pub(super) fn members(list: &str) -> Vec<&str> {
    let mut members = Vec::new();
    let (mut start, mut depth, mut in_text, mut is_escaped) = (0, 0_usize, false, false);
    for (at, character) in list.char_indices() {
        let was_escaped = std::mem::take(&mut is_escaped);
        match character {
            '\\' if in_text && !was_escaped => is_escaped = true,
            '"' if !was_escaped => in_text = !in_text,
            '(' | '[' | '{' if !in_text => depth += 1,
            ')' | ']' | '}' if !in_text => depth = depth.saturating_sub(1),
            ',' if !in_text && depth == 0 => {
                members.extend(list.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    members.extend(list.get(start..));
    members.into_iter().map(str::trim).collect()
}

/// The values of a list such as `"High", "Low"`, in their order; none where any of them is no constant.
pub(super) fn listed(list: &str, kind: &Type, scope: &Scope) -> Vec<Value> {
    let value = |member: &str| {
        let program = feel::compile_as(member, kind, scope).ok()?;
        constant(&program)
    };
    members(list).into_iter().map(value).collect::<Option<_>>().unwrap_or_default()
}
