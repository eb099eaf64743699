//! The picture, the flowchart and the text equivalent.

use std::path::Path;

use roxmltree::Document;

use super::{Files, check_committed, root};
use crate::{Lang, mermaid, rules, svg, told};

#[test]
fn the_picture_in_the_documentation_is_current() {
    let one_plan = Files::one_plan().definition();
    check_committed(&root().join("docs/one-plan.svg"), &svg(&one_plan, Lang::En));
}

#[test]
fn the_page_of_the_rule_pack_is_current() {
    let pack = Files::one_plan().pack;
    check_committed(&root().join("docs/rules/dk-2026-07.md"), &rules(&pack, Lang::En));
    check_committed(&root().join("docs/rules/dk-2026-07.da.md"), &rules(&pack, Lang::Da));
}

#[test]
fn the_shipped_workflow_is_drawn_and_told_as_expected() {
    let one_plan = Files::one_plan().definition();
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/expected");
    check_committed(&expected.join("one-plan.da.svg"), &svg(&one_plan, Lang::Da));
    check_committed(&expected.join("one-plan.en.mmd"), &mermaid(&one_plan, Lang::En));
    check_committed(&expected.join("one-plan.da.txt"), &(told(&one_plan, Lang::Da).join("\n") + "\n"));
}

#[test]
fn the_same_definition_gives_the_same_bytes() {
    let files = Files::one_plan();
    for lang in [Lang::Da, Lang::En] {
        assert_eq!(svg(&files.definition(), lang), svg(&files.definition(), lang));
        assert_eq!(mermaid(&files.definition(), lang), mermaid(&files.definition(), lang));
    }
}

#[test]
fn every_step_is_in_the_text_equivalent_and_has_one_of_its_own() {
    let one_plan = Files::one_plan().definition();
    let picture = svg(&one_plan, Lang::Da);
    let page = Document::parse(&picture).unwrap();
    let root = page.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let by_id = |id: &str| page.descendants().find(|node| node.attribute("id") == Some(id));
    let words = root.attribute("aria-labelledby").unwrap();
    let words: String = words.split(' ').map(|id| by_id(id).unwrap().text().unwrap()).collect();
    for step in one_plan.steps.values() {
        assert!(words.contains(&step.title.da), "`{}` is not told", step.name);
        let own = by_id(&format!("one-plan-step-{}", step.name)).unwrap();
        let told: Vec<&str> = own.children().filter_map(|node| node.text()).take(2).collect();
        assert_eq!(told[0], step.title.da);
        assert!(!told[1].is_empty());
    }
    for stage in &one_plan.stages {
        assert!(
            words.contains(&stage.title.da) && by_id(&format!("one-plan-stage-{}", stage.name)).is_some()
        );
    }
}

#[test]
fn the_picture_runs_nothing_and_loads_nothing() {
    let picture = svg(&Files::one_plan().definition(), Lang::En);
    let page = Document::parse(&picture).unwrap();
    let allowed = ["svg", "title", "desc", "g", "rect", "path", "circle", "text"];
    for node in page.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        assert!(allowed.contains(&name), "<{name}>");
        let of_code = |name: &str| name.starts_with("on") || name.contains("href") || name == "style";
        assert!(!node.attributes().any(|attribute| of_code(attribute.name())));
        assert!(!node.attributes().any(|attribute| attribute.value().contains("url(")));
    }
}

/// The workflow with a title that means harm, in Danish and in English.
fn hostile(title: &str) -> Files {
    let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
    let danish = Files::one_plan().with(
        "workflow.yaml",
        "title: Registrér henvendelsen",
        &format!("title: \"{quoted}\""),
    );
    danish.with("workflow.yaml", "title: Modtagelse", &format!("title: \"{quoted}\""))
}

#[test]
fn a_hostile_title_is_a_text_and_nothing_else() {
    let titles = [
        "<script>alert(1)</script>",
        "\" onload=\"alert(1)",
        "]]> <!-- & &amp; &#x0; -->",
        "\"]; end; click step_decide call alert() %%{init: {}}%% `**x**`",
        "1. first - second",
        "it's \\n #quot; #60; and ; too",
    ];
    for title in titles {
        let definition = hostile(title).definition();
        let picture = svg(&definition, Lang::Da);
        let page = Document::parse(&picture).unwrap();
        let id = Some("one-plan-step-receive");
        let step = page.descendants().find(|node| node.attribute("id") == id).unwrap();
        let shown: String = step.first_child().unwrap().text().unwrap().to_owned();
        assert_eq!(shown, title);
        assert!(!picture.contains("<script") && !picture.contains("onload=\""), "{title}");
        let chart = mermaid(&definition, Lang::Da);
        let line = chart.lines().find(|line| line.contains("step_receive[")).unwrap();
        let inside = line.trim().strip_prefix("step_receive[\"").unwrap().strip_suffix("\"]").unwrap();
        let words = inside.replace("<br/>", " ");
        let harmful = |letter: char| "\"<>&`*_[]{}|\\%".contains(letter);
        assert!(!words.contains(harmful), "{words}");
        // Whatever a `;` ends was begun by a `#`.
        for ended in words.split(';').rev().skip(1) {
            let number = ended.rsplit('#').next().unwrap();
            assert!(number.bytes().all(|byte| byte.is_ascii_digit()), "{words}");
        }
        assert!(!words.contains("1. "), "it would be read as a list: {words}");
        assert_eq!(chart.lines().filter(|line| line.trim() == "end").count(), definition.stages.len());
    }
}

#[test]
fn what_xml_cannot_hold_and_what_turns_a_line_around_is_replaced() {
    assert_eq!(crate::text::xml("a\u{1}b\u{202E}c\u{FFFF}d\ne"), "a\u{FFFD}b\u{FFFD}c\u{FFFD}d e");
    let title = "vendt \u{202E}om\u{7}";
    let mut definition = Files::one_plan().definition();
    definition.steps.get_mut("receive").unwrap().title.da = title.to_owned();
    Document::parse(&svg(&definition, Lang::Da)).unwrap();
}

#[test]
fn a_title_without_words_shows_the_name() {
    let mut definition = Files::one_plan().definition();
    definition.steps.get_mut("receive").unwrap().title.da = "  ".to_owned();
    assert!(svg(&definition, Lang::Da).contains(">receive</text>"));
}

#[test]
fn colours_hold_against_what_they_stand_on() {
    let luminance = |colour: &str| {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let picture = svg(&Files::one_plan().definition(), Lang::En);
    let page = Document::parse(&picture).unwrap();
    let texts = page.descendants().filter(|node| node.has_tag_name("text"));
    for text in texts {
        let colour = text.ancestors().find_map(|node| node.attribute("fill")).unwrap();
        let heading =
            text.ancestors().any(|node| node.attribute("id").is_some_and(|id| id.contains("-stage-")));
        let behind = if heading { "#24405c" } else { "#eef1f5" };
        let (one, other) = (luminance(colour), luminance(behind));
        let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
        assert!(contrast >= 4.5, "{colour} on {behind}: {contrast:.2}");
    }
}
