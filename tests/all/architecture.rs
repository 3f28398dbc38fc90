//! What `src/lib.rs` and the design promise about the code: which module may know which, who may
//! touch the world, and how long a file gets. The checkers work on text, and are tested themselves
//! at the end of this file.

use std::fs;
use std::path::Path;

use crate::support::{files, repository};

/// Lines in a file, at most.
const LONGEST: usize = 500;

/// Modules that may touch files, clock, environment, network and processes.
const WORLDLY: &[&str] = &["world", "cli"];

/// What only those may name, as the beginning of a path.
const WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::os",
    "std::io::stdin",
    "std::time::Instant",
    "std::time::SystemTime",
    "File::open",
    "File::create",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "jiff::Timestamp::now",
    "Zoned::now",
    "jiff::Zoned::now",
    // These ask the machine for its zone or its zone data.
    "TimeZone::system",
    "TimeZone::try_system",
    "TimeZone::get",
    "TimeZoneDatabase::from_env",
    "jiff::tz::db",
    "tz::db",
    "rustix",
];

/// Methods of `std::path::Path` that look at the disk.
const WORLD_METHODS: &[&str] =
    &["exists", "try_exists", "canonicalize", "read_dir", "read_link", "metadata", "symlink_metadata"];

/// What only `cli` may name.
const PRINTING: &[&str] = &["std::io::stdout", "std::io::stderr", "io::stdout", "io::stderr", "anstream"];
const PRINTING_MACROS: &[&str] = &["println", "eprintln", "print", "eprint", "dbg"];

const PANICKING_METHODS: &[&str] = &["unwrap", "expect", "unwrap_err", "expect_err"];
const PANICKING_MACROS: &[&str] = &["panic", "todo", "unimplemented", "unreachable"];

#[test]
fn modules_use_only_those_above_them() {
    let order = modules(&read("lib.rs"));
    assert!(order.len() > 10, "lib.rs declares its modules one a line: {order:?}");
    complain(each(|file, code| {
        let Some(own) = file.module() else { return Vec::new() };
        upward(&order, own, file.depth(), code)
    }));
}

#[test]
fn only_world_and_cli_touch_the_world() {
    complain(each(|file, code| {
        if file.module().is_none_or(|own| WORLDLY.contains(&own)) { Vec::new() } else { worldly(code) }
    }));
}

#[test]
fn only_cli_prints() {
    complain(each(
        |file, code| {
            if file.module().is_none_or(|own| own == "cli") { Vec::new() } else { printing(code) }
        },
    ));
}

#[test]
fn one_file_knows_the_yaml_library() {
    let knowing: Vec<String> = sources()
        .into_iter()
        .filter(|file| paths(&code(&file.text)).iter().any(|(path, _)| path[0] == "serde_yaml"))
        .map(|file| file.name)
        .collect();
    assert!(knowing.len() <= 1, "serde_yaml is named in {knowing:?}");
}

#[test]
fn nothing_panics() {
    complain(each(|_, code| panicking(code)));
}

#[test]
fn files_are_short() {
    let long = sources().into_iter().filter(|file| !file.name.ends_with("/table.rs"));
    complain(long.filter_map(|file| too_long(&file.text).map(|lines| format!("src/{}: {lines}", file.name))));
}

#[test]
fn every_file_says_what_it_is() {
    let silent = sources().into_iter().filter(|file| file.name != "main.rs" && !has_doc(&file.text));
    complain(silent.map(|file| format!("src/{} does not start with a `//!` line", file.name)));
}

/// A file below `src/`.
struct Source {
    /// Named from `src/`.
    name: String,
    text: String,
}

impl Source {
    /// The module of the crate that it is or belongs to; none for `lib.rs` and `main.rs`.
    fn module(&self) -> Option<&str> {
        let first = self.name.split('/').next()?.trim_end_matches(".rs");
        (!matches!(&*self.name, "lib.rs" | "main.rs")).then_some(first)
    }

    /// How many `super` lead from it to the crate's root.
    fn depth(&self) -> usize {
        self.name.split('/').count() - usize::from(self.name.ends_with("/mod.rs"))
    }
}

fn read(name: &str) -> String {
    fs::read_to_string(repository("src").join(name)).expect("read a source file")
}

