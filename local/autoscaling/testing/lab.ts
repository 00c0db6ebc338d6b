import { join } from 'node:path';
import type { LocalCluster } from '../../cluster';
import { testApp } from '../../testing/manifests';

/** A web server whose requests cost CPU or time. */
export const WORKER_APP = { ...testApp('worker', 'worker.js'), command: ['node', join(__dirname, 'worker.js')] };
export const WORKER_IMAGE = 'ml-scaling-lab/worker:0123456789ab';

export async function fromApi<Result>(cluster: LocalCluster, path: string): Promise<Result> {
  return (await (await fetch(`${cluster.apiUrl}${path}`)).json()) as Result;
}

export function readyPods(cluster: LocalCluster): number {
  return cluster.status().pods.filter((pod) => pod.ready && pod.phase === 'Running').length;
}
