import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const markerSchema = z.object({ state: z.enum(['creating', 'ready']), spec: z.unknown() });
export type Marker = z.infer<typeof markerSchema>;

/**
 * A file beside the kubeconfig that says that the cluster of that name is this stack's, and whether it was finished. A kind
 * cluster itself carries no such mark, and the stack never touches one that somebody else made.
 */
function fileOf(kubeconfigPath: string): string {
  return `${kubeconfigPath}.cluster.json`;
}

export function readMarker(kubeconfigPath: string): Marker | undefined {
  const file = fileOf(kubeconfigPath);
  return existsSync(file) ? markerSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

export function writeMarker(kubeconfigPath: string, marker: Marker): void {
  mkdirSync(dirname(kubeconfigPath), { recursive: true });
  writeFileSync(fileOf(kubeconfigPath), `${JSON.stringify(marker, null, 2)}\n`);
}

export function removeMarker(kubeconfigPath: string): void {
  rmSync(fileOf(kubeconfigPath), { force: true });
}
