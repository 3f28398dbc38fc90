//! [`Picture`]: what has to be known of a picture's file to show it: its size, and that it is whole.

#[cfg(test)]
mod tests;

/// The first bytes of a file that [`probe`] needs, if it has as many. Cameras put previews and
/// colour profiles before the size.
pub const HEAD: usize = 512 << 10;

/// The last bytes that [`probe`] needs, where the head does not reach the end.
pub const TAIL: usize = 64 << 10;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// The name does not claim that it is one.
    NoPicture,
    /// Width and height in pixels, as it is shown. `None` for a drawing that fits any size.
    Sized(Option<(u32, u32)>),
    /// The name claims that it is one, and it is not, or not whole: why.
    Broken(String),
}

/// Judges a file by its name's extension (lower case), its first bytes, its last, and its length.
pub fn probe(extension: &str, head: &[u8], tail: &[u8], length: u64) -> Picture {
    let kind = match extension {
        "png" => "PNG",
        "jpg" | "jpeg" => "JPEG",
        "gif" => "GIF",
        "webp" => "WebP",
        "avif" => "AVIF",
        "svg" => return drawing(head, length),
        _ => return Picture::NoPicture,
    };
    if length == 0 {
        return Picture::Broken("the file is empty".into());
    }
    let Some(found) = kind_of(head) else {
        return Picture::Broken(format!(
            "its content is no {kind} picture, nor any other that browsers show"
        ));
    };
    if found != kind {
        return Picture::Broken(format!("it is named as {kind}, but its content is {found}"));
    }
    if is_cut_short(kind, head, tail, length) {
        return Picture::Broken(format!("the {kind} picture is cut short: its end is missing"));
    }
    match imagesize::blob_size(head) {
        Ok(size) if size.width > 0 && size.height > 0 => {
            let (width, height) = (size.width as u32, size.height as u32);
            let turned = kind == "JPEG" && orientation(head).is_some_and(|turn| (5..=8).contains(&turn));
            Picture::Sized(Some(if turned { (height, width) } else { (width, height) }))
        }
        _ => Picture::Broken(format!("the {kind} picture is damaged: it gives no width and height")),
    }
}

/// The format by its first bytes, as messages name it; `None` if it is none that is known.
pub fn kind_of(head: &[u8]) -> Option<&'static str> {
    let at = |offset: usize, mark: &[u8]| head.get(offset..offset + mark.len()) == Some(mark);
    Some(match () {
        () if at(0, b"\x89PNG\r\n\x1a\n") => "PNG",
        () if at(0, b"\xff\xd8\xff") => "JPEG",
        () if at(0, b"GIF8") => "GIF",
        () if at(0, b"RIFF") && at(8, b"WEBP") => "WebP",
        () if at(4, b"ftypavif") || at(4, b"ftypavis") => "AVIF",
        () if at(4, b"ftyp") => "a film or a HEIF picture",
        () => return None,
    })
}

/// Whether a file ends before its format says that it does.
fn is_cut_short(kind: &str, head: &[u8], tail: &[u8], length: u64) -> bool {
    match kind {
        "JPEG" => !is_jpeg_whole(head, tail, length),
        "PNG" => !contains(tail, b"\0\0\0\0IEND\xaeB`\x82"),
        "GIF" => !is_gif_whole(head, tail, length),
        "WebP" => head
            .get(4..8)
            .and_then(|size| size.try_into().ok())
            .is_none_or(|size| u64::from(u32::from_le_bytes(size)) + 8 > length + 1),
        _ => false,
    }
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

/// The end counts only after the start of the scan: a preview in front of it has an end of its own.
/// Phones append a film or a depth map, and with these the end may stand between head and tail.
fn is_jpeg_whole(head: &[u8], tail: &[u8], length: u64) -> bool {
    const END: &[u8] = b"\xff\xd9";
    const APPENDED: [&[u8]; 3] = [b"MPF\0", b"MotionPhoto", b"GCamera"];
    let is_all = length <= head.len() as u64;
    let Some(scan) = scan_start(head) else { return !is_all && contains(tail, END) };
    let before = (scan as u64).saturating_sub(length.saturating_sub(tail.len() as u64));
    let in_tail = || tail.get(before as usize..).is_some_and(|rest| contains(rest, END));
    let in_head = || contains(&head[scan..], END);
    let is_between = || APPENDED.iter().any(|mark| contains(&head[..scan], mark));
    !is_all && in_tail() || in_head() || !is_all && is_between()
}

/// Where a JPEG's first scan starts, or its end, if it comes before any.
fn scan_start(jpeg: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        // Between the segments may be bytes that mean nothing.
        at += jpeg.get(at..)?.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff))?;
        match jpeg[at + 1] {
            0xda | 0xd9 => return Some(at),
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => at += 2 + usize::from(u16::from_be_bytes(jpeg.get(at + 2..at + 4)?.try_into().ok()?)),
        }
    }
}

