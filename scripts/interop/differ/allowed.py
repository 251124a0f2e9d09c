"""The differences that are meant: each names its row in docs/differences.md."""
import html
import json
import os
import re
from dataclasses import dataclass
from typing import Callable
from urllib.parse import unquote

from differ.exchange import differences
from differ.values import ADMIN
from harness import ROOT, fail


@dataclass
class Allowed:
    """A deliberate difference: the text of its row, how to tell it, and whether the servers hold other things after it."""
    row: str
    tells: Callable
    diverges: bool = False
    seen: int = 0


def statuses(ours, glance):
    return lambda request, a, b: (a['status'], b['status']) == (ours, glance)


def one_of(*pairs):
    return lambda request, a, b: (a['status'], b['status']) in pairs


def both(*tests):
    return lambda request, a, b: all(test(request, a, b) for test in tests)


def glance_fails(_request, a, b):
    return b['status'] == 500 and a['status'] < 500


def glance_drops(request, a, b):
    """Glance ends the connection without an answer."""
    return b['status'] in ('RemoteDisconnected', 400, 416) and a['status'] in (204, 416) and {'Range', 'Content-Range'} & request.headers.keys()


def several_mistakes(request, a, b):
    """Two refusals of a request in which more than one thing can be wrong."""
    codes = (400, 403, 404, 409, 413, 415, 416)
    if '/metadefs/' in request.path:
        found = re.search('4 byte unicode|does not match schema', message(a))
        return bool(request.body) and (a['status'], found is not None) == (400, True) and b['status'] in (403, 404)
    if a['status'] not in codes or b['status'] not in codes:
        return False
    if request.method == 'PATCH' and (a['status'], b['status']) == (400, 404):
        return True
    if request.method == 'GET':
        return '&' in request.path or '/file' in request.path
    is_odd = not re.search(r'/images(/@\d+@(/|$)|$)', request.path)
    if request.path.endswith('/file'):
        return is_odd or 'x-openstack-image-size' in request.headers
    try:
        body = json.loads(request.body or 'null')
    except (ValueError, UnicodeDecodeError):
        return False
    return is_odd or isinstance(body, (list, dict)) and len(body) > 1 or re.search('/(members|tags)(/|$)', request.path) is not None


def body_unread(request, _a, b):
    return bool(request.body) and b['status'] in ('BrokenPipeError', 'ConnectionResetError', 'RemoteDisconnected')


def fits_not(request, a, b):
    return '/file' in request.path and (a['status'], b['status']) in ((415, 500), (204, 200), (204, 206))


def refused_otherwise(_request, a, b):
    return a['status'] == 400 and b['status'] in (200, 403, 404, 500)


def ours_refuses(_request, a, b):
    return a['status'] in (400, 403) and b['status'] in (200, 400, 403, 404, 409, 500)


def asks(method, path='', body=''):
    return lambda request, a, b: (method in (request.method, "") and re.search(path, request.path) is not None
                                  and (not body or re.search(body, request.body if isinstance(request.body, str) else '') is not None))


def schema_text(request, a, b):
    """The same refusal, explained in other words behind the same beginning."""
    begins = re.compile(r"Provided object does not match schema '[a-z_]+'|Invalid input for field")
    found = [begins.search(message(answer)) for answer in (a, b)]
    if '/metadefs/' not in request.path:  # what is wrong with an attribute is told in words of its own here
        found[0] = found[1]
    return (a['status'] == b['status'] == 400 and a['headers'].get('content-type') == b['headers'].get('content-type')
            and all(found) and found[0][0] == found[1][0])


def message(answer):
    """What an answer says to people, in whatever form."""
    body = answer['body']
    return html.unescape(str(body.get('message') if isinstance(body, dict) else body))


def says(ours, glance):
    """Tells two refusals by what they say."""
    return lambda request, a, b: re.search(ours, message(a)) is not None and re.search(glance, message(b)) is not None


def read_as_latin(_request, a, b):
    """The same refusal, in which Glance shows a name as if it were Latin-1."""
    try:
        return a['status'] == b['status'] == 404 and message(b).encode('latin-1').decode() == message(a)
    except UnicodeError:
        return False


def hidden(request, a, b):
    """A namespace that the caller may not see: what one would be told if there were none, or so one thinks."""
    if '/metadefs/namespaces' not in request.path or request.who == ADMIN or a['status'] != 404:
        return False
    missing = re.search('Metadata definition namespace=.{1,80} was not found|Namespace .{1,80} not found', message(a))
    return missing is not None and ('marker=' in request.path and b['status'] == 403 or b['status'] == 404 and re.search(
        'Namespace .{1,80} not found|The resource could not be found', message(b)) is not None)


