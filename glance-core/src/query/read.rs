//! Reads a list's query from the parameters of a request.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound, Utc};

use super::{Filter, ListQuery, MemberFilter, NumberColumn, Order, TextColumn, TimeColumn, TimeTest, VisibilityFilter};
use crate::clock::Moment;
use crate::error::{Error, Result};

/// How many conditions a list may have. An image may have 128 tags, and somebody may ask for all of them.
const MOST_FILTERS: usize = 200;

/// How many values one condition may offer.
const MOST_VALUES: usize = 1000;

impl ListQuery {
    /// Reads the decoded parameters of a request, in their order.
    ///
    /// A parameter that has no meaning of its own asks for a property of that name. There may be 200 conditions, and 1000
    /// values behind `in:`, for what a database makes of more of them is up to the database.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the reason, in the words that clients know.
    pub fn read<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let mut asked = Asked::default();
        for (name, value) in parameters {
            asked.note(name, value);
            if asked.others.len() > MOST_FILTERS {
                return Err(Error::Invalid(format!("There are more than {MOST_FILTERS} filters.")));
            }
        }
        asked.read()
    }
}

/// The parameters as they were written. Of several mistakes the one is told that Glance finds first, which is why nothing
/// is read before all are known. A repeated parameter counts once, with its last value; only tags add up.
#[derive(Default)]
struct Asked<'a> {
    visibility: Option<&'a str>,
    changes_since: Option<&'a str>,
    member_status: Option<&'a str>,
    limit: Option<&'a str>,
    marker: Option<&'a str>,
    sort: Option<&'a str>,
    keys: Vec<&'a str>,
    directions: Vec<&'a str>,
    hidden: Option<&'a str>,
    protected: Option<&'a str>,
    others: Vec<(&'a str, &'a str)>,
}

impl<'a> Asked<'a> {
    fn note(&mut self, name: &'a str, value: &'a str) {
        match name {
            "visibility" => self.visibility = Some(value),
            "changes-since" => self.changes_since = Some(value),
            "member_status" => self.member_status = Some(value),
            "limit" => self.limit = Some(value),
            "marker" => self.marker = Some(value),
            "sort" => self.sort = Some(value),
            "sort_key" => self.keys.push(value.trim()),
            "sort_dir" => self.directions.push(value.trim()),
            "os_hidden" => self.hidden = Some(value),
            "protected" => self.protected = Some(value),
            "deleted" => {}
            "tag" => self.others.push((name, value)),
            _ => {
                self.others.retain(|(known, _)| *known != name);
                self.others.push((name, value));
            }
        }
    }

    fn read(self) -> Result<ListQuery> {
        let mut query = ListQuery::default();
        if let Some(value) = self.visibility {
            query.visibility = read_visibility(value)?;
        }
        if self.changes_since.is_some_and(|value| !value.is_empty()) {
            return Err(Error::Invalid("The \"changes-since\" filter is no longer available on v2.".to_owned()));
        }
        if let Some(value) = self.member_status {
            query.member_status = read_member_status(value)?;
        }
        query.limit = self.limit.map(read_limit).transpose()?;
        query.marker = self.marker.map(str::to_owned);
        query.order = Order::read(self.sort, &self.keys, &self.directions)?;
        if let Some(value) = self.hidden {
            query.hidden = read_truth("os_hidden", &value.to_ascii_lowercase())?;
        }
        if let Some(value) = self.protected {
            query.filters.push(Filter::Protected(read_truth("protected", value)?));
        }
        for (name, value) in self.others {
            query.filters.push(read_filter(name, value)?);
        }
        Ok(query)
    }
}

fn read_filter(name: &str, value: &str) -> Result<Filter> {
    if let Some(column) = named(TextColumn::NAMES, name) {
        let values = if column.takes_lists() { read_list(value)? } else { vec![value.to_owned()] };
        return Ok(Filter::Text(column, values));
    }
    if let Some(column) = named(NumberColumn::NAMES, name) {
        return Ok(Filter::Number(column, read_number(value)?));
    }
    if let Some(column) = name.strip_suffix("_min").and_then(|stem| named(NumberColumn::NAMES, stem)) {
        return Ok(Filter::AtLeast(column, read_number(value)?));
    }
    if let Some(column) = name.strip_suffix("_max").and_then(|stem| named(NumberColumn::NAMES, stem)) {
        return Ok(Filter::AtMost(column, read_number(value)?));
    }
    Ok(match name {
        "created_at" => read_time(TimeColumn::CreatedAt, name, value)?,
        "updated_at" => read_time(TimeColumn::UpdatedAt, name, value)?,
        "tag" => Filter::Tag(value.trim().to_owned()),
        _ => Filter::Property(name.to_owned(), value.to_owned()),
    })
}

