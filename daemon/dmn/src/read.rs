//! From XML to the structs.

mod expression;
mod model;
mod table;

use std::collections::BTreeSet;

use roxmltree::{Document, Node, ParsingOptions};

use crate::bounds::{self, NODES_MAX};
use crate::expression::Expression;
use crate::fault::Fault;
use crate::model::{Model, NotRead, Target, Variable};
use crate::places::{Lines, Place, Text};

/// The namespaces of DMN 1.1 to 1.6. Elements of any other are extensions.
const NAMESPACES: [&str; 6] = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "https://www.omg.org/spec/DMN/20240513/MODEL/",
];

/// Elements that say something to people only. They change no outcome.
const REMARKS: [&str; 4] = ["description", "question", "allowedAnswers", "extensionElements"];

type Element<'d> = Node<'d, 'd>;

/// The reading of one file.
struct Reader<'d> {
    lines: &'d Lines<'d>,
    /// The namespace of the file itself: references may name it.
    namespace: &'d str,
    ids: BTreeSet<&'d str>,
    faults: Vec<Fault>,
    not_read: Vec<NotRead>,
}

/// Reads a DMN file.
///
/// # Errors
///
/// Every fault that can be told apart, in the order of the file; never an empty list. A file that is no XML, or that
/// is beyond the bounds, has one.
pub fn read(source: &str) -> Result<Model, Vec<Fault>> {
    let lines = Lines::of(source);
    bounds::check(source, &lines).map_err(|fault| vec![fault])?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    let document = Document::parse_with_options(source, options).map_err(|error| vec![no_xml(&error)])?;
    let root = document.root_element();
    if root.tag_name().name() != "definitions" || !is_of_dmn(root) {
        let message = format!("the file is no DMN model: it begins with `{}`", root.tag_name().name());
        let help = "give a file whose first element is `definitions` in a namespace of DMN 1.1 to 1.6";
        return Err(vec![Fault::new(lines.place(root.range().start), message, help)]);
    }
    let ids = document.descendants().filter_map(|node| node.attribute("id")).collect();
    let namespace = root.attribute("namespace").unwrap_or("");
    let mut reader = Reader { lines: &lines, namespace, ids, faults: Vec::new(), not_read: Vec::new() };
    let mut model = reader.model(root);
    model.not_read = reader.not_read;
    reader.faults.sort_by_key(|fault| fault.place);
    if reader.faults.is_empty() { Ok(model) } else { Err(reader.faults) }
}

fn no_xml(error: &roxmltree::Error) -> Fault {
    let position = error.pos();
    let place = Place {
        line: usize::try_from(position.row).unwrap_or(0),
        column: usize::try_from(position.col).unwrap_or(0),
    };
    if matches!(error, roxmltree::Error::NodesLimitReached) {
        let message = format!("the file has more than {NODES_MAX} elements and texts");
        return Fault::new(place, message, "split the model into several files");
    }
    let sentence = error.to_string();
    let said = sentence.split(" at ").next().unwrap_or("");
    Fault::new(place, format!("the file is no XML: {said}"), "save it again with an editor of DMN models")
}

fn is_of_dmn(element: Element<'_>) -> bool {
    element.tag_name().namespace().is_some_and(|namespace| NAMESPACES.contains(&namespace))
}

fn flag(element: Element<'_>, name: &str) -> bool {
    matches!(element.attribute(name), Some("true" | "1"))
}

/// The elements of DMN inside an element.
fn parts(element: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    element.children().filter(|child| child.is_element() && is_of_dmn(*child))
}

/// The first element of this name inside an element.
fn part<'d>(element: Element<'d>, name: &str) -> Option<Element<'d>> {
    parts(element).find(|child| child.tag_name().name() == name)
}

impl<'d> Reader<'d> {
    fn place(&self, element: Element<'_>) -> Place {
        self.lines.place(element.range().start)
    }

    fn fault(&mut self, element: Element<'_>, message: impl Into<String>, help: impl Into<String>) {
        let place = self.place(element);
        self.faults.push(Fault::new(place, message, help));
    }

    /// Notes an element that is not read, unless it is a remark.
    fn leave(&mut self, element: Element<'_>) {
        let name = element.tag_name().name();
        if !REMARKS.contains(&name) {
            let place = self.place(element);
            self.not_read.push(NotRead { element: name.to_owned(), place });
        }
    }

    fn name_of(&mut self, element: Element<'d>) -> String {
        let name = element.attribute("name").unwrap_or("");
        if name.trim().is_empty() {
            let what = element.tag_name().name();
            self.fault(element, format!("this `{what}` has no name"), "give it a `name`");
        }
        name.to_owned()
    }

