//! What is found out about a table as a whole.

use super::{TARGET_GROUP, table};
use crate::{Completeness, Finding, FindingCode, LISTED_MAX, LOOKS_MAX, Severity};

/// Findings as `severity code place rules: message | example`, one on each line, then the completeness.
fn findings(source: &str) -> String {
    let report = table(source).check();
    let mut lines: Vec<String> = report.findings.iter().map(line).collect();
    lines.push(format!("{:?}", report.completeness));
    lines.join("\n")
}

fn line(finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
    };
    let mut line = format!("{severity} {} {} {}", finding.code, finding.place, finding.message);
    if !finding.example.is_empty() {
        let values: Vec<String> = finding.example.iter().map(ToString::to_string).collect();
        line.push_str(" | ");
        line.push_str(&values.join(", "));
    }
    line
}

#[track_caller]
fn check(source: &str, expected: &str) {
    assert_eq!(findings(source), expected, "{source}");
}

#[test]
fn the_example_is_complete() {
    check(TARGET_GROUP, "Complete");
}

#[test]
fn a_gap_has_its_tests_and_an_example() {
    check(
        &TARGET_GROUP.replace(";;;;ordinary;general duty\n", ""),
        "warning table-gap 1:1 no rule hits where `plans_held` is `< 1` | `age` = 24, `plans_held` = 0, `count(needs)` = 1
Open",
    );
    check(
        "hit: unique;age;area;maybe;->x;basis\n;< 18;;;1;law\n;>= 18;not(debt);;2;law\n;[18..67);debt;>= 0;3;law\n",
        "warning table-gap 1:1 no rule hits where `age` is `>= 18` and `area` is `debt` and `maybe` is `< 0, null` | `age` = 18, `area` = debt, `maybe` = -1
warning table-gap 1:1 no rule hits where `age` is `>= 67` and `area` is `debt` | `age` = 67, `area` = debt, `maybe` = -1
Open",
    );
}

#[test]
fn a_gap_weighs_by_policy_and_default() {
    check(
        "hit: collect;age;->x;basis\n;< 18;1;law\n",
        "information table-gap 1:1 no rule hits where `age` is `>= 18` | `age` = 18\nOpen",
    );
    check(
        "hit: first;age;->x;basis\ndefault:;;0;\n;< 18;1;law\n",
        "information table-gap 1:1 no rule hits where `age` is `>= 18` | `age` = 18\nOpen",
    );
    check(
        "hit: first;age;->x;->y: number;basis\ndefault:;;0;;\n;< 18;1;1;law\n",
        "warning table-gap 1:1 no rule hits where `age` is `>= 18` | `age` = 18\nOpen",
    );
}

#[test]
fn fractions_between_whole_numbers_are_told_apart() {
    check(
        "hit: unique;age;->x;basis\n;< 18;1;law\n;[18..66];2;law\n;>= 67;3;law\n",
        "information table-gap-of-fractions 1:1 no rule hits where `age` is `(66..67)`, which lies between whole numbers | `age` = 66.5
OfWholeNumbers",
    );
    check("hit: unique;age;->x;basis\nallowed:;1, 2, 3;;\n;1;1;law\n;2, 3;2;law\n", "Complete");
    check(
        "hit: unique;age;->x;basis\n;< 0.5;1;law\n;> 0.75;3;law\n",
        "warning table-gap 1:1 no rule hits where `age` is `[0.5..0.75]` | `age` = 0.5\nOpen",
    );
}

#[test]
fn allowed_values_limit_what_has_to_be_covered() {
    check("hit: unique;age;->x;basis\nallowed:;[0..120];;\n;[0..18);1;law\n;[18..120];2;law\n", "Complete");
    check(
        "hit: unique;age;->x;basis\nallowed:;[0..120];;\n;[0..18);1;law\n;[18..119];2;law\n;> 120;3;law\n",
        "warning table-gap 1:1 no rule hits where `age` is `(119..120]` | `age` = 120
warning table-rule-never-fires 5:2 rule 3 (line 5) never fires: no value of `age` passes `> 120`
Open",
    );
    check(
        "hit: unique;note;->x;basis\nallowed:;\"\"\"Low\"\", \"\"High\"\"\";;\n;\"\"\"Low\"\"\";1;law\n",
        "warning table-gap 1:1 no rule hits where `note` is `\"High\"` | `note` = \"High\"\nOpen",
    );
}

