//! The parts of a model.

use super::{Element, Reader, flag, part, parts};
use crate::expression::{Function, FunctionKind};
use crate::model::{
    Decision, DecisionService, Import, InputData, ItemDefinition, KnowledgeModel, Model, Requirement,
    RequirementKind, Target,
};

/// Parts of a decision, and of other elements with a name, that are read apart from its expression.
const OF_DECISIONS: [&str; 8] = [
    "variable",
    "informationItem",
    "informationRequirement",
    "knowledgeRequirement",
    "description",
    "question",
    "allowedAnswers",
    "extensionElements",
];

impl<'d> Reader<'d> {
    pub(super) fn model(&mut self, root: Element<'d>) -> Model {
        let mut model =
            Model { name: self.name_of(root), namespace: self.namespace.to_owned(), ..Model::default() };
        for child in root.children().filter(Element::is_element) {
            if !super::is_of_dmn(child) {
                self.leave(child);
                continue;
            }
            match child.tag_name().name() {
                "import" => model.imports.push(self.import(child)),
                "itemDefinition" => model.types.push(self.item_definition(child)),
                "inputData" => model.inputs.push(self.input_data(child)),
                "decision" => model.decisions.push(self.decision(child)),
                "businessKnowledgeModel" => model.knowledge_models.push(self.knowledge_model(child)),
                "decisionService" => model.services.push(self.decision_service(child)),
                _ => self.leave(child),
            }
        }
        model
    }

    fn import(&mut self, element: Element<'d>) -> Import {
        let text = |name| element.attribute(name).unwrap_or("").to_owned();
        if element.attribute("namespace").is_none() {
            self.fault(element, "this `import` has no namespace", "give the `namespace` of the other file");
        }
        Import {
            name: text("name"),
            namespace: text("namespace"),
            kind: text("importType"),
            place: self.place(element),
        }
    }

    fn item_definition(&mut self, element: Element<'d>) -> ItemDefinition {
        let mut definition = ItemDefinition {
            name: self.name_of(element),
            type_ref: self.type_ref(element),
            allowed_values: self
                .feel_in(element, "allowedValues")
                .or_else(|| self.feel_in(element, "typeConstraint")),
            is_collection: flag(element, "isCollection"),
            place: self.place(element),
            ..ItemDefinition::default()
        };
        for child in parts(element) {
            match child.tag_name().name() {
                "itemComponent" => definition.components.push(self.item_definition(child)),
                "functionItem" => definition.is_function = true,
                "typeRef" | "allowedValues" | "typeConstraint" => {}
                _ => self.leave(child),
            }
        }
        definition
    }

    fn input_data(&mut self, element: Element<'d>) -> InputData {
        let variable = self.named(element);
        InputData { id: element.attribute("id").map(str::to_owned), variable }
    }

    fn decision(&mut self, element: Element<'d>) -> Decision {
        Decision {
            id: element.attribute("id").map(str::to_owned),
            variable: self.named(element),
            requirements: self.requirements(element),
            expression: self.inner(element, &OF_DECISIONS),
            place: self.place(element),
        }
    }

    fn requirements(&mut self, element: Element<'d>) -> Vec<Requirement> {
        let mut found = Vec::new();
        for group in parts(element) {
            if !matches!(group.tag_name().name(), "informationRequirement" | "knowledgeRequirement") {
                continue;
            }
            for child in parts(group) {
                let kind = match child.tag_name().name() {
                    "requiredInput" => RequirementKind::Input,
                    "requiredDecision" => RequirementKind::Decision,
                    "requiredKnowledge" => RequirementKind::Knowledge,
                    _ => {
                        self.leave(child);
                        continue;
                    }
                };
                let place = self.place(child);
                found.extend(self.target(child).map(|target| Requirement { kind, target, place }));
            }
        }
        found
    }

    fn knowledge_model(&mut self, element: Element<'d>) -> KnowledgeModel {
        for child in parts(element) {
            let name = child.tag_name().name();
            if name != "encapsulatedLogic" && !OF_DECISIONS.contains(&name) {
                self.leave(child);
            }
        }
        KnowledgeModel {
            id: element.attribute("id").map(str::to_owned),
            variable: self.named(element),
            function: part(element, "encapsulatedLogic").map(|logic| self.function(logic)),
            requirements: self.requirements(element),
            place: self.place(element),
        }
    }

    pub(super) fn function(&mut self, element: Element<'d>) -> Function {
        let kind = match element.attribute("kind") {
            None | Some("FEEL") => FunctionKind::Feel,
            Some("Java") => FunctionKind::Java,
            Some("PMML") => FunctionKind::Pmml,
            Some(other) => {
                let message = format!("`{other}` is no kind of function");
                self.fault(element, message, "it must be one of `FEEL`, `Java`, `PMML`");
                FunctionKind::Feel
            }
        };
        let parameters = parts(element)
            .filter(|child| child.tag_name().name() == "formalParameter")
            .map(|child| self.variable(child))
            .collect();
        let body = self.inner(element, &["formalParameter"]).map(Box::new);
        Function { kind, parameters, body }
    }

    fn decision_service(&mut self, element: Element<'d>) -> DecisionService {
        let mut service = DecisionService {
            id: element.attribute("id").map(str::to_owned),
            variable: self.named(element),
            outputs: Vec::new(),
            encapsulated: Vec::new(),
            input_decisions: Vec::new(),
            input_data: Vec::new(),
            place: self.place(element),
        };
        for child in parts(element) {
            let into: &mut Vec<Target> = match child.tag_name().name() {
                "outputDecision" => &mut service.outputs,
                "encapsulatedDecision" => &mut service.encapsulated,
                "inputDecision" => &mut service.input_decisions,
                "inputData" => &mut service.input_data,
                "variable" => continue,
                _ => {
                    self.leave(child);
                    continue;
                }
            };
            into.extend(self.target(child));
        }
        service
    }
}
