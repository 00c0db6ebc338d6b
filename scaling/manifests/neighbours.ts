import type { RawObject } from './documents';
import { readManifest, type Manifest } from './manifest';
import { plainSelector, type LabelSelector } from './selector';

/** A Service of the core group: it sends traffic to the pods that it selects. */
export interface ServiceManifest extends Manifest {
  /** undefined: its addresses come from elsewhere. */
  readonly selector: LabelSelector | undefined;
}

export interface VolumeClaim extends Manifest {
  readonly accessModes: readonly string[];
}

/** What labels and annotations of a namespace do to its pods: injectors read them. */
export type NamespaceManifest = Manifest;

export function readService(raw: RawObject): ServiceManifest {
  return readManifest(raw, (fields) => {
    const matchLabels = fields.below('spec')?.textMap('selector') ?? {};
    return { selector: Object.keys(matchLabels).length === 0 ? undefined : plainSelector(matchLabels) };
  });
}

export function readVolumeClaim(raw: RawObject): VolumeClaim {
  return readManifest(raw, (fields) => ({ accessModes: fields.below('spec')?.texts('accessModes') ?? [] }));
}

export function readNamespace(raw: RawObject): NamespaceManifest {
  return readManifest(raw, () => ({}));
}
