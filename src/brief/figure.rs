//! [`Figure`]: one or several pictures with a caption and a credit.
//!
//! An image that opens a paragraph is a figure if nothing else stands on its line. What follows on
//! the next line is the caption; if that opens with one emphasised run, the run is the caption and
//! the rest is the credit.

use super::fragment::{Fragment, Target};
use crate::diagnostic::Span;

#[derive(Debug, Clone)]
pub struct Figure {
    /// At least one.
    pub pictures: Vec<FigurePicture>,
    pub caption: Fragment,
    pub credit: Fragment,
    /// The same without marks, for metadata.
    pub caption_text: String,
    pub credit_text: String,
    /// The paragraph, in the brief's file.
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct FigurePicture {
    pub target: Target,
    pub alt: String,
    pub title: String,
    /// Where a click on it leads.
    pub link: Option<Target>,
}
