//! The small signs before notes, as paths of 11 by 11 pixels.

use crate::notes::Sign;
use crate::words::Lang;

/// All signs in the order of the legend.
pub(crate) const SIGNS: [Sign; 8] = [
    Sign::Clock,
    Sign::Condition,
    Sign::Any,
    Sign::Optional,
    Sign::Again,
    Sign::End,
    Sign::Plugin,
    Sign::Letter,
];

/// A sign with its upper left corner at a point.
pub(crate) fn drawn(sign: Sign, (x, y): (i32, i32), colour: &str) -> String {
    let inside = match sign {
        Sign::Clock => r#"<circle cx="5.5" cy="5.5" r="4.5"/><path d="M5.5 3v2.7l2 1.3"/>"#,
        Sign::Condition => r#"<path d="M5.5 .8l4.7 4.7-4.7 4.7L.8 5.5z"/>"#,
        Sign::Any => r#"<path d="M.8 1.8h2.4l3 3.7h4M.8 9.2h2.4l3-3.7"/>"#,
        Sign::Optional => r#"<rect x="1" y="1" width="9" height="9" rx="1.5" stroke-dasharray="2.2 1.6"/>"#,
        Sign::Again => r#"<path d="M9.6 4A4.4 4.4 0 1 0 10 6.4M10.2 1.2v3h-3"/>"#,
        Sign::End => {
            return format!(r#"<rect x="{}" y="{}" width="8" height="8" fill="{colour}"/>"#, x + 1, y + 1);
        }
        Sign::Plugin => {
            r#"<rect x=".8" y=".8" width="9.4" height="9.4" rx="2"/><rect x="3.3" y="3.3" width="4.4" height="4.4"/>"#
        }
        Sign::Letter => r#"<rect x=".7" y="2" width="9.6" height="7.2"/><path d="M.7 2.4l4.8 3.8 4.8-3.8"/>"#,
    };
    format!(
        r#"<g transform="translate({x} {y})" fill="none" stroke="{colour}" stroke-width="1.3">{inside}</g>"#
    )
}

/// What a sign means.
pub(crate) fn meaning(sign: Sign, lang: Lang) -> &'static str {
    match sign {
        Sign::Clock => lang.say("frist eller dato", "deadline or date"),
        Sign::Condition => lang.say("kun under en betingelse", "only under a condition"),
        Sign::Any => lang.say("én af pilene er nok", "one of the arrows is enough"),
        Sign::Optional => lang.say("valgfrit", "optional"),
        Sign::Again => lang.say("begynder forfra", "begins anew"),
        Sign::End => lang.say("slutter noget", "ends something"),
        Sign::Plugin => {
            lang.say("et plugin foreslår, et menneske afgør", "a plugin proposes, a person decides")
        }
        Sign::Letter => lang.say("et brev sendes", "a letter is sent"),
    }
}