    /// The text of an element, across comments and sections of characters, with the place where it begins.
    fn characters(&self, element: Element<'d>) -> Text {
        let texts = || element.children().filter(Node::is_text);
        let text: String = texts().filter_map(|node| node.text()).collect();
        let start = texts().next().map_or(element.range().start, |node| node.range().start);
        let marker = "<![CDATA[";
        let is_section =
            element.document().input_text().get(start..).is_some_and(|rest| rest.starts_with(marker));
        let start = if is_section { start + marker.len() } else { start };
        Text { text, place: self.lines.place(start) }
    }

    /// The FEEL in the `text` of an element; empty, at the element, where there is none.
    fn feel(&self, element: Element<'d>) -> Text {
        match part(element, "text") {
            Some(text) => self.characters(text),
            None => Text { text: String::new(), place: self.place(element) },
        }
    }

    /// The FEEL in a part of this name, where there is one and it says something.
    fn feel_in(&self, element: Element<'d>, name: &str) -> Option<Text> {
        let text = self.feel(part(element, name)?);
        (!text.text.trim().is_empty()).then_some(text)
    }

    /// A type as an attribute (DMN 1.1 and later) or as an element (item definitions), without the prefix of FEEL.
    fn type_ref(&self, element: Element<'d>) -> Option<String> {
        let spelled = match (element.attribute("typeRef"), part(element, "typeRef")) {
            (Some(attribute), _) => attribute.to_owned(),
            (None, Some(inner)) => self.characters(inner).text,
            (None, None) => return None,
        };
        let spelled = spelled.trim();
        let own = spelled.split_once(':').and_then(|(prefix, name)| {
            let namespace = element.lookup_namespace_uri(Some(prefix))?;
            (namespace.contains("FEEL") || namespace == self.namespace).then_some(name)
        });
        let name = own.unwrap_or(spelled);
        (!name.is_empty()).then(|| name.to_owned())
    }

    fn variable(&mut self, element: Element<'d>) -> Variable {
        let name = self.name_of(element);
        Variable { name, type_ref: self.type_ref(element), place: self.place(element) }
    }

    /// The name of an element of the model: that of its variable, which expressions use, before its own.
    fn named(&mut self, element: Element<'d>) -> Variable {
        let own = self.name_of(element);
        let place = self.place(element);
        let variable = part(element, "variable").or_else(|| part(element, "informationItem"));
        let Some(variable) = variable else { return Variable { name: own, type_ref: None, place } };
        let name = variable.attribute("name").filter(|name| !name.trim().is_empty());
        Variable { name: name.map_or(own, str::to_owned), type_ref: self.type_ref(variable), place }
    }

    /// What the `href` of an element leads to; a fault where it leads to nothing in this file.
    fn target(&mut self, element: Element<'d>) -> Option<Target> {
        let what = element.tag_name().name();
        let Some(href) = element.attribute("href") else {
            self.fault(
                element,
                format!("this `{what}` has no `href`"),
                "name what it refers to: `href=\"#ID\"`",
            );
            return None;
        };
        let (namespace, id) = href.rsplit_once('#').unwrap_or(("", href));
        if !namespace.is_empty() && namespace != self.namespace {
            return Some(Target::Elsewhere { namespace: namespace.to_owned(), id: id.to_owned() });
        }
        if !self.ids.contains(id) {
            let message = format!("nothing in this file has the id `{id}`");
            self.fault(element, message, format!("give this `{what}` the id of an element, or take it away"));
            return None;
        }
        Some(Target::Here(id.to_owned()))
    }

    /// The one expression inside an element. `known` are the names of parts that the caller reads itself.
    fn inner(&mut self, element: Element<'d>, known: &[&str]) -> Option<Expression> {
        let mut found = None;
        for child in parts(element) {
            let name = child.tag_name().name();
            if known.contains(&name) {
                continue;
            }
            match self.expression(child) {
                Some(expression) if found.is_none() => found = Some(expression),
                Some(_) => self.fault(child, "there is an expression already", "keep one of the two"),
                None => self.leave(child),
            }
        }
        found
    }

    /// The one expression inside an element that is nothing without it.
    fn needed(&mut self, element: Element<'d>) -> Option<Expression> {
        let found = self.inner(element, &[]);
        if found.is_none() {
            let message = format!("this `{}` holds no expression", element.tag_name().name());
            self.fault(element, message, "put an expression into it");
        }
        found
    }
}
