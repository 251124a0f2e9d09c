"""One request, what both servers answer, and what of an answer is compared."""
import json
import re
from dataclasses import dataclass, field

# The connection is the business of the server's container; the rest is different for each answer.
IGNORED_HEADERS = {'date', 'server', 'connection', 'keep-alive', 'transfer-encoding', 'content-length'}
TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\.\d{6})')
UUID = re.compile(r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')
REQUEST_ID = re.compile('req-' + UUID.pattern)


@dataclass
class Request:
    """A request in which `@1@` stands for the id that the first image has on the server it is sent to."""
    method: str
    path: str
    who: str | None = None
    headers: dict = field(default_factory=dict)
    body: str | bytes | None = None
    chunked: bool = False
    image: int | None = None  # the image that it creates without saying its id
    settles: bool = False  # what it begins goes on after the answer, and is waited for

    def route(self):
        """The path with all names replaced, to group what is found."""
        path = re.sub(r'@\d+@', '{id}', self.path.split('?')[0])
        path = re.sub(r'/(members|tags)/[^/]+', r'/\1/{name}', path)
        path = re.sub(r'^(/v2[^/]*/images/)(?!\{id\})[^/]+', r'\1{other}', path)
        path = re.sub(r'^(/v2[^/]*/metadefs/namespaces/)[^/]+', r'\1{name}', path)
        path = re.sub(r'/(objects|properties|resource_types)/[^/]+', r'/\1/{name}', path)
        return f'{self.method} {path}'

    def __str__(self):
        words = [f'{self.method} {self.path}', f'as {self.who or "nobody"}']
        words += [f'{name}: {value}' for name, value in self.headers.items()]
        body = '' if self.body is None else f'\n      {self.body[:600]!r}{" in chunks" if self.chunked else ""}'
        return '  '.join(words) + body


def normal(value):
    """A JSON document without its times and the words of descriptions, and the tags of images in one order."""
    if isinstance(value, dict):
        return {key: sorted(inner) if key == 'tags' and is_text(inner) else
                'TEXT' if key == 'description' and 'type' in value else normal(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [normal(inner) for inner in value]
    if isinstance(value, str):
        return TIME.sub('TIME', value)
    return value


def is_text(value):
    return isinstance(value, list) and all(isinstance(inner, str) for inner in value)


def seen(side, answer):
    """What is compared of an answer."""
    status, headers, body = answer
    headers = {name: REQUEST_ID.sub('req-UUID', side.neutral(value)).replace('charset=utf8', 'charset=UTF-8') for name, value in headers.items()
               if name not in IGNORED_HEADERS}
    kind = headers.get('content-type', '')
    if status in (200, 206) and kind.startswith('application/octet-stream'):
        return {'status': status, 'headers': headers, 'body': body.hex(), 'length': answer[1].get('content-length')}
    text = side.neutral(body.decode('utf-8', 'backslashreplace'))
    if '"tasks"' in text or '/v2/tasks/' in text:
        # The ids that are left now are those of tasks and of requests.
        text = UUID.sub('UUID', text)
    try:
        return {'status': status, 'headers': headers, 'body': normal(json.loads(text))}
    except ValueError:
        return {'status': status, 'headers': headers, 'body': text}


def differences(ours, theirs, path=''):
    """Every place where two JSON values differ: path, ours, Glance's."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [line for key in sorted(ours.keys() | theirs.keys())
                for line in differences(ours.get(key, 'absent'), theirs.get(key, 'absent'), f'{path}/{key}')]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [line for number, (a, b) in enumerate(zip(ours, theirs)) for line in differences(a, b, f'{path}/{number}')]
    return [] if type(ours) is type(theirs) and ours == theirs else [(path, ours, theirs)]
