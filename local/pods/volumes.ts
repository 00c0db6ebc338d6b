import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { below, writingTo } from '../machine/files';
import type { Volume } from '../kubernetes/pod';
import type { PathMapping } from '../rewrite/paths';
import { missing, type ConfigSource } from './environment';
import type { PodIdentity } from './identity';

const VOLUMES = 'volumes';

/** Host directory of each volume of a pod. */
export function volumeDirectories(pod: PodIdentity, podDir: string): Map<string, string> {
  return new Map([
    ...pod.spec.volumes.map((volume) => [volume.name, below(podDir, VOLUMES, volume.name)] as const),
    ...pod.claims,
  ]);
}

/** Where the mounts of one container are on this machine. */
export function mountMappings(
  container: PodIdentity['spec']['containers'][number],
  directories: ReadonlyMap<string, string>,
): PathMapping[] {
  return container.volumeMounts.flatMap((mount) => {
    const directory = directories.get(mount.name);
    return directory === undefined ? [] : [{ mountPath: mount.mountPath, hostPath: below(directory, mount.subPath) }];
  });
}

interface VolumeFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

function filesOf(volume: Volume, pod: PodIdentity, source: ConfigSource): VolumeFile[] {
  const reference = volume.configMap ?? volume.secret;
  if (reference === undefined) return [];
  const [kind, name, data] =
    'name' in reference
      ? (['ConfigMap', reference.name, source.configMap(reference.name)] as const)
      : (['Secret', reference.secretName, source.secret(reference.secretName)] as const);
  const where = `Pod/${pod.name}  volumes[${volume.name}]`;
  if (data === undefined) {
    if (reference.optional) return [];
    throw missing(where, kind, name);
  }
  const chosen: NonNullable<typeof reference.items> = reference.items ?? Object.keys(data).map((key) => ({ key, path: key }));
  return chosen.flatMap((item) => {
    const text = data[item.key];
    if (text !== undefined) return [{ path: item.path, text, mode: item.mode ?? reference.defaultMode }];
    if (reference.optional) return [];
    throw missing(where, kind, name, item.key);
  });
}

/**
 * Makes the directories of a pod's volumes and writes the files of its ConfigMaps and Secrets, whose text goes through
 * `rewrite`. Throws a UserError when one is missing or the disk refuses.
 */
export function materialiseVolumes(
  pod: PodIdentity,
  directories: ReadonlyMap<string, string>,
  source: ConfigSource,
  rewrite: (text: string) => string,
): void {
  const files = pod.spec.volumes.map((volume) => ({ volume, files: filesOf(volume, pod, source) }));
  for (const directory of directories.values()) writingTo(directory, () => mkdirSync(directory, { recursive: true }));
  for (const { volume, files: contents } of files) {
    for (const file of contents) {
      const path = below(directories.get(volume.name) ?? '', file.path);
      writingTo(path, () => {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, rewrite(file.text), { mode: 0o600 });
        // The owner must be able to remove it; for others the mode is that of the manifest.
        chmodSync(path, file.mode | 0o600);
      });
    }
  }
}
