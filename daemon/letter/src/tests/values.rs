//! The same values give the same bytes, escaped and within bounds.

use std::collections::BTreeMap;

use super::{shape, sound, values};
use crate::{HTML_BYTES_MAX, RenderError, TEMPLATE_BYTES_MAX, Template, Value};

const LETTER: &str = "{{ sender.address | join(', ') }}; {{ sent_on | weekday | capitalize }}: {{ parts | length }} dele.\
    {% for part in parts %} {{ loop.index }}. {{ part.name }}\
    {%- if part.outcome == 'granted' %} bevilget{% if part.from %} fra {{ part.from | day }}{% endif %}\
    {%- else %} afslag{% endif %}\
    {%- if part.reasons %}{% for line in part.reasons | lines %} [{{ line }}]{% endfor %}{% endif %}{% endfor %}";

#[test]
fn values_become_a_letter_and_nothing_in_them_becomes_html() {
    let letter = sound(LETTER).render(&values()).unwrap();
    assert_eq!(
        letter,
        "Torvet 1, 9999 Eksempelby; Tirsdag den 20. oktober 2026: 2 dele. 1. Mentor bevilget fra 2. november 2026 \
         2. Støtte afslag [Behovet er dækket.] [Se &lt;lægens&gt; brev.]"
    );
}

#[test]
fn the_same_values_give_the_same_bytes() {
    let template = sound(LETTER);
    let first = template.render(&values()).unwrap();
    assert!((0..20).all(|_| template.clone().render(&values()).unwrap() == first));
}

#[test]
fn every_sign_that_means_something_in_html_is_escaped() {
    let mut fields = BTreeMap::new();
    if let Value::Record(known) = values() {
        fields = known;
    }
    let address = Value::List(vec![Value::text("<script>&\"'</script>")]);
    let sender = Value::record([("name", Value::text("x")), ("address", address)]);
    fields.insert("sender".to_owned(), sender);
    let letter = sound("{{ sender.address | join('-') }}").render(&Value::Record(fields)).unwrap();
    assert_eq!(letter, "&lt;script&gt;&amp;&quot;&#39;&lt;/script&gt;");
}

#[test]
fn values_of_another_shape_are_refused_with_their_path() {
    let unfit = |change: &dyn Fn(&mut BTreeMap<String, Value>)| {
        let Value::Record(mut fields) = values() else { return String::new() };
        change(&mut fields);
        sound("{{ count }}").render(&Value::Record(fields)).unwrap_err().to_string()
    };
    let missing = unfit(&|fields| drop(fields.remove("count")));
    assert!(missing.contains("`count`"), "{missing}");
    let extra = unfit(&|fields| drop(fields.insert("cpr".to_owned(), Value::text("x"))));
    assert!(extra.contains("`cpr`"), "{extra}");
    let part = Value::record([("name", Value::text("x")), ("outcome", Value::text("maybe"))]);
    let inside = unfit(&|fields| drop(fields.insert("parts".to_owned(), Value::List(vec![part.clone()]))));
    assert!(inside.contains("`parts[].outcome`"), "{inside}");
}

#[test]
fn a_letter_is_no_longer_than_it_may_be() {
    let Value::Record(mut fields) = values() else { return };
    let sender = Value::record([
        ("name", Value::text("x".repeat(HTML_BYTES_MAX))),
        ("address", Value::List(Vec::new())),
    ]);
    fields.insert("sender".to_owned(), sender);
    let fits = sound("{{ sender.name }}").render(&Value::Record(fields.clone())).unwrap();
    assert_eq!(fits.len(), HTML_BYTES_MAX);
    let over = sound("{{ sender.name }}.").render(&Value::Record(fields)).unwrap_err();
    assert_eq!(over, RenderError::TooLong);
}

#[test]
fn a_template_is_no_longer_than_it_may_be() {
    let long = "x".repeat(TEMPLATE_BYTES_MAX + 1);
    let faults = Template::check("letters/long.html", &long, &shape()).unwrap_err();
    assert_eq!(faults[0].code.as_str(), "too-large");
    assert!(Template::check("letters/long.html", &long[1..], &shape()).is_ok());
}

#[test]
fn a_template_that_would_go_on_and_on_comes_to_an_end() {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    let open: String = names.map(|name| format!("{{% for {name} in parts %}}")).concat();
    let source = format!("{open}{{{{ count }}}}{}", "{% endfor %}".repeat(names.len()));
    let Value::Record(mut fields) = values() else { return };
    let Some(Value::List(parts)) = fields.get("parts").cloned() else { return };
    fields.insert("parts".to_owned(), Value::List(parts.iter().cycle().take(40).cloned().collect()));
    let failed = sound(&source).render(&Value::Record(fields)).unwrap_err();
    assert!(matches!(failed, RenderError::Failed(_) | RenderError::TooLong), "{failed:?}");
}
