//! Configuration: files in the format of oslo.config, read into one struct per concern.