/// Every file of the crate, but those that only tests are made of.
fn sources() -> Vec<Source> {
    files(&repository("src"))
        .into_iter()
        .filter(|(name, _)| name.ends_with(".rs"))
        .filter(|(name, _)| Path::new(name).file_stem().is_none_or(|stem| stem != "tests"))
        .filter(|(name, _)| !name.contains("/tests/"))
        .map(|(name, bytes)| Source { name, text: String::from_utf8(bytes).expect("UTF-8") })
        .collect()
}

/// What a checker finds in every file, each with its place.
fn each(check: impl Fn(&Source, &str) -> Vec<(usize, String)>) -> Vec<String> {
    let place = |file: &Source| {
        let found = check(file, &code(&file.text));
        found.into_iter().map(|(line, what)| format!("src/{}:{line}: {what}", file.name)).collect::<Vec<_>>()
    };
    sources().iter().flat_map(place).collect()
}

fn complain(found: impl IntoIterator<Item = String>) {
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// The modules that `lib.rs` declares, in its order.
fn modules(lib: &str) -> Vec<String> {
    let declared = |line: &str| {
        let line = line.trim().trim_start_matches("pub ").strip_prefix("mod ")?;
        Some(line.strip_suffix(';')?.to_owned())
    };
    code(lib).lines().filter_map(declared).collect()
}

/// Uses of modules that stand below `own` in `order`, and of what `lib.rs` itself makes of all
/// modules: that is for those that run the whole.
fn upward(order: &[String], own: &str, depth: usize, code: &str) -> Vec<(usize, String)> {
    let position = |name: &str| order.iter().position(|module| module == name);
    let mut found = Vec::new();
    for (path, line) in paths(code) {
        let supers = path.iter().take_while(|part| *part == "super").count();
        let name = match &*path[0] {
            "crate" => path.get(1),
            "super" if supers >= depth => path.get(supers),
            _ => None,
        };
        let Some(name) = name else { continue };
        match (position(own), position(name)) {
            (Some(mine), Some(other)) if other > mine => {
                found.push((line, format!("`{own}` uses `{name}`, which lib.rs declares below it")));
            }
            (_, None) if !WORLDLY.contains(&own) => {
                found.push((line, format!("`{own}` uses `{name}` of lib.rs, which stands over all modules")));
            }
            _ => {}
        }
    }
    found
}

fn worldly(code: &str) -> Vec<(usize, String)> {
    let mut found = named(code, WORLD);
    found.extend(calls(code, WORLD_METHODS));
    found
}

fn printing(code: &str) -> Vec<(usize, String)> {
    let mut found = named(code, PRINTING);
    found.extend(macros(code, PRINTING_MACROS));
    found
}

fn panicking(code: &str) -> Vec<(usize, String)> {
    let mut found = calls(code, PANICKING_METHODS);
    found.extend(macros(code, PANICKING_MACROS));
    found
}

fn too_long(text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > LONGEST).then(|| format!("{lines} lines; {LONGEST} are the most"))
}

fn has_doc(text: &str) -> bool {
    text.starts_with("//! ")
}

/// Paths in the code that start with one of `beginnings`.
fn named(code: &str, beginnings: &[&str]) -> Vec<(usize, String)> {
    let starts = |path: &[String]| {
        beginnings.iter().any(|beginning| {
            let beginning: Vec<&str> = beginning.split("::").collect();
            path.len() >= beginning.len() && path.iter().zip(&beginning).all(|(a, b)| a == b)
        })
    };
    let found = paths(code).into_iter().filter(|(path, _)| starts(path));
    found.map(|(path, line)| (line, format!("`{}`", path.join("::")))).collect()
}

/// Calls of methods: `.unwrap()`.
fn calls(code: &str, methods: &[&str]) -> Vec<(usize, String)> {
    spots(code, |before, name, after| {
        let called = after.starts_with('(') || after.starts_with("::<");
        methods.contains(&name) && called && before.trim_end().ends_with('.')
    })
}

fn macros(code: &str, names: &[&str]) -> Vec<(usize, String)> {
    spots(code, |_, name, after| names.contains(&name) && after.starts_with('!') && !after.starts_with("!="))
}

/// Words of the code that `wanted` picks by what stands before and after them.
fn spots(code: &str, wanted: impl Fn(&str, &str, &str) -> bool) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = code[at..].find(is_start).map(|offset| at + offset) {
        let end = word_end(code, start);
        if wanted(&code[..start], &code[start..end], &code[end..]) {
            found.push((line_of(code, start), format!("`{}`", &code[start..end])));
        }
        at = end;
    }
    found
}

