"""Stories about metadata definitions: a few namespaces with what is in them, as all kinds of people see and change them."""
from urllib.parse import quote, urlencode

from differ.values import ADMIN, IDENTITIES, NOT_TEXT, OTHER, OWNER, PROJECTS, READER

NAMESPACES = ['OS::One', 'OS::Two', 'drei', 'with space', 'a.b', 'n' * 80]
TYPES = ['OS::Nova::Flavor', 'OS::Glance::Image', 'OS::My::Type']
ITEMS = ['alpha', 'beta', 'Gamma', 'with space', 'hw:cpu', 'i' * 80]
KINDS = ['array', 'boolean', 'integer', 'number', 'object', 'string']
BROKEN = ['', '{', '[]', '5', 'null', '{}', '{"x": 1}', '[{}]', '"name"']
SCHEMAS = ['namespace', 'namespaces', 'resource_type', 'resource_types', 'property', 'properties', 'object', 'objects', 'tag', 'tags', 'nothing']
# Of one thing, what is good and what is not.
NAMESPACE = {
    'display_name': ['Shown', 'Ä', 'd' * 80, 'd' * 81, None, 5],
    'description': ['Says something', '', 'd' * 500, 'd' * 501, 5],
    'visibility': ['public', 'private', 'public', 'shared', 'x', None],
    'protected': [False, True, 'true', None],
    'owner': [*PROJECTS[:3], 'o' * 256, None, 5],
    'self': ['x'], 'created_at': ['2026-01-01T00:00:00Z'], 'unknown': ['x'],
}
PROPERTY = {
    'title': ['Title', 'T' * 300, 5, None],
    'type': [*KINDS, 'x', None, ['string']],
    'description': ['Says something', '', 5],
    'default': ['a', 5, True, ['a'], None, 1.5],
    'enum': [['a', 'b'], [], ['a', 'a'], 'a', [1, 2]],
    'minimum': [0, 1, -5, 1.5, 'a'], 'maximum': [10, 2 ** 40, 'x'],
    'minLength': [0, 3, -1, 'x'], 'maxLength': [5, 1.5, -1],
    'pattern': ['^a+$', '', 5],
    'readonly': [True, False, 'x'],
    'operators': [['<or>'], [], 'x', [1]],
    'items': [{'type': 'string'}, {'type': 'string', 'enum': ['a']}, {}, 'x'],
    'uniqueItems': [True, 'x'], 'minItems': [1, -1], 'maxItems': [3], 'additionalItems': [False],
    'required': [['a']], 'unknown': ['x'],
}
REFUSED = ['self', 'created_at', 'unknown', 'required']


def some(random, table, often, spoil=0.08):
    """Some fields of a table; what is refused, and a value from behind the first two, with the probability `spoil`."""
    chosen = [name for name in table if random.random() < often and (name not in REFUSED or random.random() < spoil)]
    return {name: random.choice(table[name] if random.random() < spoil else table[name][:2]) for name in chosen}


def described(random, named=None):
    """A property as it stands in a document."""
    fields = {'title': 'Title', 'type': random.choice(KINDS)} | some(random, PROPERTY, 0.2)
    if random.random() < 0.03:
        del fields[random.choice(['title', 'type'])]
    return fields if named is None else fields | {'name': named}


def thing(random):
    """An object as it stands in a document."""
    fields = {'name': item(random)}
    if random.random() < 0.5:
        fields['description'] = random.choice(['Says something', 'Anything'])
    if random.random() < 0.6:
        fields['properties'] = {name: described(random) for name in random.sample(ITEMS[:4], random.randint(0, 2))}
        if random.random() < 0.5:
            fields['required'] = random.choice([['alpha'], ['beta', 'alpha'], []])
    if random.random() < 0.04:
        fields |= random.choice([{'required': 'alpha'}, {'properties': []}, {'unknown': 1}, {'schema': 'x'}, {'description': 5}])
    return fields


def item(random):
    return random.choice(ITEMS[:4]) if random.random() < 0.97 else random.choice([*ITEMS, 'i' * 81, '\U0001f600', *map(str, NOT_TEXT)])


def namespace(random, name):
    fields = {'namespace': name} | some(random, NAMESPACE, 0.4)
    if random.random() < 0.2:
        fields['objects'] = [thing(random) for _ in range(random.randint(0, 2))]
    if random.random() < 0.2:
        fields['properties'] = {name: described(random) for name in random.sample(ITEMS[:4], random.randint(0, 2))}
    if random.random() < 0.2:
        fields['tags'] = [{'name': name} for name in random.sample(ITEMS[:4], random.randint(0, 2))]
    if random.random() < 0.2:
        fields['resource_type_associations'] = [association(random, name) for name in random.sample(TYPES, random.randint(0, 2))]
    return fields


def association(random, name):
    fields = {'name': name}
    if random.random() < 0.5:
        fields['prefix'] = random.choice(['hw_', 'hw:', ''])
    if random.random() < 0.3:
        fields['properties_target'] = 'image'
    return fields


def writer(random):
    return random.choice([ADMIN] * 8 + [OWNER, OTHER, READER])


def body(random, good):
    return good if random.random() < 0.95 else random.choice(BROKEN)


def query(random, parameters, often):
    """Some of these parameters, each with one of its values."""
    chosen = {name: random.choice(values) for name, values in parameters.items() if random.random() < often}
    return '?' + urlencode(chosen) if chosen else ''


