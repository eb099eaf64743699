//! What came of scenarios as `JUnit` XML: a suite for each workflow, a case for each scenario.

use std::time::Duration;

use super::{Played, Tested};
use crate::lang::Lang;

/// The page.
pub(super) fn page(tested: &[Tested], lang: Lang) -> String {
    let mut page = vec!["<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(), "<testsuites>".to_owned()];
    for tested in tested {
        let took: Duration = tested.played.iter().map(|played| played.took).sum();
        page.push(format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" time=\"{}\">",
            escaped(&tested.workflow),
            tested.played.len(),
            tested.failed(),
            seconds(took)
        ));
        page.extend(tested.played.iter().map(|played| case(&tested.workflow, played, lang)));
        page.push("  </testsuite>".to_owned());
    }
    page.push("</testsuites>\n".to_owned());
    page.join("\n")
}

fn case(workflow: &str, played: &Played, lang: Lang) -> String {
    let name = escaped(&played.report.scenario);
    let file = escaped(&format!("{workflow}/scenarios/{}", played.file));
    let class = escaped(workflow);
    let took = seconds(played.took);
    let case = format!("    <testcase classname=\"{class}\" name=\"{name}\" file=\"{file}\" time=\"{took}\"");
    let sentences = played.report.differences.iter().map(rehearsal::Difference::sentence);
    let told: Vec<String> =
        sentences.map(|sentence| lang.say(&sentence.da, &sentence.en).to_owned()).collect();
    let Some(first) = told.first() else { return format!("{case}/>") };
    let (first, all) = (escaped(first), escaped(&told.join("\n")));
    format!("{case}>\n      <failure message=\"{first}\">{all}</failure>\n    </testcase>")
}

fn seconds(took: Duration) -> String {
    format!("{}.{:06}", took.as_secs(), took.subsec_micros())
}

/// Text of an attribute or an element; what XML cannot hold is replaced.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            letter if letter.is_control() => escaped.push(char::REPLACEMENT_CHARACTER),
            letter => escaped.push(letter),
        }
    }
    escaped
}
