-- The order in which images are listed, for which Glance has no index.
CREATE INDEX IF NOT EXISTS glance_rs_images_listed ON images (deleted, os_hidden, created_at, id);
