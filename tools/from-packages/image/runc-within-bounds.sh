#!/bin/sh
# runc for machines whose capability bounding set lacks CAP_SYS_RESOURCE: `docker run --privileged` asks for every
# capability, and runc refuses one that the machine cannot give. Everything else is passed through.
set -eu
bundle=.
process=''
previous=''
for argument in "$@"; do
  case "$previous" in
  --bundle | -b) bundle=$argument ;;
  --process | -p) process=$argument ;;
  esac
  previous=$argument
done
for file in "$bundle/config.json" "$process"; do
  [ ! -f "$file" ] || sed -i 's/"CAP_SYS_RESOURCE",//g; s/,"CAP_SYS_RESOURCE"//g' "$file"
done
exec /usr/sbin/runc "$@"