fn named<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

/// Reads how many entries a caller wants at most.
pub(crate) fn read_limit(value: &str) -> Result<u32> {
    match read_integer(value) {
        Some(limit) if limit < 0 => Err(Error::Invalid("limit param must be positive".to_owned())),
        Some(limit) => Ok(u32::try_from(limit).unwrap_or(u32::MAX)),
        None => Err(Error::Invalid("limit param must be an integer".to_owned())),
    }
}

fn read_number(value: &str) -> Result<i64> {
    read_integer(value)
        .ok_or_else(|| Error::Invalid("Unable to filter on a range with a non-numeric value.".to_owned()))
}

/// Reads an integer of any length; one that is too long is as good as the longest.
fn read_integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(text.parse().unwrap_or(if text.starts_with('-') { i64::MIN } else { i64::MAX }))
}

fn read_truth(name: &str, value: &str) -> Result<bool> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Error::Invalid(format!(
            "Invalid value '{value}' for '{name}' filter. Valid values are 'true' or 'false'."
        ))),
    }
}

fn read_visibility(value: &str) -> Result<VisibilityFilter> {
    match value {
        "all" => Ok(VisibilityFilter::All),
        _ => value
            .parse()
            .map(VisibilityFilter::Only)
            .map_err(|_| Error::Invalid(format!("Invalid visibility value: {value}"))),
    }
}

fn read_member_status(value: &str) -> Result<MemberFilter> {
    match value {
        "all" => Ok(MemberFilter::All),
        _ => value.parse().map(MemberFilter::Only).map_err(|_| Error::Invalid(format!("Invalid status: {value}"))),
    }
}

/// Reads `value`, `eq:value` or `in:value,"value, with a comma"`.
fn read_list(text: &str) -> Result<Vec<String>> {
    match text.split_once(':') {
        None => Ok(vec![text.to_owned()]),
        Some(("in", list)) => split_quoted(list),
        Some(("eq", value)) => Ok(vec![value.to_owned()]),
        Some((operator, _)) => Err(Error::Invalid(format!("Unable to filter by unknown operator '{operator}'."))),
    }
}

fn split_quoted(list: &str) -> Result<Vec<String>> {
    let wrong = |what: &str| Error::Invalid(format!("Invalid filter value {list}. {what}"));
    let mut values = vec![String::new()];
    let mut in_quotes = false;
    let mut just_closed = false;
    let mut rest = list.chars().peekable();
    while let Some(c) = rest.next() {
        let Some(value) = values.last_mut() else { break };
        match c {
            '\\' if in_quotes && rest.peek() == Some(&'"') => value.extend(rest.next()),
            '"' if in_quotes => (in_quotes, just_closed) = (false, true),
            '"' if value.is_empty() && !just_closed => in_quotes = true,
            '"' => return Err(wrong("There is no comma before opening quotation mark.")),
            ',' if !in_quotes => {
                values.push(String::new());
                just_closed = false;
                if values.len() > MOST_VALUES {
                    return Err(Error::Invalid(format!("There are more than {MOST_VALUES} values behind 'in:'.")));
                }
            }
            _ if just_closed => return Err(wrong("There is no comma after closing quotation mark.")),
            c => value.push(c),
        }
    }
    if in_quotes { Err(wrong("The quote is not closed.")) } else { Ok(values) }
}

fn read_time(column: TimeColumn, name: &str, written: &str) -> Result<Filter> {
    let (test, time) = match written.split_once(':') {
        Some((operator, time)) if operator.bytes().all(|b| b.is_ascii_alphabetic()) => {
            let test = named(TimeTest::NAMES, operator)
                .ok_or_else(|| Error::Invalid("Unable to filter on a unknown operator.".to_owned()))?;
            (test, time)
        }
        _ => (TimeTest::At, written),
    };
    let moment = parse_time(time).ok_or_else(|| {
        Error::Invalid(format!("Bad \"{name}\" query filter format. Use ISO 8601 DateTime notation."))
    })?;
    Ok(Filter::Time(column, test, moment))
}

