//! What is wrong is found at its place, before there is a letter.

use super::{faults, sound};

fn check(source: &str, expected: &[&str]) {
    assert_eq!(faults(source), expected, "{source}");
}

#[test]
fn an_unknown_name_is_found_with_what_could_be_meant() {
    check("{{ sendr.name }}", &["1:4 unknown-name `sendr` is no value of a letter"]);
    check("<p>\n  {{ sender.nmae }}", &["2:13 unknown-name `nmae` is no value here"]);
    let fault = crate::Template::check("x", "{{ sender.nmae }}", &super::shape()).unwrap_err().remove(0);
    assert_eq!(fault.candidates, ["address", "name"]);
}

#[test]
fn names_of_loops_and_set_are_known_where_they_stand_and_nowhere_else() {
    check("{% for part in parts %}{{ part.name }}{{ loop.index }}{% endfor %}", &[]);
    check("{% for part in parts %}{{ part.nme }}{% endfor %}", &["1:32 unknown-name `nme` is no value here"]);
    check(
        "{% for part in parts %}{% endfor %}{{ part.name }}",
        &["1:39 unknown-name `part` is no value of a letter"],
    );
    check("{% set who = sender %}{{ who.name }}", &[]);
    check(
        "{% if urgent %}{% set a = count %}{% endif %}{{ a }}",
        &["1:49 unknown-name `a` is no value of a letter"],
    );
    check("{% set sender = count %}", &["1:8 letter-forbidden `sender` is the name of something else here"]);
}

#[test]
fn what_may_be_missing_is_read_behind_a_question() {
    let unguarded = "letter-unguarded `part.reasons` may be missing";
    check("{% for part in parts %}{{ part.reasons }}{% endfor %}", &[&format!("1:27 {unguarded}")]);
    check("{% for part in parts %}{% if part.reasons %}{{ part.reasons }}{% endif %}{% endfor %}", &[]);
    check("{% for part in parts if part.reasons %}{{ part.reasons }}{% endfor %}", &[]);
    check("{% for part in parts %}{{ part.reasons if part.reasons else '-' }}{% endfor %}", &[]);
    check(
        "{% for part in parts %}{% if part.reasons is not none %}{{ part.reasons }}{% endif %}{% endfor %}",
        &[],
    );
    check(
        "{% for part in parts %}{% if part.reasons or urgent %}{{ part.reasons }}{% endif %}{% endfor %}",
        &[&format!("1:58 {unguarded}")],
    );
    check("{% if hearing and hearing.counted %}{{ hearing.counted }}{% endif %}", &[]);
    check("{% if not hearing %}-{% else %}{{ hearing.said }}{% endif %}", &[]);
    check("{{ hearing.said }}", &["1:4 letter-unguarded `hearing` may be missing"]);
    check(
        "{% for part in parts %}{{ part.from | day }}{% endfor %}",
        &["1:27 letter-unguarded `part.from` may be missing"],
    );
}

#[test]
fn what_was_asked_in_one_round_is_not_known_in_the_next() {
    let source = "{% for part in parts %}{% if part.reasons %}x{% endif %}{{ part.reasons }}{% endfor %}";
    check(source, &["1:60 letter-unguarded `part.reasons` may be missing"]);
}

#[test]
fn what_is_known_of_one_item_is_not_known_of_another() {
    let source = "{% for a in parts %}{% if a.reasons %}{% for b in parts %}{{ a.reasons }}{{ b.reasons }}\
                  {% endfor %}{% endif %}{% endfor %}";
    check(source, &["1:77 letter-unguarded `b.reasons` may be missing"]);
    check(
        "{% for a in parts %}{% set r = a.reasons %}{% if r %}{{ a.reasons }}{{ r }}{% endif %}{% endfor %}",
        &[],
    );
}

