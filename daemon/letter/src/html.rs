//! Where in the page a template is: values may stand in text only, and the page loads and runs nothing.

use crate::fault::{Fault, FaultCode};

/// Elements that a letter is made of.
const ELEMENTS: [&str; 47] = [
    "a", "abbr", "address", "article", "aside", "b", "body", "br", "caption", "col", "colgroup", "dd", "div",
    "dl", "dt", "em", "footer", "h1", "h2", "h3", "h4", "head", "header", "hr", "html", "i", "li", "main",
    "meta", "ol", "p", "section", "small", "span", "strong", "style", "sub", "sup", "table", "tbody", "td",
    "th", "thead", "time", "title", "tr", "ul",
];

/// Attributes that they may have.
const ATTRIBUTES: [&str; 16] = [
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "charset",
    "class",
    "colspan",
    "content",
    "datetime",
    "href",
    "id",
    "lang",
    "name",
    "role",
    "rowspan",
    "scope",
    "title",
];

/// How an address in a letter may begin: nothing that runs, nothing that is fetched by itself.
const ADDRESSES: [&str; 5] = ["https://", "http://", "mailto:", "tel:", "#"];

/// Where the page is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Place {
    /// Between tags: a value may stand here.
    #[default]
    Text,
    /// After `<`, in the element's name.
    Name(String),
    /// In a tag, between attributes or in an attribute's name.
    Tag { element: String, attribute: String },
    /// In an attribute's value.
    Quoted { element: String, attribute: String, quote: char, value: String },
    /// In `<style>`.
    Style(String),
    /// In a comment.
    Comment(String),
}

/// A page as far as it was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Html {
    place: Place,
    /// Where the tag, comment or style began.
    began: usize,
}

impl Html {
    /// Whether both are at the same kind of place.
    pub(crate) fn is_where(&self, other: &Self) -> bool {
        self.place == other.place
    }

    /// A value stands here.
    pub(crate) fn value(&self, start: usize, end: usize, faults: &mut Vec<Fault>) {
        if self.place != Place::Text {
            let message = "a value stands inside a tag, a style or a comment";
            let remedy = "write it in the text, and choose classes with `{% if … %}` around whole tags";
            faults.push(forbidden((start, end), message, remedy));
        }
    }

    /// The template ends here.
    pub(crate) fn end(&self, at: usize, faults: &mut Vec<Fault>) {
        if self.place != Place::Text {
            faults.push(forbidden((self.began, at), "a tag, a style or a comment has no end", "close it"));
        }
    }

    /// Text of the template itself; `start` is its first byte in the file.
    pub(crate) fn text(&mut self, text: &str, start: usize, faults: &mut Vec<Fault>) {
        for (at, letter) in text.char_indices() {
            let at = start.saturating_add(at);
            let place = core::mem::take(&mut self.place);
            self.place = self.next(place, letter, at, faults);
        }
    }

