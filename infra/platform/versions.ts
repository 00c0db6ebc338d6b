/**
 * What the platform under the lab is made of, besides the charts: versions seen to work together, and where each comes from.
 * npm packages are pinned in package.json.
 */
export const METRICS_SERVER = {
  version: '0.8.0',
  /** Project kubernetes-sigs/metrics-server. */
  image: 'registry.k8s.io/metrics-server/metrics-server:v0.8.0',
} as const;

/** The node image that kind is given; its Kubernetes is the one whose API the manifests are checked against. */
export const KIND_NODE_IMAGE = 'kindest/node:v1.34.0';

/** Oldest versions of command-line programs that the lab was run with. */
export const TOOL_VERSIONS = { pulumi: '3.248.0', kind: '0.30.0' } as const;
