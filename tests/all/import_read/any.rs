//! Whatever a file holds, readers end and lose no letter of it.
//!
//! `PROPTEST_CASES=40000 cargo test import_read` looks longer.

use dateline::import::{self, Format};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::Config as Runs;

use super::{DOCUMENTS, Letters, count, document, fixture, letters, packed, parts};

fn runs() -> Runs {
    Runs { failure_persistence: None, ..Runs::with_cases(48) }
}

proptest! {
    #![proptest_config(runs())]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = import::read(Format::Docx, &bytes);
        let _ = import::read(Format::Markdown, &bytes);
    }

    #[test]
    fn damaged_archives_are_read_or_refused(
        name in proptest::sample::select(DOCUMENTS.to_vec()),
        edits in proptest::collection::vec((any::<Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = fixture(&format!("docx/{name}.docx"));
        for (at, byte) in edits {
            let length = bytes.len();
            bytes[at.index(length)] = byte;
        }
        let _ = import::read(Format::Docx, &bytes);
    }

    #[test]
    fn damaged_parts_are_read_or_refused(
        name in proptest::sample::select(DOCUMENTS.to_vec()),
        edits in proptest::collection::vec((any::<Index>(), any::<Index>(), any::<Index>(), 0_u8..4), 1..6),
    ) {
        let mut parts = parts(&fixture(&format!("docx/{name}.docx")));
        for (part, at, other, how) in edits {
            let count = parts.len();
            damage(&mut parts[part.index(count)].1, at, other, how);
        }
        let _ = import::read(Format::Docx, &packed(&parts, zip::CompressionMethod::Stored));
    }

    #[test]
    fn no_letter_of_a_document_is_lost(body in body()) {
        let bytes = document(&body);
        let article = import::read(Format::Docx, &bytes).expect("a document");
        let mut expected = Letters::new();
        let text = body.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
        text.for_each(|text| count(text, &mut expected));
        prop_assert_eq!(letters(&article, false), expected, "{}", body);
    }

    #[test]
    fn no_letter_of_markdown_is_lost(lines in proptest::collection::vec(line(), 0..24)) {
        let text = lines.join("\n");
        let article = import::read(Format::Markdown, text.as_bytes()).expect("Markdown");
        let found = letters(&article, true);
        let mut expected = Letters::new();
        count(&text, &mut expected);
        for (letter, times) in expected {
            prop_assert!(found.get(&letter).is_some_and(|found| *found >= times), "{letter} of {text:?}");
        }
        let lines: Vec<usize> = article.blocks.iter().map(|block| block.line).collect();
        prop_assert!(lines.is_sorted(), "{lines:?} of {text:?}");
    }
}

/// Tags go missing, stand twice, or change places.
fn damage(bytes: &mut Vec<u8>, at: Index, other: Index, how: u8) {
    let starts: Vec<usize> =
        bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<').map(|(at, _)| at).collect();
    if starts.is_empty() {
        return;
    }
    let place = |index: Index| starts[index.index(starts.len())];
    let (from, to) = (place(at).min(place(other)), place(at).max(place(other)));
    match how {
        0 => drop(bytes.drain(from..to)),
        1 => {
            let twice = bytes[from..to].to_vec();
            bytes.splice(to..to, twice);
        }
        2 => bytes.truncate(to),
        _ => bytes[from..to].reverse(),
    }
}

/// A document's body whose only text is what stands between its tags.
fn body() -> impl Strategy<Value = String> {
    let word = "[a-z0-9]{1,6} ?|[가-힣]{1,3}|&#233;";
    let text = word.prop_map(|word| format!("<w:r><w:t>{}</w:t></w:r>", word.replace("&#233;", "é")));
    let run = prop_oneof![
        4 => text.clone(),
        1 => text.clone().prop_map(|run| run.replace("<w:t>", "<w:rPr><w:b/></w:rPr><w:t>")),
        1 => text.clone().prop_map(|run| run.replace("<w:t>", "<w:rPr><w:vanish/></w:rPr><w:t>")),
        1 => text.clone().prop_map(|run| run.replace("<w:t>", "<w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>")),
        1 => text.clone().prop_map(|run| format!("<w:del>{}</w:del>", run.replace("w:t>", "w:delText>"))),
        1 => text.clone().prop_map(|run| format!("<w:moveFrom>{run}</w:moveFrom>")),
        1 => text.clone().prop_map(|run| format!("<w:hyperlink w:anchor=\"x\">{run}</w:hyperlink>")),
        1 => Just("<w:r><w:br/></w:r>".to_owned()),
        1 => Just("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>".to_owned()),
        1 => Just("<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>".to_owned()),
        1 => Just("<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>".to_owned()),
        1 => Just("<w:r><w:drawing><wp:inline><a:blip r:embed=\"x\"/></wp:inline></w:drawing></w:r>".to_owned()),
        1 => text.prop_map(|run| format!("<w:ins><w:sdt><w:sdtContent>{run}</w:sdtContent></w:sdt></w:ins>")),
    ];
    let style = prop_oneof![
        3 => Just(""),
        1 => Just("<w:pStyle w:val=\"Title\"/>"),
        1 => Just("<w:pStyle w:val=\"Heading2\"/>"),
        1 => Just("<w:pStyle w:val=\"Caption\"/>"),
        1 => Just("<w:pStyle w:val=\"Quote\"/>"),
        1 => Just("<w:pStyle w:val=\"SourceCode\"/>"),
        1 => Just("<w:pStyle w:val=\"Author\"/>"),
        1 => Just("<w:pStyle w:val=\"TOC1\"/>"),
        1 => Just("<w:pStyle w:val=\"ListContinue\"/>"),
        1 => Just("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>"),
        1 => Just("<w:numPr><w:ilvl w:val=\"2\"/><w:numId w:val=\"2\"/></w:numPr>"),
        1 => Just("<w:rPr><w:del/></w:rPr>"),
    ];
    let paragraph = (style, proptest::collection::vec(run, 0..5))
        .prop_map(|(style, runs)| format!("<w:p><w:pPr>{style}</w:pPr>{}</w:p>", runs.concat()));
    let block = paragraph.prop_recursive(3, 24, 4, |inner| {
        let several = proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several.clone().prop_map(|blocks| {
                let cells: String = blocks.iter().map(|block| format!("<w:tc>{block}</w:tc>")).collect();
                format!("<w:tbl><w:tr>{cells}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{cells}</w:tr></w:tbl>")
            }),
            several.clone().prop_map(|blocks| {
                let (open, close) = (
                    "<w:p><w:r><w:pict><v:textbox><w:txbxContent>",
                    "</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
                );
                format!("{open}{}{close}", blocks.concat())
            }),
            several.prop_map(|blocks| format!(
                "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
                blocks.concat()
            )),
        ]
    });
    proptest::collection::vec(block, 0..12).prop_map(|blocks| blocks.concat())
}

fn line() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z0-9]{1,7}",
        1 => "[가-힣]{1,3}",
        1 => proptest::sample::select(vec![
            "*", "**", "_", "`", "~~", "[", "](/x)", "![", "](y.png)", "](y.png \"t\")", "<b>", "</b>", "<!--", "-->",
            "{{< ref 1 >}}", "{{", "}}", "{% x %}", "\\", "|", "#", "# ", "- ", "1. ", "> ", "[^1]", "[^1]: ", "    ",
            "\t", "---", "***", "```", "===", "[a]: /u", "![a](b)", "*c*", "<https://a.b>", "{#id}", " & ",
            "+++", "kept: t", "kept = 3", "more: [a, {b: c}]", "  ",
        ]).prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}
