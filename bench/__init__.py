"""Measurements of memfs against git and check-jsonschema: `make bench`."""
