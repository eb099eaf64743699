//! Expressions and boxes of them. The depth is that of the file, which was bounded before.

use super::{Element, Reader, part, parts};
use crate::expression::{
    Binding, Conditional, ContextEntry, Expression, Filter, Form, Invocation, Iteration, Relation,
};

impl<'d> Reader<'d> {
    /// The expression that an element is; nothing where it is something else.
    pub(super) fn expression(&mut self, element: Element<'d>) -> Option<Expression> {
        let name = element.tag_name().name();
        let form = match name {
            "literalExpression" => self.literal(element),
            "decisionTable" => Form::Table(self.decision_table(element)),
            "context" => self.context(element),
            "invocation" => self.invocation(element)?,
            "functionDefinition" => Form::Function(self.function(element)),
            "relation" => self.relation(element),
            "list" => Form::List(self.members(element)),
            "conditional" => self.conditional(element),
            "for" => {
                self.iteration(element, "return").map_or(unread(name), |parts| Form::For(Box::new(parts)))
            }
            "some" => {
                self.iteration(element, "satisfies").map_or(unread(name), |parts| Form::Some(Box::new(parts)))
            }
            "every" => self
                .iteration(element, "satisfies")
                .map_or(unread(name), |parts| Form::Every(Box::new(parts))),
            "filter" => self.filter(element),
            _ => return None,
        };
        Some(Expression { form, type_ref: self.type_ref(element), place: self.place(element) })
    }

    fn literal(&mut self, element: Element<'d>) -> Form {
        if part(element, "importedValues").is_some() {
            return Form::Unsupported("importedValues".to_owned());
        }
        let language = element.attribute("expressionLanguage").unwrap_or("");
        let is_feel = language.is_empty() || language.to_ascii_lowercase().contains("feel");
        if !is_feel {
            return Form::Unsupported(format!("an expression in `{language}`"));
        }
        Form::Literal(self.feel(element))
    }

    fn context(&mut self, element: Element<'d>) -> Form {
        let mut entries = Vec::new();
        for child in parts(element) {
            if child.tag_name().name() != "contextEntry" {
                self.leave(child);
                continue;
            }
            let variable = part(child, "variable").map(|variable| self.variable(variable));
            let value = self.inner(child, &["variable"]);
            match value {
                Some(value) => entries.push(ContextEntry { variable, value }),
                None => self.fault(child, "this entry has no value", "put an expression into it"),
            }
        }
        let nameless = entries.iter().position(|entry| entry.variable.is_none());
        if nameless.is_some_and(|index| index + 1 != entries.len()) {
            self.fault(element, "an entry without a name is not the last", "name it, or move it to the end");
        }
        Form::Context(entries)
    }

    /// A call; a fault and nothing where no function is named.
    fn invocation(&mut self, element: Element<'d>) -> Option<Form> {
        let mut function = None;
        let mut bindings = Vec::new();
        for child in parts(element) {
            if child.tag_name().name() == "binding" {
                let Some(parameter) = part(child, "parameter") else {
                    self.fault(child, "this `binding` has no parameter", "name the parameter it is for");
                    continue;
                };
                let parameter = self.variable(parameter);
                bindings.push(Binding { parameter, value: self.inner(child, &["parameter"]) });
            } else if let Some(expression) = self.expression(child) {
                function = function.or(Some(expression));
            } else {
                self.leave(child);
            }
        }
        let Some(function) = function else {
            self.fault(element, "this `invocation` calls nothing", "put the name of a function into it");
            return None;
        };
        Some(Form::Invocation(Box::new(Invocation { function, bindings })))
    }

    fn relation(&mut self, element: Element<'d>) -> Form {
        let mut relation = Relation { columns: Vec::new(), rows: Vec::new() };
        for child in parts(element) {
            match child.tag_name().name() {
                "column" => relation.columns.push(self.variable(child)),
                "row" => {
                    let row = self.members(child);
                    if row.len() != relation.columns.len() {
                        let (has, wants) = (row.len(), relation.columns.len());
                        let message = format!("this row has {has} values for {wants} columns");
                        self.fault(child, message, "give one value per column");
                    }
                    relation.rows.push(row);
                }
                _ => self.leave(child),
            }
        }
        Form::Relation(relation)
    }

    fn members(&mut self, element: Element<'d>) -> Vec<Expression> {
        let mut found = Vec::new();
        for child in parts(element) {
            match self.expression(child) {
                Some(expression) => found.push(expression),
                None => self.leave(child),
            }
        }
        found
    }

    /// The expression in a part of this name; a fault where there is none.
    fn inside(&mut self, element: Element<'d>, name: &str) -> Option<Expression> {
        if let Some(part) = part(element, name) {
            return self.needed(part);
        }
        let message = format!("this `{}` has no `{name}`", element.tag_name().name());
        self.fault(element, message, format!("add `{name}` with an expression"));
        None
    }

    fn conditional(&mut self, element: Element<'d>) -> Form {
        let (condition, then) = (self.inside(element, "if"), self.inside(element, "then"));
        let otherwise = self.inside(element, "else");
        match (condition, then, otherwise) {
            (Some(condition), Some(then), Some(otherwise)) => {
                Form::Conditional(Box::new(Conditional { condition, then, otherwise }))
            }
            // The missing part is a fault already, so nobody sees this form.
            _ => unread("conditional"),
        }
    }

    fn iteration(&mut self, element: Element<'d>, body: &str) -> Option<Iteration> {
        let (list, body) = (self.inside(element, "in"), self.inside(element, body));
        let Some(variable) = element.attribute("iteratorVariable") else {
            let message = format!("this `{}` does not name its members", element.tag_name().name());
            self.fault(element, message, "add `iteratorVariable`");
            return None;
        };
        Some(Iteration { variable: variable.to_owned(), list: list?, body: body? })
    }

    fn filter(&mut self, element: Element<'d>) -> Form {
        match (self.inside(element, "in"), self.inside(element, "match")) {
            (Some(list), Some(condition)) => Form::Filter(Box::new(Filter { list, condition })),
            _ => unread("filter"),
        }
    }
}

fn unread(name: &str) -> Form {
    Form::Unsupported(name.to_owned())
}