/// Every path in the code with its line; groups in braces are taken apart: `use a::{b, c::d};` is
/// `a::b` and `a::c::d`.
fn paths(code: &str) -> Vec<(Vec<String>, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = code[at..].find(is_start).map(|offset| at + offset) {
        at = path(code, start, &[], &mut found);
    }
    let (mut counted, mut line) = (0, 1);
    for (_, place) in &mut found {
        line += code[counted..*place].matches('\n').count();
        counted = std::mem::replace(place, line);
    }
    found
}

/// Reads the path at `start`, below the parts of `parent`; returns where it ends. Paths are found
/// with their place in the code, ascending.
fn path(code: &str, start: usize, parent: &[String], found: &mut Vec<(Vec<String>, usize)>) -> usize {
    let mut parts = parent.to_vec();
    let mut at = start;
    loop {
        let end = word_end(code, at);
        parts.push(code[at..end].to_owned());
        at = end;
        let Some(rest) = code[at..].strip_prefix("::") else { break };
        if rest.starts_with(is_start) {
            at += 2;
        } else if rest.starts_with('{') {
            return group(code, at + 3, &parts, found);
        } else {
            break;
        }
    }
    found.push((parts, start));
    at
}

/// Reads what stands between the braces of a `use`.
fn group(code: &str, start: usize, parent: &[String], found: &mut Vec<(Vec<String>, usize)>) -> usize {
    let mut at = start;
    while let Some(next) = code[at..].chars().next() {
        match next {
            '}' => return at + 1,
            c if is_start(c) => {
                at = path(code, at, parent, found);
                // What it is renamed to is no path.
                if let Some(rest) = code[at..].trim_start().strip_prefix("as ") {
                    let name = code.len() - rest.trim_start().len();
                    at = word_end(code, name);
                }
            }
            c => at += c.len_utf8(),
        }
    }
    at
}

fn is_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn word_end(code: &str, start: usize) -> usize {
    code[start..].find(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(code.len(), |end| start + end)
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// Rust without comments, without what stands in literals, and without what only tests are made
/// of; lines stay where they are.
fn code(text: &str) -> String {
    without_tests(&without_literals(text))
}

fn without_literals(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let end = match literal(text, at) {
            Some(end) => end,
            None => {
                code.push(c);
                at += c.len_utf8();
                continue;
            }
        };
        code.push(' ');
        code.extend(text[at..end].chars().filter(|&c| c == '\n'));
        at = end;
    }
    code
}

/// Where the comment or literal that starts at `at` ends; none if there is none.
fn literal(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let after = |mark: &str, from: usize| {
        rest[from..].find(mark).map_or(text.len(), |end| at + from + end + mark.len())
    };
    if rest.starts_with("//") {
        return Some(rest.find('\n').map_or(text.len(), |end| at + end));
    }
    if rest.starts_with("/*") {
        return Some(after("*/", 2));
    }
    let in_word = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let raw = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r')).filter(|_| !in_word);
    if let Some(raw) = raw {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            return Some(after(&format!("\"{}", "#".repeat(hashes)), rest.len() - raw.len() + hashes + 1));
        }
    }
    let mut chars = rest.char_indices();
    match chars.next()?.1 {
        '"' => {
            let mut escaped = false;
            let end = chars.find(|&(_, c)| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            Some(end.map_or(text.len(), |(end, _)| at + end + 1))
        }
        // A lifetime has no second quotation mark: 'a.
        '\'' => match (chars.next()?.1, chars.next()?.1) {
            ('\\', _) => Some(after("'", 3)),
            (c, '\'') => Some(at + 2 + c.len_utf8()),
            _ => None,
        },
        _ => None,
    }
}

/// Takes out each item that stands after `#[cfg(test)]`, to its closing brace or semicolon.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let Some(start) = code.find(MARK) else { return code.to_owned() };
    let mut depth = 0_usize;
    let end = code[start + MARK.len()..].char_indices().find(|&(_, c)| {
        depth = match c {
            '{' => depth + 1,
            '}' => depth.saturating_sub(1),
            _ => depth,
        };
        depth == 0 && matches!(c, '}' | ';')
    });
    let end = end.map_or(code.len(), |(end, _)| start + MARK.len() + end + 1);
    let lines: String = code[start..end].chars().filter(|&c| c == '\n').collect();
    format!("{}{lines}{}", &code[..start], without_tests(&code[end..]))
}

/// The checkers, on what they must find and what they must let pass.
mod checkers {
    use super::*;

    fn order() -> Vec<String> {
        modules("//! pub mod no;\npub mod path;\nmod brief;\npub mod site;\n#[cfg(test)]\nmod tests;\n")
    }

