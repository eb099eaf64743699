//! A model: what it takes in, what it decides, and what each decision needs.

use crate::expression::{Expression, Function};
use crate::places::{Place, Text};

/// A DMN file (`definitions`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// Its name.
    pub name: String,
    /// The namespace that other files know it by.
    pub namespace: String,
    /// Other files whose parts it names.
    pub imports: Vec<Import>,
    /// Its types.
    pub types: Vec<ItemDefinition>,
    /// What is given from outside.
    pub inputs: Vec<InputData>,
    /// What is decided.
    pub decisions: Vec<Decision>,
    /// Functions that decisions call (`businessKnowledgeModel`).
    pub knowledge_models: Vec<KnowledgeModel>,
    /// Groups of decisions that are called as one.
    pub services: Vec<DecisionService>,
    /// Elements that stand in the file and are not read.
    pub not_read: Vec<NotRead>,
}

/// Another file whose parts this one names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The name that its parts are reached under; empty for none.
    pub name: String,
    /// The namespace of the other file.
    pub namespace: String,
    /// What kind of file it is, as a URI.
    pub kind: String,
    /// Where it stands.
    pub place: Place,
}

/// A type with a name: another type, restricted, or made of components.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemDefinition {
    /// Its name.
    pub name: String,
    /// The type it is made from; none where it has components.
    pub type_ref: Option<String>,
    /// The values it allows, as unary tests of FEEL.
    pub allowed_values: Option<Text>,
    /// Whether a value is a list of what is described here.
    pub is_collection: bool,
    /// Its named parts.
    pub components: Vec<ItemDefinition>,
    /// Whether its values are functions; their signature is not read.
    pub is_function: bool,
    /// Where it stands.
    pub place: Place,
}

/// A name with a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable {
    /// Its name; spaces and signs as they stand in the file.
    pub name: String,
    /// The type it was declared with.
    pub type_ref: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// Something that is given from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputData {
    /// What requirements name it by.
    pub id: Option<String>,
    /// The name that expressions know it by, and its type.
    pub variable: Variable,
}

/// Something that is decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// What requirements name it by.
    pub id: Option<String>,
    /// The name that expressions know its outcome by, and the type of the outcome.
    pub variable: Variable,
    /// What it needs, in the order of the file.
    pub requirements: Vec<Requirement>,
    /// How it is decided; none where the file leaves that open.
    pub expression: Option<Expression>,
    /// Where it stands.
    pub place: Place,
}

/// One thing that a decision or a function needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// What kind of thing it is.
    pub kind: RequirementKind,
    /// Where it is to be found.
    pub target: Target,
    /// Where the requirement stands.
    pub place: Place,
}

/// What kind of thing is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequirementKind {
    /// Data from outside.
    Input,
    /// The outcome of another decision.
    Decision,
    /// A function: a knowledge model or a decision service.
    Knowledge,
}

/// What an `href` leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The element of this file with this id; it was found when the file was read.
    Here(String),
    /// An element of another file.
    Elsewhere {
        /// The namespace of the other file.
        namespace: String,
        /// The id in it.
        id: String,
    },
}

/// A function with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnowledgeModel {
    /// What requirements name it by.
    pub id: Option<String>,
    /// The name it is called by, and its type.
    pub variable: Variable,
    /// What it does; none where the file leaves that open.
    pub function: Option<Function>,
    /// What it needs itself.
    pub requirements: Vec<Requirement>,
    /// Where it stands.
    pub place: Place,
}

/// A group of decisions that is called as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionService {
    /// What requirements name it by.
    pub id: Option<String>,
    /// The name it is called by, and its type.
    pub variable: Variable,
    /// The decisions whose outcomes it gives.
    pub outputs: Vec<Target>,
    /// The decisions inside it.
    pub encapsulated: Vec<Target>,
    /// The decisions whose outcomes the caller gives.
    pub input_decisions: Vec<Target>,
    /// The data that the caller gives.
    pub input_data: Vec<Target>,
    /// Where it stands.
    pub place: Place,
}

/// An element that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRead {
    /// The name of the element, such as `knowledgeSource`.
    pub element: String,
    /// Where it stands.
    pub place: Place,
}

impl Model {
    /// The decision of this name.
    #[must_use]
    pub fn decision(&self, name: &str) -> Option<&Decision> {
        self.decisions.iter().find(|decision| decision.variable.name == name)
    }

    /// The decision with this id.
    #[must_use]
    pub fn decision_of_id(&self, id: &str) -> Option<&Decision> {
        self.decisions.iter().find(|decision| decision.id.as_deref() == Some(id))
    }

    /// The input with this id.
    #[must_use]
    pub fn input_of_id(&self, id: &str) -> Option<&InputData> {
        self.inputs.iter().find(|input| input.id.as_deref() == Some(id))
    }

    /// The type of this name.
    #[must_use]
    pub fn type_of_name(&self, name: &str) -> Option<&ItemDefinition> {
        self.types.iter().find(|definition| definition.name == name)
    }
}
