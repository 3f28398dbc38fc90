//! The forms of a word: what each language puts at its end, and how else it is spelt.

use unicode_normalization::UnicodeNormalization;

use super::language::Language;
use super::lexicon::Kind;

/// Forms of names that are made of several words, at most: beyond that the name stands as it is.
const MOST: usize = 30;

/// Every form of a country's or a capital's name.
pub fn of_name(language: Language, name: &str) -> Vec<String> {
    let mut forms = match language {
        Language::Russian => cases(name),
        _ => vec![name.to_owned()],
    };
    match language {
        Language::English => {
            for (long, short) in [("Saint ", "St. "), ("Saint ", "St "), ("North ", "N. "), ("South ", "S. ")]
            {
                forms.extend(name.strip_prefix(long).map(|rest| format!("{short}{rest}")));
            }
            forms.push(unaccented(name));
        }
        Language::French => {
            // Capital letters often go without, and the others then keep theirs: Emirats, Erythrée.
            let mut letters = name.chars();
            forms.extend(letters.next().map(|first| unaccented(&first.to_string()) + letters.as_str()));
            forms.push(unaccented(name));
        }
        Language::Spanish => forms.push(unaccented(name)),
        Language::Russian => {
            let bare: Vec<String> = forms.iter().map(|form| form.replace('ё', "е")).collect();
            forms.extend(bare);
        }
        Language::Arabic => {
            forms.extend(name.strip_prefix("ال").map(|rest| format!("لل{rest}")));
            let bare: Vec<String> = forms.iter().map(|form| form.replace(['أ', 'إ', 'آ'], "ا")).collect();
            forms.extend(bare);
        }
        Language::Korean => forms.push(name.replace(' ', "")),
        _ => {}
    }
    spelt(forms)
}

/// Every form of what people and things of a country are called.
pub fn of_demonym(language: Language, word: &str) -> Vec<String> {
    let mut forms = match language {
        Language::English => english(word),
        Language::German => german(word),
        Language::French => french(word),
        Language::Spanish => spanish(word),
        _ => vec![word.to_owned()],
    };
    if language == Language::English {
        forms.push(unaccented(word));
    }
    // They may begin a sentence, and in French they do stand for people.
    let capital: Vec<String> = forms.iter().map(|form| capitalised(form)).collect();
    forms.extend(capital);
    spelt(forms)
}

/// Every form of a text of the rules, which has those of its language already.
pub fn of_rule(text: &str) -> Vec<String> {
    spelt(vec![text.to_owned()])
}

/// With either apostrophe and either hyphen, and each form once.
fn spelt(mut forms: Vec<String>) -> Vec<String> {
    let other: Vec<String> =
        forms.iter().filter(|form| form.contains('\'')).map(|form| form.replace('\'', "’")).collect();
    let plain: Vec<String> =
        forms.iter().filter(|form| form.contains('’')).map(|form| form.replace('’', "'")).collect();
    forms.extend(other);
    forms.extend(plain);
    // The hyphen at which no line breaks.
    let unbroken: Vec<String> =
        forms.iter().filter(|form| form.contains('-')).map(|form| form.replace('-', "\u{2011}")).collect();
    forms.extend(unbroken);
    forms.sort();
    forms.dedup();
    forms
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub fn unaccented(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).nfc().collect()
}

/// The stem with each of the endings.
fn with(stem: &str, endings: &[&str]) -> Vec<String> {
    endings.iter().map(|ending| format!("{stem}{ending}")).collect()
}

fn english(word: &str) -> Vec<String> {
    let is_same = ["s", "sh", "ch", "ese", "men", "chman", "shman"].iter().any(|end| word.ends_with(end));
    let mut forms = vec![word.to_owned()];
    if !is_same {
        forms.push(format!("{word}s"));
    }
    forms
}

/// Adjectives and people, without what [`endings`] has.
fn german(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    // Russe, Russin.
    forms.extend(word.strip_suffix('e').map(|stem| format!("{stem}in")));
    forms
}

fn french(word: &str) -> Vec<String> {
    if word.ends_with("en") {
        return with(word, &["", "s", "ne", "nes"]);
    }
    if word.ends_with(['e', 'a', 'i', 'è']) && !word.ends_with("ai") {
        let mut forms = with(word, &["", "s"]);
        if word.ends_with('i') {
            forms.extend(with(word, &["e", "es"]));
        }
        return forms;
    }
    if word.ends_with('s') {
        return with(word, &["", "e", "es"]);
    }
    with(word, &["", "s", "e", "es"])
}