    fn found(check: impl Fn(&str) -> Vec<(usize, String)>, text: &str) -> Vec<usize> {
        check(&code(text)).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn reads_the_order() {
        assert_eq!(order(), ["path", "brief", "site"]);
    }

    #[test]
    fn finds_what_points_upward() {
        let brief = |text: &str| found(|code| upward(&order(), "brief", 2, code), text);
        assert_eq!(brief("use crate::site::Site;"), [1]);
        assert_eq!(brief("use crate::{path, site};"), [1]);
        assert_eq!(brief("use crate::{\n    path::{A, B},\n    site::{self, C},\n};"), [3, 3]);
        assert_eq!(brief("fn f() {\n    crate::site::go(crate::path::x());\n}"), [2]);
        assert_eq!(brief("fn f(x: &crate::site::Site) {}"), [1]);
        assert_eq!(brief("use super::super::site;"), [1]);
        assert_eq!(brief("use crate::press;"), [1], "lib.rs stands over all");
        assert!(brief("use crate::path::SitePath;\nuse super::site;\nuse crate::brief::site;").is_empty());
        assert!(brief("// crate::site\nlet a = \"crate::site\"; /* crate::site */").is_empty());
        assert!(brief("#[cfg(test)]\nmod tests {\n    use crate::site;\n}").is_empty());
        assert_eq!(brief("#[cfg(test)]\nmod tests {\n    fn f() {}\n}\nuse crate::site;"), [5]);
        assert_eq!(found(|code| upward(&order(), "path", 1, code), "use super::brief;"), [1]);
    }

    #[test]
    fn finds_what_touches_the_world() {
        for bad in [
            "use std::fs;",
            "use std::{fmt, fs};",
            "use std::fs::File;",
            "use std::{io, time::{Duration, Instant}};",
            "let now = Timestamp::now();",
            "let now = jiff::Zoned::now();",
            "std::env::var(\"HOME\")",
            "std::io::stdin().read_line(&mut text)",
            "std::thread::sleep(second)",
            "if path.exists() {}",
            "let zone = TimeZone::get(name);",
        ] {
            assert_eq!(found(worldly, bad), [1], "{bad}");
        }
        for good in [
            "use std::time::Duration;",
            "Page::File(path)",
            "env!(\"OUT_DIR\")",
            "include_str!(\"std::fs\")",
            "use std::fmt;\nuse rayon::prelude::*;",
            "let exists = field.exists;",
            "/// As std::fs does.\nfn f() {}",
            "let s = r#\"a \" std::fs\"#;",
        ] {
            assert!(found(worldly, good).is_empty(), "{good}");
        }
    }

    #[test]
    fn finds_what_prints() {
        for bad in ["println!(\"a\")", "dbg!(x)", "std::io::stderr()", "use std::io::{self, stdout};"] {
            assert_eq!(found(printing, bad), [1], "{bad}");
        }
        assert!(found(printing, "fn print(x: u8) { print(x) } // println!").is_empty());
    }

    #[test]
    fn finds_what_panics() {
        let bad = "a.unwrap();\nb.expect(\"c\");\npanic!();\nd\n    .unwrap();\nunreachable!(\"{}\", 1);";
        let mut lines = found(panicking, bad);
        lines.sort();
        assert_eq!(lines, [1, 2, 3, 5, 6]);
        let good =
            "a.unwrap_or(1); b.expect_it(); let panic = 'p'; std::panic::catch_unwind(f); x.expected()";
        assert!(found(panicking, good).is_empty());
        assert!(found(panicking, "fn f() {}\n#[cfg(test)]\nmod tests {\n a.unwrap();\n}").is_empty());
    }

    #[test]
    fn measures_files() {
        assert!(too_long(&"x\n".repeat(500)).is_none());
        assert!(too_long(&"x\n".repeat(501)).is_some());
        assert!(has_doc("//! A file.\n"));
        assert!(!has_doc("use std::fmt;\n//! A file.\n"));
    }

    #[test]
    fn reads_rust() {
        assert_eq!(
            code("let a = 'x'; // b\nlet c: &'a str = \"\\\"//\";"),
            "let a =  ;  \nlet c: &'a str =  ;"
        );
        assert_eq!(code("let a = '\\''; let b = '\\u{20}';"), "let a =  ; let b =  ;");
        assert_eq!(code("a /* b\nc */ d"), "a  \n d");
    }
}
