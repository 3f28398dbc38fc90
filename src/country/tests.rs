use std::collections::BTreeMap;
use std::time::Instant;

use super::index::{INDEX, Meaning, names_of};
use super::table::{AMBIGUOUS, COUNTRIES, HINTS, LANGUAGES, OFTEN_MEANS, REGIONS};
use super::*;

fn plain() -> Names {
    Names::new("en", &[]).unwrap()
}

fn country(code: &str) -> Country {
    Country::from_code(code).unwrap_or_else(|| panic!("no country {code}"))
}

fn declare(code: &str, name: Option<&str>, aliases: &[&str]) -> SiteName {
    let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
    SiteName { country: country(code), name: name.map(str::to_owned), aliases }
}

fn suggestions(names: &Names, written: &str) -> Vec<&'static str> {
    match names.find(written) {
        Err(NotFound::Unknown { suggestions }) => suggestions.iter().map(|c| c.alpha2()).collect(),
        other => panic!("{written}: {other:?}"),
    }
}

#[test]
fn the_table_is_whole_and_in_order() {
    assert_eq!(Country::all().len(), 250);
    assert!(COUNTRIES.windows(2).all(|pair| pair[0].alpha3 < pair[1].alpha3));
    assert!(REGIONS.windows(2).all(|pair| pair[0].slug < pair[1].slug), "unique slugs, sorted");
    for row in &COUNTRIES {
        assert_eq!(row.slug, row.alpha3.to_ascii_lowercase());
        assert!(row.names.iter().chain(row.others).all(|name| !name.trim().is_empty()));
    }
    let mut numeric: Vec<u16> = Country::all().map(Country::numeric).collect();
    numeric.sort_unstable();
    numeric.dedup();
    assert_eq!(numeric.len(), 250);
}

#[test]
fn every_code_and_name_finds_its_own_country() {
    let names = plain();
    for country in Country::all() {
        for code in [country.alpha2(), country.alpha3(), country.slug()] {
            assert_eq!(names.find(code), Ok(country), "{code}");
            assert_eq!(Country::from_code(code), Some(country));
        }
        for name in names_of(country) {
            let word = fold::fold(name);
            if !AMBIGUOUS.iter().any(|(ambiguous, _)| fold::fold(ambiguous) == word) {
                assert_eq!(names.find(name), Ok(country), "{name}");
            }
        }
    }
}

#[test]
fn every_display_name_can_be_written_back() {
    for language in LANGUAGES {
        let names = Names::new(language, &[]).unwrap();
        for country in Country::all() {
            let shown = names.display(country);
            assert_eq!(names.find(shown), Ok(country), "{shown} in {language}");
        }
    }
}

#[test]
fn names_that_countries_share_are_listed_by_hand() {
    let shared: BTreeMap<&str, &Meaning> = INDEX
        .iter()
        .filter(|(_, meaning)| matches!(meaning, Meaning::Several(_)))
        .map(|(word, meaning)| (word.as_str(), meaning))
        .collect();
    for (word, meaning) in shared {
        assert!(AMBIGUOUS.iter().any(|(listed, _)| fold::fold(listed) == word), "{word}: {meaning:?}");
    }
}

#[test]
fn ambiguous_words_are_never_guessed() {
    let names = plain();
    for (word, countries) in AMBIGUOUS {
        let candidates = countries.to_vec();
        assert!(candidates.len() > 1);
        assert_eq!(names.find(word), Err(NotFound::Ambiguous { candidates }), "{word}");
    }
    for (word, code) in [
        ("Sudan", "SD"),
        ("Guinea", "GN"),
        ("Georgia", "GE"),
        ("China", "CN"),
        ("Samoa", "WS"),
        ("Micronesia", "FM"),
        ("Saint Martin", "MF"),
        ("Niger", "NE"),
        ("Dominica", "DM"),
        ("Ireland", "IE"),
    ] {
        assert_eq!(names.find(word), Ok(country(code)), "{word}");
    }
}

#[test]
fn what_authors_write() {
    let names = plain();
    for line in include_str!("data/written.txt").lines().filter(|line| !line.starts_with('#')) {
        let (code, written) = line.split_once('\t').unwrap();
        for written in written.split(" | ") {
            assert_eq!(names.find(written), Ok(country(code)), "{written}");
        }
    }
}

