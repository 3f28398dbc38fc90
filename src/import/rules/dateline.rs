//! Where it was written: `SEOUL, July 29 (Agency) — The North…`.

use super::agency;
use super::date::{Reading, is_over};
use crate::import::article::{Kind, LeftOut};
use crate::import::draft::{Desk, Draft, Found, Sureness, Taken};
use crate::text::shortened;

/// The first paragraph of the text is among so many blocks.
const FIRST: usize = 8;

/// A place and what stands before the dash, in characters.
const LONGEST: usize = 60;

/// Signs with which the names of agencies and papers end, in Chinese and Japanese.
const AGENCIES: [char; 6] = ['社', '信', '聞', '闻', '報', '报'];

/// What stands before the text.
struct Lead {
    place: String,
    /// Agency, day: whatever else stands there, as it is written.
    rest: String,
    author: Option<String>,
    /// Where the text goes on, in bytes.
    end: usize,
    sureness: Sureness,
}

pub fn apply(draft: &mut Draft, desk: &Desk) {
    if draft.dateline.is_some() {
        return;
    }
    let found = draft.blocks.iter().take(FIRST).enumerate().find_map(|(at, block)| match &block.kind {
        Kind::Paragraph(text) => {
            let text = text.text();
            let lead = [bracketed(&text), wired(&text), slashed(&text), split(&text, desk)]
                .into_iter()
                .flatten()
                .next()?;
            Some((at, block.line, lead))
        }
        _ => None,
    });
    let Some((at, line, lead)) = found else { return alone(draft, desk) };
    if let Some(block) = draft.blocks.get_mut(at)
        && let Kind::Paragraph(text) = &mut block.kind
    {
        let (_, after) = std::mem::take(text).split(lead.end);
        *text = after.trimmed();
    }
    let why = "before the first paragraph";
    draft.taken.push(Taken { field: "dateline", line, text: lead.place.clone() });
    draft.dateline = Some(Found::new(cased(&lead.place), lead.sureness, line, why));
    if let Some(author) = lead.author {
        draft.taken.push(Taken { field: "authors", line, text: author.clone() });
        let name = author.split_whitespace().next().unwrap_or_default().to_owned();
        if draft.authors.is_empty() {
            // Without `기자` it may be an agency that is not known.
            let sureness = if author.contains(' ') { Sureness::Certain } else { Sureness::Likely };
            draft.authors.push(Found::new(name, sureness, line, "in the dateline"));
        }
    }
    said_beside(draft, desk, line, lead.rest);
}

/// A place that is known, on a line of its own over the text.
fn alone(draft: &mut Draft, desk: &Desk) {
    let is_place = |text: &str| desk.gazetteer.knows(text) && desk.names.find(text).is_err();
    let found = draft.blocks.iter().take(FIRST).enumerate().find_map(|(at, block)| match &block.kind {
        Kind::Paragraph(text) if is_over(draft, at) => {
            Some((at, block.line, cased(text.text().trim()))).filter(|(.., place)| is_place(place))
        }
        _ => None,
    });
    if let Some((at, line, place)) = found {
        let why = "a place by itself over the text";
        draft.dateline = Some(Found::new(place, Sureness::Likely, line, why));
        draft.take(at, "dateline");
    }
}

/// What the day and the agency beside the place say.
fn said_beside(draft: &mut Draft, desk: &Desk, line: usize, rest: String) {
    if !rest.chars().any(char::is_alphanumeric) {
        return;
    }
    let day = rest.split(['(', '/']).next().unwrap_or_default().trim();
    match Reading::of(day, desk) {
        Some(reading) if draft.date.is_none() => {
            let found = Found { why: "the day in the dateline".to_owned(), ..reading.found(line) };
            draft.date = Some(Found { sureness: found.sureness.max(Sureness::Likely), ..found });
        }
        None if draft.date.is_none()
            && !agency::is_credit(day)
            && day.chars().any(|c| c.is_ascii_digit()) =>
        {
            let day = shortened(day, 40);
            draft.ask("date", Some(line), format!("the dateline says `{day}`; of which year?"));
        }
        _ => {}
    }
    let names = rest.split(|c: char| "()（）=,".contains(c)).map(str::trim);
    if let Some(name) = names.into_iter().find(|name| agency::is_credit(name)) {
        let question = format!(
            "`{name}` stands in the dateline; if the text is theirs, say so: original: {{publisher: {name}, url: …}}"
        );
        draft.ask("original", Some(line), question);
    }
    let why = "it stood beside the dateline's place".to_owned();
    draft.left_out.push(LeftOut { line, text: rest, why });
}

/// The place, what else stands before the dash, and where the text goes on.
fn split(text: &str, desk: &Desk) -> Option<Lead> {
    let start = text.get(..text.floor_char_boundary(LONGEST * 4))?;
    let dashes = [".- ", "—", "–", " - ", "--"];
    let (cut, dash) = dashes.iter().filter_map(|dash| Some((start.find(dash)?, *dash))).min()?;
    let lead = start.get(..cut)?.trim();
    if lead.is_empty() || lead.chars().nth(LONGEST).is_some() {
        return None;
    }
    let (place, rest) = lead.split_at_checked(lead.find([',', '(']).unwrap_or(lead.len()))?;
    let (place, rest) = (place.trim(), rest.trim_start_matches(',').trim());
    let is_capitals = place.chars().any(char::is_alphabetic)
        && place.chars().all(|c| c.is_uppercase() || !c.is_alphabetic())
        && place.chars().filter(|c| c.is_alphabetic()).count() > 2;
    let has_agency = rest.split(['(', ')', ',']).any(agency::is_credit);
    let has_day = rest.chars().any(|c| c.is_ascii_digit());
    // `WASHINGTON, D.C.`, `MOSCOW, Russia`: what the place lies in.
    let is_shortened = rest.ends_with('.') && !rest.contains(' ') && rest.chars().count() <= 6;
    let lies_in = is_shortened || desk.names.find(rest).is_ok();
    let in_capitals = is_capitals && (rest.is_empty() || rest.starts_with('(') || has_day || lies_in);
    // Else a day or an agency has to say that `Berlin` begins no sentence.
    let has_capitals = place.split_whitespace().all(|word| !word.starts_with(char::is_lowercase));
    let is_day = Reading::of(rest.split('(').next()?, desk).is_some() || is_day(rest);
    let in_small = has_capitals && place.split_whitespace().count() <= 3 && (has_agency || is_day);
    (in_capitals || in_small).then(|| Lead {
        place: place.to_owned(),
        rest: rest.to_owned(),
        author: None,
        end: cut + dash.len(),
        sureness: if is_capitals || has_agency { Sureness::Certain } else { Sureness::Likely },
    })
}

