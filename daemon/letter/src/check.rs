//! Walks a template and checks every name against the declared shape, before there are values.

mod condition;
mod expression;

use std::collections::{BTreeMap, BTreeSet};

use minijinja::machinery::ast::{Expr, ForLoop, IfCond, Set, Stmt};
use minijinja::machinery::{Span, parse};

use crate::fault::{Fault, FaultCode};
use crate::html::Html;
use crate::shape::{Shape, join};

/// Most faults of one template; whoever has mended so many asks again.
const FAULTS_MAX: usize = 100;

/// What a sound template reads and shows.
pub(crate) struct Checked {
    pub(crate) reads: BTreeSet<String>,
    pub(crate) shows: BTreeSet<String>,
}

pub(crate) fn check(name: &str, source: &str, shape: &Shape) -> Result<Checked, Vec<Fault>> {
    #[expect(
        clippy::default_trait_access,
        reason = "the engine does not name the type of its default syntax"
    )]
    let tree = match parse(source, name, Default::default()) {
        Ok(tree) => tree,
        Err(error) => return Err(vec![syntax(&error, source)]),
    };
    let mut names = BTreeMap::new();
    if let Shape::Record(fields) = shape {
        for (name, shape) in fields {
            let place = Place { path: name.clone(), key: name.clone() };
            names.insert(name.clone(), Bound { shape: Some(shape.clone()), place, shows: None });
        }
    }
    let mut checker = Checker {
        source,
        faults: Vec::new(),
        reads: BTreeSet::new(),
        shows: BTreeSet::new(),
        frames: vec![names],
        present: BTreeSet::new(),
        loops: 0,
        html: Html::default(),
    };
    checker.statement(&tree);
    checker.html.end(source.len(), &mut checker.faults);
    checker.faults.sort_by_key(|fault| (fault.start, fault.end, fault.code));
    checker.faults.dedup();
    checker.faults.truncate(FAULTS_MAX);
    if checker.faults.is_empty() {
        Ok(Checked { reads: checker.reads, shows: checker.shows })
    } else {
        Err(checker.faults)
    }
}

/// Statements that the engine below knows and no letter needs.
const ONE_FILE: &str = "a letter is one file: nothing is taken in from elsewhere";

fn syntax(error: &minijinja::Error, source: &str) -> Fault {
    // The engine below counts the end of the file as a place after it.
    let boundary =
        |at: usize| (0..=at.min(source.len())).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
    let place = error.range().unwrap_or(source.len()..source.len());
    let place = boundary(place.start)..boundary(place.end);
    let detail = error.detail().unwrap_or("this is no template").to_owned();
    let foreign = ["include", "extends", "import", "from", "block", "macro", "call"];
    if let Some(word) = detail.strip_prefix("unknown statement ").filter(|word| foreign.contains(word)) {
        return Fault {
            code: FaultCode::Forbidden,
            start: place.start,
            end: place.end,
            message: format!("`{word}` is nothing that a letter may do: {ONE_FILE}"),
            remedy: "write its text here".to_owned(),
            candidates: Vec::new(),
        };
    }
    Fault {
        code: FaultCode::Syntax,
        start: place.start,
        end: place.end,
        message: if detail.starts_with("unexpected end of input") {
            // The words of the engine below are for who wrote it.
            "the letter ends while something in it is still open".to_owned()
        } else {
            detail
        },
        remedy: "write `{{ value }}`, `{% if … %}…{% endif %}`, `{% for x in list %}…{% endfor %}`"
            .to_owned(),
        candidates: Vec::new(),
    }
}

/// Where a value comes from.
#[derive(Clone, Debug)]
struct Place {
    /// Its path in the shape: the items of two loops over one list have the same.
    path: String,
    /// What it is known by while it is read: the items of two loops have one each.
    key: String,
}

impl Place {
    /// A value that is made in the template.
    fn made(name: &str) -> Self {
        Self { path: format!("${name}"), key: format!("${name}") }
    }

    fn field(&self, name: &str) -> Self {
        Self { path: join(&self.path, name), key: join(&self.key, name) }
    }

    /// Whether it is a value of the case, and not one that the template made.
    fn is_given(&self) -> bool {
        !self.path.starts_with('$')
    }
}

/// A name that may be read here.
struct Bound {
    /// `None` after a fault: nothing more is said about it.
    shape: Option<Shape>,
    place: Place,
    /// What shows where the name does; `None` means its own path.
    shows: Option<Vec<String>>,
}

struct Checker<'s> {
    source: &'s str,
    faults: Vec<Fault>,
    reads: BTreeSet<String>,
    shows: BTreeSet<String>,
    frames: Vec<BTreeMap<String, Bound>>,
    /// Keys of what is known to be there at this place.
    present: BTreeSet<String>,
    /// Loops so far: each makes an item of its own.
    loops: usize,
    html: Html,
}