#[test]
fn the_contract_of_section_4() {
    let names = plain();
    assert_eq!(names.find("NO"), Ok(country("NOR")));
    assert_eq!(names.find("SK"), Ok(country("SVK")));
    assert_eq!(often_means("sk"), Some(country("KOR")));
    assert_eq!(often_means("KP"), None);
    assert_eq!(suggestions(&names, "NK")[0], "KP");
    assert_eq!(suggestions(&names, "nk")[0], "KP");
    assert_eq!(suggestions(&names, "UK")[0], "GB");
    assert_eq!(suggestions(&names, "U.K.")[0], "GB");
    assert!(matches!(names.find("Korea"), Err(NotFound::Ambiguous { .. })));
    assert!(matches!(names.find("the Congo"), Err(NotFound::Ambiguous { .. })));
}

#[test]
fn suggestions_are_few_and_near() {
    let names = plain();
    assert_eq!(suggestions(&names, "North Koera")[0], "KP");
    assert_eq!(suggestions(&names, "Ukrain")[0], "UA");
    assert_eq!(suggestions(&names, "Phillipines")[0], "PH");
    assert_eq!(suggestions(&names, "Corée du Nrd")[0], "KP");
    assert_eq!(suggestions(&names, "Arab Emirates")[0], "AE");
    assert_eq!(suggestions(&names, "EL"), ["GR"]);
    assert_eq!(suggestions(&names, "Scotland"), ["GB"]);
    assert_eq!(suggestions(&names, "Atlantis and its colonies"), [""; 0]);
    assert_eq!(suggestions(&names, ""), [""; 0]);
    assert_eq!(suggestions(&names, " -- "), [""; 0]);
    assert_eq!(suggestions(&names, "Kurea"), ["KR", "KP"]);
    assert_eq!(suggestions(&names, "조선"), ["KP"]);
    let names = Names::new("en", &[declare("KP", None, &["Choson"])]).unwrap();
    assert_eq!(suggestions(&names, "Chosen")[0], "KP");
    for (word, countries) in HINTS {
        assert_eq!(
            names.find(word).map_err(|why| match why {
                NotFound::Unknown { suggestions } => suggestions[..countries.len()].to_vec(),
                NotFound::Ambiguous { candidates } => candidates,
            }),
            Err(countries.to_vec()),
            "{word}"
        );
    }
}

#[test]
fn often_means_lists_right_codes_of_other_countries() {
    for &(code, meant) in OFTEN_MEANS {
        assert_ne!(plain().find(code).unwrap(), meant, "{code}");
    }
}

#[test]
fn the_site_wins_over_everything() {
    let site = [
        declare("KR", None, &["SK", "Korea"]),
        declare("KP", None, &["NK"]),
        declare("TW", Some("Taiwan (ROC)"), &["Georgia"]),
    ];
    let names = Names::new("en-GB", &site).unwrap();
    for (written, code) in [("sk", "KR"), ("Korea", "KR"), ("nk", "KP"), ("georgia", "TW")] {
        assert_eq!(names.find(written), Ok(country(code)), "{written}");
        assert_eq!(names.declared(written), Some(country(code)));
    }
    assert_eq!(names.declared("KP"), None);
    assert_eq!(names.find("SVK"), Ok(country("SK")));
    assert_eq!(names.find("taiwan roc"), Ok(country("TW")));
    assert_eq!(names.display(country("TW")), "Taiwan (ROC)");
    assert_eq!(names.display_in(country("TW"), "en"), "Taiwan (ROC)");
    assert_eq!(names.display_in(country("TW"), "fr-CA"), "Taïwan");
    assert_eq!(names.find("Taiwan"), Ok(country("TW")));
}

#[test]
fn a_site_in_a_language_without_data_shows_english() {
    let names = Names::new("pl", &[declare("KP", Some("Korea Północna"), &[])]).unwrap();
    assert_eq!(names.display(country("KP")), "Korea Północna");
    assert_eq!(names.display_in(country("KP"), "pl-PL"), "Korea Północna");
    assert_eq!(names.display_in(country("KP"), "en"), "North Korea");
    assert_eq!(names.display_in(country("KP"), "cs"), "North Korea");
    assert_eq!(names.display(country("DE")), "Germany");
}

#[test]
fn conflicts_name_both_countries() {
    let site = [
        declare("KP", Some("Korea"), &["DPRK", "dprk"]),
        declare("KR", None, &["KOREA", "!"]),
        declare("KP", Some("North"), &[]),
        declare("KP", Some("Korea "), &[]),
    ];
    let (north, south) = (country("KP"), country("KR"));
    assert_eq!(
        Names::new("en", &site).unwrap_err(),
        [
            Conflict { text: "KOREA".to_owned(), first: north, second: south, index: 1 },
            Conflict { text: "North".to_owned(), first: north, second: north, index: 2 },
        ]
    );
    assert_eq!(Names::default().display(north), "North Korea");
}

