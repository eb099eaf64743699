//! The runner itself: what it lets pass, and what it does not.

#![expect(clippy::unwrap_used, reason = "a test that cannot write its own files has to stop")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use tck::{Profile, Run, Verdict, report};

/// A kit of level 3 with one directory, `0001-own`, in a folder of its own.
struct Kit {
    folder: PathBuf,
    decisions: String,
    cases: String,
}

impl Kit {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        Self { folder, decisions: String::new(), cases: String::new() }
    }

    /// Adds a decision whose id is its name, and what it needs.
    fn decision(mut self, name: &str, needs: &str, expression: &str) -> Self {
        let needed: String = needs.split_whitespace().fold(String::new(), |text, need| {
            let kind = if need.starts_with("bkm") { "Knowledge" } else { "Decision" };
            let group = if kind == "Knowledge" { "knowledge" } else { "information" };
            format!("{text}<{group}Requirement><required{kind} href=\"#{need}\"/></{group}Requirement>")
        });
        writeln!(
            self.decisions,
            "<decision id=\"{name}\" name=\"{name}\"><variable name=\"{name}\"/>{needed}{expression}</decision>"
        )
        .unwrap();
        self
    }

    fn literal(self, name: &str, needs: &str, feel: &str) -> Self {
        let feel = feel.replace('<', "&lt;");
        self.decision(name, needs, &format!("<literalExpression><text>{feel}</text></literalExpression>"))
    }

    /// Adds a case that expects `value` of the decision `name`.
    fn case(mut self, name: &str, value: &str) -> Self {
        writeln!(
            self.cases,
            "<testCase id=\"{name}\"><resultNode name=\"{name}\"><expected>{value}</expected></resultNode></testCase>"
        )
        .unwrap();
        self
    }

    fn run(&self, profile: &str) -> Run {
        let directory = self.folder.join("compliance-level-3/0001-own");
        fs::create_dir_all(&directory).unwrap();
        let model = format!(
            "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"urn:m\">\
             <businessKnowledgeModel id=\"bkm\" name=\"bkm\"/>{}</definitions>",
            self.decisions
        );
        let cases = format!(
            "<testCases xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><modelName>own.dmn</modelName>{}</testCases>",
            self.cases
        );
        fs::write(directory.join("own.dmn"), model).unwrap();
        fs::write(directory.join("own.xml"), cases).unwrap();
        tck::run(&self.folder, &Profile::read(profile).unwrap(), None).unwrap()
    }
}

const PROFILE: &str = "[reasons]\nfunctions = \"functions\"\nodd = \"odd\"\n";
const NIL: &str = "<value xsi:nil=\"true\"/>";

fn value(kind: &str, text: &str) -> String {
    format!("<value xsi:type=\"xsd:{kind}\">{text}</value>")
}

/// `NAME pass`, `NAME fail` or `NAME REASON`, in the order of the cases.
fn verdicts(run: &Run) -> Vec<String> {
    let word = |verdict: &Verdict| match verdict {
        Verdict::Pass => "pass".to_owned(),
        Verdict::Fail => "fail".to_owned(),
        Verdict::OutOfProfile(reason) => reason.clone(),
    };
    run.cases.iter().map(|judged| format!("{} {}", judged.case, word(&judged.verdict))).collect()
}

#[test]
fn values_are_compared_by_what_they_mean() {
    let third = "0.33333333333333333333";
    let list = format!(
        "<list><item>{}</item><item>{}</item></list>",
        value("decimal", "1.0"),
        value("decimal", "2")
    );
    let kit = Kit::new("values")
        .literal("number", "", "1 / 3")
        .literal("exact", "", "1 / 8")
        .literal("near", "", "0.1250000001")
        .literal("text", "", "\"a b\"")
        .literal("list", "", "[1, 2]")
        .literal("long", "", "[1, 2, 3]")
        .literal("date", "", "date(\"2026-08-03\")")
        .case("number", &value("decimal", third))
        .case("exact", &value("decimal", "0.1250000001"))
        .case("near", &value("decimal", "0.125"))
        .case("text", &value("string", "a b"))
        .case("list", &list)
        .case("long", &list)
        .case("date", &value("date", "2026-08-03"));
    let run = kit.run(PROFILE);
    let expected =
        ["number pass", "exact fail", "near pass", "text pass", "list pass", "long fail", "date pass"];
    assert_eq!(verdicts(&run), expected);
}

