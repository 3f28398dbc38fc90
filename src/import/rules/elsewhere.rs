//! Pictures of a web page that were not saved with it: they would be shown from somebody else's host.

use crate::import::article::PictureSource;
use crate::import::beside::visit;
use crate::import::draft::{Desk, Draft};

pub fn apply(draft: &mut Draft, _: &Desk) {
    let mut hosts = Vec::new();
    visit(&mut draft.blocks, &mut |line, source| {
        if let PictureSource::Linked { url, .. } = source {
            let host = url.split("://").nth(1).unwrap_or(url).split(['/', '?', '#']).next();
            hosts.push((line, host.unwrap_or_default().to_owned()));
        }
    });
    for (line, host) in hosts {
        let question = format!(
            "the picture is not beside the page and stays at {host}; may it be shown from there? If not, put its file beside the text"
        );
        draft.ask("figure", Some(line), question);
    }
}
