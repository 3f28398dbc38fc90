//! Who took a picture: the credit at the end of a caption.

/// Agencies and archives whose bare name is a credit.
const AGENCIES: &[&str] = &[
    "AA",
    "AFP",
    "AFP-Yonhap",
    "ANI",
    "ANSA",
    "AP",
    "AP-Yonhap",
    "Anadolu",
    "Anadolu Agency",
    "Bloomberg",
    "CNA",
    "CNS",
    "DPA",
    "EFE",
    "EPA",
    "EPA-EFE",
    "EPA-Yonhap",
    "Getty Images",
    "IANS",
    "IRNA",
    "ISNA",
    "Interfax",
    "Jiji",
    "Jiji Press",
    "KCNA",
    "KCNA-Yonhap",
    "Kyodo",
    "Kyodo News",
    "Magnum",
    "Maxar",
    "NASA",
    "Newsis",
    "News1",
    "NurPhoto",
    "PA",
    "PTI",
    "Planet Labs",
    "RIA Novosti",
    "Reuters",
    "Reuters-Yonhap",
    "Rodong Sinmun",
    "Shutterstock",
    "SANA",
    "SIPA",
    "SPA",
    "Sputnik",
    "TASS",
    "Tanjug",
    "Tasnim",
    "UN Photo",
    "UPI",
    "USGS",
    "VNA",
    "WAM",
    "Xinhua",
    "Yonhap",
    "ZUMA Press",
    "dpa",
    "ČTK",
    "연합뉴스",
    "뉴시스",
    "뉴스1",
    "조선중앙통신",
    "노동신문",
    "新华社",
    "新華社",
    "中新社",
    "法新社",
    "路透社",
    "美联社",
    "美聯社",
    "韩联社",
    "中央社",
    "共同社",
    "共同",
    "時事",
    "朝中社",
    "رويترز",
    "أ ف ب",
    "د ب أ",
    "سبوتنيك",
    "ТАСС",
    "РИА Новости",
    "Рейтер",
    "Интерфакс",
];

/// What a credit opens with, in lower case.
const LEADS: &[&str] = &[
    "photo credit",
    "image credit",
    "picture credit",
    "photo courtesy of",
    "crédit photo",
    "crédits photo",
    "crédito de foto",
    "bildnachweis",
    "bildquelle",
    "photo",
    "photos",
    "photograph",
    "photographs",
    "picture",
    "pictures",
    "image",
    "images",
    "courtesy of",
    "credit",
    "foto",
    "fotos",
    "bild",
    "crédit",
    "crédits",
    "crédito",
    "©",
    "사진",
    "자료사진",
    "사진제공",
    "图片",
    "圖片",
    "摄影",
    "攝影",
    "图源",
    "写真",
    "фото",
    "снимок",
];

/// A credit is not longer, in characters.
const LONGEST: usize = 80;

/// Where the caption ends, in bytes, and the credit; `None` without one.
pub fn credit(caption: &str) -> Option<(usize, String)> {
    let text = caption.trim_end();
    // `Photo: Kim/AP` alone is no caption with a credit.
    let is_alone = !text.ends_with('.') && in_brackets(text).is_none();
    if is_alone && has_lead(text.trim_start()) && is_credit(text) {
        return Some((0, text.trim().to_owned()));
    }
    in_brackets(text).or_else(|| behind_slash(text)).or_else(|| behind_stop(text))
}

/// `The envoys meet. (AP Photo/Kim)`, `[사진=연합뉴스]`.
fn in_brackets(text: &str) -> Option<(usize, String)> {
    let (open, close) =
        [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')].into_iter().find(|(_, c)| text.ends_with(*c))?;
    let start = text.rfind(open)?;
    let inner = text[start..].strip_prefix(open)?.strip_suffix(close)?.trim();
    is_credit(inner).then(|| (text[..start].trim_end().len(), inner.to_owned()))
}

/// `The envoys meet / Yonhap`, `정상들이 만났다./연합뉴스`.
fn behind_slash(text: &str) -> Option<(usize, String)> {
    let slash =
        text.rfind(" / ").map(|at| (at, at + 3)).or_else(|| text.rfind('/').map(|at| (at, at + 1)))?;
    let credit = text[slash.1..].trim();
    // `AFP/Getty Images` is one credit.
    let names = text[..slash.0].trim_end();
    if let Some((end, first)) = behind_stop(names).filter(|_| is_credit(credit)) {
        return Some((end, format!("{first}/{credit}")));
    }
    let has_name = slash.1 - slash.0 > 1 && is_signed(names, credit);
    (has_name || is_credit(credit)).then(|| (names.len(), credit.to_owned()))
}

/// `The square at night. / KIM MIN-SU`: a name behind a whole sentence.
fn is_signed(caption: &str, name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    caption.ends_with(['.', '!', '?', '。', '"', '”'])
        && (1..=4).contains(&words.len())
        && words
            .iter()
            .all(|word| word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase()))
        && name.chars().nth(40).is_none()
}

/// `The envoys meet. Yonhap`, `Die Delegation. Foto: dpa`.
fn behind_stop(text: &str) -> Option<(usize, String)> {
    let stops = text.char_indices().filter(|(_, c)| ".!?。！？”\"’)".contains(*c));
    stops.map(|(at, c)| at + c.len_utf8()).find_map(|end| {
        let rest = text.get(end..)?;
        (rest.starts_with(char::is_whitespace) && is_credit(rest)).then(|| (end, rest.trim().to_owned()))
    })
}

/// Whether it is the name of an agency and no more.
pub fn is_agency(credit: &str) -> bool {
    AGENCIES.contains(&credit.trim())
}

/// Whether it opens like a credit: `Photo:`, `Image by`, `©`.
fn has_lead(text: &str) -> bool {
    let lower = text.to_lowercase();
    LEADS.iter().filter_map(|lead| Some((*lead, lower.strip_prefix(lead)?))).any(|(lead, rest)| {
        let rest = rest.trim_start();
        lead == "©"
            || lead == "courtesy of"
            || rest.starts_with([':', '：', '=', '/'])
            || rest.starts_with("by ")
    })
}

pub fn is_credit(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.');
    if text.is_empty() || text.chars().nth(LONGEST).is_some() {
        return false;
    }
    let is_agency = |name: &str| AGENCIES.contains(&name.trim());
    let parts: Vec<&str> = text.split(['/', ',', '-', '–', '|']).collect();
    let of_agency = AGENCIES.iter().any(|agency| {
        // `AP Photo/Kim`, `Reuters file photo`.
        let rest = text.strip_prefix(agency).map(str::trim_start);
        rest.is_some_and(|rest| {
            rest.to_lowercase().starts_with("photo") || rest.to_lowercase().starts_with("file")
        })
    });
    has_lead(text)
        || is_agency(text)
        || of_agency
        || (parts.len() > 1 && parts.iter().any(|part| is_agency(part)))
}
