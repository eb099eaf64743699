//! Decision tables.

use super::{Element, Reader, part, parts};
use crate::places::Text;
use crate::table::{Aggregation, DecisionTable, HitPolicy, TableInput, TableOutput, TableRule};

impl<'d> Reader<'d> {
    pub(super) fn decision_table(&mut self, element: Element<'d>) -> DecisionTable {
        let mut table = DecisionTable {
            hit_policy: self.hit_policy(element),
            aggregation: self.aggregation(element),
            output_label: element.attribute("outputLabel").map(str::to_owned),
            type_ref: self.type_ref(element),
            place: self.place(element),
            ..DecisionTable::default()
        };
        for child in parts(element) {
            match child.tag_name().name() {
                "input" => table.inputs.push(self.input(child)),
                "output" => table.outputs.push(self.output(child)),
                "annotation" => table.annotations.push(child.attribute("name").unwrap_or("").to_owned()),
                "rule" => {
                    let rule = self.rule(child);
                    self.compare(child, &rule, &table);
                    table.rules.push(rule);
                }
                _ => self.leave(child),
            }
        }
        if table.outputs.is_empty() {
            self.fault(element, "this table has no output", "add a column that says what is decided");
        }
        if table.aggregation.is_some() && table.hit_policy != HitPolicy::Collect {
            let message = format!("`{}` tables have no aggregation", table.hit_policy.as_str());
            self.fault(element, message, "take `aggregation` away, or make the hit policy `COLLECT`");
        }
        table
    }

    fn hit_policy(&mut self, element: Element<'d>) -> HitPolicy {
        let Some(spelled) = element.attribute("hitPolicy") else { return HitPolicy::Unique };
        if let Some(found) = HitPolicy::ALL.into_iter().find(|policy| policy.as_str() == spelled) {
            return found;
        }
        let known: Vec<String> =
            HitPolicy::ALL.iter().map(|policy| format!("`{}`", policy.as_str())).collect();
        let message = format!("`{spelled}` is no hit policy");
        self.fault(element, message, format!("it must be one of {}", known.join(", ")));
        HitPolicy::Unique
    }

    fn aggregation(&mut self, element: Element<'d>) -> Option<Aggregation> {
        let spelled = element.attribute("aggregation")?;
        let found = Aggregation::ALL.into_iter().find(|kind| kind.as_str() == spelled);
        if found.is_none() {
            let known: Vec<String> =
                Aggregation::ALL.iter().map(|kind| format!("`{}`", kind.as_str())).collect();
            let message = format!("`{spelled}` is no aggregation");
            self.fault(element, message, format!("it must be one of {}", known.join(", ")));
        }
        found
    }

    fn input(&mut self, element: Element<'d>) -> TableInput {
        let expression = part(element, "inputExpression");
        if expression.is_none() {
            self.fault(
                element,
                "this `input` says not what is looked at",
                "add `inputExpression` with its `text`",
            );
        }
        TableInput {
            label: element.attribute("label").map(str::to_owned),
            expression: expression.map(|inner| self.feel(inner)).unwrap_or_default(),
            type_ref: expression.and_then(|inner| self.type_ref(inner)),
            values: self.feel_in(element, "inputValues"),
            place: self.place(element),
        }
    }

    fn output(&mut self, element: Element<'d>) -> TableOutput {
        TableOutput {
            label: element.attribute("label").map(str::to_owned),
            name: element.attribute("name").map(str::to_owned),
            type_ref: self.type_ref(element),
            values: self.feel_in(element, "outputValues"),
            default: self.feel_in(element, "defaultOutputEntry"),
            place: self.place(element),
        }
    }

    fn rule(&mut self, element: Element<'d>) -> TableRule {
        let mut rule = TableRule { place: self.place(element), ..TableRule::default() };
        for child in parts(element) {
            match child.tag_name().name() {
                "inputEntry" => rule.inputs.push(self.cell(child)),
                "outputEntry" => rule.outputs.push(self.cell(child)),
                "annotationEntry" => rule.annotations.push(self.feel(child)),
                "description" => {
                    let text = self.characters(child).text;
                    rule.description = (!text.trim().is_empty()).then_some(text);
                }
                _ => self.leave(child),
            }
        }
        rule
    }

    fn cell(&mut self, element: Element<'d>) -> Text {
        let language = element.attribute("expressionLanguage").unwrap_or("");
        if !language.is_empty() && !language.to_ascii_lowercase().contains("feel") {
            self.fault(element, format!("this cell is written in `{language}`"), "write it in FEEL");
        }
        self.feel(element)
    }

    /// A rule has a cell for each column.
    fn compare(&mut self, element: Element<'d>, rule: &TableRule, table: &DecisionTable) {
        let pairs = [
            ("input", rule.inputs.len(), table.inputs.len()),
            ("output", rule.outputs.len(), table.outputs.len()),
        ];
        for (side, has, wants) in pairs {
            if has != wants {
                let message = format!("this rule has {has} {side} entries for {wants} {side}s");
                self.fault(element, message, format!("give one `{side}Entry` per `{side}`"));
            }
        }
    }
}