#[test]
fn every_type_that_has_an_order_is_gone_through() {
    let of = |input: &str, tests: &[&str]| {
        let rules = tests.iter().map(|test| format!(";\"{}\";1;law\n", test.replace('"', "\"\"")));
        findings(&format!("hit: unique;{input};->x;basis\n{}", rules.collect::<String>()))
    };
    assert_eq!(of("is_urgent", &["true", "false"]), "Complete");
    assert_eq!(
        of("born", &["< date(\"2000-01-01\")", "> @\"2000-01-01\""]),
        "warning table-gap 1:1 no rule hits where `born` is `date(\"2000-01-01\")` | `born` = date(\"2000-01-01\")\nOpen"
    );
    // Nothing lies between two days that follow each other.
    assert_eq!(of("born", &["<= @\"2000-02-28\"", ">= @\"2000-02-29\""]), "Complete");
    assert_eq!(
        of("wait", &["< @\"P3D\"", "> @\"P5D\""]),
        "warning table-gap 1:1 no rule hits where `wait` is `[duration(\"P3D\")..duration(\"P5D\")]` | `wait` = duration(\"P3D\")\nOpen"
    );
    assert_eq!(
        of("at", &["< @\"2026-01-01T00:00:00Z\""]),
        "warning table-gap 1:1 no rule hits where `at` is `>= date and time(\"2026-01-01T00:00:00Z\")` | `at` = date and time(\"2026-01-01T00:00:00Z\")\nOpen"
    );
    assert_eq!(
        of("clock", &["< @\"12:00:00\"", "> @\"23:59:59\""]),
        "warning table-gap 1:1 no rule hits where `clock` is `[time(\"12:00:00\")..time(\"23:59:59\")]` | `clock` = time(\"12:00:00\")\nOpen"
    );
    assert_eq!(
        of("note", &["\"a\"", "\"b\""]),
        "warning table-gap 1:1 no rule hits where `note` is `< \"a\", (\"a\"..\"b\"), > \"b\"` | `note` = \"A\"\nOpen"
    );
    assert_eq!(
        of("maybe", &["-", "null"]).lines().next().unwrap(),
        "error table-overlap 3:1 rule 2 (line 3) hits together with rule 1 (line 2) | `maybe` = null"
    );
    assert_eq!(of("maybe", &["not(3)", "3"]), "Complete");
    assert_eq!(
        of("maybe", &["not(> 3)", "> 3"]),
        "warning table-gap 1:1 no rule hits where `maybe` is `null` | `maybe` = null\nOpen"
    );
}

#[test]
fn overlaps_of_a_unique_table_are_errors() {
    check(
        "hit: unique;age;area;->x;basis\n;< 20;;1;law\n;>= 18;not(debt);2;law\n;> 19;debt;3;law\n;20;debt;4;law\n",
        "error table-overlap 3:1 rule 2 (line 3) hits together with rule 1 (line 2) | `age` = 18, `area` = employment
error table-overlap 4:1 rule 3 (line 4) hits together with rule 1 (line 2) | `age` = 19.5, `area` = debt
error table-overlap 5:1 rule 4 (line 5) hits together with rule 3 (line 4) | `age` = 20, `area` = debt
Complete",
    );
}

#[test]
fn overlaps_of_an_any_table_matter_where_the_values_differ() {
    check(
        "hit: any;age;->x: number;basis\n;< 20;1;law\n;>= 18;1.0;law\n;> 30;2;law\n;> 40;limit;law\n;> 40; limit ;law\n",
        "error table-overlap 4:1 rule 3 (line 4) hits together with rule 2 (line 3) and give different values | `age` = 31
warning table-overlap 5:1 rule 4 (line 5) hits together with rule 2 (line 3), and whether they give the same is not known beforehand | `age` = 41
warning table-overlap 5:1 rule 4 (line 5) hits together with rule 3 (line 4), and whether they give the same is not known beforehand | `age` = 41
warning table-overlap 6:1 rule 5 (line 6) hits together with rule 2 (line 3), and whether they give the same is not known beforehand | `age` = 41
warning table-overlap 6:1 rule 5 (line 6) hits together with rule 3 (line 4), and whether they give the same is not known beforehand | `age` = 41
Complete",
    );
}

#[test]
fn a_rule_behind_others_never_fires() {
    check(
        "hit: first;age;is_urgent;->x;basis\n;> 10;;1;law\n;> 20;true;2;law\n;<= 10;true;3;law\n;[5..30];true;4;law\n;;;5;law\n;;;6;law\n",
        "warning table-rule-never-fires 3:1 rule 2 (line 3) never fires: rule 1 (line 2) goes before it wherever it would | `age` = 21, `is_urgent` = true
warning table-rule-never-fires 5:1 rule 4 (line 5) never fires: rule 1 (line 2), rule 3 (line 4) together go before it wherever it would | `age` = 5, `is_urgent` = true
warning table-rule-never-fires 7:1 rule 6 (line 7) never fires: rule 5 (line 6) goes before it wherever it would | `age` = 4, `is_urgent` = true
Complete",
    );
}

#[test]
fn a_rule_of_lower_priority_never_fires_behind_others() {
    check(
        "hit: priority;age;->x: life_area;basis\n;> 3;debt;law\n;> 2;employment;law\n;;housing;law\n;> 7;housing;law\n",
        "warning table-rule-never-fires 2:1 rule 1 (line 2) never fires: rule 2 (line 3) goes before it wherever it would | `age` = 4
warning table-rule-never-fires 5:1 rule 4 (line 5) never fires: rule 2 (line 3) goes before it wherever it would | `age` = 8
Complete",
    );
}