#[test]
fn display_names_are_those_that_analysts_expect() {
    let shown =
        |language: &str, code: &str| Names::new(language, &[]).unwrap().display(country(code)).to_owned();
    for (code, name) in [
        ("KP", "North Korea"),
        ("HK", "Hong Kong"),
        ("MO", "Macao"),
        ("PS", "Palestine"),
        ("MM", "Myanmar"),
        ("TR", "Türkiye"),
        ("CI", "Côte d’Ivoire"),
        ("CD", "DR Congo"),
        ("CG", "Republic of the Congo"),
        ("BA", "Bosnia and Herzegovina"),
        ("CV", "Cabo Verde"),
        ("LC", "Saint Lucia"),
        ("VI", "US Virgin Islands"),
    ] {
        assert_eq!(shown("en-US", code), name);
    }
    assert_eq!(shown("de-AT", "AT"), "Österreich");
    assert_eq!(shown("zh", "US"), "美国");
    assert_eq!(shown("zh-Hans-HK", "US"), "美国");
    assert_eq!(shown("zh-Hant-TW", "US"), "美國");
    assert_eq!(shown("zh_TW", "US"), "美國");
    assert_eq!(shown("", "US"), "United States");
}

#[test]
fn regions_go_from_the_continent_down() {
    let chain = |code: &str| country(code).regions().iter().map(|r| r.slug()).collect::<Vec<_>>();
    assert_eq!(chain("KP"), ["asia", "eastern-asia"]);
    assert_eq!(chain("NG"), ["africa", "sub-saharan-africa", "western-africa"]);
    assert_eq!(chain("TW"), ["asia", "eastern-asia"]);
    assert_eq!(chain("XK"), ["europe", "southern-europe"]);
    assert_eq!(chain("AQ"), ["antarctica"]);
    assert_eq!(chain("BV"), ["americas", "latin-america-and-the-caribbean", "south-america"]);
    assert_eq!(chain("IO"), ["africa", "sub-saharan-africa", "eastern-africa"]);
    assert_eq!(chain("HM"), ["oceania", "australia-and-new-zealand"]);
    for country in Country::all() {
        let regions = country.regions();
        assert_eq!(regions[0].parent(), None, "{country:?}");
        for pair in regions.windows(2) {
            assert_eq!(pair[1].parent(), Some(pair[0]), "{country:?}");
        }
        assert!(regions.iter().all(|region| region.countries().any(|other| other == country)));
    }
    let eastern_asia = country("KP").regions()[1];
    assert_eq!(eastern_asia.numeric(), 30);
    assert_eq!(eastern_asia.name("de-CH"), "Ostasien");
    assert_eq!(eastern_asia.name("pl"), "Eastern Asia");
    assert_eq!(eastern_asia.countries().count(), 8);
    assert_eq!(Region::all().len(), 30);
}

#[test]
fn folding_keeps_what_makes_another_letter() {
    let fold = fold::fold;
    assert_ne!(fold("ガーナ"), fold("カーナ"));
    assert_eq!(fold("ﾄﾙｺ"), fold("トルコ"));
    assert_ne!(fold("भारत"), fold("भरत"));
    assert_eq!(fold("ＫＰ"), "kp");
    assert_eq!(fold("Soloviëv & the Łódź"), "solovievlodz");
    assert_eq!(fold("إيران"), fold("ايران"));
    assert_eq!(fold("كُورِيَا"), fold("كوريا"));
    assert_eq!(fold("북한"), "북한");
    assert_eq!(
        fold("\u{1107}\u{116e}\u{11a8}\u{1112}\u{1161}\u{11ab}"),
        "북한",
        "as macOS writes file names"
    );
    assert_eq!(fold("콩고 공화국"), fold("콩고공화국"));
    assert_eq!(fold("Китай"), fold("КИТАЙ"));
    assert_eq!(fold("AND"), "and");
    assert_eq!(fold("the and"), "theand");
    assert_eq!(fold("ST"), "st");
    assert_eq!(fold("İSTANBUL ı"), "istanbuli");
}

/// Bounds with a wide margin: a slow debug build on a busy machine still keeps them.
#[test]
fn finding_is_fast() {
    let names = plain();
    assert!(names.find("Korea").is_err());
    let start = Instant::now();
    for _ in 0..1000 {
        assert!(names.find("Côte d’Ivoire").is_ok());
        assert!(Names::new("fr", &[]).is_ok());
    }
    assert!(start.elapsed().as_millis() < 500, "{:?}", start.elapsed());
}
