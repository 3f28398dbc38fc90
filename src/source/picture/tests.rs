use super::*;

const SCAN: &[u8] = b"\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0";
const SIZE: &[u8] = b"\xff\xc0\0\x0b\x08\0\x02\0\x03\x01\x01\x11\0";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0\0\0\0\0";
const PNG_END: &[u8] = b"\0\0\0\0IEND\xaeB`\x82";

/// Judges a file as it is read from the disk.
fn judged(extension: &str, parts: &[&[u8]]) -> Picture {
    let file = parts.concat();
    let head = &file[..file.len().min(HEAD)];
    probe(extension, head, &file[file.len().saturating_sub(TAIL)..], file.len() as u64)
}

fn is_whole(extension: &str, parts: &[&[u8]]) -> bool {
    match judged(extension, parts) {
        Picture::Sized(size) => {
            assert_eq!(size, Some((3, 2)));
            true
        }
        Picture::Broken(why) => {
            assert!(why.ends_with("is cut short: its end is missing"), "{why}");
            false
        }
        Picture::NoPicture => panic!("a picture"),
    }
}

/// A JPEG's segment.
fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u16 + 2).to_be_bytes();
    [&[0xff, marker], &length[..], content].concat()
}

fn data(length: usize) -> Vec<u8> {
    vec![0x55; length]
}

#[test]
fn jpeg_of_any_length() {
    for length in [0, 100, HEAD - 50, HEAD, HEAD + TAIL, 3 * HEAD] {
        let start = [b"\xff\xd8", SIZE, SCAN, &data(length)].concat();
        assert!(is_whole("jpg", &[&start, b"\xff\xd9"]), "{length}");
        assert!(is_whole("jpg", &[&start, b"\xff\xd9", &data(100)]), "{length}");
        assert!(!is_whole("jpg", &[&start]), "{length}");
    }
}

#[test]
fn jpeg_with_a_preview() {
    let preview = segment(0xe1, &[b"Exif\0\0\xff\xd8", SCAN, &data(2000), b"\xff\xd9"].concat());
    let start = [b"\xff\xd8", &preview[..], SIZE, SCAN, &data(3000)].concat();
    assert!(is_whole("jpg", &[&start, b"\xff\xd9"]));
    assert!(!is_whole("jpg", &[&start]));
    assert!(!is_whole("jpg", &[b"\xff\xd8", SIZE, &preview]));
    assert!(!is_whole("jpg", &[b"\xff\xd8", SIZE, &preview[..preview.len() - 1]]));
}

#[test]
fn jpeg_with_a_preview_in_the_tail() {
    let profile = segment(0xe2, &data(60_000)).repeat(8);
    let preview = segment(0xe1, b"Exif\0\0\xff\xd8\xff\xd9");
    let start = [b"\xff\xd8", SIZE, &profile, &preview, SCAN, &data(HEAD + 10 - profile.len())].concat();
    assert!(start.len() > HEAD);
    assert!(!is_whole("jpg", &[&start]));
    assert!(is_whole("jpg", &[&start, b"\xff\xd9"]));
}

#[test]
fn jpeg_whose_scan_starts_late() {
    let start = [b"\xff\xd8", SIZE, &segment(0xe2, &data(60_000)).repeat(10), SCAN, &data(TAIL)].concat();
    assert!(is_whole("jpg", &[&start, b"\xff\xd9"]));
    assert!(!is_whole("jpg", &[&start]));
}

#[test]
fn jpeg_with_something_appended() {
    let film = data(1 << 20);
    let small = [SIZE, SCAN, &data(1000), b"\xff\xd9"].concat();
    assert!(is_whole("jpg", &[b"\xff\xd8", &small, &film]));
    let large = [SIZE, SCAN, &data(HEAD), b"\xff\xd9"].concat();
    assert!(!is_whole("jpg", &[b"\xff\xd8", &large, &film]));
    for said in [&b"MPF\0MM"[..], b"<x GCamera:MotionPhoto=\"1\"/>"] {
        assert!(is_whole("jpg", &[b"\xff\xd8", &segment(0xe2, said), &large, &film]));
    }
}

#[test]
fn gif() {
    let colours = [0; 6];
    let comment = [b"\x21\xfe\x05", &b"a;b;c"[..], b"\0"].concat();
    let image = [b"\x2c\0\0\0\0\x03\0\x02\0\x80", &colours[..], b"\x02\x03;;;\0"].concat();
    let start = [b"GIF89a\x03\0\x02\0\x80\0\0", &colours[..], &comment, &image].concat();
    assert!(is_whole("gif", &[&start, b";"]));
    assert!(is_whole("gif", &[&start, b";\0\0\0"]));
    assert!(is_whole("gif", &[&start, b";something more"]));
    for length in 13..=start.len() {
        assert!(!is_whole("gif", &[&start[..length]]), "{length}");
    }
    let block = [&[0xff], &[b';' - 1; 255][..]].concat();
    let frame = [b"\x2c\0\0\0\0\x03\0\x02\0\0\x02", &block.repeat(3000)[..]].concat();
    assert!(is_whole("gif", &[&start, &frame, b"\0;"]));
    assert!(is_whole("gif", &[&start, &frame, b"\0;\0\0"]));
    assert!(!is_whole("gif", &[&start, &frame, b"\x02;a"]));
}

#[test]
fn png() {
    for length in [0, 1000, HEAD, 3 * HEAD] {
        let start = [PNG, &data(length)].concat();
        assert!(is_whole("png", &[&start, PNG_END]));
        assert!(is_whole("png", &[&start, PNG_END, b"\n"]));
        assert!(!is_whole("png", &[&start]));
        assert!(!is_whole("png", &[&start, b"IEND", &data(20)]));
        assert!(!is_whole("png", &[&start, &PNG_END[..11]]));
    }
}
