"""The numbers of the profile, for the reader and the writer alike."""

MAX_BYTES = 256 * 1024
MAX_DEPTH = 8
MAX_NODES = 20_000
MAX_KEY = 1_024
MAX_DIGITS = 18
