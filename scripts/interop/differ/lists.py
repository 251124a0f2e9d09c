"""Lists of images: a population with something for each filter, and queries of all forms."""
from urllib.parse import quote, quote_plus, urlencode

from differ.values import (ADMIN, CONTAINER_FORMATS, DATES, DISK_FORMATS, NAMES, OTHER, OWNER, PROPERTY_NAMES, READER, SORT_KEYS, STATUSES, TAGS,
                           TEXTS, VISIBILITIES)


def population(story):
    random = story.random
    for number in range(18):
        who = random.choice([ADMIN, OWNER, OWNER, OTHER])
        fields = {'name': random.choice(NAMES), 'min_disk': random.choice([0, 1, 7]), 'min_ram': random.choice([0, 512])}
        fields |= random.choice([{}, {'disk_format': random.choice(DISK_FORMATS[:7])}])
        fields |= random.choice([{}, {'container_format': random.choice(CONTAINER_FORMATS[:4])}])
        fields['visibility'] = random.choice(VISIBILITIES if who == ADMIN else VISIBILITIES[1:])
        fields['tags'] = random.sample(TAGS[:6], random.choice([0, 1, 2, 3]))
        fields |= random.choice([{}, {'os_hidden': True}, {}, {'protected': True}, {}])
        fields |= random.choice([{}, {random.choice(PROPERTY_NAMES[:6]): random.choice(TEXTS[:5])}])
        if number % 3 == 0:
            fields |= {'disk_format': 'raw', 'container_format': 'bare'}
        image = story.create(who, **fields)
        if number % 3 == 0:
            story.upload(image, b'x' * random.choice([0, 10, 700, 5000]), who)
        if number % 5 == 0:
            story.ask('POST', f'/v2/images/{image}/members', who, {'member': 'project-b'})
            story.ask('PUT', f'/v2/images/{image}/members/project-b', OTHER, {'status': random.choice(['accepted', 'rejected', 'pending'])})
    for _ in range(2):
        story.ask('POST', f'/v2/images/{story.some_image()}/actions/deactivate', ADMIN)
        story.ask('DELETE', f'/v2/images/{story.some_image()}', ADMIN)


def listing(random, values):
    """An `in:` list, quoted where it has to be, and rarely broken."""
    chosen = [value if not set(value) & set(',":\\ ') else '"' + value.replace('"', '\\"') + '"' for value in random.sample(values, min(3, len(values)))]
    text = 'in:' + ','.join(chosen)
    return text if random.random() < 0.85 else random.choice([text + '"', text + ',', 'in:', 'in:"a"b', 'in:a"b"', 'in:"', 'in:,a', 'in:"a","b', 'nin:a', 'eq:' + values[0]])


