//! Whether what came is what the kit expects.

use feel::Value;
use rust_decimal::Decimal;

use crate::given::Given;

/// The part by which numbers may differ: the kit writes irrational results with eight to twelve digits.
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 8);

/// Whether a value is the expected one; an error where the expected one cannot be read.
///
/// The depth is bounded by that of the expected value, which was bounded when it was read.
pub(crate) fn agrees(expected: &Given, came: &Value) -> Result<bool, String> {
    match (expected, came) {
        (Given::Nil, came) => Ok(*came == Value::Null),
        (Given::List(items), Value::List(members)) => {
            if items.len() != members.len() {
                return Ok(false);
            }
            for (item, member) in items.iter().zip(members) {
                if !agrees(item, member)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Given::Components(components), Value::Context(parts)) => {
            if components.len() != parts.len() {
                return Ok(false);
            }
            for (name, component) in components {
                let Some(part) = parts.get(name) else { return Ok(false) };
                if !agrees(component, part)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Given::List(_) | Given::Components(_), _) => Ok(false),
        (Given::Simple(..), came) => {
            let (wanted, _) = expected.value()?;
            Ok(match (&wanted, came) {
                (Value::Number(wanted), Value::Number(came)) => is_near(*wanted, *came),
                // A choice is written as a text outside of the profile.
                (Value::Text(wanted), Value::Choice(word)) => wanted == word,
                (wanted, came) => wanted == came,
            })
        }
    }
}

fn is_near(wanted: Decimal, came: Decimal) -> bool {
    if wanted == came {
        return true;
    }
    let Some(difference) = wanted.checked_sub(came) else { return false };
    let Some(allowed) = wanted.abs().max(came.abs()).checked_mul(TOLERANCE) else { return false };
    // Exact results stay exact: only a result with more digits than the kit writes may differ.
    came.normalize().scale() >= 8 && difference.abs() <= allowed
}
