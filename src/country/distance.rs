//! How far two words are from each other.

/// How many letters must be added, left out, replaced, or swapped with their neighbour to make one word
/// of the other (the Damerau-Levenshtein distance in its optimal-string-alignment form);
/// `None` if it takes more than `most`.
pub(super) fn distance(left: &[char], right: &[char], most: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > most {
        return None;
    }
    let mut before_last = vec![0; right.len() + 1];
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut row = vec![0; right.len() + 1];
    for (i, &letter) in left.iter().enumerate() {
        row[0] = i + 1;
        for (j, &other) in right.iter().enumerate() {
            let replaced = last[j] + usize::from(letter != other);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && letter == right[j - 1] && left[i - 1] == other {
                least = least.min(before_last[j - 1] + 1);
            }
            row[j + 1] = least;
        }
        if row.iter().all(|&least| least > most) {
            return None;
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    Some(last[right.len()]).filter(|&found| found <= most)
}
