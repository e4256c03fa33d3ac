"""The door to YAML: a strict reader, a canonical writer, and an editor that keeps what a person wrote."""

from memfs.codec.foreign import Said, foreign
from memfs.codec.read import positions, read
from memfs.codec.source import ProfileError
from memfs.codec.write import emit

__all__ = ["ProfileError", "Said", "emit", "foreign", "positions", "read"]
