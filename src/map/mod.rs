//! The world on one sheet: a shape or a point for every country, and what part of it a map shows.
//!
//! Everything here is geometry in units of the sheet: Equal Earth, cut in the Bering Strait, so that
//! Russia, Fiji and New Zealand lie there in one piece; x grows eastward, y southward. The shapes are
//! made from Natural Earth; see `data/ORIGIN.md`.

mod frame;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use crate::country::Country;
pub use frame::Frame;

const DATA: &str = include_str!("data/world.txt");

/// The whole map.
#[derive(Debug, Default)]
pub struct Sheet {
    pub width: i32,
    pub height: i32,
    /// Every country, by alpha-3.
    pub shapes: Vec<Shape>,
    /// Land without a country, as an SVG path.
    pub land: &'static str,
}

#[derive(Debug)]
pub struct Shape {
    pub country: Country,
    /// What a map of the country has to show: the main part, without islands far away.
    pub focus: Frame,
    /// Where it is, if it is too small to be seen on a map of the world.
    pub point: Option<(i32, i32)>,
    /// An SVG path; empty for a country that is a point alone.
    pub path: &'static str,
}

/// The part of the sheet with land on it.
pub fn world() -> Frame {
    let sheet = sheet();
    Frame { left: 110, top: 0, width: sheet.width - 110, height: sheet.height }
}

pub fn sheet() -> &'static Sheet {
    static SHEET: LazyLock<Sheet> = LazyLock::new(|| Sheet::read(DATA));
    &SHEET
}

pub fn shape(country: Country) -> Option<&'static Shape> {
    let shapes = &sheet().shapes;
    let at = shapes.binary_search_by_key(&country, |shape| shape.country).ok()?;
    shapes.get(at)
}

impl Sheet {
    /// Reads the data, whose form its first lines describe.
    fn read(data: &'static str) -> Self {
        let mut sheet = Sheet::default();
        for line in data.lines().filter(|line| !line.starts_with('#')) {
            match line.split('\t').collect::<Vec<_>>()[..] {
                [width, height] => {
                    (sheet.width, sheet.height) =
                        (width.parse().unwrap_or_default(), height.parse().unwrap_or_default());
                }
                ["", _, _, path] => sheet.land = path,
                [code, focus, point, path] => sheet.shapes.extend(shape_of(code, focus, point, path)),
                _ => {}
            }
        }
        sheet.shapes.sort_by_key(|shape| shape.country);
        sheet
    }
}

fn shape_of(code: &str, focus: &str, point: &str, path: &'static str) -> Option<Shape> {
    let [left, top, right, bottom] = numbers(focus)[..] else { return None };
    let point = match numbers(point)[..] {
        [x, y] => Some((x, y)),
        _ => None,
    };
    let focus = Frame { left, top, width: right - left, height: bottom - top };
    Some(Shape { country: Country::from_code(code)?, focus, point, path })
}

fn numbers(text: &str) -> Vec<i32> {
    text.split_whitespace().filter_map(|number| number.parse().ok()).collect()
}
