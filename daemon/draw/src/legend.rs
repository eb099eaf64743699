//! What the signs mean, below the picture: those that occur in it, and no others.

use std::fmt::Write as _;

use crate::geometry::MARGIN;
use crate::layout::{Grid, Style};
use crate::notes::Sign;
use crate::signs;
use crate::text::{width, xml};
use crate::words::Lang;

/// Height of a row of the legend, in pixels.
const ROW: i32 = 20;

/// Room between two entries, in pixels.
const GAP: i32 = 22;

/// What an entry explains.
#[derive(Clone, Copy)]
enum Shown {
    After,
    Again,
    Sign(Sign),
}

/// The legend from `top` on, within `right`; and where it ends.
pub(crate) fn drawn(grid: &Grid, has_again: bool, lang: Lang, (right, top): (i32, i32)) -> (String, i32) {
    let mut drawn = String::new();
    let (mut x, mut y) = (MARGIN, top + ROW);
    let lines = || grid.nodes.iter().flat_map(|node| &node.lines);
    let mut entries = vec![(Shown::After, lang.say("kommer efter", "comes after"))];
    if has_again {
        entries.push((Shown::Again, lang.say("lader begynde forfra", "lets begin anew")));
    }
    let used = signs::SIGNS.into_iter().filter(|sign| lines().any(|line| line.sign == Some(*sign)));
    entries.extend(used.map(|sign| (Shown::Sign(sign), signs::meaning(sign, lang))));
    for (shown, meaning) in entries {
        let mark = match shown {
            Shown::After | Shown::Again => 34,
            Shown::Sign(_) => 16,
        };
        let wide = mark + width(meaning, false) * Style::Note.size() / 1_000;
        if x > MARGIN && x + wide > right {
            (x, y) = (MARGIN, y + ROW);
        }
        let middle = y - 4;
        match shown {
            Shown::After => arrow(&mut drawn, (x, middle), ""),
            Shown::Again => arrow(&mut drawn, (x, middle), r#" stroke-dasharray="5 3""#),
            Shown::Sign(sign) => drawn.push_str(&signs::drawn(sign, (x, y - 9), "#3a4450")),
        }
        // Writing to a text cannot fail.
        let _written = write!(drawn, r#"<text x="{}" y="{y}">{}</text>"#, x + mark, xml(meaning));
        drawn.push('\n');
        x += wide + GAP;
    }
    for (say, list) in [(lang.say("Roller uden trin", "Roles without a step"), &grid.idle)] {
        if list.is_empty() {
            continue;
        }
        let measure = crate::text::Measure {
            size: Style::Note.size(),
            bold: false,
            room: right - MARGIN,
            lines_max: 3,
        };
        for line in measure.lines(&format!("{say}: {}", list.join(", "))) {
            y += ROW;
            let _written = writeln!(drawn, r#"<text x="{MARGIN}" y="{y}">{}</text>"#, xml(&line));
        }
    }
    (drawn, y + 16)
}

fn arrow(drawn: &mut String, (x, y): (i32, i32), dashes: &str) {
    let _written = write!(
        drawn,
        r##"<path d="M{x} {y}h22" fill="none" stroke="#3a4450" stroke-width="1.5"{dashes}/><path d="M{} {}l-7 -3.5v7z" fill="#3a4450"/>"##,
        x + 28,
        y
    );
}