def filters(random):
    """One or more parameters that filter."""
    texts = {'name': NAMES, 'status': STATUSES, 'container_format': CONTAINER_FORMATS[:5], 'disk_format': DISK_FORMATS[:7],
             'id': ['@1@', '@2@', 'x', '']}
    match random.randrange(12):
        case 0 | 1:
            key = random.choice(list(texts))
            return [(key, random.choice(texts[key]) if random.random() < 0.6 else listing(random, texts[key]))]
        case 2:
            operator = random.choice(['', '', 'gt:', 'gte:', 'lt:', 'lte:', 'eq:', 'neq:', 'in:', 'x:'])
            return [(random.choice(['created_at', 'updated_at']), operator + random.choice(DATES))]
        case 3:
            return [(random.choice(['size_min', 'size_max', 'min_ram_max', 'min_disk_min', 'min_ram_min', 'virtual_size_max']),
                     random.choice(['0', '10', '700', '5000', '-1', 'x', '', '1.5', '99999999999999999999', ' 5', '1e3']))]
        case 4:
            return [(random.choice(['size', 'min_ram', 'min_disk', 'virtual_size']), random.choice(['0', '512', '7', 'x', '', '-1', '1.0', '010']))]
        case 5:
            return [('visibility', random.choice([*VISIBILITIES, 'all', 'x', '', 'Public']))]
        case 6:
            return [('member_status', random.choice(['pending', 'accepted', 'rejected', 'all', 'x', ''])), *random.choice([[], [('visibility', 'shared')]])]
        case 7:
            return [('os_hidden', random.choice(['true', 'false', 'True', 'FALSE', 'yes', '1', '']))]
        case 8:
            return [('protected', random.choice(['true', 'false', 'True', '1', '']))]
        case 9:
            return [('tag', tag) for tag in random.sample([*TAGS[:6], 't' * 256, ''], random.choice([1, 1, 2, 3]))]
        case 10:
            return [(random.choice(PROPERTY_NAMES[:8]), random.choice([*TEXTS[:5], 'in:debian,12']))]
        case _:
            return [random.choice([('owner', 'project-a'), ('owner', 'project-b'), ('owner', ''), ('checksum', 'd41d8cd98f00b204e9800998ecf8427e'),
                                   ('os_hash_algo', 'sha512'), ('os_hash_value', 'x'), ('changes-since', '2001-01-01T00:00:00Z'), ('changes-since', ''),
                                   ('deleted', 'true'), ('is_public', 'true'), ('nothing', 'x'), ('', ''), ('file', 'x'), ('self', 'x'), ('locations', 'x'),
                                   ('members', 'x'), ('properties', 'x'), ('tags', 'one'), ('direct_url', 'x'), ('x_min', '1'), ('deleted_at', 'x'),
                                   ('stores', 'fast'), ('schema', 'x'), ('is_base', 'x'), ('property-os_distro', 'debian')])]


def sorting(random):
    key = lambda: random.choice([*SORT_KEYS, *SORT_KEYS, 'owner', 'min_ram', 'x', ''])
    direction = lambda: random.choice(['asc', 'desc', 'asc', 'desc', 'asc', 'desc', 'up', '', 'ASC'])
    match random.randrange(6):
        case 0 | 1:
            return [('sort', ','.join(key() + random.choice(['', ':' + direction()]) for _ in range(random.choice([1, 1, 2, 3]))))]
        case 2:
            return [('sort_key', key()), *random.choice([[], [('sort_dir', direction())]])]
        case 3:
            return [('sort_key', key()) for _ in range(2)] + [('sort_dir', direction()) for _ in range(random.choice([0, 1, 2, 3]))]
        case 4:
            return [('sort_dir', direction())]
        case _:
            return [('sort', key()), ('sort_key', key())] if random.random() < 0.2 else []


def read(story):
    """One list by somebody."""
    random, pairs = story.random, []
    for _ in range(random.choice([0, 1, 1, 2])):
        pairs += filters(random)
    if random.random() < 0.5:
        pairs += sorting(random)
    if random.random() < 0.45:
        pairs.append(('limit', random.choice(['1', '2', '3', '5', '25', '0', '-1', 'x', '', '1000', '99999999999999999999', '2.0', ' 3', '+4'])))
    if random.random() < 0.3:
        pairs.append(('marker', story.some_image() if random.random() < 0.9 else random.choice(['', 'x', '@1@@1@'])))
    # of what is there twice, Glance takes now the first and now the last
    several = [pair for pair in pairs if pair[0] in ('tag', 'sort_key', 'sort_dir')]
    pairs = [*{name: (name, value) for name, value in pairs if (name, value) not in several}.values(), *several]
    if random.random() < 0.2:
        random.shuffle(pairs)
    text = urlencode(pairs, safe=random.choice(['', ':,@', '@']), quote_via=random.choice([quote, quote_plus]))
    text = text.replace('%40', '@')
    if random.random() < 0.05:
        text += random.choice(['&', '&x', '&=', '&name=%FF', '&name=%zz', '&%C3%A9=1'])
    story.ask('GET', '/v2/images' + ('?' + text if text else ''), random.choice([ADMIN, OWNER, OWNER, OTHER, OTHER, READER]))
