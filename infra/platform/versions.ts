/**
 * What the platform under the lab is made of, besides the charts: versions seen to work, and where each comes from. npm packages
 * are pinned in package.json; the node image is the one that kind was released with.
 */
export const METRICS_SERVER = {
  /** Project kubernetes-sigs/metrics-server. */
  image: 'registry.k8s.io/metrics-server/metrics-server:v0.8.0',
} as const;
