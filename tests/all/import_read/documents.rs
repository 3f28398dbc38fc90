//! Single things that word processors write.

use super::*;

/// A document with parts beside its body, each by its name, its relationship and its content.
fn with_parts(body: &str, further: &[(&str, &str, &str)]) -> Article {
    let text = format!("<w:document><w:body>{body}</w:body></w:document>");
    let mut links = String::new();
    let mut parts = vec![("word/document.xml".to_owned(), text.into_bytes())];
    for (name, kind, content) in further {
        links.push_str(&format!("<Relationship Id=\"{kind}\" Type=\"x/{kind}\" Target=\"{name}\"/>"));
        parts.push((format!("word/{name}"), content.as_bytes().to_vec()));
    }
    parts.push(("word/_rels/document.xml.rels".to_owned(), format!("<r>{links}</r>").into_bytes()));
    import::read(Format::Docx, &packed(&parts, zip::CompressionMethod::Stored)).expect("a document")
}

fn field(code: &str, result: &str) -> String {
    let sign = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let code = format!("<w:r><w:instrText>{code}</w:instrText></w:r>");
    format!("{}{code}{}<w:r><w:t>{result}</w:t></w:r>{}", sign("begin"), sign("separate"), sign("end"))
}

/// Word's own captions, pasted without their style.
#[test]
fn a_counted_label_makes_a_caption() {
    let picture = "<w:p><w:drawing><a:blip r:link=\"image\"/></w:drawing></w:p>";
    let label = |code: &str| {
        let counted = field(code, "1");
        format!(
            "<w:p><w:r><w:t xml:space=\"preserve\">Figure </w:t></w:r>{counted}<w:r><w:t>: The bridge</w:t></w:r></w:p>"
        )
    };
    let simple = "<w:p><w:r><w:t>Abb. </w:t></w:r><w:fldSimple w:instr=\" SEQ Abbildung \"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>";
    for (below, expected) in
        [(label(" SEQ Figure \\* ARABIC "), "*Figure 1: The bridge*"), (simple.to_owned(), "*Abb. 1*")]
    {
        let article = with_parts(&format!("{picture}{below}"), &[]);
        let text = markdown::blocks(&article.blocks);
        assert!(article.blocks.len() == 1 && text.ends_with(expected), "{text}");
    }
    // A reference to another figure, and a counted formula.
    let formula = format!(
        "<w:p><w:r><w:t>a = b (</w:t></w:r>{}<w:r><w:t>)</w:t></w:r></w:p>",
        field("SEQ Equation", "1")
    );
    for below in [label(" REF _Ref1 \\h "), formula] {
        assert_eq!(with_parts(&format!("{picture}{below}"), &[]).blocks.len(), 2, "{below}");
    }
}

#[test]
fn what_a_document_lacks_is_told() {
    let body = "<w:p><w:r><w:t>One</w:t></w:r><w:r><w:footnoteReference w:id=\"7\"/></w:r></w:p><w:altChunk r:id=\"aFChunk\"/>";
    let article = with_parts(
        body,
        &[
            ("styles.xml", "styles", "<w:styles><w:style>"),
            ("chunk.html", "aFChunk", "<p>More</p>"),
            ("footnotes.xml", "footnotes", "<w:footnotes/>"),
        ],
    );
    let left: Vec<_> = article.left_out.iter().map(|left| (left.text.as_str(), left.why.as_str())).collect();
    let [styles, chunk, note] = left.as_slice() else { panic!("{left:?}") };
    assert!(styles.0 == "word/styles.xml" && styles.1.contains("cannot be read"), "{left:?}");
    assert!(
        chunk.0 == "word/chunk.html" && chunk.1.contains("save the whole in a word processor"),
        "{left:?}"
    );
    assert!(note.0 == "[^…]" && note.1.contains("the first is note 1"), "{left:?}");
}
