"""The rows that are measured: images with five properties, two tags and a location, of all visibilities and many owners."""

# Nine of ten images belong to others. The caller sees a third of them, in three ways, and some that are shared with it.
IMAGES = '''
INSERT INTO images (id, name, size, status, created_at, updated_at, deleted, disk_format, container_format, checksum, owner,
    min_disk, min_ram, protected, virtual_size, visibility, os_hidden, os_hash_algo, os_hash_value)
SELECT lower(concat(left(h, 8), '-', mid(h, 9, 4), '-4', mid(h, 14, 3), '-8', mid(h, 18, 3), '-', mid(h, 21, 12))),
    concat('image ', seq), seq * 1000, 'active', t, t, 0, elt(1 + seq % 2, 'qcow2', 'raw'), 'bare', h,
    concat('project-', seq % 10), seq % 20, 512, 0, seq * 2000,
    elt(1 + (seq DIV 10) % 8, 'public', 'public', 'shared', 'shared', 'shared', 'private', 'private', 'community'),
    0, 'sha512', concat(h, h, h, h)
FROM (SELECT seq, md5(seq) AS h, '2020-01-01' + INTERVAL seq * 37 SECOND AS t FROM seq_1_to_{count}) AS made'''
CHILDREN = ['''
INSERT INTO image_properties (image_id, name, value, created_at, updated_at, deleted)
SELECT images.id, elt(seq, 'os_distro', 'os_version', 'architecture', 'hw_disk_bus', 'hw_vif_model'),
    elt(seq, 'debian', concat(1 + min_disk), 'x86_64', 'scsi', 'virtio'), created_at, updated_at, 0
FROM images JOIN seq_1_to_5''', '''
INSERT INTO image_tags (image_id, value, created_at, updated_at, deleted)
SELECT images.id, elt(seq, 'golden', concat('batch-', min_disk)), created_at, updated_at, 0 FROM images JOIN seq_1_to_2''', '''
INSERT INTO image_locations (image_id, value, meta_data, status, created_at, updated_at, deleted)
SELECT id, concat('file:///var/lib/glance/images/', id), '{{"store": "fast"}}', 'active', created_at, updated_at, 0 FROM images''', '''
INSERT INTO image_members (image_id, member, can_share, status, created_at, updated_at, deleted)
SELECT id, 'project-1', 0, elt(1 + min_disk % 3, 'accepted', 'pending', 'rejected'), created_at, updated_at, 0
FROM images WHERE visibility = 'shared' AND owner IN ('project-2', 'project-3')''']
TABLES = ['images', 'image_properties', 'image_tags', 'image_locations', 'image_members']


def fill(database, count):
    """Fills the tables of a MariaDB and has it look at them."""
    for statement in [IMAGES, *CHILDREN]:
        database.sql(f'USE {database.database}; SET SESSION unique_checks = 0, foreign_key_checks = 0;' + statement.format(count=count))
    for table in TABLES:
        database.sql(f'ANALYZE TABLE {database.database}.{table} PERSISTENT FOR ALL')
