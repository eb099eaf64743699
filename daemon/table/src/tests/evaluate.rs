//! Answers of tables under every policy.

use super::{TARGET_GROUP, facts, number, table};
use crate::Outcome;

/// The answer as `rules: outputs`, rules counted from 1; or the sentence that says why there is none.
#[track_caller]
fn check(source: &str, given: &str, expected: &str) {
    let answer = match table(source).evaluate(&facts(given)) {
        Ok(Outcome { rules, outputs, .. }) => {
            let rules: Vec<String> = rules.iter().map(|rule| (rule + 1).to_string()).collect();
            let outputs: Vec<String> = outputs.iter().map(ToString::to_string).collect();
            format!("{}: {}", rules.join(" "), outputs.join(" | "))
        }
        Err(error) => error.to_string(),
    };
    assert_eq!(answer, expected, "{given} in\n{source}");
}

/// A table over `age` whose rules hit from 1, 2, 3 … on.
fn steps(header: &str, entries: &[&str]) -> String {
    let rules = entries.iter().enumerate().map(|(index, entry)| format!(";>= {};{entry};law\n", index + 1));
    format!("{header}\n{}", rules.collect::<String>())
}

#[test]
fn the_example_answers() {
    check(TARGET_GROUP, "age = 25, plans_held = 2, needs = [housing,debt]", "1: must");
    check(TARGET_GROUP, "age = 24, plans_held = 2, needs = [housing]", "2: may");
    check(TARGET_GROUP, "age = 40, plans_held = 0, needs = []", "3: ordinary");
    // A fact that is missing meets no test.
    check(TARGET_GROUP, "needs = []", "3: ordinary");
}

#[test]
fn the_inputs_are_kept_beside_the_answer() {
    let outcome =
        table(TARGET_GROUP).evaluate(&facts("age = 24, plans_held = 2, needs = [housing]")).unwrap();
    assert_eq!(outcome.inputs, [number("24"), number("2"), number("1")]);
}

#[test]
fn unique_has_one_answer_or_none() {
    let table = "hit: unique;age;->x;basis\n;< 3;1;law\n;[2..5];2;law\n;> 4;double(age);law\n";
    check(table, "age = 1", "1: 1");
    check(table, "age = 2", "the rules 1, 2 all hit, and only one may; make their tests exclude each other");
    check(table, "age = 6", "3: 12");
    check(table, "", ": null");
}

#[test]
fn any_takes_what_all_give() {
    let table = "hit: any;age;->x;->y;basis\n;< 5;1;a;law\n;> 2;1.0;a;law\n;> 6;1;b;law\n";
    check(table, "age = 3", "1 2: 1 | a");
    check(
        table,
        "age = 7",
        "the rules 2, 3 all hit and do not give the same; make their tests exclude each other",
    );
}

#[test]
fn first_stops_at_its_rule() {
    check("hit: first;age;->x;basis\n;> 3;1;law\n;> 2;1 / 0;law\n", "age = 4", "1: 1");
    let broken = "hit: first;age;->x;basis\n;> 3;1;law\n;> 2;1 / limit;law\n";
    check(
        broken,
        "age = 3, limit = 0",
        "rule 2 cannot be worked out in the column `x`: a number is divided by zero; test the divisor first",
    );
}

#[test]
fn priority_goes_by_the_allowed_values_of_the_first_output() {
    let table = "hit: priority;age;->x;->n: number;->y;basis
allowed:;;high, low;;\"2, 1\";
;> 1;low;1;1;law
;> 2;low;2;2;law
;> 3;low;3;2;law
;> 4;high;4;1;law
";
    check(table, "age = 2", "1: low | 1 | 1");
    check(table, "age = 3", "2: low | 2 | 2");
    check(table, "age = 4", "2: low | 2 | 2");
    check(table, "age = 5", "4: high | 4 | 1");
    let ordered = table.replace("priority", "output order");
    check(&ordered, "age = 5", "4 2 3 1: [high, low, low, low] | [4, 2, 3, 1] | [1, 2, 2, 1]");
    check(&ordered, "age = 0", ": [] | [] | []");
    check(
        "hit: priority;age;->x: life_area;basis\n;> 1;debt;law\n;> 2;employment;law\n",
        "age = 3",
        "2: employment",
    );
}

