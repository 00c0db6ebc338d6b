#!/bin/bash
# Copies the packet filter programs with the libraries they load into an empty root folder.
set -euo pipefail
stage=$1

put() {
  [ -e "$stage$1" ] || install -D "$1" "$stage$1"
}
with_libraries() {
  put "$1"
  ldd "$1" | grep -o '/[^ ]*' | while read -r library; do put "$library"; done
}

for program in /usr/sbin/xtables-nft-multi /usr/sbin/nft /usr/sbin/conntrack /usr/bin/kmod; do with_libraries "$program"; done
for extension in /usr/lib/*/xtables/*.so; do with_libraries "$extension"; done
for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
  ln -s xtables-nft-multi "$stage/usr/sbin/$name"
done
ln -s ../bin/kmod "$stage/usr/sbin/modprobe"

mkdir -p "$stage/usr/local/bin" "$stage/etc" "$stage/run" "$stage/var/run"
install -d -m 1777 "$stage/tmp"
for name in kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubeadm kubectl; do
  ln -s kube "$stage/usr/local/bin/$name"
done
echo 'root:x:0:0:root:/root:/sbin/nologin' >"$stage/etc/passwd"
