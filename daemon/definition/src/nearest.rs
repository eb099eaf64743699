//! The word that was probably meant.

/// Words named in a remedy before it is cut short.
const LISTED_MAX: usize = 12;

/// Longest word that is compared, in characters.
const WORD_CHARS_MAX: usize = 64;

/// The candidate closest to `word`, if it is close enough to be a slip of the hand: none in words of two letters, one in
/// short words,
/// two from five characters, three from ten. Ties go to the first.
#[must_use]
pub fn nearest<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let length = word.chars().count();
    if length > WORD_CHARS_MAX {
        return None;
    }
    let slips_max = match length {
        // `P9` must not become `P0`, which everybody may see.
        0..3 => 0,
        3..5 => 1,
        5..10 => 2,
        _ => 3,
    };
    // Each slip changes the length by one at most: most words need not be compared at all.
    let is_near = |candidate: &&&str| candidate.chars().count().abs_diff(length) <= slips_max;
    candidates
        .iter()
        .filter(is_near)
        .map(|candidate| (slips(word, candidate), *candidate))
        .filter(|(slips, _)| *slips <= slips_max && *slips < length)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// Candidates in backticks, cut short when there are many.
pub(crate) fn listing(candidates: &[&str]) -> String {
    let mut text =
        candidates.iter().take(LISTED_MAX).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    if candidates.len() > LISTED_MAX {
        text.push_str(", …");
    }
    text
}

/// Insertions, deletions, replacements and swaps of neighbours, ignoring case and `-` against `_`.
fn slips(word: &str, candidate: &str) -> usize {
    let letters = |text: &str| -> Vec<char> {
        let plain = |c: char| if c == '-' { '_' } else { c };
        text.chars().flat_map(char::to_lowercase).map(plain).take(2 * WORD_CHARS_MAX).collect()
    };
    let (word, candidate) = (letters(word), letters(candidate));
    let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=word.len()).collect();
    let mut previous = None;
    for (row, other) in candidate.iter().enumerate() {
        let mut current = vec![row + 1];
        let mut letter_before = None;
        for (column, letter) in word.iter().enumerate() {
            let replaced = at(&last, column) + usize::from(letter != other);
            let mut cost = replaced.min(at(&last, column + 1) + 1).min(at(&current, column) + 1);
            let swapped = letter_before == Some(other) && previous == Some(letter);
            if swapped && column > 0 {
                cost = cost.min(at(&before_last, column - 1) + 1);
            }
            current.push(cost);
            letter_before = Some(letter);
        }
        before_last = core::mem::replace(&mut last, current);
        previous = Some(other);
    }
    last.last().copied().unwrap_or(0)
}