/// A day and a month: `28 mai`, `July 29`, `5. Mai`.
fn is_day(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_number =
        |word: &&str| word.trim_end_matches('.').parse::<u8>().is_ok_and(|day| (1..=31).contains(&day));
    words.len() == 2 && words.iter().filter(|word| is_number(word)).count() == 1
}

/// `(서울=연합뉴스) 홍길동 기자 = 본문`, `【ソウル=共同】本文`.
fn bracketed(text: &str) -> Option<Lead> {
    let (open, close) = [('(', ')'), ('[', ']'), ('【', '】'), ('（', '）')]
        .into_iter()
        .find(|(open, _)| text.starts_with(*open))?;
    let start = text.get(..text.floor_char_boundary(LONGEST * 4))?;
    let (inner, behind) = start.strip_prefix(open)?.split_once(close)?;
    let (place, rest) = inner.split_once(['=', '＝'])?;
    let is_place = (1..=12).contains(&place.trim().chars().count())
        && place.chars().all(|c| c.is_alphabetic() || c == ' ');
    if !is_place || rest.trim().is_empty() || agency::is_credit(inner) {
        return None;
    }
    // Who wrote it stands before a second such sign.
    let author =
        behind.split_once(" = ").map(|(author, _)| author).filter(|author| author.chars().nth(20).is_none());
    let skipped = author.map_or(0, |author| author.len() + " = ".len());
    let author = author.map(|author| author.trim().to_owned()).filter(|author| !author.is_empty());
    // `【ソウル＝田中花子】`: a correspondent stands in the agency's place.
    let is_name = open == '【'
        && !agency::is_credit(rest)
        && !rest.contains(AGENCIES)
        && (3..=6).contains(&rest.chars().count());
    let (rest, author) =
        if is_name && author.is_none() { ("", Some(rest.to_owned())) } else { (rest, author) };
    Some(Lead {
        place: place.trim().to_owned(),
        rest: rest.trim().to_owned(),
        author,
        end: open.len_utf8() + inner.len() + close.len_utf8() + skipped,
        sureness: Sureness::Certain,
    })
}

/// `АСТАНА, 3 июня. /ТАСС/. Казахстан`: place, day, agency.
fn slashed(text: &str) -> Option<Lead> {
    let start = text.get(..text.floor_char_boundary(LONGEST * 4))?;
    let open = start.find('/').filter(|open| start[..*open].chars().nth(LONGEST).is_none())?;
    let agency = start[open + 1..].split('/').next()?;
    let close = open + 1 + agency.len();
    if !agency::is_agency(agency) || !start[close..].starts_with('/') {
        return None;
    }
    let lead = start[..open].trim();
    let (place, day) = lead.split_at(lead.find([',', '.']).unwrap_or(lead.len()));
    let day = day.trim_matches(|c: char| c.is_whitespace() || ",.".contains(c));
    let is_place = place.chars().any(char::is_alphabetic)
        && place.chars().all(|c| c.is_alphabetic() || " -–".contains(c));
    let after = start[close + 1..].chars().take_while(|c| c.is_whitespace() || ".-–—".contains(*c));
    is_place.then(|| Lead {
        place: place.trim().to_owned(),
        rest: format!("{day} ({agency})").trim().to_owned(),
        author: None,
        end: close + 1 + after.map(char::len_utf8).sum::<usize>(),
        sureness: Sureness::Certain,
    })
}

/// `新华社北京5月28日电 正文`: agency, place, day.
fn wired(text: &str) -> Option<Lead> {
    let start = text.get(..text.floor_char_boundary(LONGEST * 4))?;
    let (lead, _) = start.split_once(['电', '電'])?;
    let end = lead.len() + '电'.len_utf8();
    let (day_end, names) =
        (lead.strip_suffix('日')?, lead.trim_end_matches(|c: char| c.is_ascii_digit() || "月日".contains(c)));
    let agency =
        day_end.split('社').next().filter(|agency| lead.contains('社') && agency.chars().count() <= 4)?;
    let agency_end = agency.len() + '社'.len_utf8();
    let place = names.get(agency_end..).filter(|place| (1..=8).contains(&place.chars().count()))?;
    Some(Lead {
        place: place.to_owned(),
        rest: format!("{}, {}", lead.get(..agency_end)?, lead.get(names.len()..)?),
        author: None,
        end,
        sureness: Sureness::Certain,
    })
}

/// `SEOUL` as `Seoul`, `NEW DELHI` as `New Delhi`.
fn cased(place: &str) -> String {
    let mut is_first = true;
    let mut cased = String::with_capacity(place.len());
    for c in place.chars() {
        if is_first {
            cased.push(c);
        } else {
            cased.extend(c.to_lowercase());
        }
        is_first = !c.is_alphabetic() && c != '\'' && c != '’';
    }
    cased
}