def metadata(story):
    """Two namespaces or three, and everything that can be asked of them."""
    random = story.random
    names = random.sample(NAMESPACES, 3)
    for name in names[:random.choice([1, 2])]:
        story.ask('POST', '/v2/metadefs/namespaces', ADMIN, {'namespace': name, 'visibility': random.choice(['public', 'private']),
                                                          'owner': random.choice(PROJECTS[:2])})
    acts = {spaces: 4, things: 4, properties: 8, tags: 5, types: 4, listed: 4, strays: 1}
    for _ in range(30):
        name = random.choice(names)
        random.choices(list(acts), acts.values())[0](story, name, f'/v2/metadefs/namespaces/{quote(name, safe="")}')


def spaces(story, name, path):
    random = story.random
    match random.randrange(6):
        case 0 | 1:
            story.ask('POST', '/v2/metadefs/namespaces', writer(random), body(random, namespace(random, name)))
        case 2:
            new = name if random.random() < 0.7 else random.choice(NAMESPACES)
            story.ask('PUT', path, writer(random), body(random, {'namespace': new} | some(random, NAMESPACE, 0.4)))
        case 3:
            story.ask('DELETE', path, writer(random), random.choice([None] * 9 + ['{}']))
        case _:
            story.ask('GET', path + query(random, {'resource_type': [*TYPES, 'x']}, 0.4), random.choice(IDENTITIES))


def things(story, _name, path):
    random = story.random
    one = f'{path}/objects/{quote(item(random), safe="")}'
    match random.randrange(7):
        case 0 | 1 | 2:
            story.ask('POST', f'{path}/objects', writer(random), body(random, thing(random)))
        case 3:
            story.ask('PUT', one, writer(random), body(random, thing(random)))
        case 4:
            story.ask('DELETE', random.choice([one, one, f'{path}/objects']), writer(random))
        case 5:
            story.ask('GET', one)
        case 6:
            story.ask('GET', f'{path}/objects' + query(random, {'limit': [1, 2, 0, -1, 'x'], 'sort_dir': ['asc', 'x'], 'sort_key': ['name'],
                                                               'visibility': ['public', 'shared', 'x'], 'marker': ['alpha']}, 0.15))


def properties(story, _name, path):
    random = story.random
    one = f'{path}/properties/{quote(item(random), safe="")}'
    match random.randrange(7):
        case 0 | 1 | 2:
            story.ask('POST', f'{path}/properties', writer(random), body(random, described(random, item(random))))
        case 3:
            story.ask('PUT', one, writer(random), body(random, described(random, item(random))))
        case 4:
            story.ask('DELETE', random.choice([one, one, f'{path}/properties']), writer(random))
        case 5:
            story.ask('GET', one + query(random, {'resource_type': [*TYPES, 'x']}, 0.3))
        case 6:
            story.ask('GET', f'{path}/properties')


def tags(story, _name, path):
    random = story.random
    name = item(random)
    one = f'{path}/tags/{quote(name, safe="")}'
    match random.randrange(7):
        case 0 | 1:
            story.ask('POST', one, writer(random), random.choice([None] * 9 + ['{}']))
        case 2:
            names = [{'name': item(random)} for _ in range(random.randint(1, 3))]
            headers = {'X-Openstack-Append': random.choice(['true', 'True', '0', 'x'])} if random.random() < 0.4 else {}
            story.ask('POST', f'{path}/tags', writer(random), body(random, {'tags': names}), headers)
        case 3:
            story.ask('PUT', one, writer(random), body(random, {'name': item(random)}))
        case 4:
            story.ask('DELETE', random.choice([one, one, f'{path}/tags']), writer(random))
        case 5:
            story.ask('GET', one)
        case 6:
            story.ask('GET', f'{path}/tags' + query(random, {'sort_key': ['name', 'created_at', 'id', 'x'], 'sort_dir': ['asc', 'desc', 'x'],
                                                            'limit': [1, 2, 0, 'x', -1], 'marker': ITEMS[:3]}, 0.3))


def types(story, _name, path):
    random = story.random
    match random.randrange(5):
        case 0 | 1:
            story.ask('POST', f'{path}/resource_types', writer(random), body(random, association(random, random.choice(TYPES))))
        case 2:
            story.ask('DELETE', f'{path}/resource_types/{quote(random.choice(TYPES), safe="")}', writer(random))
        case 3:
            story.ask('GET', f'{path}/resource_types')
        case 4:
            story.ask('GET', '/v2/metadefs/resource_types')


def listed(story, name, _path):
    """Lists of namespaces, and the schemas of it all."""
    random = story.random
    if random.random() < 0.15:
        story.ask('GET', f'/v2/schemas/metadefs/{random.choice(SCHEMAS)}')
        return
    story.ask('GET', '/v2/metadefs/namespaces' + query(random, {
        'visibility': ['public', 'private', 'x'], 'resource_types': [*TYPES, ','.join(TYPES), 'x'], 'limit': [1, 2, 0, -1, 1000, 'x'],
        'sort_key': ['namespace', 'created_at', 'owner', 'display_name', 'x'], 'sort_dir': ['asc', 'desc', 'x'], 'marker': [name, name, 'nobody']}, 0.25))


def strays(story, _name, path):
    """Methods and bodies that a route does not take, and routes that are none."""
    random = story.random
    below = random.choice(['', '/objects', '/objects/alpha', '/properties', '/properties/alpha', '/tags', '/tags/alpha', '/resource_types',
                           '/resource_types/OS::My::Type', '/nothing', '/objects/alpha/properties', '/'])
    story.ask(random.choice(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']), path + below, ADMIN, random.choice([None, None, '{}', '[]']))