#[test]
fn an_empty_cell_never_fires() {
    check(
        "hit: collect;age;is_urgent;->x;basis\n;[5..3];true;1;law\n;(5..5);;1;law\n;;;1;law\n",
        "warning table-rule-never-fires 2:2 rule 1 (line 2) never fires: no value of `age` passes `[5..3]`
warning table-rule-never-fires 3:2 rule 2 (line 3) never fires: no value of `age` passes `(5..5)`
Complete",
    );
}

#[test]
fn what_is_not_proved_is_said() {
    check(
        "hit: first;age;needs;->x;basis\n;> limit;;1;law\n;< 3;\"list contains(?, debt)\";2;law\n;> 5;;2;law\n;> 6;;2;law\n",
        "information table-not-proved 2:2 not proved for these cells of `age`: `> limit` (2:2); they depend on more than constants
information table-not-proved 3:7 not proved for these cells of `needs`: `list contains(?, debt)` (3:7); the values of list of life_area are not gone through
warning table-rule-never-fires 5:1 rule 4 (line 5) never fires: rule 3 (line 4) goes before it wherever it would | `age` = 7, `needs` = anything
NotProved",
    );
    check(
        "hit: unique;age;maybe;->x;basis\n;> limit;> 2;1;law\n;;<= 2;2;law\n",
        "warning table-gap 1:1 no rule hits where `maybe` is `null` | `age` = 0, `maybe` = null
information table-not-proved 2:2 not proved for these cells of `age`: `> limit` (2:2); they depend on more than constants
Open",
    );
    check(
        "hit: priority;age;->x: life_area;basis\n;;area;law\n;;debt;law\n",
        "information table-not-proved 2:3 not proved for these values of `x`: `area` (2:3); so it is not known which rules go before them
Complete",
    );
    check(
        "hit: first;age;->x;basis\nallowed:;< limit;;\n;> 3;1;law\n;;2;law\n",
        "information table-not-proved 3:2 not proved for these cells of `age`: `> 3` (3:2); its allowed values `< limit` depend on other values
Complete",
    );
}

#[test]
fn at_most_so_many_gaps_and_overlaps_are_listed() {
    let gaps = |rules: usize| {
        let rules: Vec<String> = (0..rules).map(|number| format!(";{number};{number};1;law")).collect();
        let report = table(&format!("hit: first;age;plans_held;->x;basis\n{}", rules.join("\n"))).check();
        let gaps = report.findings.into_iter().filter(|finding| finding.code == FindingCode::Gap);
        gaps.map(|finding| finding.message).collect::<Vec<_>>()
    };
    // One gap beside each rule, and one where no rule has the age at all.
    assert_eq!(gaps(LISTED_MAX - 1).len(), LISTED_MAX);
    let many = gaps(LISTED_MAX);
    assert_eq!(many.len(), LISTED_MAX + 1);
    assert!(many.iter().any(|message| message.starts_with("there are more gaps")), "{many:?}");
    let alternating = |column: usize| {
        let tests: String = (0..6).map(|other| if other == column { "true;" } else { ";" }).collect();
        format!(";{tests}1;law\n")
    };
    let inputs = "is_urgent;".repeat(6);
    let all: String = (0..6).map(alternating).collect();
    let report = table(&format!("hit: unique;{inputs}->x;basis\n{all}{all}")).check();
    let overlaps: Vec<_> =
        report.findings.iter().filter(|finding| finding.code == FindingCode::Overlap).collect();
    assert_eq!(overlaps.len(), LISTED_MAX + 1);
    assert!(overlaps.iter().any(|finding| finding.message.starts_with("there are more overlaps")));
}

/// Numbers that look random and are the same each time.
fn numbers(seed: u32) -> impl FnMut(u32) -> u32 {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        (state >> 16) % below
    }
}

/// Rules over many columns of which each looks at three: to know whether something is left takes too many looks.
#[test]
fn a_table_that_is_too_wide_is_not_proved() {
    const COUNT: usize = 200;
    let columns = 28;
    let mut next = numbers(7);
    let mut rule = || {
        let mut tests = vec![String::new(); columns];
        for _ in 0..3 {
            let column = usize::try_from(next(28)).unwrap();
            tests[column] = format!("{} {}", if next(2) == 0 { "<" } else { ">=" }, next(9));
        }
        format!(";{};1;law\n", tests.join(";"))
    };
    let rules: String = (0..COUNT).map(|_| rule()).collect();
    let report = table(&format!("hit: first;{}->x;basis\n{rules}", "age;".repeat(columns))).check();
    assert_eq!(report.completeness, Completeness::NotProved);
    let said: Vec<_> =
        report.findings.iter().filter(|finding| finding.code == FindingCode::NotProved).collect();
    assert!(said[0].message.contains(&LOOKS_MAX.to_string()), "{}", said[0].message);
}
