"""Makes the documents in this folder. Needs python-docx 1.2 and pandoc 3 (both as wheels:
`pip install python-docx==1.2.0 pypandoc_binary==1.17`):

    python tests/import/docx/make.py

brief.docx      python-docx: headings, marks, links, lists, tables, a picture, margins, a comment
notes.docx      pandoc: notes, nested lists, a quotation, code, a figure, a rule
changes.docx    by hand, as a German Word writes it: changes, fields, text boxes, a chart, hidden text
frames.docx     by hand: pictures of all kinds, groups, captions above and below, frames of one cell
numbers.docx    by hand: numbered lists that go on, start anew, and take their form from a style
bare.docx       by hand: nothing but the text, with styles of other languages
"""

import datetime
import io
import pathlib
import struct
import tempfile
import zipfile
import zlib

import docx
import pypandoc
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches

HERE = pathlib.Path(__file__).parent
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def picture(red, green, blue):
    """A PNG of four pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes([red, green, blue]) * 2) * 2
    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pack(name, parts):
    """Writes an archive whose bytes depend on its parts alone."""
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            entry = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)


def repack(name, data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pack(name, {part: archive.read(part) for part in archive.namelist() if "thumbnail" not in part})


def link(paragraph, address, text):
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    element.append(run._r)
    paragraph._p.append(element)


def brief():
    document = docx.Document()
    properties = document.core_properties
    properties.title = "An earlier draft of the same brief"
    properties.author = "Ines Faro"
    properties.created = datetime.datetime(2024, 5, 27, 8, 30)
    properties.keywords = "ports, trade; sanctions"
    properties.language = "en-GB"
    document.add_paragraph("The port that Georgia has not built", "Title")
    document.add_paragraph("Why Anaklia waits for a third tender", "Subtitle")
    document.add_paragraph("By Ines Faro and Luka Meladze")
    first = document.add_paragraph("The deep-water port at ")
    first.add_run("Anaklia").bold = True
    first.add_run(" has been ")
    first.add_run("announced").italic = True
    first.add_run(" four times. The ")
    link(first, "https://example.org/tender?id=3&lang=en", "third tender")
    first.add_run(" closed in May; the second was ")
    first.add_run("won").font.strike = True
    first.add_run(" cancelled.")
    document.add_heading("What is at stake", 1)
    document.add_paragraph("Two of five questions are open:")
    document.add_paragraph("who pays for the breakwater,", "List Bullet")
    document.add_paragraph("the state, or", "List Bullet 2")
    document.add_paragraph("the investor;", "List Bullet 2")
    document.add_paragraph("who runs the railway.", "List Bullet")
    document.add_paragraph("The order of events:")
    document.add_paragraph("a tender in 2016,", "List Number")
    document.add_paragraph("a contract in 2020, ended early.", "List Number")
    quote = document.add_paragraph("A port is a promise with a crane on it.", "Quote")
    quote.add_run().add_break()
    quote.add_run("A minister, 2019")
    document.add_heading("Cargo in figures", 2)
    table = document.add_table(rows=4, cols=3, style="Table Grid")
    for row, cells in enumerate(
        [("Year", "Poti", "Batumi"), ("2022", "6.1", "5.4"), ("2023", "7.0", ""), ("both years", "", "none | known")]
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    table.cell(3, 0).merge(table.cell(3, 1))
    document.add_paragraph("Table 1: million tonnes", "Caption")
    shot = document.add_picture(io.BytesIO(picture(10, 60, 120)), width=Inches(2))
    shot._inline.docPr.set("descr", "Two cranes behind a fence")
    document.add_paragraph("The site at Anaklia, 12 May 2024. Photo: L. Meladze", "Caption")
    last = document.add_paragraph("The answer will come with the autumn.")
    last.add_run().add_break(WD_BREAK.PAGE)
    document.add_comment(last.runs, text="Which autumn?", author="Copy desk", initials="CD")
    section = document.sections[0]
    section.header.paragraphs[0].text = "Draft, not for release"
    section.footer.paragraphs[0].text = "Caucasus desk"
    held = io.BytesIO()
    document.save(held)
    repack("brief.docx", held.getvalue())


NOTES = """---
title: Moldova counts its gas
author: Radu Cebanu
date: 3 March 2024
---

