//! Every reader and every rule of `dateline import` on whatever bytes come. The first byte chooses the
//! format.
#![no_main]

use dateline::country::Names;
use dateline::gazetteer::Gazetteer;
use dateline::import::{Desk, Format, import, read};
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 4] = [Format::Plain, Format::Markdown, Format::Html, Format::Docx];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let Some(format) = FORMATS.get(usize::from(first % 4)) else { return };
    let (names, gazetteer) = (Names::default(), Gazetteer::default());
    let desk = Desk { names: &names, gazetteer: &gazetteer, language: "en", time_zone: &TimeZone::UTC };
    if let Ok(article) = read(*format, bytes) {
        let brief = import(article, &desk);
        assert!(brief.text.starts_with("---\n"));
        assert!(!brief.slug.is_empty());
    }
});
