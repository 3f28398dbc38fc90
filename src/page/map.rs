//! Maps: the world with its briefs, where one or several countries lie, and the shapes for both.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::view::CountryView;
use super::{Made, Presenter, site_view};
use crate::catalog::Index;
use crate::country::Country;
use crate::map::{Frame, Shape, shape, sheet, world};
use crate::site::Page;
use crate::text::{alphabetical, escape};
use crate::theme;
use crate::url::Url;

/// Levels of shade, besides that for no briefs.
const LEVELS: usize = 4;

/// The world, each country by the number of its briefs.
#[derive(Debug, Clone, Serialize)]
pub struct MapView {
    /// As SVG wants it.
    pub view_box: String,
    /// By name.
    pub shapes: Vec<ShapeView>,
    /// Countries too small for a shape, by name.
    pub points: Vec<PointView>,
    /// Land without a country, as an SVG path.
    pub land: String,
    /// What the shades mean, the lightest first.
    pub levels: Vec<LevelView>,
}

/// What a map says of a country.
#[derive(Debug, Clone, Serialize)]
pub struct ShapeView {
    /// ISO 3166-1 alpha-3.
    pub code: String,
    pub name: String,
    /// Null where there is no brief.
    pub url: Option<String>,
    pub count: usize,
    /// 0 for none, then 1 to 4.
    pub level: usize,
    /// As an SVG path.
    pub path: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct PointView {
    pub code: String,
    pub name: String,
    pub url: Option<String>,
    pub count: usize,
    pub level: usize,
    pub x: i32,
    pub y: i32,
}

/// Countries with as many briefs as this are of this level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelView {
    pub level: usize,
    pub first: usize,
    pub last: usize,
}

/// Where countries lie: a part of the world.
#[derive(Debug, Clone, Serialize)]
pub struct LocatorView {
    /// The part of `site.map` that is seen.
    pub view_box: String,
    /// Those that it points at: none that the site hides.
    pub countries: Vec<Made<CountryView>>,
    /// What stands inside the `svg` element: all land, and over it each country.
    pub html: String,
}

/// The map of the world; `None` if the site wants none.
pub fn view(presenter: &Presenter) -> Option<MapView> {
    let settings = &presenter.site.config.map;
    if !settings.shown {
        return None;
    }
    let count = |country: Country| presenter.site.catalog.briefs_in(&Index::Country(country)).len();
    let shown = || sheet().shapes.iter().filter(|shape| !settings.hidden.contains(&shape.country));
    let levels = levels(shown().map(|shape| count(shape.country)).max().unwrap_or(0));
    let of_country = |shape: &Shape| {
        let index = Index::Country(shape.country);
        let count = count(shape.country);
        ShapeView {
            code: shape.country.alpha3().to_owned(),
            name: presenter.country_name(shape.country),
            url: (count > 0).then(|| presenter.address(&index.url())),
            count,
            level: levels
                .iter()
                .find(|level| (level.first..=level.last).contains(&count))
                .map_or(0, |l| l.level),
            path: shape.path,
        }
    };
    let mut shapes: Vec<ShapeView> = shown().filter(|shape| shape.point.is_none()).map(of_country).collect();
    shapes.sort_by_cached_key(|shape| (alphabetical(&shape.name), shape.name.clone()));
    let point = |shape: &Shape| {
        let (x, y) = shape.point?;
        let ShapeView { code, name, url, count, level, .. } = of_country(shape);
        Some(PointView { code, name, url, count, level, x, y })
    };
    let mut points: Vec<PointView> = shown().filter_map(point).collect();
    points.sort_by_cached_key(|point| (alphabetical(&point.name), point.name.clone()));
    Some(MapView { view_box: world().to_string(), shapes, points, land: land(&settings.hidden), levels })
}

/// Land without a country, and that of countries which the site does not want to draw.
fn land(hidden: &BTreeSet<Country>) -> String {
    let paths = hidden.iter().filter_map(|&country| Some(shape(country)?.path));
    // A path would start where the one before it ended.
    paths.chain([sheet().land]).flat_map(|path| ["M0 0", path]).collect()
}

