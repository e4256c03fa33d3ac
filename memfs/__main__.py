"""Let `python -m memfs` be the command `memfs`."""

from memfs.cli import main

if __name__ == "__main__":
    main()
