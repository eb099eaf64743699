//! Whatever somebody tries, in whatever order, it ends; and what is saved of it comes out.

use definition::scenario::Line;
use definition::scenario_yaml;
use jiff::ToSpan;
use model::deadline::Sentence;
use proptest::prelude::*;

use super::{SCENARIOS, SETTING, read, run};
use crate::Trial;

fn lines() -> Vec<&'static Line> {
    SCENARIOS.iter().flat_map(|scenario| &scenario.lines).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_tried_and_saved_comes_out(
        picked in proptest::collection::vec((any::<prop::sample::Index>(), 0..400_i64), 1..40)
    ) {
        let known = lines();
        let first = SCENARIOS[0].lines[0].clone();
        let mut trial = Trial::begin(&SETTING, first.at, SCENARIOS[0].citizen.clone()).unwrap();
        trial.act(first.act, first.by.as_ref(), &[]).unwrap();
        let mut refused = 0;
        for (which, hours) in picked {
            let line = known[which.index(known.len())];
            let at = trial.now().checked_add(hours.hours()).unwrap();
            trial.wait_until(at).unwrap();
            if let Err(undone) = trial.act(line.act.clone(), line.by.as_ref(), &[]) {
                refused += 1;
                prop_assert!(!undone.why.da.is_empty() && undone.why.da != undone.why.en, "{:?}", undone);
            }
        }
        let title = Sentence { da: "Prøvet".to_owned(), en: "Tried".to_owned() };
        let report = run(&read(&scenario_yaml(&trial.scenario("tried", title))));
        let told: Vec<String> = report.differences.iter().map(|one| one.sentence().en).collect();
        prop_assert_eq!(told, Vec::<String>::new(), "after {} refusals", refused);
        let done = trial.lines().len();
        prop_assert_eq!(trial.back(1).map(|_| trial.lines().len()), Ok(done - 1));
    }
}

#[test]
fn a_story_of_many_years_ends() {
    let mut scenario = SCENARIOS.iter().find(|scenario| scenario.name == "s1").unwrap().clone();
    let last = scenario.lines.last_mut().unwrap();
    last.at = last.at.checked_add(20.years()).unwrap();
    let report = run(&scenario);
    assert!(report.came_out(), "{:?}", report.differences);
}