#[test]
fn a_value_without_a_place_in_the_order_goes_last() {
    let table = "hit: priority;age;->x: life_area;basis\n;> 1;area;law\n;> 2;debt;law\n";
    check(table, "age = 3, area = housing", "1: housing");
    check(table, "age = 3", "2: debt");
    check(table, "age = 2", "1: null");
}

#[test]
fn collect_gives_all_or_what_they_come_to() {
    let of = |policy: &str| steps(&format!("hit: {policy};age;->x;basis"), &["5", "-2", "5", "limit"]);
    check(&of("collect"), "age = 3", "1 2 3: [5, -2, 5]");
    check(&of("rule order"), "age = 3", "1 2 3: [5, -2, 5]");
    check(&of("collect sum"), "age = 3", "1 2 3: 8");
    check(&of("collect min"), "age = 3", "1 2 3: -2");
    check(&of("collect max"), "age = 3", "1 2 3: 5");
    check(&of("collect count"), "age = 3", "1 2 3: 3");
    check(&of("collect sum"), "age = 4", "1 2 3 4: null");
    check(&of("collect count"), "age = 4", "1 2 3 4: 4");
    check(&of("collect"), "age = 0", ": []");
    check(&of("collect sum"), "age = 0", ": null");
    check(&of("collect count"), "age = 0", ": 0");
    check(
        &of("collect sum"),
        "age = 4, limit = 79228162514264337593543950335",
        "what the rules 1, 2, 3, 4 give for `x` has no sum that can be kept",
    );
    let letters = steps("hit: collect max;age;->x;basis", &["\"\"\"a\"\"\"", "\"\"\"b\"\"\""]);
    check(&letters, "age = 2", "1 2: \"b\"");
}

#[test]
fn a_default_stands_in_for_every_rule() {
    let table = "hit: first;age;->x;->y: number;basis\ndefault:;;none;age + 1;\n;> 3;some_;1;law\n";
    check(table, "age = 3", ": none | 4");
    check(&table.replace("first", "rule order"), "age = 3", ": none | 4");
    check(
        &table.replace("+ 1", "/ 0"),
        "age = 3",
        "the default of `y` cannot be worked out: a number is divided by zero; test the divisor first",
    );
}

#[test]
fn values_outside_of_what_is_allowed_have_no_answer() {
    let table =
        "hit: first;age;maybe;->x: number;basis\nallowed:;[0..120];[0..9];< 10;\n;> 3;;limit;law\n;;;2;law\n";
    check(table, "age = 121", "`age` is 121, which the table does not allow; correct the value, or allow it");
    check(table, "age = 3", "2: 2");
    check(table, "age = 4, limit = 9", "1: 9");
    check(table, "age = 4, limit = 10", "rule 1 gives 10 for `x`, which the table does not allow");
}

#[test]
fn an_input_that_cannot_be_worked_out_is_named() {
    let table = "hit: first;age / limit;->x;basis\n;> 3;1;law\n";
    check(
        table,
        "age = 3, limit = 0",
        "`age / limit` cannot be worked out: a number is divided by zero; test the divisor first",
    );
    let table = "hit: first;age;->x;basis\n;? / limit > 3;1;law\n";
    check(
        table,
        "age = 3, limit = 0",
        "rule 1 cannot be worked out in the column `age`: a number is divided by zero; test the divisor first",
    );
}

#[test]
fn tests_may_read_other_names() {
    let table = "hit: first;age;note;->x;basis\n;> limit;;above;law\n;;\"not(\"\"a\"\", \"\"b\"\")\";other;law\n;;;rest;law\n";
    check(table, "age = 3, limit = 2, note = \"a\"", "1: above");
    check(table, "age = 2, limit = 2, note = \"c\"", "2: other");
    check(table, "age = 2, limit = 2, note = \"b\"", "3: rest");
}
