//! Texts made safe for where they go, measured and broken into lines.

/// Longest text that is drawn or told in one piece, in characters: a condition of 16 KiB belongs in its file.
pub(crate) const TEXT_CHARS_MAX: usize = 2_000;

/// Escapes a text for content and attributes of XML.
///
/// What XML 1.0 cannot hold, and characters that turn the direction of what follows them, become `\u{FFFD}`; line breaks and
/// tabs become blanks.
pub(crate) fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(plain(other)),
        }
    }
    safe
}

/// A character that can stand in a picture, or what stands for it.
pub(crate) fn plain(letter: char) -> char {
    match letter {
        '\n' | '\r' | '\t' => ' ',
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
        control if control.is_control() => '\u{FFFD}',
        other => other,
    }
}

/// The width of a text in thousandths of its font size, measured with the widest of the usual fonts, so that a narrower
/// one has room to spare.
pub(crate) fn width(text: &str, bold: bool) -> i32 {
    let sum = text.chars().map(width_of).fold(0_i32, i32::saturating_add);
    if bold { sum.saturating_mul(114) / 100 } else { sum }
}

/// The widths of a wide font, `DejaVu Sans`, which is as wide as any that reads well at this size.
fn width_of(letter: char) -> i32 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '\'' => 295,
        ' ' | '\u{A0}' | '.' | ',' | ':' | ';' | '|' | '/' | '·' => 340,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '!' => 412,
        's' | 'c' | 'z' | '§' | '”' | '“' => 552,
        'a' | 'e' | 'k' | 'o' | 'v' | 'x' | 'y' => 616,
        'm' | 'M' | 'W' | '%' | '@' | 'æ' | 'Æ' | '…' => 1_000,
        'w' | '→' => 840,
        letter if letter.is_ascii_uppercase() => 790,
        letter if letter.is_ascii() => 640,
        letter if letter.is_lowercase() && u32::from(letter) < 0x0250 => 660,
        letter if letter.is_alphabetic() && u32::from(letter) < 0x0250 => 800,
        // Other scripts and signs are drawn in fonts of which nothing is known.
        _ => 1_050,
    }
}

/// How a text is broken.
#[derive(Clone, Copy)]
pub(crate) struct Measure {
    /// Size of the font, in pixels.
    pub(crate) size: i32,
    pub(crate) bold: bool,
    /// Room for a line, in pixels.
    pub(crate) room: i32,
    /// Most lines; the last ends with `…` where more would follow.
    pub(crate) lines_max: usize,
}

impl Measure {
    /// The text in lines that fit, at blanks where it has any.
    pub(crate) fn lines(self, text: &str) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        let text: String = text.chars().map(plain).take(TEXT_CHARS_MAX).collect();
        // A paragraph stays beside its sign.
        let text = text.replace("§ ", "§").replace(" §", "\u{A0}§");
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            for piece in self.pieces(word) {
                let longer = if line.is_empty() { piece.clone() } else { format!("{line} {piece}") };
                if line.is_empty() || self.fits(&longer) {
                    line = longer;
                } else {
                    lines.push(core::mem::replace(&mut line, piece));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        if lines.len() > self.lines_max {
            lines.truncate(self.lines_max);
            if let Some(last) = lines.last_mut() {
                while !last.is_empty() && !self.fits(&format!("{last}…")) {
                    last.pop();
                }
                last.push('…');
            }
        }
        lines
    }

    fn fits(self, text: &str) -> bool {
        width(text, self.bold).saturating_mul(self.size) <= self.room.saturating_mul(1_000)
    }

    /// A word that is too long for a line, in pieces that are not.
    fn pieces(self, word: &str) -> Vec<String> {
        let mut pieces = Vec::new();
        let mut piece = String::new();
        for letter in word.chars() {
            piece.push(letter);
            if !self.fits(&piece) && piece.chars().count() > 1 {
                piece.pop();
                pieces.push(core::mem::replace(&mut piece, letter.to_string()));
            }
        }
        pieces.push(piece);
        pieces
    }
}
