#!/bin/sh
# Fails unless the committed dist/ is what the sources build; leaves dist/ as it was.
set -eu
cd "$(dirname "$0")/.."
before=$(mktemp -d)
put_back() {
  rm -rf dist
  mv "$before/dist" dist
  rm -rf "$before"
}
cp -R dist "$before/dist"
trap put_back EXIT
npm run -s build >"$before/log" 2>&1 || {
  cat "$before/log"
  exit 1
}
diff -r "$before/dist" dist || {
  echo 'dist/ is not what the sources build: run `npm run build` and commit dist/'
  exit 1
}
