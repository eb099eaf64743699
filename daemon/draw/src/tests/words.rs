//! Words of the workflow language, and how their coming and going is told.

use super::changes::check;

#[test]
fn a_step_with_a_ladder_of_its_own() {
    check(
        "        due: acknowledge after opened\n",
        "        due: acknowledge after opened\n        ladder: { escalate: coordinator }\n",
        &[
            "trinnet `receive` har nu sin egen rykkertrappe",
            "trinnet `receive`: `missed`: første arbejdsdag efter kl. 08:00, til lederen, overskredet → første arbejdsdag efter kl. 08:00, til `coordinator`, overskredet",
        ],
        &[
            "step `receive` now has a reminder ladder of its own",
            "step `receive`: `missed`: on the first working day after at 08:00, to the leader, missed → on the first working day after at 08:00, to `coordinator`, missed",
        ],
    );
}