def place(path, ours, glance):
    """Tells one place of two answers: its path, what ours says there, and what Glance says."""
    def explains(request, place, a, b):
        return place == path and re.fullmatch(ours, str(a)) is not None and re.fullmatch(glance, str(b)) is not None
    return explains


def left_behind(_request, where, a, _b):
    """What Glance keeps of data that it refused."""
    return a in (None, 'absent', []) and re.search('/(checksum|os_hash_algo|os_hash_value|locations|direct_url|stores)$', where) is not None


# What is left of an answer when these are taken out has to be equal, or be explained as a whole.
PLACES = [
    Allowed('its message is "Task failed due to Internal Error"', lambda request, place, a, b: place.endswith('/message') and b == 'Task failed due to Internal Error'),
    Allowed('the address of a namespace whose name has to be escaped', lambda request, place, a, b:
            place == '/headers/location' and '/metadefs/' in str(a) and unquote(str(a)) == b),
    Allowed('data that is not of the disk format', left_behind),
    Allowed('`X-Content-Type-Options: nosniff`', place('/headers/x-content-type-options', 'nosniff', 'absent')),
    Allowed('a tag or a project in a path that is not ASCII', lambda request, place, a, b: '/tags' in place and not (str(a) + str(b)).isascii()),
    Allowed('`min_disk` of 1.0', lambda request, place, a, b: place.endswith(('/min_disk', '/min_ram')) and a == b),
    Allowed('`Vary: accept-encoding`', place('/headers/vary', 'accept-encoding', 'absent')),
    Allowed('`Content-Type` of an answer without a body', place('/headers/content-type', 'absent', 'text/html; charset=UTF-8')),
    Allowed('`x-openstack-request-id` of version documents', place('/headers/x-openstack-request-id', '.*', 'absent')),
    Allowed('`OpenStack-image-store-ids`', place('/headers/openstack-image-store-ids', 'fast,cheap,web', 'fast,cheap,web,os_glance_.*')),
]
WHOLE = [
    Allowed('a location that `[import_filtering_opts]` does not allow', both(asks('POST', '/locations$'), statuses(400, 400))),
    Allowed('a location of a file, or one that no store here reads', both(asks('POST', '/locations$'), statuses(400, 202)), diverges=True),
    Allowed('longer than 8192 characters', both(asks('POST', '/locations$', 'x{9000}'), statuses(400, 202)), diverges=True),
    Allowed('the refused data', both(asks('GET', '/file$'), statuses(204, 200), lambda request, a, b: len(b['body']) in (2 * 3000, 2 * 4096))),
    Allowed('is not ASCII', lambda request, a, b: not request.headers.get('X-Openstack-Request-ID', '').isascii()),
    Allowed('`?x_min=1` where', both(asks('GET', r'/images\?.*x_min='), statuses(200, 500))),
    Allowed('`?members=…`', both(asks('GET', r'/images\?.*(members|properties|locations)='), glance_fails)),
    Allowed('`POST /v2/images` with `os_hash_algo`', both(asks('POST', '/images$', '"os_hash_(algo|value)"'), statuses(403, 201)), diverges=True),
    Allowed('a list whose `marker` is an image that the caller cannot see', both(asks('GET', r'/images\?.*marker='), statuses(400, 403))),
    Allowed('`?size=1.0`', both(asks('GET', r'[?&](size|virtual_size|min_ram|min_disk)=(?![0-9]+(&|$))'), statuses(400, 200))),
    Allowed('`?visibility=` without a value', both(asks('GET', r'[?&]visibility=(&|$)'), statuses(400, 200))),
    Allowed('whose member is no text', both(asks('POST', '/members$', r'"member": *[^" ]'), refused_otherwise), diverges=True),
    Allowed('a tag or a project in a path that is not ASCII', lambda request, a, b: re.search('/members/.*%[89A-F]', request.path) and b['status'] == 404),
    Allowed('a text with the character NUL', both(asks('', '/images', r'\\u0000'), one_of((400, 200), (400, 201))), diverges=True),
    Allowed('a member whose name is longer than 255', both(asks('POST', '/members$', 'm{256}'), statuses(400, 200)), diverges=True),
    Allowed('`NaN` or `Infinity` in a document', both(asks('', '', 'NaN|Infinity'), says('Malformed JSON', 'not of type'))),
    Allowed('`x-openstack-image-size: 0` with data', lambda request, a, b: request.headers.get('x-openstack-image-size') == '0'
            and (a['status'], b['status']) == (400, 204), diverges=True),
    Allowed('`Range: bytes=-0`', lambda request, a, b: request.headers.get('Range') == 'bytes=-0' and (a['status'], b['status']) == (416, 206)),
    Allowed('`Range` of an image without data', both(asks('GET', '/file'), glance_drops)),
    Allowed('a request that is refused before its body is read', body_unread),
    Allowed('data that is not of the disk format', fits_not),
    Allowed('a list whose `marker` is a deleted image', both(asks('GET', r'/images\?.*marker='), statuses(400, 200))),
    Allowed('a page behind an image that has nothing to sort by',
            both(asks('GET', r'/images\?.*marker='), asks('GET', 'sort.*(size|format|name)'), statuses(200, 200))),
    Allowed('the health check as HTML', asks('', '^/healthcheck')),
    Allowed('an id that is none', lambda request, a, b: a['status'] == b['status'] == 404 and '/metadefs/' not in request.path),
    Allowed('a namespace that the caller may not see, by any route, or as `marker`', hidden),
    Allowed('`?sort_key=` by what a list cannot be sorted by', both(asks('GET', '/metadefs/.*sort_key=x'), says('Sort key supplied was not valid', ''))),
    Allowed('names in paths that are not ASCII', both(asks('', '/metadefs/.*%[89A-F]'), read_as_latin)),
    Allowed('names that are empty, or within a namespace longer than 80 characters', both(asks('POST', '/metadefs/.*/tags$', 'i{81}'), statuses(400, 201)),
            diverges=True),
    Allowed('tags with them in a list of tags', both(asks('POST', '/metadefs/.*/tags$', '\U0001f600'), statuses(400, 201)), diverges=True),
    Allowed('a `marker` that is no id', both(asks('GET', r'/images\?.*marker='), statuses(400, 400))),
    Allowed('a `PATCH` without a `Content-Type`', both(asks('PATCH'), statuses(415, 415))),
    Allowed('a tag with a four-byte character', both(asks('PUT', '/tags/'), statuses(400, 204)), diverges=True),
    Allowed('a quote that a backslash keeps within quotes', both(asks('GET', '=in%3A.*%5C%22|=in:.*%5C%22'), statuses(200, 200))),
    Allowed('a method that nobody knows on a path with `%2F`', statuses(404, 501)),
    Allowed('`OPTIONS` of the version documents', both(asks('OPTIONS'), statuses(200, 200))),
    Allowed('401 of the flavors', statuses(401, 401)),
    Allowed('`HEAD`', lambda request, a, b: request.method == 'HEAD' and a['status'] == b['status']),
    Allowed('`PATCH` adding `/stores`', both(asks('PATCH', '', '"/stores"'), ours_refuses), diverges=True),
    Allowed('`PATCH` adding `/`', both(asks('PATCH', '', '"/+ *"'), ours_refuses), diverges=True),
    Allowed('whose name is longer than 255', both(asks('PATCH', '', 'k{256}'), ours_refuses), diverges=True),
    Allowed('`PATCH` adding `/owner`', both(asks('PATCH', '', '"/owner"'), one_of((403, 403), (403, 200))), diverges=True),
    Allowed('a tag with a four-byte character', both(asks('POST', '/images$', '\U0001f600'), statuses(400, 400)), diverges=True),
    Allowed('Texts of errors that come from JSON schema validation', schema_text),
    Allowed('`POST /v2/images` with `[]`', both(asks('POST', '/images$', r'^\[\]$'), statuses(400, 500))),
    Allowed('any other request on which Glance fails', glance_fails),
    Allowed('a request in which several things are wrong', several_mistakes),
]
TABLE = PLACES + WHOLE


def unexplained(request, ours, theirs):
    """The places where two answers differ for no reason in the table, and whether the servers hold other things now."""
    left, diverges = [], False
    for different in differences(ours, theirs):
        row = next((row for row in PLACES if row.tells(request, *different)), None)
        if row:
            row.seen += 1
        else:
            left.append(different)
    row = next((row for row in WHOLE if left and row.tells(request, ours, theirs)), None)
    if row:
        row.seen += 1
        only_ours_did = request.method != 'GET' and ours['status'] in (200, 201, 204) and theirs['status'] not in (200, 201, 204)
        return [], row.diverges or only_ours_did
    return left, bool(left) and request.method not in ('GET', 'HEAD', 'OPTIONS') and (ours['status'] != theirs['status'] or ours['status'] == 200)


def check_rows():
    """Ends the script if a row is not documented."""
    with open(os.path.join(ROOT, 'docs', 'differences.md')) as text:
        documented = ' '.join(text.read().split())
    for row in TABLE:
        if row.row not in documented:
            fail(f'docs/differences.md has no row with: {row.row}')
