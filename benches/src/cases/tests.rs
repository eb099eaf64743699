use std::path::Path;

use super::{STEPS, days_since_epoch, task};

#[test]
fn days_are_counted_over_leap_years() {
    let between = |from, to| days_since_epoch(to).unwrap() - days_since_epoch(from).unwrap();
    assert_eq!(days_since_epoch("1970-01-01").unwrap(), 0);
    assert_eq!(between("2028-02-28", "2028-03-01"), 2);
    assert_eq!(between("2026-12-31", "2027-06-29"), 180);
    assert!(days_since_epoch("today").is_err());
}

#[test]
fn the_workflow_that_is_measured_is_without_faults() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workflows");
    let folder = definition::load_folder(&folder).unwrap();
    let findings: Vec<String> = folder.findings().map(|finding| format!("{finding:?}")).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    let workflow = folder.workflows.get("five-stages").and_then(|kept| kept.loaded.value.as_ref()).unwrap();
    assert_eq!(workflow.stages.len(), 5);
    for step in 1..STEPS {
        let (task, _) = task(step);
        let name = task.split('.').next().unwrap();
        assert!(workflow.order.iter().any(|step| step.as_str() == name), "no step `{name}`");
    }
}