#[test]
fn each_value_is_shown_in_its_own_way() {
    check("{{ sent_on }}", &["1:4 wrong-type a date is shown in words"]);
    check("{{ sent_on | day }}{{ sent_on | weekday | capitalize }}", &[]);
    check("{{ urgent }}", &["1:4 wrong-type true or false cannot be shown"]);
    check("{{ parts }}", &["1:4 wrong-type a list cannot be shown"]);
    check("{{ parts.name }}", &["1:4 wrong-type a list has no `name`"]);
    check("{{ sender.address | join(', ') }}{{ parts | length }}", &[]);
    check(
        "{{ sender.name | join }}",
        &["1:18 wrong-type `join` is used in another way", "1:18 wrong-type `join` does nothing with a text"],
    );
    check("{% for part in sender %}{% endfor %}", &["1:16 wrong-type a group of values is no list"]);
    check(
        "{% for part in parts %}{{ part.outcome }}{% endfor %}",
        &["1:27 wrong-type this is a word of the program, not for people"],
    );
}

#[test]
fn a_word_of_a_choice_is_one_that_it_has() {
    check("{% for part in parts %}{% if part.outcome == 'granted' %}ja{% endif %}{% endfor %}", &[]);
    check(
        "{% for part in parts %}{% if part.outcome == 'grantd' %}ja{% endif %}{% endfor %}",
        &["1:47 unknown-name `grantd` is no word of this choice"],
    );
    check("{% if count == 'two' %}x{% endif %}", &["1:16 wrong-type a number is never equal to a text"]);
    check("{% if count > 1 %}x{% endif %}", &[]);
    check("{% if sent_on > 1 %}x{% endif %}", &["1:7 wrong-type only numbers are compared by size"]);
}

#[test]
fn filters_tests_and_statements_are_those_that_a_letter_needs() {
    check("{{ sender.name | safe }}", &["1:18 unknown-name `safe` is no filter of a letter"]);
    check("{% if hearing is defined %}x{% endif %}", &["1:18 unknown-name `defined` is no test"]);
    check("{{ range(10) }}", &["1:4 letter-forbidden a call is nothing that a letter may do"]);
    check("{{ count * 2 }}", &["1:4 letter-forbidden arithmetic is nothing that a letter may do"]);
    check("{{ parts[0].name }}", &["1:4 letter-forbidden `[…]` is nothing that a letter may do"]);
    assert_eq!(faults("{% include '../../etc/passwd' %}").len(), 1);
    assert!(
        faults("{% include 'x' %}")[0].contains("letter-forbidden `include`"),
        "{:?}",
        faults("{% include 'x' %}")
    );
    assert!(faults("{% autoescape false %}{{ count }}{% endautoescape %}")[0].contains("letter-forbidden"));
    assert!(faults("{% if count %}")[0].contains("letter-syntax"));
    assert!(faults("{{ }}")[0].contains("letter-syntax"));
}

#[test]
fn every_fault_is_reported_in_one_run_in_the_order_of_the_file() {
    let found = faults("{{ a }}\n{{ sent_on }}\n{{ hearing.said }}{{ sender.x }}");
    let codes: Vec<&str> = found.iter().filter_map(|fault| fault.split(' ').nth(1)).collect();
    assert_eq!(codes, ["unknown-name", "wrong-type", "letter-unguarded", "unknown-name"]);
}

#[test]
fn a_template_says_what_it_reads_and_what_it_shows() {
    let template = sound(
        "{{ sender.name }}{% for part in parts if part.from %}{{ part.from | day }}\
         {% if part.reasons %}{% for line in part.reasons | lines %}{{ line }}{% endfor %}{% endif %}{% endfor %}\
         {{ sender.address | join(', ') }}{% set c = count %}{{ c }}{% if urgent %}!{% endif %}",
    );
    let shows: Vec<&str> = template.shows().iter().map(String::as_str).collect();
    assert_eq!(shows, ["count", "parts[].from", "parts[].reasons", "sender.address[]", "sender.name"]);
    assert!(template.reads().contains("urgent"));
    assert!(!template.shows().contains("urgent"));
}

#[test]
fn a_fault_lies_in_the_template_whatever_the_engine_says_of_its_place() {
    let source = "{% for in parts %}{{ part.name }}{% endfor %}";
    let Err(faults) = crate::Template::check("letters/test.html", source, &super::shape()) else {
        panic!("a loop without a name is taken");
    };
    assert!(faults.iter().all(|fault| source.get(fault.start..fault.end).is_some()), "{faults:?}");
}
