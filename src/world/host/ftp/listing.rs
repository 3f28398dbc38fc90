//! Reads what a server tells of a folder: lines for machines (MLSD, RFC 3659), or what `ls` or `dir`
//! would show to people, which no standard fixes. The library's readers fail at links and at rights
//! beyond the usual nine letters.

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Without a slash.
    pub name: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Its length in bytes.
    File(u64),
    Folder,
    /// Something that leads elsewhere, or that is not said to be either.
    Other,
}

/// Reads lines by `line`. What is no name of something in that folder is left out.
pub fn read(bytes: &[u8], line: fn(&str) -> Option<(&str, Kind)>) -> Vec<Entry> {
    let lines = bytes.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
    let found = lines.filter_map(|text| line(text.strip_suffix('\r').unwrap_or(text)));
    let found = found.filter(|(name, _)| is_name(name));
    found.map(|(name, kind)| Entry { name: name.to_owned(), kind }).collect()
}

fn is_name(name: &str) -> bool {
    !matches!(name, "" | "." | "..") && !name.contains(['/', '\\']) && !name.contains(char::is_control)
}

/// `type=file;size=12;modify=20240528223327; a name.txt`.
pub fn machine(line: &str) -> Option<(&str, Kind)> {
    let (facts, name) = line.split_once(' ')?;
    let fact = |wanted: &str| {
        let mut facts = facts.split(';').filter_map(|fact| fact.split_once('='));
        facts.find(|(fact, _)| fact.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    };
    let kind = match fact("type")?.to_ascii_lowercase().as_str() {
        "file" => Kind::File(fact("size")?.parse().ok()?),
        "dir" => Kind::Folder,
        "cdir" | "pdir" => return None,
        _ => Kind::Other,
    };
    Some((name, kind))
}

/// `-rw-r--r--   1 desk  staff  12 May 28 22:33 a name.txt`, or `05-28-24  10:33PM  12 a name.txt`.
pub fn human(line: &str) -> Option<(&str, Kind)> {
    if line.starts_with(|c: char| c.is_ascii_digit()) {
        let ([_, _, length], name) = columns(line)?;
        let kind = if length == "<DIR>" { Kind::Folder } else { Kind::File(length.parse().ok()?) };
        // The names are below each other.
        return Some((name.trim_start(), kind));
    }
    let ([rights, _, _, _, length, _, _, _], name) = columns(line)?;
    match rights.chars().next()? {
        '-' => Some((name, Kind::File(length.parse().ok()?))),
        'd' => Some((name, Kind::Folder)),
        'l' => Some((name.split_once(" -> ").map_or(name, |(name, _)| name), Kind::Other)),
        _ => None,
    }
}

/// So many columns, and what follows after one blank.
fn columns<const N: usize>(line: &str) -> Option<([&str; N], &str)> {
    let mut rest = line;
    let mut found = [""; N];
    for column in &mut found {
        (*column, rest) = rest.trim_start_matches(' ').split_once(' ')?;
    }
    Some((found, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(bytes: &str, line: fn(&str) -> Option<(&str, Kind)>) -> Vec<(String, Kind)> {
        read(bytes.as_bytes(), line).into_iter().map(|entry| (entry.name, entry.kind)).collect()
    }

    #[test]
    fn reads_what_servers_write_for_machines() {
        let text = "type=cdir;modify=20240528223327; /www\r\n\
            type=pdir;perm=el; ..\r\n\
            Type=file;Size=12;Modify=20240528223327.5; a; b = c.txt\r\n\
            modify=20240528223327;type=dir;sizd=4096;UNIX.mode=0755; 한국 \r\n\
            type=OS.unix=slink:/etc;size=4; link\r\n\
            type=file;size=9; ../../etc/passwd\r\n\
            type=dir; ..\r\n\
            type=file; no length\r\n\
            nonsense\r\n";
        let expected = [("a; b = c.txt", Kind::File(12)), ("한국 ", Kind::Folder), ("link", Kind::Other)];
        assert_eq!(names(text, machine), expected.map(|(name, kind)| (name.to_owned(), kind)));
    }

    #[test]
    fn reads_what_servers_write_for_people() {
        let text = "total 12\r\n\
            drwxr-xr-x    2 1000     1000         4096 May 28 22:33 .\r\n\
            drwxr-xr-x    2 1000     1000         4096 May 28 22:33 a folder\r\n\
            -rw-r--r--+   1 desk     staff          12 Feb 29  2024  #1 \u{e9}.txt\r\n\
            lrwxrwxrwx    1 desk     staff           4 May 28 22:33 here -> there\r\n\
            -rw-r--r--    1 desk     staff           4 May 28 22:33 ../up\r\n\
            05-28-24  10:33PM       <DIR>          dos folder\r\n\
            05-28-2024  10:33PM              1234 dos file.txt\r\n\
            05-28-24\r\n-\r\n";
        let expected = [
            ("a folder", Kind::Folder),
            (" #1 é.txt", Kind::File(12)),
            ("here", Kind::Other),
            ("dos folder", Kind::Folder),
            ("dos file.txt", Kind::File(1234)),
        ];
        assert_eq!(names(text, human), expected.map(|(name, kind)| (name.to_owned(), kind)));
    }
}