#[test]
fn boxes_are_calculated_by_their_parts() {
    let literal = |text: &str| format!("<literalExpression><text>{text}</text></literalExpression>");
    let entry = |name: &str, text: &str| {
        format!("<contextEntry><variable name=\"{name}\"/>{}</contextEntry>", literal(text))
    };
    let result = format!("<contextEntry>{}</contextEntry>", literal("a * b"));
    let context = format!("<context>{}{}</context>", entry("a", "2"), entry("b", "a + 1"));
    let with_result = format!("<context>{}{}{result}</context>", entry("a", "2"), entry("b", "a + 1"));
    let relation = format!("<relation><column name=\"x\"/><row>{}</row></relation>", literal("7"));
    let conditional = format!(
        "<conditional><if>{}</if><then>{}</then><else>{}</else></conditional>",
        literal("2 > 1 // certainly"),
        literal("1"),
        literal("2")
    );
    let component = |name: &str, number: &str| {
        format!("<component name=\"{name}\">{}</component>", value("decimal", number))
    };
    let kit = Kit::new("boxes")
        .decision("context", "", &context)
        .decision("result", "", &with_result)
        .decision("relation", "", &relation)
        .decision("conditional", "", &conditional.replace(" // certainly", ""))
        .case("context", &format!("{}{}", component("b", "3"), component("a", "2")))
        .case("result", &value("decimal", "6"))
        .case("relation", &format!("<list><item>{}</item></list>", component("x", "7")))
        .case("conditional", &value("decimal", "1"));
    let run = kit.run(PROFILE);
    assert_eq!(verdicts(&run), ["context pass", "result pass", "relation pass", "conditional pass"]);
}

#[test]
fn a_null_may_come_as_a_refusal_for_a_reason_and_not_otherwise() {
    let kit = Kit::new("nulls")
        .literal("null", "", "null")
        .literal("type", "", "1 + true")
        .literal("zero", "", "1 / 0")
        .literal("syntax", "", "1 +")
        .literal("unknown", "", "frobnicate(1)")
        .literal("wrong", "", "\"a value\"")
        .literal("needing", "zero", "zero + 1")
        .case("null", NIL)
        .case("type", NIL)
        .case("zero", NIL)
        .case("syntax", NIL)
        .case("unknown", NIL)
        .case("wrong", NIL)
        .case("needing", NIL)
        .case("type", &value("decimal", "1"));
    let run = kit.run(PROFILE);
    assert_eq!(
        verdicts(&run),
        [
            "null pass",
            "type pass",
            "zero pass",
            "syntax fail",
            "unknown pass",
            "wrong fail",
            "needing pass",
            "type fail",
        ]
    );
    let failures = report::failures(&run);
    assert!(
        failures.contains(
            "0001-own/wrong\n    text     \"a value\"\n    expected null\n    came     \"a value\"\n"
        )
    );
}

#[test]
fn functions_are_found_through_all_that_a_decision_needs() {
    let call = "<invocation><literalExpression><text>bkm</text></literalExpression></invocation>";
    let kit = Kit::new("functions")
        .decision("calls", "bkm", call)
        .literal("needs", "calls", "1")
        .literal("makes", "", "(function (a) a)(1)")
        .literal("says", "", "\"function(a)\"")
        .case("calls", &value("decimal", "1"))
        .case("needs", &value("decimal", "1"))
        .case("makes", &value("decimal", "1"))
        .case("says", &value("string", "another"));
    let run = kit.run(PROFILE);
    assert_eq!(verdicts(&run), ["calls functions", "needs functions", "makes functions", "says fail"]);
    let score = report::levels(&run)[&3];
    assert_eq!((score.counted, score.failed, score.out), (1, 1, 3));
}

#[test]
fn the_list_covers_failures_and_nothing_else() {
    let kit = Kit::new("list")
        .literal("right", "", "1")
        .literal("wrong", "", "2 + 0")
        .literal("type", "", "1 + true")
        .case("right", &value("decimal", "1"))
        .case("wrong", &value("decimal", "1"))
        .case("type", &value("decimal", "1"));
    let check = |entries: &str, expected: [&str; 3], stale: usize| {
        let run = kit.run(&format!("{PROFILE}{entries}"));
        assert_eq!(verdicts(&run), expected, "{entries}");
        assert_eq!(run.stale.len(), stale, "{entries}: {:?}", run.stale);
    };
    let entry = |rest: &str| format!("[[out]]\nreason = \"odd\"\n{rest}\n");
    check(&entry("at = \"0001-own\""), ["right pass", "wrong odd", "type odd"], 0);
    check(&entry("at = \"0001-own/w*\""), ["right pass", "wrong odd", "type fail"], 0);
    check(&entry("at = \"0001-own/right\""), ["right pass", "wrong fail", "type fail"], 1);
    check(&entry("at = \"0001*\"\ncode = \"feel-wrong-type\""), ["right pass", "wrong fail", "type odd"], 0);
    check(&entry("at = \"0001*\"\ntext = \"2 + \""), ["right pass", "wrong odd", "type fail"], 0);
    check(&entry("at = \"0002*\""), ["right pass", "wrong fail", "type fail"], 1);
    let unknown = format!("{PROFILE}[[out]]\nreason = \"even\"\nat = \"*\"\n");
    let said = Profile::read(&unknown).unwrap_err().to_string();
    assert_eq!(
        said,
        "the entry at `*` gives the reason `even`, which is not among `reasons`; explain it there"
    );
}
