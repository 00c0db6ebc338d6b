#!/bin/sh
# A Service address that kube-proxy has not rewritten yet must not leave the node: where the network outside answers
# any connection, a client would keep talking to a stranger.
set -eu
for chain in OUTPUT FORWARD; do
  iptables -C "$chain" -d 10.96.0.0/16 -j REJECT --reject-with icmp-host-unreachable 2>/dev/null ||
    iptables -I "$chain" -d 10.96.0.0/16 -j REJECT --reject-with icmp-host-unreachable
done
