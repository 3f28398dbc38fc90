//! Reads what a server tells of a folder: lines for machines (MLSD, RFC 3659), or what `ls` or `dir`
//! would show to people, which no standard fixes. The library's readers fail at links and at rights
//! beyond the usual nine letters.

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Without a slash.
    pub name: String,
    pub kind: Kind,
    /// Tells one folder from another, whatever ways lead there; empty if the server does not say.
    pub unique: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Its length in bytes, if the server says.
    File(Option<u64>),
    Folder,
    /// Something that leads elsewhere, or that is not said to be either.
    Other,
}

/// What a line tells of.
pub enum Line<'l> {
    Entry {
        name: &'l str,
        kind: Kind,
        unique: &'l str,
    },
    /// Nothing in that folder.
    Nothing,
    Unreadable,
}

/// Reads lines by `line`. What cannot be read may tell of somebody's file: it is given back as an
/// error.
pub fn read(bytes: &[u8], line: fn(&str) -> Line) -> Result<Vec<Entry>, String> {
    let mut found = Vec::new();
    for bytes in bytes.split(|byte| *byte == b'\n') {
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_suffix('\r').unwrap_or(&text);
        match line(text) {
            Line::Nothing | Line::Entry { name: "." | "..", .. } => {}
            Line::Entry { name, kind, unique } if !name.is_empty() && !name.contains('/') => {
                // A name that is no text, or would be taken for a command, cannot be asked for: that it
                // is there is all that is known.
                let is_odd =
                    name.contains([char::REPLACEMENT_CHARACTER, '\\']) || name.contains(char::is_control);
                let kind = if is_odd { Kind::File(Some(0)) } else { kind };
                found.push(Entry { name: name.to_owned(), kind, unique: unique.to_owned() });
            }
            Line::Entry { .. } | Line::Unreadable => {
                return Err(text.chars().filter(|c| !c.is_control()).take(200).collect());
            }
        }
    }
    Ok(found)
}

/// `type=file;size=12;modify=20240528223327; a name.txt`.
pub fn machine(line: &str) -> Line<'_> {
    if line.is_empty() {
        return Line::Nothing;
    }
    let Some((facts, name)) = line.split_once(' ') else { return Line::Unreadable };
    let fact = |wanted: &str| {
        let mut facts = facts.split(';').filter_map(|fact| fact.split_once('='));
        facts.find(|(fact, _)| fact.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    };
    let kind = match fact("type").unwrap_or_default().to_ascii_lowercase().as_str() {
        "file" => Kind::File(fact("size").and_then(|size| size.parse().ok())),
        "dir" => Kind::Folder,
        "cdir" | "pdir" => return Line::Nothing,
        _ => Kind::Other,
    };
    Line::Entry { name, kind, unique: fact("unique").unwrap_or_default() }
}

/// `-rw-r--r--   1 desk  staff  12 May 28 22:33 a name.txt`, or `05-28-24  10:33PM  12 a name.txt`.
pub fn human(line: &str) -> Line<'_> {
    let words = words(line);
    // `total 12`, in some language.
    if words.is_empty() || words.len() == 2 && is_number(words[1].0) {
        return Line::Nothing;
    }
    let entry =
        if line.starts_with(|c: char| c.is_ascii_digit()) { dos(line, &words) } else { unix(line, &words) };
    entry.map_or(Line::Unreadable, |(name, kind)| Line::Entry { name, kind, unique: "" })
}

fn dos<'l>(line: &'l str, words: &[(&str, usize)]) -> Option<(&'l str, Kind)> {
    let (length, end) = *words.get(2)?;
    let kind = match length {
        "<DIR>" => Kind::Folder,
        length if length.starts_with('<') => Kind::Other,
        length => Kind::File(Some(length.parse().ok()?)),
    };
    // The names are below each other.
    Some((line[end..].trim_start(), kind))
}

/// Whom it belongs to may be any number of words: what can be found is the length, as the date follows.
fn unix<'l>(line: &'l str, words: &[(&str, usize)]) -> Option<(&'l str, Kind)> {
    let mut starts = 0..words.len();
    let start = starts.find(|start| is_number(words[*start].0) && date(&words[start + 1..]).is_some())?;
    let length = words[start].0.parse().ok()?;
    let end = words[start + date(&words[start + 1..])?].1;
    // One blank follows; more belong to the name.
    let name = line.get(end + 1..)?;
    match line.chars().next()? {
        '-' => Some((name, Kind::File(Some(length)))),
        'd' => Some((name, Kind::Folder)),
        'l' => Some((name.split_once(" -> ").map_or(name, |(name, _)| name), Kind::Other)),
        _ => Some((name, Kind::Other)),
    }
}

