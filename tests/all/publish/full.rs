//! What publishing promises where the host's disk is full.

use std::fs;

use super::contract::{Place, Publisher, named};
use crate::support::{generated, text};

/// The disks that the hosts of these tests have.
pub const SIZE: &str = "4m";

/// More than all of the disk.
pub fn too_much() -> Vec<u8> {
    (0..3_u32 << 19).flat_map(|at| at.wrapping_mul(2_654_435_769).to_le_bytes()).collect()
}

/// The publication fails and says why in these words; readers find what is whole, and no page that
/// names what is not there. A site that fits is published then, and with more room the large one too.
pub fn is_told_and_the_next_run_goes_on(place: &dyn Place, make_room: impl Fn(), words: &[&str]) {
    let publisher = Publisher::new(place, 12);
    // Some servers keep what was replaced for a while: a small site leaves room for that.
    let settings = publisher.site.read("dateline.yaml") + "data: false\nmap: off\n";
    publisher.site.write("dateline.yaml", settings);
    publisher.publish(&[]);
    let (name, brief) = generated::brief(3);
    let large = publisher.site.path().join("static/large.bin");
    let grow = || {
        publisher.site.write("static/large.bin", too_much()).write("static/new.svg", generated::drawing(7));
        let news = "![New](/new.svg)\n*A picture.* Our desk\n\n[Film](/large.bin)\n\nParagraph number";
        publisher.site.write(&name, brief.replace("Paragraph number", news));
        publisher.site.write("content/briefs/2024/new.md", brief.replace("Paragraph number", news));
    };
    grow();
    assert_refused(&publisher, place, words);
    fs::remove_file(&large).expect("delete a file");
    publisher.site.write(&name, brief.replace("number", "No."));
    publisher.site.write("content/briefs/2024/new.md", brief.replace("number", "New No."));
    publisher.publish(&[]);
    publisher.assert_published(&[]);
    grow();
    assert_refused(&publisher, place, words);
    make_room();
    publisher.publish(&[]);
    publisher.assert_published(&[]);
}

fn assert_refused(publisher: &Publisher, place: &dyn Place, words: &[&str]) {
    let before = place.everything();
    let output = publisher.run(&[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    words.iter().for_each(|word| assert!(said.contains(word), "{word}: {said}"));
    let meant = publisher.built();
    let there = place.everything();
    for (path, bytes) in &there {
        assert!([before.get(path), meant.get(path)].contains(&Some(bytes)), "{path} is not whole");
        if path.ends_with(".html") {
            let gone: Vec<String> =
                named(&text(bytes)).into_iter().filter(|target| !there.contains_key(target)).collect();
            assert!(gone.is_empty(), "{path} names {gone:?}");
        }
    }
    assert!(!there.contains_key("large.bin"), "there was room for it");
}