fn is_gif_whole(head: &[u8], tail: &[u8], length: u64) -> bool {
    let ends = || tail.iter().rfind(|&&byte| byte != 0) == Some(&0x3b);
    if length > head.len() as u64 {
        return ends();
    }
    match gif_end(head) {
        Some(0x3b) => true,
        Some(_) => ends(),
        None => false,
    }
}

/// The first byte that opens no block of a GIF: its end, if nothing is damaged; `None` if a block has no end.
fn gif_end(gif: &[u8]) -> Option<u8> {
    let colours = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + colours(*gif.get(10)?);
    loop {
        at += match *gif.get(at)? {
            0x21 => 2,
            0x2c => 11 + colours(*gif.get(at + 9)?),
            other => return Some(other),
        };
        loop {
            let size = usize::from(*gif.get(at)?);
            at += 1 + size;
            if size == 0 {
                break;
            }
        }
    }
}

/// The turn that a camera asks for (EXIF tag 0x0112): 1 to 8, where 5 to 8 lie on their side.
fn orientation(jpeg: &[u8]) -> Option<u16> {
    let mut at = 2;
    while *jpeg.get(at)? == 0xff {
        let marker = *jpeg.get(at + 1)?;
        let size = u16::from_be_bytes(jpeg.get(at + 2..at + 4)?.try_into().ok()?) as usize;
        if marker == 0xe1 && jpeg.get(at + 4..at + 10) == Some(b"Exif\0\0") {
            return exif_orientation(jpeg.get(at + 10..at + 2 + size)?);
        }
        if marker == 0xda || size < 2 {
            return None;
        }
        at += 2 + size;
    }
    None
}

fn exif_orientation(tiff: &[u8]) -> Option<u16> {
    let little = tiff.get(..2)? == b"II";
    let short = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) } as usize)
    };
    let directory = long(4)?;
    let entries = usize::from(short(directory)?);
    (0..entries).find_map(|entry| {
        let at = directory.checked_add(2 + entry * 12)?;
        (short(at)? == 0x0112).then(|| short(at + 8))?
    })
}

/// An SVG's size stands in the attributes of its first element.
fn drawing(head: &[u8], length: u64) -> Picture {
    let text = String::from_utf8_lossy(head);
    let mut reader = quick_xml::Reader::from_str(&text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Start(element) | quick_xml::events::Event::Empty(element)) => {
                if element.local_name().as_ref() != "svg" {
                    return Picture::Broken("its first element is no <svg>".into());
                }
                if length <= head.len() as u64 && !text.trim_end().ends_with('>') {
                    return Picture::Broken("the SVG drawing is cut short: its end is missing".into());
                }
                let attribute = |name: &str| {
                    let attribute = element.try_get_attribute(name).ok().flatten()?;
                    Some(attribute.value.into_owned())
                };
                let length = |name| attribute(name).and_then(|value| pixels(&value));
                let view_box = attribute("viewBox").and_then(|value| view_box(&value));
                return Picture::Sized(match (length("width"), length("height"), view_box) {
                    (Some(width), Some(height), _) => Some((width, height)),
                    (Some(width), None, Some((w, h))) if w > 0.0 => {
                        Some((width, (f64::from(width) * h / w).round().max(1.0) as u32))
                    }
                    (None, Some(height), Some((w, h))) if h > 0.0 => {
                        Some(((f64::from(height) * w / h).round().max(1.0) as u32, height))
                    }
                    (_, _, Some((width, height))) => Some((width.round() as u32, height.round() as u32)),
                    _ => None,
                });
            }
            Ok(quick_xml::events::Event::Eof) => {
                return Picture::Broken("its content is no SVG drawing".into());
            }
            Err(_) => return Picture::Broken("its content is no SVG drawing".into()),
            Ok(_) => {}
        }
    }
}

/// A length in pixels or without a unit; `None` for percentages and other units.
fn pixels(value: &str) -> Option<u32> {
    let number: f64 = value.trim().trim_end_matches("px").parse().ok()?;
    (1.0..1e6).contains(&number).then_some(number.round() as u32)
}

fn view_box(value: &str) -> Option<(f64, f64)> {
    let numbers: Vec<f64> = value
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match numbers[..] {
        [_, _, width, height] if width >= 1.0 && height >= 1.0 && width < 1e6 && height < 1e6 => {
            Some((width, height))
        }
        _ => None,
    }
}
