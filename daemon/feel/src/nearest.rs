//! The word that was probably meant.

/// Words named in a help text before it is cut short.
const LISTED_MAX: usize = 8;

/// Characters of a word that are compared; longer words are not guessed at.
const WORD_CHARS_MAX: usize = 64;

/// The candidate that is closest to `word`, if it is close enough to be a slip of the hand.
///
/// Close enough is one slip in short words, two from five characters, three from ten. Ties go to the first candidate.
pub(crate) fn nearest<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    if letters.len() > WORD_CHARS_MAX {
        return None;
    }
    let slips_max = match letters.len() {
        0..5 => 1,
        5..10 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &'c str)> = None;
    for candidate in candidates {
        // Each slip changes the length by one at most: most words need not be compared at all.
        let length = candidate.chars().flat_map(char::to_lowercase).count();
        if length.abs_diff(letters.len()) > slips_max {
            continue;
        }
        let slips = distance(&letters, candidate);
        let is_meant = slips <= slips_max && slips < letters.len();
        if is_meant && best.is_none_or(|(least, _)| slips < least) {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The candidates in backticks, cut short when there are many.
pub(crate) fn listing(candidates: &[&str]) -> String {
    // What has a name of its own comes before what belongs to something.
    let (plain, parts): (Vec<&str>, Vec<&str>) = candidates.iter().partition(|word| !word.contains('.'));
    let listed = plain.into_iter().chain(parts).take(LISTED_MAX).map(|word| format!("`{word}`"));
    let mut text = listed.collect::<Vec<_>>().join(", ");
    if candidates.len() > LISTED_MAX {
        text.push_str(", …");
    }
    text
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), ignoring case.
fn distance(letters: &[char], candidate: &str) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=letters.len()).collect();
    let mut previous_char: Option<char> = None;
    for (row, other) in candidate.chars().flat_map(char::to_lowercase).take(2 * WORD_CHARS_MAX).enumerate() {
        let mut current = vec![row + 1];
        let mut left = row + 1;
        for (column, letter) in letters.iter().enumerate() {
            let above = last.get(column + 1).copied().unwrap_or(usize::MAX - 1);
            let diagonal = last.get(column).copied().unwrap_or(usize::MAX - 1);
            let mut cost = (above + 1).min(left + 1).min(diagonal + usize::from(*letter != other));
            let letter_before = column.checked_sub(1).and_then(|before| letters.get(before));
            let is_swap = letter_before == Some(&other) && previous_char == Some(*letter);
            if is_swap && let Some(swapped) = column.checked_sub(1).and_then(|c| before_last.get(c)) {
                cost = cost.min(swapped + 1);
            }
            current.push(cost);
            left = cost;
        }
        before_last = std::mem::replace(&mut last, current);
        previous_char = Some(other);
    }
    last.last().copied().unwrap_or(0)
}
