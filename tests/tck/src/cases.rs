//! Files of test cases.

use roxmltree::{Document, Node};

use crate::given::{Given, Named};

/// Bytes of a file of cases; the largest of the kit has 190 KiB.
const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The cases of one model.
#[derive(Debug)]
pub(crate) struct CaseFile {
    /// The file name of the model.
    pub(crate) model: String,
    pub(crate) cases: Vec<Case>,
}

/// One case: what is given, and what must come.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) id: String,
    /// The decision service that is called, where one is.
    pub(crate) service: Option<String>,
    pub(crate) inputs: Vec<(String, Given)>,
    pub(crate) results: Vec<ResultNode>,
}

/// What must come of one decision.
#[derive(Debug)]
pub(crate) struct ResultNode {
    pub(crate) name: String,
    pub(crate) expected: Given,
    /// Whether the kit expects an error beside the null.
    pub(crate) is_error: bool,
}

/// Reads a file of cases.
pub(crate) fn read(source: &str) -> Result<CaseFile, String> {
    if source.len() > FILE_BYTES_MAX {
        return Err(format!("the file has {} bytes; at most {FILE_BYTES_MAX} are read", source.len()));
    }
    let document = Document::parse(source).map_err(|error| error.to_string())?;
    let root = document.root_element();
    let model = root.children().find(|child| child.has_tag_name_of("modelName")).and_then(|name| name.text());
    let model = model.ok_or("the file does not name its model")?.trim().to_owned();
    let cases = root
        .children()
        .filter(|child| child.has_tag_name_of("testCase"))
        .map(case)
        .collect::<Result<_, _>>()?;
    Ok(CaseFile { model, cases })
}

fn case(element: Node<'_, '_>) -> Result<Case, String> {
    let id = element.attribute("id").ok_or("a case has no id")?;
    let wrong = |error: String| format!("case `{id}`: {error}");
    let mut inputs = Vec::new();
    let mut results = Vec::new();
    for child in element.children().filter(Node::is_element) {
        let name = || {
            child.attribute("name").map(str::to_owned).ok_or_else(|| wrong("a node has no name".to_owned()))
        };
        match child.tag_name().name() {
            "inputNode" => inputs.push((name()?, Given::read(child).map_err(wrong)?)),
            "resultNode" => {
                let expected = child.children().find(|inner| inner.has_tag_name_of("expected"));
                let expected = expected.map_or(Ok(Given::Nil), Given::read).map_err(wrong)?;
                let is_error = child.attribute("errorResult") == Some("true");
                results.push(ResultNode { name: name()?, expected, is_error });
            }
            _ => {}
        }
    }
    let is_call = matches!(element.attribute("type"), Some("decisionService" | "bkm"));
    let service = element.attribute("invocableName").filter(|_| is_call).map(str::to_owned);
    Ok(Case { id: id.to_owned(), service, inputs, results })
}