impl Checker<'_> {
    fn statements(&mut self, statements: &[Stmt<'_>]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::Template(template) => self.statements(&template.children),
            Stmt::EmitRaw(raw) => {
                let start = raw.raw.as_ptr().addr().saturating_sub(self.source.as_ptr().addr());
                self.html.text(raw.raw, start, &mut self.faults);
            }
            Stmt::EmitExpr(emit) => {
                let (start, end) = bytes(emit.span());
                self.html.value(start, end, &mut self.faults);
                self.show(&emit.expr);
            }
            Stmt::IfCond(condition) => self.if_condition(condition),
            Stmt::ForLoop(repeated) => self.for_loop(repeated, repeated.span()),
            Stmt::Set(set) => self.set(set, set.span()),
            Stmt::WithBlock(block) => self.forbid(block.span(), "with", "use `{% set %}`"),
            Stmt::SetBlock(block) => {
                self.forbid(block.span(), "set … endset", "use `{% set name = value %}`");
            }
            Stmt::AutoEscape(block) => {
                self.forbid(block.span(), "autoescape", "every value is escaped, always; remove it");
            }
            Stmt::FilterBlock(block) => {
                self.forbid(block.span(), "filter … endfilter", "write the filter behind each value");
            }
            Stmt::Do(call) => self.forbid(call.span(), "do", "remove it"),
        }
    }

    fn forbid(&mut self, span: Span, what: &str, remedy: &str) {
        self.fault(span, FaultCode::Forbidden, format!("`{what}` is nothing that a letter may do"), remedy);
    }

    /// Both branches leave the page at the same place; what is named in one is not known after it.
    fn if_condition(&mut self, condition: &IfCond<'_>) {
        let truth = self.condition(&condition.expr);
        let before = self.html.clone();
        self.branch(&condition.true_body, truth.when_true);
        let after = core::mem::replace(&mut self.html, before);
        self.branch(&condition.false_body, truth.when_false);
        if !self.html.is_where(&after) {
            let message = "a tag is opened in one branch and closed outside of it";
            self.fault(
                condition.expr.span(),
                FaultCode::Forbidden,
                message,
                "let each branch hold whole tags",
            );
        }
        self.html = after;
    }

    fn branch(&mut self, body: &[Stmt<'_>], known: BTreeSet<String>) {
        let before = self.present.clone();
        self.present.extend(known);
        self.frames.push(BTreeMap::new());
        self.statements(body);
        self.frames.pop();
        self.present = before;
    }

    fn for_loop(&mut self, repeated: &ForLoop<'_>, span: Span) {
        if repeated.recursive {
            self.forbid(span, "recursive", "remove the word");
        }
        let list = self.expression(&repeated.iter);
        let item = match &list.shape {
            Some(Shape::List(item)) => Some((**item).clone()),
            Some(other) => {
                let message = format!("{} is no list", other.noun());
                self.fault(repeated.iter.span(), FaultCode::WrongType, message, "loop over a list");
                None
            }
            None => None,
        };
        self.loops = self.loops.saturating_add(1);
        let path = list.place.map_or_else(|| "$".to_owned(), |place| format!("{}[]", place.path));
        let item = Bound {
            shape: item,
            place: Place { path, key: format!("#{}", self.loops) },
            shows: list.of_lines.then_some(list.shows),
        };
        let known = self.present.clone();
        let place = self.html.clone();
        self.frames.push(BTreeMap::new());
        self.bind(&repeated.target, item);
        if let Some(filter) = &repeated.filter_expr {
            let truth = self.condition(filter);
            self.present.extend(truth.when_true);
        }
        let counters = Shape::record([
            ("index", Shape::Number),
            ("length", Shape::Number),
            ("first", Shape::Flag),
            ("last", Shape::Flag),
        ]);
        let counting = Bound { shape: Some(counters), place: Place::made("loop"), shows: None };
        if let Some(frame) = self.frames.last_mut() {
            frame.insert("loop".to_owned(), counting);
        }
        self.statements(&repeated.body);
        self.frames.pop();
        self.present = known;
        if !self.html.is_where(&place) {
            let message = "a tag is opened in a loop and closed outside of it";
            self.fault(repeated.iter.span(), FaultCode::Forbidden, message, "let the loop hold whole tags");
        }
        self.html = place;
        self.branch(&repeated.else_body, BTreeSet::new());
    }

    fn set(&mut self, set: &Set<'_>, span: Span) {
        let value = self.expression(&set.expr);
        let Expr::Var(name) = &set.target else {
            self.forbid(span, "set a, b", "name one value at a time");
            return;
        };
        let place = value.place.unwrap_or_else(|| Place::made(name.id));
        self.bind(&set.target, Bound { shape: value.shape, place, shows: Some(value.shows) });
    }

    /// A name stands for one thing in the whole template: what a branch changed could not be told at its end.
    fn bind(&mut self, target: &Expr<'_>, bound: Bound) {
        let Expr::Var(name) = target else {
            self.forbid(target.span(), "a, b", "name one value at a time");
            return;
        };
        if self.find(name.id).is_some() {
            let message = format!("`{}` is the name of something else here", name.id);
            self.fault(target.span(), FaultCode::Forbidden, message, "take another name");
            return;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.insert(name.id.to_owned(), bound);
        }
    }

    fn find(&self, name: &str) -> Option<&Bound> {
        self.frames.iter().rev().find_map(|frame| frame.get(name))
    }

    fn fault(&mut self, span: Span, code: FaultCode, message: impl Into<String>, remedy: &str) {
        let (start, end) = bytes(span);
        self.faults.push(Fault {
            code,
            start,
            end,
            message: message.into(),
            remedy: remedy.to_owned(),
            candidates: Vec::new(),
        });
    }

    /// A word inside `span` that names nothing.
    fn unknown(&mut self, span: Span, (word, noun): (&str, &str), candidates: Vec<String>) {
        let (start, end) = bytes(span);
        let found = self.source.get(start..end).and_then(|text| text.rfind(word));
        let start = found.map_or(start, |at| start + at);
        let end = found.map_or(end, |_| start + word.len());
        self.faults.push(Fault {
            code: FaultCode::UnknownName,
            start,
            end,
            message: format!("`{word}` is no {noun}"),
            remedy: String::new(),
            candidates,
        });
    }
}

fn bytes(span: Span) -> (usize, usize) {
    let at = |offset: u32| usize::try_from(offset).expect("a template is far shorter than 4 GiB");
    (at(span.start_offset), at(span.end_offset))
}