    fn next(&mut self, place: Place, letter: char, at: usize, faults: &mut Vec<Fault>) -> Place {
        let end = at.saturating_add(letter.len_utf8());
        match place {
            Place::Text if letter == '<' => {
                self.began = at;
                Place::Name(String::new())
            }
            Place::Text => Place::Text,
            Place::Name(mut name) => match letter {
                '>' => opened(&self.element(&name, at, faults)),
                '/' if name.is_empty() => Place::Name("/".to_owned()),
                letter if letter.is_whitespace() || letter == '/' => {
                    Place::Tag { element: self.element(&name, at, faults), attribute: String::new() }
                }
                letter => {
                    name.push(letter.to_ascii_lowercase());
                    if name == "!--" { Place::Comment(String::new()) } else { Place::Name(name) }
                }
            },
            Place::Tag { element, mut attribute } => match letter {
                '>' => {
                    self.attribute(&attribute, at, faults);
                    opened(&element)
                }
                '"' | '\'' => {
                    let name = attribute.trim_end_matches(['=', ' ']).to_owned();
                    self.attribute(&name, at, faults);
                    Place::Quoted { element, attribute: name, quote: letter, value: String::new() }
                }
                letter if letter.is_whitespace() || letter == '/' => {
                    if !attribute.is_empty() && !attribute.ends_with(' ') {
                        attribute.push(' ');
                    }
                    Place::Tag { element, attribute }
                }
                letter => {
                    let is_next = attribute.ends_with(' ') && letter != '=';
                    if is_next && !attribute.trim_end().ends_with('=') {
                        self.attribute(&attribute, at, faults);
                        attribute.clear();
                    }
                    attribute.push(letter.to_ascii_lowercase());
                    Place::Tag { element, attribute }
                }
            },
            Place::Quoted { element, attribute, quote, mut value } => {
                if letter != quote {
                    value.push(letter);
                    return Place::Quoted { element, attribute, quote, value };
                }
                if attribute == "href" {
                    address(&value, (self.began, end), faults);
                }
                Place::Tag { element, attribute: String::new() }
            }
            Place::Style(style) => styled(style, letter, (at, end), faults),
            Place::Comment(mut comment) => {
                comment.push(letter);
                if comment.ends_with("-->") { Place::Text } else { Place::Comment(comment) }
            }
        }
    }

    /// The element of a tag: `div`, or nothing of a closing tag.
    fn element(&self, name: &str, at: usize, faults: &mut Vec<Fault>) -> String {
        let bare = name.trim_start_matches('/');
        if !ELEMENTS.contains(&bare) && bare != "!doctype" {
            let message = format!("`<{name}>` is no element of a letter");
            let remedy =
                "use headings, paragraphs, lists and tables; nothing that loads, runs or is filled in";
            faults.push(forbidden((self.began, at), &message, remedy));
        }
        name.to_owned()
    }

    fn attribute(&self, written: &str, at: usize, faults: &mut Vec<Fault>) {
        let (name, value) = written.split_once('=').unwrap_or((written, ""));
        let name = name.trim();
        if !name.is_empty() && !ATTRIBUTES.contains(&name) && name != "html" {
            let message = format!("`{name}` is no attribute of a letter");
            let remedy = format!("use {}", ATTRIBUTES.map(|name| format!("`{name}`")).join(", "));
            faults.push(forbidden((self.began, at), &message, &remedy));
        }
        if !value.trim().is_empty() {
            let message = format!("the value of `{name}` is not in quotes");
            faults.push(forbidden((self.began, at), &message, "put it between `\"` and `\"`"));
        }
    }
}

/// The place after the `>` of a tag.
fn opened(element: &str) -> Place {
    if element == "style" { Place::Style(String::new()) } else { Place::Text }
}

/// One more letter of a style.
fn styled(mut style: String, letter: char, place: (usize, usize), faults: &mut Vec<Fault>) -> Place {
    style.push(letter.to_ascii_lowercase());
    if style.ends_with("</style>") {
        return Place::Text;
    }
    if ["url(", "@import", "image(", "image-set("].iter().any(|load| style.ends_with(load)) {
        let message = "the style loads something: a letter is one file, and looks the same for ever";
        faults.push(forbidden(place, message, "describe it in the style itself"));
    }
    Place::Style(style)
}

fn address(value: &str, place: (usize, usize), faults: &mut Vec<Fault>) {
    if !ADDRESSES.iter().any(|begin| value.starts_with(begin)) {
        let message = format!("`{value}` is no address that a letter may name");
        faults.push(forbidden(place, &message, "begin it with `https://`, `mailto:` or `tel:`"));
    }
}

fn forbidden((start, end): (usize, usize), message: &str, remedy: &str) -> Fault {
    Fault {
        code: FaultCode::Forbidden,
        start,
        end,
        message: message.to_owned(),
        remedy: remedy.to_owned(),
        candidates: Vec::new(),
    }
}