/// The ranges that counts up to `most` fall into. Each is several times as wide as the one before it,
/// since few countries have most of the briefs; the last is always the darkest.
fn levels(most: usize) -> Vec<LevelView> {
    let root = most.isqrt();
    let ends = match most {
        0..=LEVELS => (1..=most).collect(),
        _ => vec![even(root.isqrt()), even(root), even((most * root).isqrt()), most],
    };
    let (mut levels, mut first, lightest) = (Vec::new(), 1, LEVELS + 1 - ends.len());
    for (at, &end) in ends.iter().enumerate() {
        // Whatever the roots were, there is room for this range and for those after it.
        let last = end.max(first).min(most - (ends.len() - 1 - at));
        levels.push(LevelView { level: lightest + at, first, last });
        first = last + 1;
    }
    levels
}

/// The nearest number that is easy to read: 30 for 31, 200 for 178.
fn even(number: usize) -> usize {
    let unit = std::iter::successors(Some(1), |unit| Some(unit * 10)).take_while(|&unit| unit <= number);
    let unit = unit.last().unwrap_or(1);
    (number + unit / 2) / unit * unit
}

/// Where these countries lie; `None` if the site wants no map, or none of these on it.
pub fn locator(presenter: &Presenter, countries: &[Country]) -> Option<LocatorView> {
    let settings = &presenter.site.config.map;
    let shown = countries.iter().filter(|country| settings.shown && !settings.hidden.contains(country));
    let shapes: Vec<&Shape> = shown.filter_map(|&country| shape(country)).collect();
    let frame = shapes.iter().map(|shape| shape.focus).reduce(Frame::with)?.surroundings();
    let file = presenter.common.map_file(presenter)?;
    let file = escape(&file);
    let countries = shapes.iter().map(|shape| presenter.country(shape.country)).collect();
    let mut html = format!("<use href=\"{file}#land\"/>");
    for shape in shapes {
        if !shape.path.is_empty() {
            let _ = write!(html, "<use class=\"here\" href=\"{file}#{}\"/>", shape.country.slug());
        }
        // A ring around what would hardly be seen.
        if shape.focus.width.max(shape.focus.height) * 40 < frame.width {
            let (x, y) = shape.point.unwrap_or_else(|| shape.focus.centre());
            let _ = write!(html, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>", (frame.width / 32).max(1));
        }
    }
    Some(LocatorView { view_box: frame.to_string(), countries, html })
}

/// The file of all shapes: land as the group `land`, in it each country by its code in lower case.
/// They are without colour, which they take from the page that uses them.
pub fn shapes(hidden: &BTreeSet<Country>) -> String {
    let sheet = sheet();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{}\" fill=\"#999\" stroke=\"#fff\"><g id=\"land\">\n",
        world()
    );
    for shape in &sheet.shapes {
        if !shape.path.is_empty() && !hidden.contains(&shape.country) {
            let (id, path) = (shape.country.slug(), shape.path);
            let _ = writeln!(svg, "<path id=\"{id}\" vector-effect=\"non-scaling-stroke\" d=\"{path}\"/>");
        }
    }
    let _ = write!(svg, "<path stroke=\"none\" d=\"{}\"/>\n</g></svg>\n", land(hidden));
    svg
}

/// The address of the file of all shapes, with a mark of its content; `None` if there is none.
pub fn address(presenter: &Presenter) -> Option<String> {
    let url = Url::new(&format!("/{}", theme::MAP));
    let digest = match presenter.site.page(&url)? {
        Page::File(path) => presenter.site.files.asset(path)?.fingerprint,
        _ => *blake3::hash(shapes(&presenter.site.config.map.hidden).as_bytes()).as_bytes(),
    };
    presenter.site.config.map.shown.then(|| site_view::marked(presenter, &url, digest))
}
