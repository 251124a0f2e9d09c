"""What is there before requests are made up: images and namespaces with something of everything in them."""
IMAGES, NAMESPACES = 60, 30


def image_id(number):
    return f'11111111-1111-1111-1111-{number % IMAGES:012}'


def namespace(number):
    return f'namespace-{number % NAMESPACES}'


# Of each part of a path, the names that it may have; of most there is one in each image or namespace.
NAMES = {
    'image_id': image_id,
    'member': lambda number: 'member-project',
    'tag': lambda number: 'tag',
    'namespace_name': namespace,
    'object_name': lambda number: 'object',
    'property_name': lambda number: 'property',
    'resource_type': lambda number: 'type',
    'tag_name': lambda number: 'tag',
}


def populate(api):
    """Makes all that `NAMES` names. Every second image has data."""
    for number in range(IMAGES):
        api.create(id=image_id(number), disk_format='raw', container_format='bare', tags=['tag'])
        if number % 2 == 0:
            api.upload(image_id(number), b'data' * number)
        api.request('POST', f'/v2/images/{image_id(number)}/members', {'member': 'member-project'}).expect(200)
    for number in range(NAMESPACES):
        described = {'title': 'Property', 'type': 'string'}
        api.request('POST', '/v2/metadefs/namespaces', {
            'namespace': namespace(number),
            'properties': {'property': described},
            'objects': [{'name': 'object', 'properties': {'inner': described}}],
            'tags': [{'name': 'tag'}],
            'resource_type_associations': [{'name': 'type'}],
        }).expect(201)