fn spanish(word: &str) -> Vec<String> {
    if let Some(stem) = word.strip_suffix('o') {
        return with(stem, &["o", "a", "os", "as"]);
    }
    for (end, plain) in [("és", "es"), ("án", "an"), ("ín", "in"), ("ón", "on")] {
        if let Some(stem) = word.strip_suffix(end) {
            let mut forms = vec![word.to_owned()];
            forms.extend(with(&format!("{stem}{plain}"), &["a", "es", "as"]));
            return forms;
        }
    }
    if word.ends_with('í') {
        return with(word, &["", "es", "s"]);
    }
    if word.ends_with(['a', 'e']) {
        return with(word, &["", "s"]);
    }
    with(word, &["", "a", "es", "as", "s"])
}

/// A Russian name with its words in every case. One with brackets stands in lists, and as it is.
fn cases(name: &str) -> Vec<String> {
    if name.contains('(') {
        return vec![name.to_owned()];
    }
    let (first, last) = name.rsplit_once(' ').unwrap_or(("", name));
    let words = first.split(' ').filter(|word| !word.is_empty()).map(cases_of_word);
    let words: Vec<Vec<String>> = words.chain([stem(last)]).collect();
    let mut forms = vec![String::new()];
    for word in &words {
        if forms.len() * word.len() > MOST {
            return vec![name.to_owned()];
        }
        forms = forms
            .iter()
            .flat_map(|form| {
                word.iter()
                    .map(move |word| if form.is_empty() { word.clone() } else { format!("{form} {word}") })
            })
            .collect();
    }
    forms
}

/// A Russian name without the ending of its last word, which [`endings`] has.
fn stem(word: &str) -> Vec<String> {
    // What is left of a short word would be another word: Сана, Куба.
    if word.chars().count() <= 4 {
        return cases_of_word(word);
    }
    let stem = word.strip_suffix(['а', 'я', 'ь', 'й', 'ы']).unwrap_or(word);
    match stem.split_once('-') {
        // Гвинеи-Бисау.
        Some((first, last)) => cases_of_word(first).iter().map(|first| format!("{first}-{last}")).collect(),
        None => vec![stem.to_owned()],
    }
}

fn cases_of_word(word: &str) -> Vec<String> {
    const ENDINGS: &[(&str, &[&str])] = &[
        ("ая", &["ая", "ой", "ую"]),
        ("я", &["я", "и", "е", "ю", "ей"]),
        ("а", &["а", "ы", "и", "е", "у", "ой", "ей"]),
        ("ые", &["ые", "ых", "ым", "ыми"]),
        ("ие", &["ие", "их", "им", "ими"]),
        ("ый", &["ый", "ого", "ому", "ым", "ом"]),
    ];
    if word.chars().count() <= 2 || word.chars().all(char::is_uppercase) {
        return vec![word.to_owned()];
    }
    for (end, endings) in ENDINGS {
        if let Some(stem) = word.strip_suffix(end) {
            return with(stem, endings);
        }
    }
    vec![word.to_owned()]
}

/// What a language may put at the end of a text of the lexicon, which is a stem there.
pub fn endings(language: Language, kind: Kind) -> &'static [&'static str] {
    match (language, kind) {
        (Language::Arabic, Kind::Demonym) => {
            &["ة", "ين", "ون", "ان", "تين", "تان", "ات", "ا", "يين", "يون", "ية", "ه", "ها"]
        }
        (Language::German, Kind::Demonym) => &["e", "er", "es", "en", "em", "n", "s", "in", "innen", "nen"],
        (Language::German, Kind::Name | Kind::Capital) => &["s"],
        (Language::Russian, Kind::Demonym) => &[
            "ий", "ая", "ое", "ие", "ого", "ому", "им", "ом", "ой", "ую", "их", "ими", "и", "а", "у", "ем",
            "е", "ы", "ов", "ев", "ам", "ами", "ах", "ин", "ина", "ином", "ину", "ка", "ки", "ку",
        ],
        (Language::Russian, Kind::Name | Kind::Capital) => &[
            "а", "я", "ы", "и", "у", "ю", "е", "ой", "ей", "ом", "ем", "ью", "ь", "й", "ов", "ам", "ами",
            "ах",
        ],
        _ => &[],
    }
}
