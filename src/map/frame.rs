//! [`Frame`]: a part of the sheet.

use std::fmt;

use super::sheet;

/// The least width of a locator map, as a part of the sheet's: a seventh of the way round the world.
const LEAST: i32 = 9;

/// A rectangle in units of the sheet; without width and height for a country that is a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub left: i32,
    pub top: i32,
    pub width: i32,
    pub height: i32,
}

/// As SVG's `viewBox` has it.
impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.left, self.top, self.width, self.height)
    }
}

impl Frame {
    pub fn centre(&self) -> (i32, i32) {
        (self.left + self.width / 2, self.top + self.height / 2)
    }

    /// The smallest frame around both.
    pub fn with(self, other: Frame) -> Frame {
        let (left, top) = (self.left.min(other.left), self.top.min(other.top));
        let right = (self.left + self.width).max(other.left + other.width);
        let bottom = (self.top + self.height).max(other.top + other.height);
        Frame { left, top, width: right - left, height: bottom - top }
    }

    /// What a locator map of it shows: with its surroundings, never less than a region of the world,
    /// between four to three and two to one in shape, and within the sheet as far as that goes.
    pub fn surroundings(&self) -> Frame {
        let sheet = sheet();
        let least = sheet.width / LEAST;
        let mut width = (self.width * 8 / 5).max(least);
        let mut height = (self.height * 8 / 5).max(least * 3 / 4);
        width = width.max(height * 4 / 3).min(sheet.width);
        height = height.max(width / 2).min(sheet.height);
        let (x, y) = self.centre();
        Frame {
            left: (x - width / 2).clamp(0, sheet.width - width),
            top: (y - height / 2).clamp(0, sheet.height - height),
            width,
            height,
        }
    }
}
