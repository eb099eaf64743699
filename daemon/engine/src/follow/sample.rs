//! Which cases a sampled step opens for: by the number of the case, the step, the round and a secret of the directory.

use definition::Step;
use model::{CaseId, StepState, StepStatus};
use sha2::{Digest, Sha256};

/// Why a step was passed over, as a code.
pub(super) const NOT_SAMPLED: &str = "not_sampled";

/// Parts of a whole: a draw is a number below it.
const PARTS: u64 = 10_000;

/// Whether a case is drawn for the next round of a step. The same case is always drawn the same, and who does not know the
/// seed can neither foresee it nor choose.
pub(super) fn is_drawn(step: &Step, state: Option<&StepState>, id: CaseId, seed: &[u8; 32]) -> bool {
    let Some(percent) = step.sample else { return true };
    let round = state.map_or(1, |state| {
        let is_interrupted = state.status == StepStatus::Waiting && state.round > 0;
        state.round.saturating_add(u32::from(!is_interrupted))
    });
    let mut hash = Sha256::new();
    hash.update(b"helhed sample 1");
    hash.update(seed);
    hash.update(id.0.to_be_bytes());
    hash.update(round.to_be_bytes());
    hash.update(step.name.as_str().as_bytes());
    let drawn = hash.finalize().iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    drawn % PARTS < u64::from(percent).saturating_mul(PARTS / 100)
}
