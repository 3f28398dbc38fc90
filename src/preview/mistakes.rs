//! What is wrong, as the overlay in the browser shows it.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;

/// A longer line of source is cut, in characters.
const LONGEST_LINE: usize = 400;

pub fn report(found: &[Diagnostic], sources: &Sources) -> Value {
    let count = |severity| found.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    json!({
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "notes": count(Severity::Note),
        "diagnostics": found.iter().map(|diagnostic| object(diagnostic, sources)).collect::<Vec<_>>(),
    })
}

fn object(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut object = diagnostic.to_json(|path| sources.text(path));
    let place = &diagnostic.place;
    let text = sources.text(&place.path).unwrap_or("");
    // A place in a whole file is its beginning, which says nothing.
    let line = (place.start != place.end && !diagnostic.is_secret).then(|| {
        let start = text.get(..place.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("");
        line.trim_start_matches('\u{feff}').chars().take(LONGEST_LINE).collect::<String>()
    });
    object["source"] = json!(line);
    object
}
