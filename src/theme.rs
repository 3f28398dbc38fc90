//! The built-in theme, as it stood in `templates/` and `static/theme/` when this was compiled.

include!(concat!(env!("OUT_DIR"), "/theme.rs"));

/// The style sheet's name, from the output's root.
pub const STYLESHEET: &str = "theme/dateline.css";

/// The name of the map that others are cut out of. It is no file of the theme, and a site may put one of
/// its own in its place.
pub const MAP: &str = "theme/map.svg";

/// Stands where a picture is still to come, from the output's root. A build names each.
pub const PLACEHOLDER: &str = "/theme/placeholder.svg";

/// A built-in template by its name: `brief.html`, `words/en.yaml`.
pub fn template(name: &str) -> Option<&'static str> {
    TEMPLATES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// A built-in file by its name from the output's root.
pub fn file(name: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}