The country buys on three markets.[^markets] It stores *little*, and **abroad**.[^store]

# Storage

1. Ukraine, since 2022;

    under a contract that ends in spring,
2. Romania:
    - by pipe,
    - by ship through Constanța.

> Nobody freezes by treaty.
>
> Nor is anybody warmed by one.

```
stock = 0.3 bcm
need  = 1.1 bcm
```

![A valve in snow](valve.png)

---

| Month | Stock |
|-------|-------|
| May   | 10%   |
| June  | 24%   |

: Stock by month

Water is H~2~O, and a million 10^6^; `code` stays code.

[^markets]: Day-ahead in *Vienna*, month-ahead in Sofia, and by hand.
[^store]: See the [register](https://example.org/register).

    A second paragraph of the note.
"""


def notes():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "valve.png").write_bytes(picture(200, 30, 30))
        made = folder / "notes.docx"
        pypandoc.convert_text(
            NOTES, "docx", "markdown", outputfile=str(made), extra_args=[f"--resource-path={folder}"]
        )
        data = made.read_bytes()
    repack("notes.docx", data)


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inside, style="", properties=""):
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(inside)}</w:p>"


def field(code, *result):
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    instruction = f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
    return sign("begin") + instruction + sign("separate") + "".join(result) + sign("end")


def style(identifier, name, based_on="", properties="", kind="paragraph"):
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{identifier}"><w:name w:val="{name}"/>{based}{properties}</w:style>'
    )


def part(name, inside):
    return f"{HEAD}<w:{name} {NAMESPACES}>{inside}</w:{name}>"


def relationships(*entries):
    inside = "".join(
        f'<Relationship Id="{identifier}" Type="{KINDS}{kind}" Target="{target}"'
        + (' TargetMode="External"' if outside else "")
        + "/>"
        for identifier, kind, target, outside in entries
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{HEAD}<Relationships xmlns="{space}">{inside}</Relationships>'


WHOLE = relationships(("rId1", "officeDocument", "word/document.xml", False))
TYPES = HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def inline(identifier, description="", title="", frame="inline"):
    return (
        f'<w:r><w:drawing><wp:{frame}><wp:docPr id="1" name="Grafik 1" descr="{description}" title="{title}"/>'
        f"<a:graphic><a:graphicData><pic:pic><pic:nvPicPr><pic:cNvPr id=\"0\" name=\"x\"/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{identifier}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        f"</wp:{frame}></w:drawing></w:r>"
    )


def text_box(*inside):
    inside = "".join(inside)
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:anchor><wp:docPr id=\"9\" name=\"Textfeld 9\"/>"
        f"<a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def changes():
    styles = part(
        "styles",
        style("Standard", "Normal")
        + style("Titel", "Title", "Standard")
        + style("berschrift1", "heading 1", "Standard", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
        + style("Zwischentitel", "Zwischentitel Haus", "berschrift2")
        + style("berschrift2", "heading 2", "Standard", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>')
        + style("Verzeichnis1", "toc 1", "Standard")
        + style("Zitat", "Quote", "Standard")
        + style("Fett", "Strong", kind="character", properties="<w:rPr><w:b/></w:rPr>")
        + style("Kreis", "Kreis", "Kreis"),
    )
    author = 'w:id="7" w:author="Schlussredaktion" w:date="2024-02-01T00:00:00Z"'
    body = [
        paragraph(run("Serbien zwischen zwei Gipfeln"), style="Titel"),
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/></w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{paragraph(run('Inhalt'))}{paragraph(field('TOC', run('Die Lage 1')))}</w:sdtContent></w:sdt>",
        paragraph(run("Die Reise 4"), style="Verzeichnis1"),
        paragraph(run("Die Lage"), style="berschrift1"),
        paragraph(
            run("Belgrad "),
            f"<w:del {author}><w:r><w:delText>wartet</w:delText></w:r></w:del>",
            f"<w:ins {author}>{run('zögert', '<w:rStyle w:val=&quot;Fett&quot;/>'.replace('&quot;', chr(34)))}</w:ins>",
            run(" seit "),
            field(' HYPERLINK "https://example.org/gipfel" \\o "Gipfel" ', run("dem Gipfel"), run(" im Mai")),
            run(", und "),
            f"<w:moveFrom {author}>{run('Brüssel auch')}</w:moveFrom>",
            run("niemand drängt."),
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
        ),
        paragraph(run("Der erste Teil eines Absatzes, "), properties="<w:rPr><w:del/></w:rPr>"),
        paragraph(run("dessen Ende gestrichen ist. "), f"<w:moveTo {author}>{run('Brüssel auch')}</w:moveTo>"),
        paragraph(run("Das sieht nur die Redaktion.", "<w:vanish/>")),
        paragraph(
            run("Ein Kasten steht daneben. "),
            text_box(paragraph(run("Im Kasten")), paragraph(run("Zweite Zeile "), run("fett", "<w:b/>"))),
        ),
        paragraph(run("Zwischentitel im Hausstil"), style="Zwischentitel"),
        paragraph(
            run("Der Strom kostet 10"),
            run("6", '<w:vertAlign w:val="superscript"/>'),
            run(" Dinar"),
            '<w:r><w:noBreakHyphen/></w:r>',
            run("Euro &amp; mehr;"),
            '<w:r><w:tab/><w:t>siehe </w:t><w:sym w:font="Wingdings" w:char="F0E0"/><w:t> unten</w:t></w:r>',
            "<m:oMath><m:r><m:t>x</m:t></m:r><m:r><m:t>=2</m:t></m:r></m:oMath>",
            '<w:r><w:endnoteReference w:id="3"/></w:r>',
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
        ),
        paragraph(
            "<w:r><w:ruby><w:rubyPr/><w:rt>"
            + run("とうきょう")
            + "</w:rt><w:rubyBase>"
            + run("東京")
            + "</w:rubyBase></w:ruby></w:r>",
            run(" schaut zu"),
            '<w:hyperlink r:id="rId20">' + run(", und ein Skript") + "</w:hyperlink>",
            '<w:hyperlink w:anchor="_Toc1">' + run(" verweist nach innen") + "</w:hyperlink>",
            '<w:fldSimple w:instr="HYPERLINK https://example.org/b">' + run(" wie nach außen") + "</w:fldSimple>",
        ),
        paragraph(
            '<w:r><w:drawing><wp:inline><wp:docPr id="4" name="Diagramm" descr="Kurve der Preise"/><a:graphic>'
            '<a:graphicData><c:chart r:id="rId21"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
        ),
        paragraph(properties='<w:pBdr><w:bottom w:val="single"/></w:pBdr>'),
        paragraph(run("Zwei Zeilen,"), "<w:r><w:br/></w:r>", run("ein Absatz"), style="Zitat"),
        paragraph(run("und noch einer"), style="Zitat"),
        f'<w:tbl><w:tr><w:trPr><w:del {author}/></w:trPr><w:tc>{paragraph(run("weg"))}</w:tc><w:tc>'
        f'{paragraph(run("damit"))}</w:tc></w:tr><w:tr><w:tc>{paragraph(run("bleibt"))}</w:tc><w:tc>'
        f'{paragraph(run("stehen"))}{paragraph(run("auch hier"))}</w:tc></w:tr></w:tbl>',
        '<w:altChunk r:id="rId22"/>',
    ]
    note = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    foot = part(
        "footnotes",
        note
        + '<w:footnote w:id="2">'
        + paragraph("<w:r><w:footnoteRef/></w:r>", run(" Nach "), '<w:hyperlink r:id="rId1">' + run("Angaben") + "</w:hyperlink>")
        + '</w:footnote><w:footnote w:id="5">'
        + paragraph(run("Verwaiste Note"))
        + "</w:footnote>",
    )
    end = part("endnotes", '<w:endnote w:id="3">' + paragraph(run("Am Ende des Textes")) + "</w:endnote>")
    chart = (
        f"{HEAD}<c:chartSpace {NAMESPACES}><c:chart><c:title><a:p><a:r><a:t>Preise</a:t></a:r></a:p></c:title>"
        "<c:ser><c:cat><c:pt><c:v>Mai</c:v></c:pt></c:cat><c:val><c:pt><c:v>17</c:v></c:pt></c:val></c:ser>"
        "</c:chart></c:chartSpace>"
    )
    pack(
        "changes.docx",
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": WHOLE,
            "word/document.xml": part("document", "<w:body>" + "".join(body) + "</w:body>"),
            "word/_rels/document.xml.rels": relationships(
                ("rId1", "styles", "styles.xml", False),
                ("rId2", "footnotes", "footnotes.xml", False),
                ("rId3", "endnotes", "/word/endnotes.xml", False),
                ("rId20", "hyperlink", "javascript:alert(1)", True),
                ("rId21", "chart", "charts/chart1.xml", False),
                ("rId22", "aFChunk", "afchunk.htm", False),
                ("rId23", "comments", "comments.xml", False),
            ),
            "word/styles.xml": styles,
            "word/footnotes.xml": foot,
            "word/_rels/footnotes.xml.rels": relationships(("rId1", "hyperlink", "https://example.org/amt", True)),
            "word/endnotes.xml": end,
            "word/charts/chart1.xml": chart,
            "word/comments.xml": "<broken",
        },
    )


def frames():
    styles = part("styles", style("Caption", "caption") + style("Kasten", "Kasten"))
    vml = (
        '<w:r><w:pict><v:shape id="s1" alt="Ein altes Tor"><v:imagedata r:id="rId2" o:title="tor"/></v:shape></w:pict></w:r>'
    )
    group = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="2" name="Gruppe"/><a:graphic><a:graphicData><wpg:wgp>'
        '<pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="a" descr="Left bank"/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId1"/></pic:blipFill></pic:pic>'
        '<pic:pic><pic:nvPicPr><pic:cNvPr id="2" name="b" descr="Right bank"/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId3"/></pic:blipFill></pic:pic>'
        "<wps:wsp><wps:txbx><w:txbxContent>" + paragraph(run("Both banks of the Drina"), style="Caption") + "</w:txbxContent></wps:txbx></wps:wsp>"
        "</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    table = (
        '<w:tbl><w:tblPr><w:tblLook w:val="04A0"/></w:tblPr>'
        f'<w:tr><w:tc>{paragraph(run("Bridge"))}</w:tc><w:tc>{paragraph(run("State"))}</w:tc></w:tr>'
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph(inline("rId1", "A pier"), run(" pier"))}</w:tc></w:tr>'
        f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc>{paragraph(run("open"))}<w:tbl><w:tr><w:tc>{paragraph(run("inner"))}</w:tc>'
        f'<w:tc>{paragraph(run("table"))}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>'
    )
    body = [
        paragraph(inline("rId1", "A bridge at dawn", "Bridge")),
        paragraph(run("The bridge at Zvornik"), style="Caption"),
        paragraph(run("Above the picture"), style="Caption"),
        paragraph(vml),
        paragraph(run("A sentence with a "), inline("rId3", "red dot"), run(" in it.")),
        paragraph(run("A floating picture stands beside this."), inline("rId1", "Again the bridge", frame="anchor")),
        paragraph(inline("rId4", "From elsewhere"), "<w:r><w:br/></w:r>", run("Below it, on a line of its own")),
        paragraph(inline("rId5", "Gone")),
        paragraph(inline("rId6", "On a disk")),
        paragraph(group),
        '<w:tbl><w:tr><w:tc>' + paragraph(run("Key judgement"), style="Kasten") + paragraph(run("The bridge will open.")) + "</w:tc></w:tr></w:tbl>",
        table,
        paragraph('<w:r><w:pict><v:rect o:hr="t"/></w:pict></w:r>'),
        paragraph(run("The end.")),
    ]
    pack(
        "frames.docx",
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": WHOLE,
            "word/document.xml": part("document", "<w:body>" + "".join(body) + "</w:body>"),
            "word/_rels/document.xml.rels": relationships(
                ("rId0", "styles", "styles.xml", False),
                ("rId1", "image", "media/image1.png", False),
                ("rId2", "image", "media/older/Image1.png", False),
                ("rId3", "image", "../word/media/dot here.png", False),
                ("rId4", "image", "https://example.org/elsewhere.png", True),
                ("rId5", "image", "media/nowhere.png", False),
                ("rId6", "image", "file:///C:/pictures/disk.png", True),
            ),
            "word/styles.xml": styles,
            "word/media/image1.png": picture(0, 0, 200),
            "word/media/older/Image1.png": picture(0, 200, 0),
            "word/media/dot here.png": picture(200, 0, 0),
        },
    )


def numbers():
    def level(depth, form, text, start=1):
        return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'

    numbering = part(
        "numbering",
        '<w:abstractNum w:abstractNumId="1">' + level(0, "decimal", "%1.") + level(1, "lowerLetter", "%2)") + level(2, "bullet", "•") + "</w:abstractNum>"
        '<w:abstractNum w:abstractNumId="2">' + level(0, "bullet", " ") + "</w:abstractNum>"
        '<w:abstractNum w:abstractNumId="3"><w:numStyleLink w:val="Liste"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="4"><w:styleLink w:val="Liste"/>' + level(0, "upperRoman", "%1", 4) + "</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="3"/></w:num>',
    )
    styles = part(
        "styles",
        style("Heading1", "heading 1", properties='<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
        + style("Step", "Step", properties='<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr>')
        + style("NoStep", "No Step", "Step", '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'),
    )

    def item(text, number, depth=0, more=""):
        place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
        return paragraph(run(text), more, properties=place)

    body = [
        paragraph(run("A numbered heading is a heading"), style="Heading1"),
        item("Kenya votes", 1),
        item("first the north", 1, 1),
        item("Turkana", 1, 2),
        item("Marsabit", 1, 2),
        item("then the coast", 1, 1),
        item("Uganda watches", 1),
        item("with a paragraph more", 3),
        paragraph(run("A paragraph between.")),
        item("Tanzania counts", 1),
        item("from the start again", 1, 1),
        item("Anew from seven", 2),
        paragraph(run("Fourth by its style"), style="Step"),
        paragraph(run("fifth"), style="Step"),
        paragraph(run("no step at all"), style="NoStep"),
        item("deep at once", 1, 2, text_box(paragraph(run("Boxed in the item")))),
        item("deep again", 1, 2),
        item("a list that nobody defined", 99),
    ]
    pack(
        "numbers.docx",
        {
            "_rels/.rels": WHOLE,
            "word/document.xml": part("document", "<w:body>" + "".join(body) + "</w:body>"),
            "word/_rels/document.xml.rels": relationships(
                ("a", "styles", "styles.xml", False), ("b", "numbering", "numbering.xml", False)
            ),
            "word/styles.xml": styles,
            "word/numbering.xml": numbering,
        },
    )


def bare():
    body = [
        paragraph(run("한국의 선택"), style="제목"),
        paragraph(run("배경"), style="제목1"),
        paragraph(run("서울은 기다린다."), style="본문"),
        paragraph(run("選択"), style="見出し2"),
        paragraph(run("Le choix"), style="Titre3"),
        paragraph(run("Outlined"), properties='<w:outlineLvl w:val="3"/>'),
        paragraph(run("Сказано кратко"), style="Цитата"),
        paragraph(run("point un"), style="ListBullet"),
        "<w:p/>",
        run("A run that stands alone"),
        paragraph(run("&unknown; and &#8364;5 stay")),
    ]
    text = part("document", "<w:body>" + "".join(body) + "</w:body>")
    text = text.replace("standalone=\"yes\"?>", "standalone=\"yes\"?>\n<!DOCTYPE w [<!ENTITY unknown \"boom\">]>")
    pack("bare.docx", {"word\\document.xml": text.encode("utf-16")})


brief()
notes()
changes()
frames()
numbers()
bare()
