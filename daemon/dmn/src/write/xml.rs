//! XML, escaped and indented.

use super::WriteError;

/// Attributes by name; those without a value are left out.
type Attributes<'a> = [(&'a str, Option<&'a str>)];

/// What has been written, and how deep it is.
pub(super) struct Xml {
    text: String,
    depth: usize,
    /// Whether the element that was opened last holds nothing yet.
    is_fresh: bool,
}

impl Xml {
    pub(super) fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0, is_fresh: false }
    }

    pub(super) fn text(self) -> String {
        self.text
    }

    pub(super) fn open(&mut self, element: &str, attributes: &Attributes<'_>) -> Result<(), WriteError> {
        self.begin(element, attributes)?;
        self.text.push_str(">\n");
        self.depth += 1;
        self.is_fresh = true;
        Ok(())
    }

    /// Ends an element; one that holds nothing is written as empty.
    pub(super) fn close(&mut self, element: &str) {
        self.depth = self.depth.saturating_sub(1);
        if self.is_fresh {
            self.is_fresh = false;
            let kept = self.text.trim_end_matches(">\n").len();
            self.text.truncate(kept);
            self.text.push_str("/>\n");
            return;
        }
        self.indent();
        self.text.extend(["</", element, ">\n"]);
    }

    pub(super) fn empty(&mut self, element: &str, attributes: &Attributes<'_>) -> Result<(), WriteError> {
        self.begin(element, attributes)?;
        self.text.push_str("/>\n");
        Ok(())
    }

    /// An element that holds a text and nothing else.
    pub(super) fn leaf(
        &mut self,
        element: &str,
        attributes: &Attributes<'_>,
        text: &str,
    ) -> Result<(), WriteError> {
        self.begin(element, attributes)?;
        let escaped = escaped(text, false)?;
        self.text.extend([">", &escaped, "</", element, ">\n"]);
        Ok(())
    }

    /// An element that holds FEEL in its `text`.
    pub(super) fn text_in(
        &mut self,
        element: &str,
        attributes: &Attributes<'_>,
        text: &str,
    ) -> Result<(), WriteError> {
        self.open(element, attributes)?;
        self.leaf("text", &[], text)?;
        self.close(element);
        Ok(())
    }

    fn begin(&mut self, element: &str, attributes: &Attributes<'_>) -> Result<(), WriteError> {
        self.is_fresh = false;
        self.indent();
        self.text.push('<');
        self.text.push_str(element);
        for (name, value) in attributes {
            if let Some(value) = value {
                self.text.extend([" ", name, "=\"", &escaped(value, true)?, "\""]);
            }
        }
        Ok(())
    }

    fn indent(&mut self) {
        self.text.push_str(&"  ".repeat(self.depth));
    }
}

/// A text as XML writes it. Breaks and tabs are kept: a reader would make blanks of those in attributes, and one break
/// of a return and a break.
fn escaped(text: &str, is_attribute: bool) -> Result<String, WriteError> {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' if is_attribute => escaped.push_str("&quot;"),
            '\r' => escaped.push_str("&#13;"),
            '\n' if is_attribute => escaped.push_str("&#10;"),
            '\t' if is_attribute => escaped.push_str("&#9;"),
            '\n' | '\t' => escaped.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                let text = text.chars().filter(|other| !other.is_control()).collect();
                return Err(WriteError::Character { text, code: u32::from(character) });
            }
            other => escaped.push(other),
        }
    }
    Ok(escaped)
}
