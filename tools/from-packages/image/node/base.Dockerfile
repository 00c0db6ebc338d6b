# What a kind node needs from Debian, and kind's own files. Stays on bookworm: its systemd still runs on cgroup v1.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}

# --force-confold: kind's files are there already and win over those of the packages.
COPY kind-files/ /
RUN apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes -q --no-install-recommends -o Dpkg::Options::=--force-confold \
        bash ca-certificates conntrack containerd containernetworking-plugins curl e2fsprogs ethtool iproute2 iptables jq \
        kmod libseccomp2 mount nftables pigz procps runc systemd util-linux \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/share/doc/* /usr/share/man/* /usr/share/locale/*

# No unit but those of the node starts. The OCI defaults get kind's hook and lose the limits on open files, as in kind's image.
# restrict_oom_score_adj: a machine may not let containers lower their OOM score below that of containerd.
ARG PAUSE_VERSION
RUN chmod 0755 /usr/local/bin/* /kind/bin/* \
    && find /lib/systemd/system/sysinit.target.wants/ -name systemd-tmpfiles-setup.service -delete \
    && rm -f /lib/systemd/system/multi-user.target.wants/* /etc/systemd/system/*.wants/* \
        /lib/systemd/system/local-fs.target.wants/* /lib/systemd/system/basic.target.wants/* \
        /lib/systemd/system/sockets.target.wants/*udev* /lib/systemd/system/sockets.target.wants/*initctl* \
    && echo ReadKMsg=no >> /etc/systemd/journald.conf \
    && ln -sf /usr/lib/systemd/systemd /sbin/init \
    && ln -s /usr/bin/containerd /usr/bin/ctr /usr/bin/containerd-shim-runc-v2 /usr/local/bin/ \
    && mkdir -p /opt/cni /etc/cni/net.d /etc/kubernetes/manifests \
    && ln -s /usr/lib/cni /opt/cni/bin \
    && systemctl enable kubelet.service containerd.service undo-mount-hacks.service \
    && systemctl mask systemd-binfmt.service \
    && ctr oci spec \
        | jq '.hooks.createContainer += [{"path": "/kind/bin/mount-product-files.sh"}] | del(.process.rlimits)' \
        > /etc/containerd/cri-base.json \
    && sed -i -e "s#registry.k8s.io/pause:[0-9.]*#registry.k8s.io/pause:${PAUSE_VERSION}#" \
        -e 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' /etc/containerd/config.toml

ENV container=docker
STOPSIGNAL SIGRTMIN+3
ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]