/// How many words are a date: `May 28 22:33`, `May 28 2024`, `2024-05-28 22:33`.
fn date(words: &[(&str, usize)]) -> Option<usize> {
    let word = |at: usize| words.get(at).map(|(word, _)| *word).unwrap_or_default();
    let is_time = |word: &str| word.split_once(':').is_some_and(|(hour, _)| is_number(hour));
    let is_year = |word: &str| is_number(word) && word.len() == 4;
    let is_month = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphabetic() || c == '.');
    if is_month(word(0)) && is_number(word(1)) && (is_time(word(2)) || is_year(word(2))) {
        return Some(3);
    }
    (word(0).split('-').count() == 3 && word(0).split('-').all(is_number) && is_time(word(1))).then_some(2)
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words of a line, and where each ends.
fn words(line: &str) -> Vec<(&str, usize)> {
    let mut end = 0;
    let pieces = line.split(' ').map(|word| {
        let this = end + word.len();
        end = this + 1;
        (word, this)
    });
    pieces.filter(|(word, _)| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &[u8], line: fn(&str) -> Line) -> Result<Vec<(String, Kind)>, String> {
        let entries = read(text, line)?;
        Ok(entries.into_iter().map(|entry| (entry.name, entry.kind)).collect())
    }

    #[track_caller]
    fn assert_reads(text: &[u8], line: fn(&str) -> Line, expected: &[(&str, Kind)]) {
        let expected = expected.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
        assert_eq!(names(text, line), Ok(expected));
    }

    #[test]
    fn reads_what_servers_write_for_machines() {
        let text = b"type=cdir;modify=20240528223327; /www\r\n\
            type=pdir;perm=el; ..\r\n\
            Type=file;Size=12;Modify=20240528223327.5; a; b = c.txt\r\n\
            modify=20240528223327;type=dir;sizd=4096;UNIX.mode=0755; \xed\x95\x9c \r\n\
            type=OS.unix=slink:/etc;size=4; link\r\n\
            type=dir; ..\r\n\
            type=file; no length\r\n\
            modify=20240528223327; no type\r\n\
            type=dir; caf\xe9\r\n";
        let expected = [
            ("a; b = c.txt", Kind::File(Some(12))),
            ("한 ", Kind::Folder),
            ("link", Kind::Other),
            ("no length", Kind::File(None)),
            ("no type", Kind::Other),
            ("caf\u{fffd}", Kind::File(Some(0))),
        ];
        assert_reads(text, machine, &expected);
        for text in ["nonsense", "type=file;size=9; ../../etc/passwd", "type=file;size=9; "] {
            assert!(names(text.as_bytes(), machine).is_err(), "{text}");
        }
        let same = read(b"type=dir;unique=fd01g2; a", machine).expect("entries");
        assert_eq!(same[0].unique, "fd01g2");
    }

    #[test]
    fn reads_what_servers_write_for_people() {
        let text = "total 12\r\n\
            drwxr-xr-x    2 1000     1000         4096 May 28 22:33 .\r\n\
            drwxr-xr-x    2 1000     1000         4096 May 28 22:33 a folder\r\n\
            -rw-r--r--+   1 desk     staff          12 Feb 29  2024  #1 \u{e9}.txt\r\n\
            -rw-r--r--    1 desk     Domain Users   13 Feb 29 2024 two words 2.txt\r\n\
            -rw-r--r--    1 desk     14 May 28 22:33 no group.txt\r\n\
            -rw-r--r--    1 desk     staff          15 2024-05-28 22:33 iso.txt\r\n\
            lrwxrwxrwx    1 desk     staff           4 May 28 22:33 here -> there\r\n\
            05-28-24  10:33PM       <DIR>          dos folder\r\n\
            05-28-24  10:33PM       <JUNCTION>     dos link\r\n\
            05-28-2024  10:33PM              1234 dos file.txt\r\n";
        let expected = [
            ("a folder", Kind::Folder),
            (" #1 é.txt", Kind::File(Some(12))),
            ("two words 2.txt", Kind::File(Some(13))),
            ("no group.txt", Kind::File(Some(14))),
            ("iso.txt", Kind::File(Some(15))),
            ("here", Kind::Other),
            ("dos folder", Kind::Folder),
            ("dos link", Kind::Other),
            ("dos file.txt", Kind::File(Some(1234))),
        ];
        assert_reads(text.as_bytes(), human, &expected);
        let up = "-rw-r--r-- 1 desk staff 4 May 28 22:33 ../up";
        for text in ["05-28-24", "-", "-rw-r--r-- 1 desk staff 4 some day a.txt", up] {
            assert!(names(text.as_bytes(), human).is_err(), "{text}");
        }
    }
}