/// Reads the forms of ISO 8601 that clients send; a time without zone is UTC.
fn parse_time(text: &str) -> Option<Moment> {
    let zoned = ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z", "%Y%m%dT%H%M%S%.f%#z"];
    let plain = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y%m%dT%H%M%S%.f"];
    let text = text.trim();
    let moment = DateTime::parse_from_rfc3339(text)
        .ok()
        .or_else(|| zoned.iter().find_map(|form| DateTime::parse_from_str(text, form).ok()))
        .map(|time| time.with_timezone(&Utc))
        .or_else(|| plain.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()).map(|t| t.and_utc()))
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0).map(|t| t.and_utc()))?;
    Some(moment.trunc_subsecs(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(name: &str, value: &str) -> String {
        ListQuery::read([(name, value)]).unwrap_err().to_string()
    }

    #[test]
    fn parameters_without_a_meaning_ask_for_properties() {
        let query =
            ListQuery::read([("os_distro", "debian"), ("os_distro", "fedora"), ("tag", "a"), ("tag", "b")]).unwrap();

        let expected = [
            Filter::Property("os_distro".to_owned(), "fedora".to_owned()),
            Filter::Tag("a".to_owned()),
            Filter::Tag("b".to_owned()),
        ];
        assert_eq!(query.filters, expected);
    }

    #[test]
    fn quotes_keep_commas_together() {
        let query = ListQuery::read([("name", r#"in:"a,b",c,"say \"hi\"""#)]).unwrap();

        let values = ["a,b", "c", "say \"hi\""].map(str::to_owned).to_vec();
        assert_eq!(query.filters, [Filter::Text(TextColumn::Name, values)]);
    }

    #[test]
    fn times_are_read_in_every_usual_form() {
        let forms = [
            "2020-01-01T12:00:00Z",
            "2020-01-01T13:00:00+01:00",
            "2020-01-01 12:00:00",
            "2020-01-01T12:00",
            "2020-01-01T12:00:00.000000",
        ];
        for form in forms {
            assert_eq!(parse_time(form).unwrap().to_rfc3339(), "2020-01-01T12:00:00+00:00", "{form}");
        }
    }

    #[test]
    fn what_cannot_be_asked_is_refused_with_the_reason() {
        assert_eq!(refusal("limit", "-1"), "limit param must be positive");
        assert_eq!(refusal("limit", "x"), "limit param must be an integer");
        assert_eq!(refusal("visibility", "bad"), "Invalid visibility value: bad");
        assert_eq!(refusal("member_status", "bad"), "Invalid status: bad");
        assert_eq!(refusal("name", "in:\"a"), "Invalid filter value \"a. The quote is not closed.");
        assert_eq!(refusal("name", "gt:a"), "Unable to filter by unknown operator 'gt'.");
        assert_eq!(refusal("size_min", "x"), "Unable to filter on a range with a non-numeric value.");
        assert_eq!(refusal("created_at", "x:2020"), "Unable to filter on a unknown operator.");
        assert!(refusal("created_at", "gte:nope").starts_with("Bad \"created_at\" query filter format."));
        assert!(refusal("protected", "yes").starts_with("Invalid value 'yes' for 'protected' filter."));
        assert!(refusal("changes-since", "2020-01-01").contains("no longer available"));
    }

    #[test]
    fn there_is_an_end_to_what_can_be_asked_at_once() {
        let tags = |count| std::iter::repeat_n(("tag", "a"), count);
        let values = |count| format!("in:{}", vec!["a"; count].join(","));

        assert_eq!(ListQuery::read(tags(200)).unwrap().filters.len(), 200);
        assert_eq!(ListQuery::read(tags(201)).unwrap_err().to_string(), "There are more than 200 filters.");
        assert!(ListQuery::read([("name", values(1000).as_str())]).is_ok());
        assert_eq!(refusal("name", &values(1001)), "There are more than 1000 values behind 'in:'.");
    }

    #[test]
    fn of_several_mistakes_the_same_is_told_in_any_order() {
        let mistakes = [("size_min", "x"), ("protected", "x"), ("sort", "x"), ("limit", "x"), ("member_status", "x")];
        for told in (1..mistakes.len()).rev() {
            let backwards = mistakes[..=told].iter().rev().copied();
            let refusals = [ListQuery::read(mistakes[..=told].to_vec()), ListQuery::read(backwards)];

            let [first, second] = refusals.map(|refusal| refusal.unwrap_err().to_string());
            assert_eq!(first, second);
            assert_eq!(first, refusal(mistakes[told].0, mistakes[told].1));
        }
    }

    #[test]
    fn numbers_may_be_longer_than_any_size() {
        let query = ListQuery::read([("size_min", "99999999999999999999"), ("limit", " +5 ")]).unwrap();

        assert_eq!(query.filters, [Filter::AtLeast(NumberColumn::Size, i64::MAX)]);
        assert_eq!(query.limit, Some(5));
    }
}
