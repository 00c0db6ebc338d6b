#!/bin/bash
# Puts an archive of images into containerd's store. Layers are unpacked when a pod first uses them, not here.
set -euo pipefail
archive=$1

containerd --log-level error &
daemon=$!
trap 'kill "$daemon"; wait "$daemon" || true; rm -rf /run/containerd' EXIT
for _ in $(seq 100); do
  ctr version >/dev/null 2>&1 && break
  sleep 0.2
done
ctr --namespace k8s.io images import --all-platforms --no-unpack --digests "$archive"
ctr --namespace k8s.io images list -q
