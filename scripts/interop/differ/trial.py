"""Tells a story to both servers, and cuts it down to what makes them differ."""
import json
from urllib.parse import quote, urlencode

from differ.allowed import unexplained
from differ.exchange import Request, seen
from differ.values import ADMIN, V21


class Finding:
    """Two answers that differ without a row that explains it."""

    def __init__(self, requests, places, ours, theirs):
        self.requests, self.places = requests, places
        places = {generalised(place) for place, _, _ in self.places}
        self.signature = (requests[-1].route(), ours['status'], theirs['status'], *sorted(places)[:3])

    def __str__(self):
        lines = [f'{number}. {request}' for number, request in enumerate(self.requests, 1)]
        lines += [f'   {place or "/"}:\n      ours   {ours!r:.500}\n      Glance {theirs!r:.500}' for place, ours, theirs in self.places[:12]]
        return '\n'.join(lines)


def generalised(place):
    return ''.join('/N' if part.isdigit() else '/' + part for part in place.split('/')[1:3])


class Trial:
    """Two servers to which stories are told."""

    def __init__(self, ours, theirs):
        self.sides, self.told = (ours, theirs), 0

    def begin(self, planned, salt):
        """Removes all images and chooses the ids of those to come."""
        for side in self.sides:
            clear(side)
            side.forget_tasks()
            side.ids = {number: planned_id[:-4] + f'{salt:04x}' for number, planned_id in planned.items()}

    def exchange(self, request):
        """What is seen of both answers."""
        answers = [side.send(request) for side in self.sides]
        self.told += 1
        if request.settles:
            for side in self.sides:
                side.settle()
        if request.image:
            for side, (_, headers, _) in zip(self.sides, answers):
                if 'location' in headers:
                    side.ids[request.image] = headers['location'].rsplit('/', 1)[-1]
        return [seen(side, answer) for side, answer in zip(self.sides, answers)]

    def tell(self, story, salt=0):
        """Findings of one story, up to the point from which both servers hold other things."""
        self.begin(story.planned, salt)
        findings = []
        for number, request in enumerate(story.requests):
            ours, theirs = self.exchange(request)
            if ours == theirs:
                continue
            places, diverges = unexplained(request, ours, theirs)
            if places:
                findings.append(Finding(story.requests[:number + 1], places, ours, theirs))
            if diverges:
                break
        return findings

    def shrink(self, finding, story):
        """The same finding with as few of the requests before it as bring it about."""
        requests, salt = finding.requests, 0
        for size in (16, 8, 4, 2, 1):
            position = len(requests) - 1
            while position > 0:
                begin = max(0, position - size)
                shorter = requests[:begin] + requests[position:]
                salt += 1
                again = self.replay(shorter, story, salt, finding.signature)
                if again:
                    requests, finding = shorter, again
                position = begin
        return finding

    def replay(self, requests, story, salt, signature):
        """The finding at the end of these requests, if it is still the same."""
        self.begin(story.planned, salt)
        for request in requests:
            ours, theirs = self.exchange(request)
        places, _ = unexplained(request, ours, theirs)
        again = Finding(requests, places, ours, theirs)
        return again if places and again.signature == signature else None


def clear(side):
    """Removes all images and all namespaces of definitions from a server."""
    for hidden in ('false', 'true'):
        query = urlencode({'visibility': 'all', 'limit': 1000, 'os_hidden': hidden})
        _, _, body = side.send(Request('GET', f'/v2/images?{query}', ADMIN))
        for image in json.loads(body)['images']:
            path = f'/v2/images/{image["id"]}'
            if image['protected']:
                change = json.dumps([{'op': 'replace', 'path': '/protected', 'value': False}])
                side.send(Request('PATCH', path, ADMIN, {'Content-Type': V21}, change))
            side.send(Request('DELETE', path, ADMIN))
    _, _, body = side.send(Request('GET', '/v2/metadefs/namespaces?limit=1000', ADMIN))
    for namespace in json.loads(body)['namespaces']:
        path = f'/v2/metadefs/namespaces/{quote(namespace["namespace"], safe="")}'
        if namespace['protected']:
            side.send(Request('PUT', path, ADMIN, {}, json.dumps({'namespace': namespace['namespace'], 'protected': False})))
        side.send(Request('DELETE', path, ADMIN))
