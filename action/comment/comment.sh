#!/usr/bin/env bash
# Keep one comment on a pull request: change it where it is there, write it where it is not.
# The review is sent as data; nothing else of the pull request is here.
set -euo pipefail

marker='<!-- memfs review -->'
nothing='### memfs sees no change'

refuse() {
  echo "memfs: $1" >&2
  exit 2
}

case $MEMFS_NUMBER in
  '' | *[!0-9]*) refuse "the number of a pull request is digits alone" ;;
esac
[ -f "$MEMFS_MARKDOWN" ] || refuse "there is no review to post"
[ "$(wc -c <"$MEMFS_MARKDOWN")" -le 250000 ] || refuse "the review is too large for a comment"

# shellcheck disable=SC2016 # jq reads the variables, from the environment
own='.[] | select(.user.login == env.MEMFS_AUTHOR_LOGIN and (.body | startswith(env.MARKER))) | .id'
issue=repos/$GITHUB_REPOSITORY/issues
MARKER=$marker gh api --paginate "$issue/$MEMFS_NUMBER/comments?per_page=100" --jq "$own" >"$RUNNER_TEMP/memfs-comments"
id=$(head -n 1 "$RUNNER_TEMP/memfs-comments")

body=$RUNNER_TEMP/memfs-comment.md
{
  printf '%s\n' "$marker"
  cat "$MEMFS_MARKDOWN"
} >"$body"

if [ -n "$id" ]; then
  gh api --silent --method PATCH "$issue/comments/$id" -F "body=@$body"
elif ! head -n 1 "$MEMFS_MARKDOWN" | grep -qF "$nothing"; then
  gh api --silent --method POST "$issue/$MEMFS_NUMBER/comments" -F "body=@$body"
fi
