//! Reads rules in the language of oslo.policy.
//!
//! ```text
//! any   = all { "or" all }
//! all   = one { "and" one }
//! one   = "not" one | "(" any ")" | check
//! check = "@" | "!" | kind ":" text
//! ```
//!
//! Words stand between blanks, parentheses may touch them, `and`, `or` and `not` are the same in any case. The empty rule
//! always holds. A rule that cannot be understood never holds, and a check that cannot be understood never does either;
//! nor does its contrary, which is stricter than oslo.policy.

mod word;

use super::check::Check;
use word::check;

/// How deep parentheses and contraries may be.
const DEPTH: usize = 64;

/// A rule, as far as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// What it asks for.
    pub check: Check,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The character at which it is wrong, from 1.
    pub at: usize,
    /// What is wrong there.
    pub reason: String,
}

/// Reads a rule.
pub fn parse(text: &str) -> Parsed {
    if text.is_empty() {
        return Parsed { check: Check::Always, faults: Vec::new() };
    }
    let mut parser = Parser { tokens: tokens(text), next: 0, end: text.chars().count() + 1, faults: Vec::new() };
    let parsed = parser.any(0).and_then(|part| match parser.tokens.get(parser.next) {
        None => Ok(part),
        Some(token) => Err(token.fault("and or or is missing before this")),
    });
    match parsed {
        Ok(part) => Parsed { check: part.check, faults: parser.faults },
        Err(fault) => Parsed { check: Check::Never, faults: vec![fault] },
    }
}

/// Reads a rule in its older form: a list of lists of checks, all of one of which must hold.
pub fn parse_list(lists: &[Vec<String>]) -> Parsed {
    if lists.is_empty() {
        return Parsed { check: Check::Always, faults: Vec::new() };
    }
    let mut faults = Vec::new();
    let mut read = |text: &String| {
        check(text).unwrap_or_else(|reason| {
            faults.push(Fault { at: 1, reason: format!("«{text}»: {reason}") });
            Check::Never
        })
    };
    let all = lists.iter().filter(|list| !list.is_empty()).map(|list| {
        let checks: Vec<Check> = list.iter().map(&mut read).collect();
        one_or(checks, Check::All)
    });
    let all: Vec<Check> = all.collect();
    let check = if all.is_empty() { Check::Never } else { one_or(all, Check::Any) };
    Parsed { check, faults }
}

fn one_or(mut checks: Vec<Check>, many: fn(Vec<Check>) -> Check) -> Check {
    match checks.pop() {
        Some(only) if checks.is_empty() => only,
        last => {
            checks.extend(last);
            many(checks)
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Open,
    Close,
    And,
    Or,
    Not,
    Quoted,
    Check,
}

#[derive(Clone, Copy, Debug)]
struct Token<'t> {
    kind: Kind,
    text: &'t str,
    at: usize,
}

impl Token<'_> {
    fn fault(&self, reason: impl Into<String>) -> Fault {
        Fault { at: self.at, reason: format!("«{}»: {}", self.text, reason.into()) }
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 1;
    for chunk in text.split_inclusive(is_blank) {
        let word = chunk.trim_end_matches(is_blank);
        push_word(word, at, &mut tokens);
        at += chunk.chars().count();
    }
    tokens
}

/// The blanks of Python, which has four more.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

fn push_word<'t>(word: &'t str, mut at: usize, tokens: &mut Vec<Token<'t>>) {
    let inner = word.trim_start_matches('(');
    let opening = word.len() - inner.len();
    let text = inner.trim_end_matches(')');
    let closing = inner.len() - text.len();
    for _ in 0..opening {
        tokens.push(Token { kind: Kind::Open, text: "(", at });
        at += 1;
    }
    if !text.is_empty() {
        tokens.push(Token { kind: kind(text, closing > 0), text, at });
        at += text.chars().count();
    }
    for _ in 0..closing {
        tokens.push(Token { kind: Kind::Close, text: ")", at });
        at += 1;
    }
}

fn kind(word: &str, is_closed: bool) -> Kind {
    let quoted = |quote| word.len() >= 2 && word.starts_with(quote) && word.ends_with(quote);
    match word {
        _ if word.eq_ignore_ascii_case("and") => Kind::And,
        _ if word.eq_ignore_ascii_case("or") => Kind::Or,
        _ if word.eq_ignore_ascii_case("not") => Kind::Not,
        // With a parenthesis behind it, oslo.policy does not take it for quoted.
        _ if !is_closed && (quoted('"') || quoted('\'')) => Kind::Quoted,
        _ => Kind::Check,
    }
}

/// A part of a rule.
struct Part {
    check: Check,
    /// Whether all of it was understood.
    is_sound: bool,
}

struct Parser<'t> {
    tokens: Vec<Token<'t>>,
    next: usize,
    /// The place behind the last character.
    end: usize,
    faults: Vec<Fault>,
}

impl Parser<'_> {
    fn any(&mut self, depth: usize) -> Result<Part, Fault> {
        self.joined(Kind::Or, Check::Any, |parser| parser.joined(Kind::And, Check::All, |parser| parser.one(depth)))
    }

    fn joined(
        &mut self,
        word: Kind,
        many: fn(Vec<Check>) -> Check,
        part: impl Fn(&mut Self) -> Result<Part, Fault>,
    ) -> Result<Part, Fault> {
        let first = part(self)?;
        let (mut checks, mut is_sound) = (vec![first.check], first.is_sound);
        while self.tokens.get(self.next).is_some_and(|token| token.kind == word) {
            self.next += 1;
            let another = part(self)?;
            checks.push(another.check);
            is_sound &= another.is_sound;
        }
        Ok(Part { check: one_or(checks, many), is_sound })
    }

    fn one(&mut self, depth: usize) -> Result<Part, Fault> {
        let Some(token) = self.tokens.get(self.next).copied() else {
            return Err(Fault { at: self.end, reason: "a check is missing at the end".to_owned() });
        };
        self.next += 1;
        if depth >= DEPTH {
            return Err(token.fault("this is nested too deep"));
        }
        match token.kind {
            Kind::Not => {
                let inner = self.one(depth + 1)?;
                let contrary = if inner.is_sound { Check::Not(Box::new(inner.check)) } else { Check::Never };
                Ok(Part { check: contrary, ..inner })
            }
            Kind::Open => {
                let inner = self.any(depth + 1)?;
                match self.tokens.get(self.next) {
                    Some(Token { kind: Kind::Close, .. }) => {
                        self.next += 1;
                        Ok(inner)
                    }
                    Some(other) => Err(other.fault("and, or or a closing parenthesis is missing before this")),
                    None => Err(token.fault("this parenthesis is not closed")),
                }
            }
            Kind::Check => Ok(check(token.text).map_or_else(
                |reason| {
                    self.faults.push(token.fault(reason));
                    Part { check: Check::Never, is_sound: false }
                },
                |check| Part { check, is_sound: true },
            )),
            Kind::Quoted => Err(token.fault("a text in quotes is no check")),
            Kind::Close | Kind::And | Kind::Or => Err(token.fault("a check is missing before this")),
        }
    }
}
