//! Tables as `PrettyTable` draws them.

use comfy_table::{ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle, Width};
use serde_json::{Map, Value};

use super::{python, wrap};
use crate::error::printable;

const RULE: LineStyle = LineStyle::new('+', '-', '+', '+');
const TEXT: ContentLineStyle = ContentLineStyle::new('|', '|', '|');
const STYLE: TableStyle = TableStyle::new()
    .top_border(RULE)
    .header_lines(TEXT)
    .header_separator(RULE)
    .content_lines(TEXT)
    .bottom_border(RULE);

/// A space on each side of a text.
const PADDING: u16 = 2;
/// Tabs end at multiples of this column.
const TAB: usize = 8;

/// Draws the fields of one thing, sorted by name, with columns of at most `column_width` characters.
pub(super) fn record(fields: &Map<String, Value>, column_width: usize) -> String {
    let mut names: Vec<&String> = fields.keys().collect();
    names.sort();
    let cells = names.into_iter().map(|name| vec![shown(name), shown(&python::record_text(&fields[name]))]);
    draw(&["Property", "Value"], cells.collect(), Some(column_width))
}

/// Draws rows under the titles of their columns, as wide as their texts.
pub(super) fn rows(columns: &[&'static str], rows: &[Vec<Value>]) -> String {
    let cells = rows.iter().map(|row| row.iter().map(|value| shown(&python::row_text(value))).collect());
    draw(columns, cells.collect(), None)
}

fn draw(header: &[&str], mut cells: Vec<Vec<String>>, column_width: Option<usize>) -> String {
    let mut widths = table(header, &cells).column_max_content_widths();
    if let Some(column_width) = column_width {
        // The titles are never wrapped, so a column is at least as wide as its own.
        let column_width = u16::try_from(column_width).unwrap_or(u16::MAX);
        for (width, title) in widths.iter_mut().zip(header) {
            *width = (*width).min(column_width).max(u16::try_from(title.len()).unwrap_or(u16::MAX));
        }
        for row in &mut cells {
            for (cell, width) in row.iter_mut().zip(&widths) {
                *cell = wrapped(cell, usize::from(*width));
            }
        }
    }
    let mut table = table(header, &cells);
    table.set_constraints(
        widths.into_iter().map(|width| ColumnConstraint::Absolute(Width::Fixed(width.saturating_add(PADDING)))),
    );
    format!("{table}\n")
}

fn table(header: &[&str], cells: &[Vec<String>]) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header.iter().copied()).add_rows(cells);
    table
}

/// A text as a cell shows it: without control characters, and with spaces for tabs.
fn shown(text: &str) -> String {
    let mut expanded = String::with_capacity(text.len());
    let mut column = 0;
    for character in printable(text).chars() {
        match character {
            '\t' => {
                let spaces = TAB - column % TAB;
                expanded.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            other => {
                expanded.push(other);
                column = if other == '\n' { 0 } else { column + 1 };
            }
        }
    }
    expanded
}

fn wrapped(cell: &str, width: usize) -> String {
    let mut lines = Vec::new();
    for line in cell.split('\n') {
        if line.chars().count() > width {
            lines.extend(wrap::wrap(line, width));
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n")
}
