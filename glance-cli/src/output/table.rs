//! Tables as `PrettyTable` draws them.

use comfy_table::{ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle, Width};

use super::{Look, python, wrap};
use crate::error::printable;
use crate::json::{Json, Object};

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
pub(super) fn record(fields: &Object, column_width: usize) -> String {
    let mut names: Vec<&str> = fields.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    let cells = names.into_iter().map(|name| vec![shown(name), shown(&python::record_text(&fields[name]))]);
    draw(&["Property", "Value"], cells.collect(), &[Some(column_width); 2], false)
}

/// Draws rows under the titles of their columns, as wide as their texts.
pub(super) fn rows(columns: &[&'static str], rows: &[Vec<Json>], look: Look) -> String {
    let text = |value: &Json| match look {
        Look::Sparse | Look::LastWithin(_) if value.is_nothing() => String::new(),
        Look::Sparse | Look::LastWithin(_) | Look::Full | Look::Centred => shown(&python::row_text(value)),
    };
    let cells = rows.iter().map(|row| row.iter().map(text).collect());
    let mut column_widths = vec![None; columns.len()];
    if let (Look::LastWithin(width), Some(last)) = (look, column_widths.last_mut()) {
        *last = Some(width);
    }
    draw(columns, cells.collect(), &column_widths, look == Look::Centred)
}

/// Draws a table whose columns are no wider than `column_widths`, where there is one.
fn draw(header: &[&str], mut cells: Vec<Vec<String>>, column_widths: &[Option<usize>], is_centred: bool) -> String {
    let mut widths = table(header, &cells).column_max_content_widths();
    for (column, (width, title)) in widths.iter_mut().zip(header).enumerate() {
        let Some(most) = column_widths.get(column).copied().flatten() else { continue };
        // The titles are never wrapped, so a column is at least as wide as its own.
        let most = u16::try_from(most).unwrap_or(u16::MAX);
        *width = (*width).min(most).max(u16::try_from(title.len()).unwrap_or(u16::MAX));
        for cell in cells.iter_mut().filter_map(|row| row.get_mut(column)) {
            *cell = wrapped(cell, usize::from(*width));
        }
    }
    let mut table = if is_centred {
        let centred = |row: &[&str]| -> Vec<String> {
            row.iter().zip(&widths).map(|(text, width)| centred(text, usize::from(*width))).collect()
        };
        let cells: Vec<_> =
            cells.iter().map(|row| centred(&row.iter().map(String::as_str).collect::<Vec<_>>())).collect();
        table(&centred(header), &cells)
    } else {
        table(header, &cells)
    };
    table.set_constraints(
        widths.into_iter().map(|width| ColumnConstraint::Absolute(Width::Fixed(width.saturating_add(PADDING)))),
    );
    format!("{table}\n")
}

fn table<T: ToString>(header: &[T], cells: &[Vec<String>]) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header.iter().map(ToString::to_string)).add_rows(cells);
    table
}

/// A text in the middle of `width` characters. An odd space goes to the right of an odd text, and to the left of an even one.
fn centred(text: &str, width: usize) -> String {
    let length = text.chars().count();
    let space = width.saturating_sub(length);
    let left = if length.is_multiple_of(2) { space.div_ceil(2) } else { space / 2 };
    format!("{}{text}{}", " ".repeat(left), " ".repeat(space - left))
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
