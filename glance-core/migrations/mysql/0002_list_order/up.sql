-- The order in which images are listed, for which Glance has no index.
SET @make_index = IF(
    (SELECT COUNT(*) FROM information_schema.statistics
     WHERE table_schema = DATABASE() AND table_name = 'images' AND index_name = 'glance_rs_images_listed') = 0,
    'CREATE INDEX glance_rs_images_listed ON images (deleted, os_hidden, created_at, id)',
    'DO 0');
PREPARE make_index FROM @make_index;
EXECUTE make_index;
DEALLOCATE PREPARE make_index;
