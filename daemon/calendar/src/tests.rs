//! The clock against the vectors of the field, the scenarios, an independent list of holidays and chance.

use jiff::civil::{Time, time};

use crate::{
    Adjustment, Amount, Calendar, ClockError, Date, Derived, Direction, Roll, Rule, RungRule, RungWhen,
    derive,
};

mod civil;
mod holidays;
mod ledger;
mod properties;
mod rules;
mod scenarios;
mod vectors;
mod why;

const EIGHT: Time = time(8, 0, 0, 0);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

/// `4 weeks after next_working_day`, or any other amount, direction and roll.
fn rule(text: &str) -> Rule {
    let after = text.split_once(" after ").map(|(amount_text, roll)| (amount_text, Direction::After, roll));
    let before =
        text.split_once(" before ").map(|(amount_text, roll)| (amount_text, Direction::Before, roll));
    let (amount_text, direction, roll) = after.or(before).unwrap();
    Rule { amount: amount(amount_text), direction, roll: roll.parse::<Roll>().unwrap() }
}

fn derived(rule_text: &str, anchor: &str) -> Derived {
    derive(&rule(rule_text), day(anchor), &[], &Calendar::danish()).unwrap()
}

fn derived_with(rule_text: &str, anchor: &str, ledger: &[Adjustment]) -> Result<Derived, ClockError> {
    derive(&rule(rule_text), day(anchor), ledger, &Calendar::danish())
}

#[track_caller]
fn check(rule_text: &str, anchor: &str, raw: &str, due: &str) {
    let derived = derived(rule_text, anchor);
    assert_eq!((derived.raw, derived.due), (day(raw), day(due)), "{rule_text} from {anchor}");
}

fn default_ladder() -> Vec<RungRule> {
    let rung = |name: &str, when| RungRule { name: name.to_owned(), when, at: EIGHT };
    vec![
        rung("14 days before", RungWhen::Before(amount("14 days"))),
        rung("3 working days before", RungWhen::Before(amount("3 working days"))),
        rung("on the day", RungWhen::OnTheDay),
        rung("missed", RungWhen::FirstWorkingDayAfter),
    ]
}
