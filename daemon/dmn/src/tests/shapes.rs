//! What is read from a model that is right.

use super::{given, model_of};
use crate::{
    Aggregation, ContextEntry, Decision, Expression, Form, FunctionKind, HitPolicy, Model, Place,
    RequirementKind, Target, read,
};

/// How an expression is built, in brief.
fn shape(expression: &Expression) -> String {
    let all = |members: &[Expression]| members.iter().map(shape).collect::<Vec<_>>().join(" ");
    match &expression.form {
        Form::Literal(text) => text.text.clone(),
        Form::Table(table) => format!("table({})", table.hit_policy.as_str()),
        Form::Context(entries) => {
            let entry = |entry: &ContextEntry| {
                let name = entry.variable.as_ref().map_or("", |variable| &variable.name);
                format!("{name}: {}", shape(&entry.value))
            };
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Form::Invocation(call) => {
            let names: Vec<&str> =
                call.bindings.iter().map(|binding| binding.parameter.name.as_str()).collect();
            format!("call({} {})", shape(&call.function), names.join(" "))
        }
        Form::Function(function) => {
            let body = function.body.as_deref().map_or(String::new(), shape);
            format!("{:?}({} -> {body})", function.kind, function.parameters.len())
        }
        Form::Relation(relation) => {
            let rows: Vec<String> = relation.rows.iter().map(|row| all(row)).collect();
            format!("relation({} | {})", relation.columns.len(), rows.join(" | "))
        }
        Form::List(members) => format!("[{}]", all(members)),
        Form::Conditional(parts) => {
            format!("if({} {} {})", shape(&parts.condition), shape(&parts.then), shape(&parts.otherwise))
        }
        Form::For(parts) => format!("for({} {} {})", parts.variable, shape(&parts.list), shape(&parts.body)),
        Form::Some(parts) => {
            format!("some({} {} {})", parts.variable, shape(&parts.list), shape(&parts.body))
        }
        Form::Every(parts) => {
            format!("every({} {} {})", parts.variable, shape(&parts.list), shape(&parts.body))
        }
        Form::Filter(parts) => format!("filter({} {})", shape(&parts.list), shape(&parts.condition)),
        Form::Unsupported(what) => format!("unsupported({what})"),
    }
}

/// The shape of the decision `d` that is made by this element.
#[track_caller]
fn check(element: &str, expected: &str) {
    let model = given(&format!("<decision name=\"d\">{element}</decision>"));
    let decision = model.decision("d").unwrap();
    assert_eq!(shape(decision.expression.as_ref().unwrap()), expected, "{element}");
}

fn literal(text: &str) -> String {
    format!("<literalExpression><text>{text}</text></literalExpression>")
}

#[test]
fn every_form_of_expression_is_read() {
    let (one, two, three) = (literal("1"), literal("2"), literal("3"));
    check(&one, "1");
    check(&format!("<list>{one}{two}</list>"), "[1 2]");
    check(
        &format!("<conditional><if>{one}</if><then>{two}</then><else>{three}</else></conditional>"),
        "if(1 2 3)",
    );
    check(&format!("<for iteratorVariable=\"x\"><in>{one}</in><return>{two}</return></for>"), "for(x 1 2)");
    check(
        &format!("<some iteratorVariable=\"x\"><in>{one}</in><satisfies>{two}</satisfies></some>"),
        "some(x 1 2)",
    );
    check(
        &format!("<every iteratorVariable=\"x\"><in>{one}</in><satisfies>{two}</satisfies></every>"),
        "every(x 1 2)",
    );
    check(&format!("<filter><in>{one}</in><match>{two}</match></filter>"), "filter(1 2)");
    let (column, row) = ("<column name=\"a\"/><column name=\"b\"/>", format!("<row>{one}{two}</row>"));
    check(&format!("<relation>{column}{row}{row}</relation>"), "relation(2 | 1 2 | 1 2)");
    let entries = format!(
        "<contextEntry><variable name=\"a b\"/>{one}</contextEntry><contextEntry>{two}</contextEntry>"
    );
    check(&format!("<context>{entries}</context>"), "{a b: 1, : 2}");
    let binding = format!("<binding><parameter name=\"p\"/>{one}</binding>");
    check(&format!("<invocation>{}{binding}</invocation>", literal("f")), "call(f p)");
    let parameter = "<formalParameter name=\"p\" typeRef=\"number\"/>";
    check(&format!("<functionDefinition>{parameter}{one}</functionDefinition>"), "Feel(1 -> 1)");
    check(&format!("<functionDefinition kind=\"Java\">{one}</functionDefinition>"), "Java(0 -> 1)");
    check("<decisionTable><output/></decisionTable>", "table(UNIQUE)");
}

#[test]
fn other_languages_are_named_and_not_read() {
    check(
        "<literalExpression expressionLanguage=\"juel\"><text>${a}</text></literalExpression>",
        "unsupported(an expression in `juel`)",
    );
    check("<literalExpression><importedValues/></literalExpression>", "unsupported(importedValues)");
    check("<literalExpression expressionLanguage=\"feel\"><text>a</text></literalExpression>", "a");
}

#[test]
fn elements_that_are_not_read_are_named_with_their_place() {
    let model =
        given("<knowledgeSource name=\"law\"/>\n<decision name=\"d\"><question>q?</question></decision>");
    let left: Vec<(&str, Place)> =
        model.not_read.iter().map(|left| (left.element.as_str(), left.place)).collect();
    assert_eq!(left, [("knowledgeSource", Place { line: 2, column: 1 })]);
}

#[test]
fn feel_is_kept_to_the_letter_with_its_place() {
    let model = given(
        "<decision name=\"d\">\n <literalExpression><text>  a &lt; \"æ\"\n</text></literalExpression></decision>",
    );
    let expression = model.decision("d").unwrap().expression.clone().unwrap();
    let Form::Literal(text) = expression.form else { panic!("a literal was written") };
    assert_eq!(text.text, "  a < \"æ\"\n");
    assert_eq!(text.place, Place { line: 3, column: 27 });
    assert_eq!(expression.place, Place { line: 3, column: 2 });
    let model = given(
        "<decision name=\"æø\"><literalExpression><text><![CDATA[a < 1]]></text></literalExpression></decision>",
    );
    let Some(Expression { form: Form::Literal(text), .. }) = &model.decisions[0].expression else {
        panic!("a literal was written")
    };
    assert_eq!((text.text.as_str(), text.place), ("a < 1", Place { line: 2, column: 55 }));
}

const REQUIRING: &str = r##"<inputData id="i" name="Age"><variable name="Age" typeRef="number"/></inputData>
<decision id="e" name="e"/>
<businessKnowledgeModel id="b" name="b"><encapsulatedLogic kind="PMML"/></businessKnowledgeModel>
<decision id="d" name="d">
 <variable name="the d" typeRef="string"/>
 <informationRequirement><requiredInput href="#i"/></informationRequirement>
 <informationRequirement><requiredDecision href="urn:m#e"/></informationRequirement>
 <knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>
 <informationRequirement><requiredDecision href="urn:other#x"/></informationRequirement>
</decision>
<decisionService id="s" name="s">
 <outputDecision href="#d"/><encapsulatedDecision href="#e"/><inputData href="#i"/>
</decisionService>
<import name="o" namespace="urn:other" importType="dmn"/>"##;

fn needs(decision: &Decision) -> Vec<(RequirementKind, String)> {
    let needs = decision.requirements.iter().map(|requirement| match &requirement.target {
        Target::Here(id) => (requirement.kind, id.clone()),
        Target::Elsewhere { namespace, id } => (requirement.kind, format!("{namespace} {id}")),
    });
    needs.collect()
}

#[test]
fn requirements_are_resolved() {
    let model = given(REQUIRING);
    let decision = model.decision("the d").unwrap();
    assert_eq!(
        needs(decision),
        [
            (RequirementKind::Input, "i".to_owned()),
            (RequirementKind::Decision, "e".to_owned()),
            (RequirementKind::Knowledge, "b".to_owned()),
            (RequirementKind::Decision, "urn:other x".to_owned()),
        ]
    );
    assert_eq!(model.input_of_id("i").unwrap().variable.type_ref.as_deref(), Some("number"));
    assert_eq!(model.decision_of_id("e").unwrap().expression, None);
    assert_eq!(model.knowledge_models[0].function.as_ref().unwrap().kind, FunctionKind::Pmml);
    assert_eq!(model.services[0].outputs, [Target::Here("d".to_owned())]);
    assert_eq!(model.services[0].encapsulated, [Target::Here("e".to_owned())]);
    assert_eq!(model.services[0].input_data, [Target::Here("i".to_owned())]);
    assert_eq!((model.imports[0].name.as_str(), model.imports[0].namespace.as_str()), ("o", "urn:other"));
}

#[test]
fn types_are_read_with_their_components() {
    let model = given(
        r#"<itemDefinition name="rate" isCollection="true"><typeRef>string</typeRef>
<allowedValues><text>"a", "b"</text></allowedValues></itemDefinition>
<itemDefinition name="loan"><itemComponent name="amount"><typeRef>number</typeRef></itemComponent></itemDefinition>
<itemDefinition name="f"><functionItem outputTypeRef="number"/></itemDefinition>"#,
    );
    let rate = model.type_of_name("rate").unwrap();
    assert!(rate.is_collection);
    assert_eq!(rate.type_ref.as_deref(), Some("string"));
    assert_eq!(rate.allowed_values.as_ref().unwrap().text, "\"a\", \"b\"");
    assert_eq!(model.type_of_name("loan").unwrap().components[0].name, "amount");
    assert!(model.type_of_name("f").unwrap().is_function);
}

const TABLE: &str = r#"<decision name="d"><decisionTable hitPolicy="COLLECT" aggregation="MAX" outputLabel="D" typeRef="number">
 <input label="How old"><inputExpression typeRef="number"><text>age</text></inputExpression><inputValues><text>[0..120]</text></inputValues></input>
 <output name="d" typeRef="number"><outputValues><text>1, 2</text></outputValues><defaultOutputEntry><text>0</text></defaultOutputEntry></output>
 <annotation name="basis"/>
 <rule><description>grown up</description>
  <inputEntry><text>&gt;= 18</text></inputEntry><outputEntry><text>1</text></outputEntry><annotationEntry><text>§ 3</text></annotationEntry></rule>
</decisionTable></decision>"#;

#[test]
fn a_table_is_read_whole() {
    let model = given(TABLE);
    let Some(Expression { form: Form::Table(table), .. }) = &model.decisions[0].expression else {
        panic!("a table was written")
    };
    assert_eq!((table.hit_policy, table.aggregation), (HitPolicy::Collect, Some(Aggregation::Max)));
    assert_eq!((table.output_label.as_deref(), table.type_ref.as_deref()), (Some("D"), Some("number")));
    let input = &table.inputs[0];
    assert_eq!((input.label.as_deref(), input.expression.text.as_str()), (Some("How old"), "age"));
    assert_eq!(input.values.as_ref().unwrap().text, "[0..120]");
    let output = &table.outputs[0];
    assert_eq!(output.values.as_ref().unwrap().text, "1, 2");
    assert_eq!(output.default.as_ref().unwrap().text, "0");
    assert_eq!(table.annotations, ["basis"]);
    let rule = &table.rules[0];
    assert_eq!(rule.description.as_deref(), Some("grown up"));
    assert_eq!(
        (rule.inputs[0].text.as_str(), rule.inputs[0].place),
        (">= 18", Place { line: 7, column: 21 })
    );
    assert_eq!((rule.outputs[0].text.as_str(), rule.annotations[0].text.as_str()), ("1", "§ 3"));
}

#[test]
fn dmn_of_every_year_is_read() {
    let old = r#"<dmn:definitions xmlns:dmn="http://www.omg.org/spec/DMN/20151101/dmn.xsd"
 xmlns:feel="http://www.omg.org/spec/FEEL/20140401" name="m" namespace="urn:m">
<dmn:inputData id="i" name="age"><dmn:variable name="age" typeRef="feel:number"/></dmn:inputData></dmn:definitions>"#;
    let model: Model = read(old).unwrap();
    assert_eq!(model.inputs[0].variable.type_ref.as_deref(), Some("number"));
    for year in ["20191111", "20211108", "20240513"] {
        let source = model_of("<decision name=\"d\"/>").replace("20230324", year);
        assert_eq!(read(&source).unwrap().decisions.len(), 1, "{year}");
    }
}
