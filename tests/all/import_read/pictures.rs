//! Pictures in documents: which come along, and under which names.

use super::*;

/// As much of a PNG as says that it is one.
fn picture(number: usize) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".as_slice(), &[number as u8]].concat()
}

#[test]
fn pictures_of_one_name_get_names_of_their_own() {
    let mut body = String::new();
    let mut links = String::new();
    let mut all = Vec::new();
    for (at, name) in
        ["a/Map.png", "b/map.png", "c/map-2.png", "d/../e/MAP.PNG", "f/.hidden", "g/", "h/map.png"]
            .into_iter()
            .enumerate()
    {
        body.push_str(&format!("<w:p><w:drawing><a:blip r:embed=\"r{at}\"/></w:drawing></w:p>"));
        links.push_str(&format!("<Relationship Id=\"r{at}\" Type=\"x/image\" Target=\"{name}\"/>"));
        all.push((format!("word/{}", name.replace("d/../", "").trim_end_matches('/')), picture(at)));
    }
    let text = format!("<w:document><w:body>{body}</w:body></w:document>");
    all.push(("word/document.xml".to_owned(), text.into_bytes()));
    all.push(("word/_rels/document.xml.rels".to_owned(), format!("<r>{links}</r>").into_bytes()));
    let bytes = packed(&all, zip::CompressionMethod::Stored);
    let article = import::read(Format::Docx, &bytes).expect("a document");
    let names: Vec<&str> = article.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        ["Map.png", "map-2.png", "map-2-2.png", "MAP-3.PNG", "hidden.png", "g.png", "map-4.png"]
    );
    assert!(article.files.iter().enumerate().all(|(at, file)| file.bytes == picture(at)));
}

/// A document that shows a file of a name.
fn showing(name: &str, bytes: &[u8]) -> Article {
    let text =
        "<w:document><w:body><w:p><w:drawing><a:blip r:embed=\"r\"/></w:drawing></w:p></w:body></w:document>";
    let links = format!("<r><Relationship Id=\"r\" Type=\"x/image\" Target=\"{name}\"/></r>");
    let parts = [
        ("word/document.xml".to_owned(), text.as_bytes().to_vec()),
        ("word/_rels/document.xml.rels".to_owned(), links.into_bytes()),
        (format!("word/{name}"), bytes.to_vec()),
    ];
    import::read(Format::Docx, &packed(&parts, zip::CompressionMethod::Stored)).expect("a document")
}

#[test]
fn a_picture_is_what_its_content_says() {
    let drawing = "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><style>a{}</style><a href=\"https://example.org/\"><path d=\"M0 0\"/></a></svg>";
    for (name, bytes, expected) in [
        ("a.png", picture(1), "a.png"),
        ("index.md", picture(1), "index.png"),
        ("page.html", b"\xff\xd8\xff\xe0".to_vec(), "page.jpg"),
        ("b.JPEG", b"\xff\xd8\xff\xe0".to_vec(), "b.JPEG"),
        ("c.svg", drawing.as_bytes().to_vec(), "c.svg"),
    ] {
        let article = showing(name, &bytes);
        let names: Vec<&str> = article.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, [expected], "{:?}", article.left_out);
    }
}

#[test]
fn what_runs_or_cannot_be_shown_stays_behind_by_name() {
    let svg = |inner: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inner}</svg>").into_bytes();
    let emf = [b"\x01\0\0\0".as_slice(), &[0; 36], b" EMF\0\0"].concat();
    for (name, bytes, why) in [
        ("a.svg", svg("<script>alert(1)</script>"), "scripts"),
        ("a.svg", svg("<g onload='alert(1)'/>"), "scripts"),
        ("a.svg", svg("<a xlink:href=' java\tscript:alert(1)'/>"), "scripts"),
        ("a.svg", svg("<a href='&#106;avascript:alert(1)'/>"), "scripts"),
        ("a.svg", svg("<animate attributeName='href' values='#;javascript:alert(1)'/>"), "scripts"),
        ("a.svg", svg("<use href='data:image/svg+xml,x'/>"), "scripts"),
        ("a.svg", svg("<foreignObject><iframe src='x'/></foreignObject>"), "scripts"),
        ("a.svg", svg("<x:script xmlns:x='http://www.w3.org/1999/xhtml'/>"), "scripts"),
        ("a.svg", [b"<?xml-stylesheet href='x'?>".to_vec(), svg("")].concat(), "instructions"),
        ("a.svg", [b"<!DOCTYPE svg [<!ENTITY a 'b'>]>".to_vec(), svg("&a;")].concat(), "definitions"),
        ("a.svg", b"<svg><g></svg>".to_vec(), "cannot be read"),
        ("lie.png", svg("<script/>"), "scripts"),
        ("evil.html", b"<html><script>alert(1)</script></html>".to_vec(), "another kind"),
        ("a.emf", emf, "EMF"),
        ("a.wmf", b"\xd7\xcd\xc6\x9a\0\0".to_vec(), "WMF"),
        ("a.tiff", b"II*\0\x08\0".to_vec(), "TIFF"),
        ("a.png", Vec::new(), "empty"),
    ] {
        let article = showing(name, &bytes);
        assert_eq!(article.files, [], "{name} {why}");
        let [left] = article.left_out.as_slice() else { panic!("{:?}", article.left_out) };
        assert!(left.text.ends_with(name) && left.why.contains(why), "{left:?} {why}");
        assert!(left.why.contains("save it as PNG"), "{left:?}");
        let text = markdown::blocks(&article.blocks);
        assert!(text.contains("/theme/placeholder.svg"), "{text}");
    }
}
