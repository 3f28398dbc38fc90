//! What was read of a brief, as bytes that a later run can go by.
//!
//! All but the HTML of its body, which is most of it, and which only the brief's own page shows.

use std::sync::Arc;

use super::html::{Html, Known};
use super::markdown::Manner;
use super::{Brief, Parsed, Target, Use};
use crate::diagnostic::Diagnostic;
use crate::path::SitePath;
use crate::source::Text;

/// Appends a brief to `bytes`. `None` for what is not worth keeping, since nothing is published before it
/// has been changed: drafts and what has errors.
pub fn encode(parsed: &Parsed, bytes: &mut Vec<u8>) -> Option<()> {
    let brief = parsed.brief.as_ref().filter(|brief| !brief.draft)?;
    if parsed.diagnostics.iter().any(Diagnostic::is_error) {
        return None;
    }
    let html = &brief.body.html;
    let targets: Vec<(&Target, Use)> = html.targets().collect();
    let ids: String = html.ids().flat_map(|id| ["\"", id]).collect();
    postcard::to_io(&(&**brief, targets, ids, &parsed.diagnostics), bytes).ok().map(drop)
}

/// The brief that `text` was read as. `None` if the bytes are not what [`encode`] makes.
pub fn decode(bytes: &[u8], path: &SitePath, text: &Text, raw_html: bool) -> Option<Parsed> {
    let (mut brief, targets, ids, diagnostics): (Brief, _, _, _) = postcard::from_bytes(bytes).ok()?;
    let manner = Manner::of(raw_html, &brief.language);
    let known = Known { targets, ids, path: path.clone(), text: text.clone(), manner };
    brief.body.html = Html::Known(Box::new(known));
    let (path, draft) = (path.clone(), brief.draft);
    Some(Parsed { path, brief: Some(Arc::new(brief)), remains: Default::default(), draft, diagnostics })
}
