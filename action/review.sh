#!/usr/bin/env bash
# Review the memory of a pull request: annotations, the step's summary, and two files for later steps.
# What lies in the repository is data: no file of it is executed, imported or sourced.
set -euo pipefail

kept=$RUNNER_TEMP/memfs-review
head=${MEMFS_HEAD:-HEAD}
mkdir -p "$kept"

if [ -z "$MEMFS_BASE" ]; then
  echo "memfs: name a base, this is no pull request" >&2
  exit 2
fi

installed() { # -I: no module of the directory we stand in, which is the pull request's
  python3 -I -m venv "$kept/venv" >&2
  "$kept/venv/bin/python" -I -m pip install --quiet --disable-pip-version-check "$MEMFS_SOURCE" >&2
  printf '%s\n' "$kept/venv/bin/memfs"
}

memfs=${MEMFS_PROGRAM:-$(installed)}

review() { # FORMAT FILE; a review that ends with 1 tells of new violations, which the check below reports
  local status=0
  "$memfs" review "$MEMFS_BASE...$head" --format "$1" >"$2" || status=$?
  [ "$status" -le 1 ] && [ -s "$2" ] || exit 2
}

review markdown "$kept/review.md"
review html "$kept/review.html"
cat "$kept/review.md" >>"$GITHUB_STEP_SUMMARY"

base=$(git merge-base --end-of-options "$MEMFS_BASE" "$head")
status=0
"$memfs" check --rev "$head" --base "$base" --law base --format github || status=$?

{
  echo "ok=$([ "$status" = 0 ] && echo true || echo false)"
  echo "markdown=$kept/review.md"
  echo "page=$kept/review.html"
} >>"$GITHUB_OUTPUT"

[ "$status" -gt 1 ] || [ "$MEMFS_FAIL" = true ] || status=0
exit "$status"
