#!/bin/sh
# A tour of memfs in a repository of its own: sh examples/demo.sh [DIRECTORY]
# Every command is printed before it runs. Nothing outside DIRECTORY is read or written, so no git identity is needed.
set -eu

directory=${1:-demo}
marker=.git/memfs-demo

say() {
  printf '\n# %s\n' "$1"
}

run() {
  printf '$ %s\n' "$1"
  eval "$1"
}

refused() {
  printf '$ %s\n' "$1"
  if eval "$1"; then
    echo "demo: the last command should have been refused" >&2
    exit 1
  fi
}

if [ -e "$directory" ] && [ ! -e "$directory/$marker" ]; then
  echo "demo: '$directory' is there and was not made by this script; name another directory" >&2
  exit 2
fi

# a surrounding hook, the user's own configuration and a pager must not take part
# shellcheck disable=SC2046 # the names are to be split
unset $(git rev-parse --local-env-vars)
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_PAGER=cat

say "A project under git, with an identity for this repository alone."
rm -rf "$directory"
run "git init --quiet -b main '$directory'"
: >"$directory/$marker"
cd "$directory"
git config commit.gpgsign false
run 'git config user.name "Ada Demo"'
run 'git config user.email ada@example.invalid'
run 'echo "# Payments" > README.md && git add README.md && git commit --quiet -m "Start the project"'

say "Give it a memory, and put what is learned into it. Every command is one commit."
run 'memfs init'
run 'memfs add memory "Fixed the deadlock by taking the ledger mutex before the payment mutex." --outcome success --tool code_interpreter --task-type debug --summary payment_mutex_fix --tag locking'
run 'memfs add memory "Searching for the gateway error code found only paywalled pages." --outcome failure --tool web_search --reason blocked --summary gateway_code_search'
run 'memfs add memory "The team wants small commits, each with its test." --outcome learning --insight-type preference'
run 'memfs add context objectives "Settle payments within two seconds" "Never charge twice"'
run 'memfs add variable customers customer_id "is unique only together with region"'

say "Memories are files that people and programs read alike."
run 'memfs read'
run 'memfs recall --where outcome=failure'
run 'git show --stat --format="%h %s" HEAD'

say "Let git's own hooks judge what is written by hand. This one has a bad name and no error_type."
run 'memfs install --hooks'
run 'git switch --quiet -c lesson'
run 'mkdir -p memory/memories/outcome=failure'
run 'printf "%s\n" "summary: Pool-Leak" "outcome: failure" "tool: code_interpreter" "content: The pool never gave connections back." > memory/memories/outcome=failure/pool.yaml'
run 'git add memory'
refused 'git commit -m "Remember the pool leak"'

say "Say it in a legal way, staged for the commit that the team reviews."
run 'git rm --quiet --force memory/memories/outcome=failure/pool.yaml'
run 'memfs add memory "The pool never gave connections back." --outcome failure --tool code_interpreter --error-type runtime --summary pool_leak --no-commit'
run 'git commit --quiet -m "Remember the pool leak"'

say "What would a reviewer see?"
run 'memfs review main'
run 'git log --oneline'
run 'git status --short'

say "Done. The repository is in $directory: look around, nothing in it is hidden."
