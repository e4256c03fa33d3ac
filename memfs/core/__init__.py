"""The words of memfs: values and pure functions, no I/O, no third-party import."""
