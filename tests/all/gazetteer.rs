//! How well the gazetteer finds the countries that texts discuss, and how fast.
//!
//! `tests/gazetteer/` holds the labelled sentences. A country that is found and labelled is right; one
//! that is only found costs precision, one that is only labelled costs recall. To see the figures and
//! every sentence that is not read as it is labelled:
//!
//! ```sh
//! cargo test --test all gazetteer -- --nocapture
//! ```

use std::collections::BTreeSet;
use std::fs;

use dateline::gazetteer::{Gazetteer, Language};

use crate::support::repository;

/// Written before the gazetteer; its rules were made with these cases in mind.
const KNOWN: &str = "tests/gazetteer";

/// Written after it, full of traps; nothing was changed for them.
const UNSEEN: &str = "tests/gazetteer/unseen";

#[derive(Default, Clone, Copy)]
struct Score {
    sentences: usize,
    right: usize,
    only_found: usize,
    only_labelled: usize,
}

impl Score {
    fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.only_found).max(1) as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.only_labelled).max(1) as f64
    }

    fn add(&mut self, other: Score) {
        self.sentences += other.sentences;
        self.right += other.right;
        self.only_found += other.only_found;
        self.only_labelled += other.only_labelled;
    }
}

/// The labelled sentences of a folder in one language; not every folder has every language.
fn labelled(folder: &str, language: Language) -> Vec<(BTreeSet<String>, String)> {
    let path = repository(folder).join(format!("{}.tsv", language.code()));
    let text = fs::read_to_string(path).unwrap_or_default();
    let sentence = |line: &str| {
        let (codes, sentence) = line.split_once('\t').expect("a tab after the codes");
        let codes = codes.split(' ').filter(|code| *code != "-").map(str::to_owned).collect();
        (codes, sentence.to_owned())
    };
    text.lines().map(sentence).collect()
}

fn found(gazetteer: &Gazetteer, language: Language, sentence: &str) -> BTreeSet<String> {
    let mentions = gazetteer.search(language, sentence);
    let about = mentions.iter().filter(|mention| mention.is_about);
    about.map(|mention| mention.country.alpha2().to_owned()).collect()
}

fn score(folder: &str, language: Language) -> Score {
    let gazetteer = Gazetteer::default();
    let mut score = Score::default();
    for (labels, sentence) in labelled(folder, language) {
        let found = found(&gazetteer, language, &sentence);
        if labels != found {
            println!("{}: labelled {labels:?}, found {found:?}: {sentence}", language.code());
        }
        score.sentences += 1;
        score.right += labels.intersection(&found).count();
        score.only_found += found.difference(&labels).count();
        score.only_labelled += labels.difference(&found).count();
    }
    score
}

/// The score of every language that a folder has, printed, and that of all.
fn scores(folder: &str) -> (Vec<(Language, Score)>, Score) {
    let print = |name: &str, score: Score| {
        let (precision, recall) = (score.precision(), score.recall());
        println!(
            "{folder} {name}: {} sentences, precision {precision:.3}, recall {recall:.3}",
            score.sentences
        );
    };
    let scores = Language::ALL.into_iter().map(|language| (language, score(folder, language)));
    let scores: Vec<_> = scores.filter(|(_, score)| score.sentences > 0).collect();
    let mut all = Score::default();
    for (language, score) in &scores {
        print(language.code(), *score);
        all.add(*score);
    }
    print("all", all);
    (scores, all)
}

#[test]
fn finds_what_labelled_sentences_discuss() {
    let (languages, all) = scores(KNOWN);
    assert_eq!(languages.len(), Language::ALL.len());
    for (language, score) in languages {
        assert!(score.precision() >= 0.9 && score.recall() >= 0.9, "{}", language.code());
    }
    assert!(all.sentences >= 300 && all.right >= 250, "the set has shrunk");
    assert!(all.precision() >= 0.98, "precision {}", all.precision());
    assert!(all.recall() >= 0.98, "recall {}", all.recall());
}

#[test]
fn finds_most_of_what_it_was_not_made_for() {
    let (_, all) = scores(UNSEEN);
    assert!(all.sentences >= 70, "the set has shrunk");
    assert!(all.precision() >= 0.8, "precision {}", all.precision());
    assert!(all.recall() >= 0.9, "recall {}", all.recall());
}

/// Neither a country in every sentence nor one in none is good enough for the floor.
#[test]
fn the_labelled_set_cannot_be_passed_by_luck() {
    let sentences: Vec<_> =
        Language::ALL.into_iter().flat_map(|language| labelled(KNOWN, language)).collect();
    let none = sentences.iter().filter(|(labels, _)| labels.is_empty()).count();
    let several = sentences.iter().filter(|(labels, _)| labels.len() > 1).count();
    assert!(none * 4 > sentences.len() && none * 2 < sentences.len(), "{none} of {}", sentences.len());
    assert!(several > 40, "{several}");
    let countries: BTreeSet<_> = sentences.iter().flat_map(|(labels, _)| labels).collect();
    assert!(countries.len() > 100, "{}", countries.len());
}
