//! Small facts about text: slugs, escaping, direction, edit distance.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::path::composed;

/// A URL's part made of a title or a name: lower case, letters and digits of any script, hyphens
/// between words. Empty if the text has no letter or digit.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in composed(text).chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || is_mark(c) {
            slug.push(c);
        } else if c != '\'' && c != '’' && !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    // A file name holds 255 bytes on every usual disk, and `index.html` needs none of them here.
    if slug.len() > 200 {
        slug.truncate(slug.floor_char_boundary(200));
        slug.truncate(slug.rfind('-').filter(|&cut| cut > 100).unwrap_or(slug.len()));
    }
    composed(&slug).into_owned()
}

/// What decides where a name stands among others: the letters of its slug without their accents.
/// What languages have beyond that, as that `Å` comes last in Swedish, is left out.
pub fn alphabetical(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in slug(name).nfd().filter(|&c| !is_mark(c)) {
        match c {
            'ø' => key.push('o'),
            'ł' => key.push('l'),
            'đ' => key.push('d'),
            'ı' => key.push('i'),
            'ß' => key.push_str("ss"),
            'æ' => key.push_str("ae"),
            'œ' => key.push_str("oe"),
            c => key.push(c),
        }
    }
    key
}

/// Combining signs that make a word in Indic and other scripts unreadable when dropped.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Text made safe between tags and inside attributes in double quotes.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return text.into();
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe.into()
}

/// `rtl` for languages (BCP 47) that are written from right to left, else `ltr`.
pub fn direction(language: &str) -> &'static str {
    let mut parts = language.split('-');
    let first = parts.next().unwrap_or("").to_ascii_lowercase();
    let script = parts.find(|part| part.len() == 4 && part.chars().all(|c| c.is_ascii_alphabetic()));
    let rtl = match script.map(str::to_ascii_lowercase).as_deref() {
        Some("arab" | "hebr" | "syrc" | "thaa" | "nkoo" | "adlm" | "rohg") => true,
        Some(_) => false,
        None => matches!(
            &*first,
            "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "syr" | "ug" | "ur" | "yi"
        ),
    };
    if rtl { "rtl" } else { "ltr" }
}

/// Whether `text` is a well-formed language tag (BCP 47) in the shapes that pages use: language,
/// script, region, variants and extensions of one to eight letters or digits.
pub fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or("");
    (2..=3).contains(&first.len())
        && first.chars().all(|c| c.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// The candidate nearest to `written`, if one is near enough to be what was meant.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 1 + written.chars().count() / 4;
    candidates
        .into_iter()
        .map(|candidate| (distance(written, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, substitutions and swaps of neighbours between two texts.
pub fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let substitution = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

/// `text` cut to at most `limit` characters at a word's end, with an ellipsis if it was cut.
pub fn shortened(text: &str, limit: usize) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(limit) else {
        return text.into();
    };
    let cut = text[..end].rfind(char::is_whitespace).filter(|&cut| cut > end / 2).unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches([' ', ',', ';', ':', '–', '—', '.'])).into()
}

/// A number that is not negative, with zeros in front up to a width.
pub fn digits(number: impl Into<i32>, width: usize) -> String {
    let mut text = String::with_capacity(width);
    push_digits(&mut text, number, width);
    text
}

/// The same behind a text. Dates are written by the ten thousand, and this takes a tenth of what the
/// machinery for formatting does.
pub fn push_digits(text: &mut String, number: impl Into<i32>, width: usize) {
    let number = number.into().unsigned_abs();
    let width = width.max(number.checked_ilog10().unwrap_or(0) as usize + 1);
    for place in (0..width as u32).rev() {
        let digit = 10_u32.checked_pow(place).map_or(0, |unit| number / unit % 10);
        text.push(char::from(b'0' + digit as u8));
    }
}
