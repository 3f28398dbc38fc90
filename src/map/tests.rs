use super::*;

#[test]
fn every_country_is_on_the_map() {
    let found: Vec<Country> = sheet().shapes.iter().map(|shape| shape.country).collect();
    assert_eq!(found, Country::all().collect::<Vec<_>>());
    for shape in &sheet().shapes {
        assert!(shape.point.is_some() || !shape.path.is_empty(), "{:?}", shape.country);
    }
    assert!(!sheet().land.is_empty());
}

#[test]
fn everything_lies_on_the_sheet() {
    let sheet = sheet();
    assert!(sheet.width > 0 && sheet.height > 0);
    for Shape { country, focus, point, path } in &sheet.shapes {
        let inside = |x: i32, y: i32| (0..=sheet.width).contains(&x) && (0..=sheet.height).contains(&y);
        assert!(inside(focus.left, focus.top), "{country:?}");
        assert!(inside(focus.left + focus.width, focus.top + focus.height), "{country:?}");
        assert!(point.is_none_or(|(x, y)| inside(x, y)), "{country:?}");
        assert!(path.chars().all(|c| "mz -0123456789".contains(c)), "{country:?}");
    }
}

fn located(codes: &[&str]) -> Frame {
    let focus = |code: &&str| shape(Country::from_code(code).expect("a country")).expect("a shape").focus;
    codes.iter().map(focus).reduce(Frame::with).expect("a country").surroundings()
}

#[test]
fn a_locator_map_shows_the_surroundings() {
    let sheet = sheet();
    for country in Country::all() {
        let frame = located(&[country.alpha3()]);
        let focus = shape(country).expect("a shape").focus;
        assert_eq!(frame.with(focus), frame, "{country:?} is on its own map");
        assert!(frame.width >= sheet.width / 9, "{country:?}: {frame}");
        assert!(
            frame.width * 100 >= frame.height * 130 && frame.width <= frame.height * 22 / 10,
            "{country:?}: {frame}"
        );
    }
}

/// What lies on both sides of 180 degrees, or has islands far away, is no map of the world.
#[test]
fn a_locator_map_is_no_map_of_the_world() {
    let width = sheet().width;
    for (code, most) in
        [("FJI", 6), ("KIR", 6), ("NZL", 6), ("FRA", 8), ("NOR", 6), ("NLD", 8), ("CHL", 3), ("ECU", 8)]
    {
        assert!(located(&[code]).width <= width / most, "{code}: {}", located(&[code]));
    }
    assert!(located(&["RUS"]).width < width * 6 / 10, "{}", located(&["RUS"]));
    assert!(located(&["USA"]).width < width * 5 / 10, "{}", located(&["USA"]));
    assert_eq!(located(&["USA", "CHN", "RUS"]).width, width);
}
