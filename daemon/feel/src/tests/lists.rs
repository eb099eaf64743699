//! Lists, groups, ranges and times: filtered, walked, reached into.

use super::check;

#[test]
fn lists_are_filtered_and_counted_into() {
    check("hours[item > 2]", "list of number: [2.25]");
    check("hours[1]", "number that may be missing: 1.5");
    check("hours[-1]", "number that may be missing: 2.25");
    check("hours[3]", "number that may be missing: null");
    check("facts[adverse]", "list of group of values: [{adverse: true, known_to_party: false}]");
    check("count(facts[not(adverse)])", "number: 1");
    check("facts.adverse", "list of boolean: [false, true]");
    check("facts[2].adverse", "boolean that may be missing: true");
    check("[1, 2, 3, 4][item > 1][item < 4]", "list of number: [2, 3]");
    check("needs[item = housing]", "list of life_area: [housing]");
    check("age[item > 3]", "list of number: [42]");
    check("hours[note]", "feel-wrong-type \"note\"");
}

#[test]
fn lists_are_walked() {
    check("for h in hours return h * 2", "list of number: [3, 4.5]");
    check("for a in 1..3, b in [10, 20] return a * b", "list of number: [10, 20, 20, 40, 30, 60]");
    check("for n in 3..1 return n", "list of number: [3, 2, 1]");
    check("for d in @\"2026-02-28\"..@\"2026-03-01\" return d.day", "list of number: [28, 1]");
    check("every a in [1, 2], b in [3, 4] satisfies a < b", "boolean: true");
    check("some n in [1..3] satisfies n = 3", "boolean: true");
    check("for age in hours return age", "feel-name-taken \"age\"");
    check("for a in 1..2000 return a", "list of number: error ListTooLong");
    check("sum(for h in hours return h)", "number that may be missing: 3.75");
}

#[test]
fn groups_are_written_and_reached_into() {
    check("{a: 1, b: a + 1}.b", "number: 2");
    check("{\"in full\": 1}", "group of values: {in full: 1}");
    check("{a: 1} = {a: 1.0}", "boolean: true");
    check("get value({a: 1}, \"a\")", "number that may be missing: 1");
    check("context put({a: 1}, \"b\", note).b", "text: \"Ønsker støtte\"");
    check("get entries({a: 1})", "list of group of values: [{key: \"a\", value: 1}]");
    check("[{a: 1}, {a: 2, b: 3}].b", "list of number that may be missing: [null, 3]");
    check("{a: 1, a: 2}", "feel-name-taken \"a\"");
    check(
        "opt != null and [{opt: null, n: 1}, {opt: 2, n: 2}][opt > 1] != []",
        "feel-possibly-missing \"opt\"",
    );
    check("opt != null and {opt: null, n: opt + 1}.n > 1", "feel-possibly-missing \"opt\"");
    check("opt != null and count(hours[item > opt]) > 0", "boolean: false");
    check("{a: 1}.b", "feel-unknown-name \"b\"");
}

#[test]
fn ranges_are_values_too() {
    check("[1..5]", "range of number: [1..5]");
    check("(1..5).start", "number that may be missing: 1");
    check("(> 5)", "range of number: (> 5)");
    check("7 in (> 5)", "boolean: true");
    check("before([1..5], [6..9])", "boolean that may be missing: true");
    check("overlaps([1..5], (5..9])", "boolean that may be missing: false");
    check("includes([1..5], 5)", "boolean that may be missing: true");
    check("met by([5..9], [1..5])", "boolean that may be missing: true");
    check("range(\"[1..5)\").end included", "boolean: false");
    check("3 in [[1..2], [3..4]]", "boolean: true");
    check("[5..1]", "feel-bad-literal \"5\"");
    check("[1..note]", "feel-wrong-type \"note\"");
}

#[test]
fn times_keep_what_was_said_of_their_zone() {
    check("time(\"09:30:00\").hour", "number: 9");
    check("time(\"09:30:00Z\") = time(\"11:30:00+02:00\")", "boolean: true");
    check("is(time(\"09:30:00Z\"), time(\"11:30:00+02:00\"))", "boolean: false");
    check("time(\"23:30:00\") + duration(\"PT1H\")", "time without an offset: time(\"00:30:00\")");
    check("time(9, 30, 0)", "time without an offset: time(\"09:30:00\")");
    check(
        "date and time(today, time(\"09:30:00\"))",
        "date and time without an offset: date and time(\"2026-08-03T09:30:00\")",
    );
    check(
        "date and time(\"2026-08-03T09:30:00@Europe/Copenhagen\").time offset",
        "duration in days or hours that may be missing: duration(\"PT2H\")",
    );
    check(
        "hear.sent != null and hear.sent > @\"2026-08-03T09:30:00\"",
        "feel-impossible-comparison \"hear.sent > @\\\"2026-08-03T09:30:00\\\"\"",
    );
    check("if hear.sent = null then 0 else hear.sent.hour", "number: 1");
    check("day of week(today)", "text: \"Monday\"");
    check("week of year(today)", "number: 32");
    check(
        "years and months duration(birth_date, today)",
        "duration in months or years: duration(\"P42Y5M\")",
    );
    check("date(2026, 2, 29)", "date: error Argument(\"date\")");
    check("date(note) = null", "boolean: true");
}

#[test]
fn texts_and_patterns() {
    check("substring(note, 1, 6)", "text: \"Ønsker\"");
    check("substring before(note, \" \")", "text: \"Ønsker\"");
    check("matches(note, \"^Øns\")", "boolean: true");
    check("replace(note, \"(st)ø\", \"$1o\")", "text: \"Ønsker stotte\"");
    check("split(note, \" \")", "list of text: [\"Ønsker\", \"støtte\"]");
    check("string join([\"a\", \"b\"], \", \")", "text: \"a, b\"");
    check("number(\"1.234,5\", \".\", \",\")", "number that may be missing: 1234.5");
    check("string(today)", "text: \"2026-08-03\"");
    check("matches(note, \"(\")", "feel-bad-literal \"\\\"(\\\"\"");
    check("matches(note, note)", "feel-wrong-arguments \"note\"");
    check("substring(note, 99)", "text: error Argument(\"substring\")");
    check("\"\\u00E6\" + \"\\U01F40E\"", "text: \"æ🐎\"");
}

#[test]
fn arguments_may_be_named() {
    check("substring(start position: 1, string: note, length: 6)", "text: \"Ønsker\"");
    check("modulo(dividend: 10, divisor: -3)", "number: -2");
    check("abs(n: -1)", "number: 1");
    check("abs(m: -1)", "feel-wrong-arguments \"m\"");
    check("round half up(2.5, 0)", "number: 3");
    check("decimal(2.5, 0)", "number: 2");
    check("floor(-1.25, 1)", "number: -1.3");
    check("append(hours, 1)", "list of number: [1.5, 2.25, 1]");
    check("insert before(hours, 1, 9)", "list of number: [9, 1.5, 2.25]");
    check("flatten([[1, 2], [3]])", "list of number: [1, 2, 3]");
    check("distinct values([1, 2, 1])", "list of number: [1, 2]");
    check("median(1, 2, 3, 4)", "number: 2.5");
    check("mode([1, 2, 2])", "list of number: [2]");
    check("all([true, false])", "boolean: false");
    check("age instance of number", "boolean: true");
    check("opt instance of number", "boolean: false");
    check("hours instance of list<number>", "boolean: true");
}
