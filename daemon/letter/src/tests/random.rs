//! Whatever a template says, checking it ends; and what passes can be filled with any values of its shape.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::shape;
use crate::{Day, RenderError, Shape, Template, Value};

/// Pieces of templates: whole statements, their halves, and noise.
const PIECES: &[&str] = &[
    "{{ ",
    " }}",
    "{% ",
    " %}",
    "{%- ",
    "{# ",
    " #}",
    "{% if hearing %}",
    "{% if hearing and hearing.counted %}",
    "{% if not hearing %}",
    "{% if urgent or hearing %}",
    "{% elif count > 1 %}",
    "{% else %}",
    "{% endif %}",
    "{% for part in parts %}",
    "{% for other in parts if other.reasons %}",
    "{% for line in sender.address %}",
    "{% endfor %}",
    "{% if part.reasons %}",
    "{% if part.reasons is none %}",
    "{% if part.outcome == 'granted' %}",
    "{% if other.from %}",
    "{% set kept = hearing %}",
    "{% set kept = part.reasons %}",
    "{% if kept %}",
    "{{ kept }}",
    "{{ kept.said }}",
    "{{ hearing.said }}",
    "{{ hearing.counted }}",
    "{{ hearing.counted if hearing.counted else 'x' }}",
    "{{ part.reasons }}",
    "{{ other.reasons }}",
    "{% for text in part.reasons | lines %}",
    "{{ text }}",
    "{{ part.from | day }}",
    "{{ other.from | weekday | capitalize }}",
    "{{ part.name ~ other.name }}",
    "{{ line }}",
    "{{ loop.index }}",
    "{{ sender.address | join(', ') }}",
    "{{ sender.name | lower }}",
    "{{ parts | length }}",
    "{{ sent_on | day }}",
    "<p>",
    "</p>",
    "<p class=\"",
    "\">",
    "<style>",
    "</style>",
    "<!--",
    "-->",
    "<b",
    "æ",
    "\n",
    "<script>",
    "'",
];

/// Whole statements around what others hold: most of these are sound.
fn nested() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(PIECES).prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 4, |inner| {
        let body = vec(inner, 0..4).prop_map(|pieces| pieces.concat());
        let wraps: Vec<(&str, &str)> = vec![
            ("{% for part in parts %}", "{% endfor %}"),
            ("{% for other in parts %}", "{% endfor %}"),
            ("{% for part in parts if part.reasons %}", "{% endfor %}"),
            ("{% for line in sender.address %}", "{% else %}-{% endfor %}"),
            ("{% if hearing %}", "{% endif %}"),
            ("{% if not hearing %}-{% else %}", "{% endif %}"),
            ("{% if hearing and hearing.counted %}", "{% endif %}"),
            ("{% if hearing or urgent %}", "{% endif %}"),
            ("{% if part.reasons %}", "{% endif %}"),
            ("{% if part.reasons is not none %}", "{% else %}-{% endif %}"),
            ("{% if other.from and part.from %}", "{% endif %}"),
            ("{% if part.outcome == 'granted' %}", "{% endif %}"),
            ("{% set kept = part.reasons %}{% if kept %}", "{% endif %}"),
            ("{% set kept = hearing %}", ""),
            ("<p>", "</p>"),
        ];
        (proptest::sample::select(wraps), body)
            .prop_map(|((open, close), body)| format!("{open}{body}{close}"))
    })
}

/// Any value of a shape.
fn value_of(shape: &Shape) -> BoxedStrategy<Value> {
    let text = || proptest::sample::select(vec!["", "Mentor", "a\nb", "<b>&\"'", "æøå"]);
    match shape {
        Shape::Text => text().prop_map(Value::text).boxed(),
        Shape::Number => (0_u32..4).prop_map(Value::Number).boxed(),
        Shape::Flag => any::<bool>().prop_map(Value::Flag).boxed(),
        Shape::Date => text()
            .prop_map(|word| Value::Date(Day { day: word.to_owned(), weekday: word.to_owned() }))
            .boxed(),
        Shape::Choice(words) => proptest::sample::select(words.clone()).prop_map(Value::Text).boxed(),
        Shape::Optional(shape) => prop_oneof![Just(Value::Nothing), value_of(shape)].boxed(),
        Shape::List(shape) => vec(value_of(shape), 0..4).prop_map(Value::List).boxed(),
        Shape::Record(fields) => {
            let fields: Vec<_> =
                fields.iter().map(|(name, shape)| (Just(name.clone()), value_of(shape))).collect();
            fields.prop_map(|fields| Value::Record(fields.into_iter().collect())).boxed()
        }
    }
}

/// Checks a template, and fills it if it passes.
fn check(source: &str, values: &Value) -> Result<bool, TestCaseError> {
    match Template::check("letters/random.html", source, &shape()) {
        Err(faults) => {
            prop_assert!(!faults.is_empty());
            for fault in &faults {
                let place = source.get(fault.start..fault.end);
                prop_assert!(place.is_some(), "{:?} lies outside of {:?}", fault, source);
            }
            Ok(false)
        }
        Ok(template) => match template.render(values) {
            Ok(letter) => {
                prop_assert_eq!(template.render(values).unwrap(), letter.clone());
                prop_assert!(!letter.contains("<b>&"), "{:?} shows a value as it came: {:?}", source, letter);
                Ok(true)
            }
            Err(RenderError::TooLong) => Ok(true),
            Err(error) => Err(TestCaseError::fail(format!("{source:?} passed and failed: {error}"))),
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_checked_to_its_end(
        pieces in vec(proptest::sample::select(PIECES), 0..12),
        values in value_of(&shape()),
    ) {
        check(&pieces.concat(), &values)?;
    }

    #[test]
    fn what_passes_can_be_filled_with_any_values(source in nested(), values in value_of(&shape())) {
        check(&source, &values)?;
    }
}

#[test]
fn the_random_templates_are_not_all_faulty() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut sound = 0;
    for _ in 0..400 {
        let source = nested().new_tree(&mut runner).unwrap().current();
        sound += usize::from(Template::check("letters/random.html", &source, &shape()).is_ok());
    }
    assert!(sound > 40, "only {sound} of 400 passed: the property above says too little");
}
