//! Breaks a line as Python's `textwrap` does, so that the columns of tables break where they always did.

/// Breaks `line` into lines of at most `width` characters: at spaces, then at hyphens, then anywhere.
pub(super) fn wrap(line: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut chunks: Vec<Vec<char>> = chunks(line);
    chunks.reverse();
    let mut lines = Vec::new();
    while !chunks.is_empty() {
        if !lines.is_empty() {
            chunks.pop_if(|chunk| is_blank(chunk));
        }
        let mut current: Vec<char> = Vec::new();
        let mut last_was_blank = 0;
        while let Some(chunk) = chunks.pop_if(|chunk| current.len() + chunk.len() <= width) {
            last_was_blank = if is_blank(&chunk) { chunk.len() } else { 0 };
            current.extend(chunk);
        }
        if let Some(mut long) = chunks.pop_if(|chunk| chunk.len() > width) {
            let rest = long.split_off(break_point(&long, width - current.len()));
            current.extend(long);
            chunks.push(rest);
            last_was_blank = 0;
        }
        current.truncate(current.len() - last_was_blank);
        if !current.is_empty() {
            lines.push(current.into_iter().collect());
        }
    }
    lines
}

/// Where a word is broken that is longer than a line: after its last hyphen that fits, or where the space ends.
fn break_point(word: &[char], space: usize) -> usize {
    let fits = &word[..space.min(word.len())];
    match fits.iter().rposition(|&character| character == '-') {
        Some(hyphen) if fits[..hyphen].iter().any(|&character| character != '-') => hyphen + 1,
        _ => fits.len(),
    }
}

/// Words, parts of words that end with a hyphen, dashes between words, and spaces.
fn chunks(line: &str) -> Vec<Vec<char>> {
    let characters: Vec<char> = line.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let mut chunks: Vec<Vec<char>> = Vec::new();
    let mut start = 0;
    for end in 1..=characters.len() {
        let is_boundary = end == characters.len()
            || (characters[end - 1] == ' ') != (characters[end] == ' ')
            || is_hyphenation(&characters, end - 1)
            || is_dash(&characters, end)
            || (characters[end] != '-' && (start..end).any(|at| is_dash(&characters, at)));
        if is_boundary {
            chunks.push(characters[start..end].to_vec());
            start = end;
        }
    }
    chunks
}

/// Whether the character at `at` is a hyphen between two words of letters.
fn is_hyphenation(line: &[char], at: usize) -> bool {
    let letter = |index: Option<usize>| {
        index.and_then(|index| line.get(index)).is_some_and(|&character| character.is_alphabetic() || character == '_')
    };
    let hyphen = |index: Option<usize>| index.and_then(|index| line.get(index)) == Some(&'-');
    let before = |count: usize| at.checked_sub(count);
    let after = |count: usize| at.checked_add(count);
    hyphen(Some(at))
        && letter(before(1))
        && (letter(before(2)) || (hyphen(before(2)) && letter(before(3))))
        && letter(after(1))
        && (letter(after(2)) || (hyphen(after(2)) && letter(after(3))))
}

/// Whether two hyphens or more begin at `at`, between two words.
fn is_dash(line: &[char], at: usize) -> bool {
    let hyphens = line[at..].iter().take_while(|&&character| character == '-').count();
    let after_word = at > 0 && (is_word(line[at - 1]) || "!\"'&.,?".contains(line[at - 1]));
    hyphens > 1 && after_word && line.get(at + hyphens).is_some_and(|&character| is_word(character))
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn is_blank(chunk: &[char]) -> bool {
    chunk.first() == Some(&' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    // The expected lines are what Python 3.11's textwrap.wrap returns.
    #[test]
    fn lines_break_where_python_breaks_them() {
        let id = "e1eff4c7-7a5e-40c2-9509-62a7d648f853";
        assert_eq!(wrap(id, 8), ["e1eff4c7", "-7a5e-", "40c2-", "9509-", "62a7d648", "f853"]);
        assert_eq!(wrap(id, 20), ["e1eff4c7-7a5e-40c2-", "9509-62a7d648f853"]);
        assert_eq!(wrap("Not available", 8), ["Not avai", "lable"]);
        assert_eq!(wrap("admin-project", 8), ["admin-", "project"]);
        assert_eq!(wrap("admin-project", 5), ["admin", "-proj", "ect"]);
        assert_eq!(wrap("one  two\tthree ", 8), ["one  two", "three"]);
        assert_eq!(wrap("clicmp-x", 5), ["clicm", "p-x"]);
        assert_eq!(wrap("abc1-def x--y --flag", 7), ["abc1-", "def x--", "y", "--flag"]);
        assert_eq!(wrap("abc", 0), ["a", "b", "c"]);
        assert!(wrap("   ", 5).is_empty());
    }
}
