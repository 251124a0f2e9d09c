use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::Parameter;

/// With these any request may be refused: it makes no sense, nobody knows who asks, its id is too long, or the server cannot
/// answer it now.
const ANYWHERE: [u16; 5] = [400, 401, 431, 500, 503];
/// With these any document may be: it takes too long, or it is too large.
const DOCUMENTS: [u16; 2] = [408, 413];

const DOCUMENT: &str = "application/json";
const DATA: &str = "application/octet-stream";

/// What a request does, what belongs into it, and what may come back.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    id: &'static str,
    summary: &'static str,
    details: &'static str,
    parameters: Vec<Parameter>,
    /// Each media type that the body may have, and the schema if it is a document.
    body: BTreeMap<&'static str, Option<Value>>,
    answers: BTreeMap<u16, Answer>,
    refusals: BTreeSet<u16>,
}

impl Operation {
    /// Begins with the name that generated clients have for it, and what it is in a few words.
    pub(crate) fn new(id: &'static str, summary: &'static str) -> Self {
        let refusals = ANYWHERE.into();
        let (parameters, body, answers) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        Self { id, summary, details: "", parameters, body, answers, refusals }
    }

    /// Says more, in sentences.
    pub(crate) fn details(self, details: &'static str) -> Self {
        Self { details, ..self }
    }

    /// Adds parameters to those that the path has.
    pub(crate) fn with(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    /// Asks for a document of this schema.
    pub(crate) fn takes(self, schema: Value) -> Self {
        self.takes_as(DOCUMENT, schema)
    }

    /// Asks for a document of this schema and media type, or of another one that is told as well.
    pub(crate) fn takes_as(mut self, media_type: &'static str, schema: Value) -> Self {
        self.body.insert(media_type, Some(schema));
        self.refuses(DOCUMENTS)
    }

    /// Asks for data.
    pub(crate) fn takes_data(mut self) -> Self {
        self.body.insert(DATA, None);
        self
    }

    /// Tells what comes back if all is well.
    pub(crate) fn answers(mut self, status: u16, answer: Answer) -> Self {
        self.answers.insert(status, answer);
        self
    }

    /// Tells with which statuses it may be refused, besides those that are possible anywhere.
    pub(crate) fn refuses(mut self, statuses: impl IntoIterator<Item = u16>) -> Self {
        self.refusals.extend(statuses);
        self
    }

    /// Writes it as the operation of a path.
    pub(super) fn to_json(&self, path: &str) -> Value {
        let parameters: Vec<Value> =
            Parameter::of_path(path).iter().chain(&self.parameters).map(Parameter::to_json).collect();
        let answers = self.answers.iter().map(|(status, answer)| (status.to_string(), answer.to_json()));
        let refusals = self.refusals.iter().map(|status| {
            let status = status.to_string();
            let refusal = json!({"$ref": format!("#/components/responses/{status}")});
            (status, refusal)
        });
        let mut operation = json!({
            "operationId": self.id,
            "summary": self.summary,
            "tags": [group(path)],
            "parameters": parameters,
            "responses": refusals.chain(answers).collect::<Map<_, _>>(),
        });
        if !self.details.is_empty() {
            operation["description"] = self.details.into();
        }
        if !self.body.is_empty() {
            let content: Map<String, Value> =
                self.body.iter().map(|(media_type, schema)| content(media_type, schema.as_ref())).collect();
            operation["requestBody"] = json!({"required": true, "content": content});
        }
        operation
    }
}

/// Writes what a body is like. Of data there is nothing to say, but generators of clients want to be told so.
fn content(media_type: &str, schema: Option<&Value>) -> (String, Value) {
    let data = json!({"type": "string", "format": "binary"});
    (media_type.to_owned(), json!({"schema": schema.unwrap_or(&data)}))
}

/// What stands together in generated clients: whatever has the same first word behind the version.
fn group(path: &str) -> &str {
    path.split('/').nth(2).unwrap_or_default().trim_end_matches(".json")
}

/// What comes back if all is well.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    description: &'static str,
    /// Media type, and schema if it is a document, of the body if there is one.
    content: Option<(&'static str, Option<Value>)>,
    headers: Vec<(&'static str, &'static str)>,
}

impl Answer {
    /// A status that says it all.
    pub(crate) fn empty(description: &'static str) -> Self {
        Self { description, content: None, headers: Vec::new() }
    }

    /// A document of this schema.
    pub(crate) fn document(description: &'static str, schema: Value) -> Self {
        Self { content: Some((DOCUMENT, Some(schema))), ..Self::empty(description) }
    }

    /// Data.
    pub(crate) fn data(description: &'static str) -> Self {
        Self { content: Some((DATA, None)), ..Self::empty(description) }
    }

    /// Adds a header and what it says.
    pub(crate) fn header(mut self, name: &'static str, description: &'static str) -> Self {
        self.headers.push((name, description));
        self
    }

    fn to_json(&self) -> Value {
        let header = |description: &str| json!({"description": description, "schema": {"type": "string"}});
        let mut answer = json!({"description": self.description});
        for (name, description) in &self.headers {
            answer["headers"][name] = header(description);
        }
        if let Some((media_type, schema)) = &self.content {
            answer["content"] = Map::from_iter([content(media_type, schema.as_ref())]).into();
        }
        answer
    }
}
