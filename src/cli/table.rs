//! Tables on the terminal.

use unicode_width::UnicodeWidthStr;

use super::draw::plain;

/// Columns under their heads, those of `numbers` to the right; nothing without rows.
pub fn table<const N: usize>(heads: [&str; N], numbers: &[usize], rows: Vec<[String; N]>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut lines = vec![heads.map(str::to_owned)];
    lines.extend(rows.into_iter().map(|row| row.map(|cell| one_line(&cell))));
    let mut widths = [0; N];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.width().max(*width);
        }
    }
    let row = |line: &[String; N]| {
        let cell = |(at, (cell, width)): (usize, (&String, &usize))| {
            let blank = " ".repeat(width - cell.width());
            if numbers.contains(&at) { format!("{blank}{cell}") } else { format!("{cell}{blank}") }
        };
        let cells: Vec<String> = line.iter().zip(&widths).enumerate().map(cell).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    format!("\n{}", lines.iter().map(row).collect::<String>())
}

/// Text from a file, without what would break the line or play tricks with a terminal.
pub fn one_line(text: &str) -> String {
    plain(&text.replace(['\n', '\t'], " "))
}
