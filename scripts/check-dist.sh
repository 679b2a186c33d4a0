#!/bin/sh
# Fails unless the committed dist/ is what the sources build.
set -eu
cd "$(dirname "$0")/.."
before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
cp -R dist "$before/dist"
npm run -s build >"$before/log" 2>&1 || {
  cat "$before/log"
  exit 1
}
diff -r "$before/dist" dist || {
  echo 'dist/ is not what the sources build: run `npm run build` and commit dist/'
  exit 1
}
