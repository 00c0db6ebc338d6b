import { join } from 'node:path';
import type { KubernetesObject } from '../../../contract';
import { documentsIn } from '../addons/yaml-files';
import { KSERVE_VERSION } from '../programs';

/**
 * Every object of a release of KServe, in the order of its file.
 *
 * @param module folder of KServe's module
 */
export function releasedManifests(module: string): KubernetesObject[] {
  return documentsIn<KubernetesObject>(join(module, 'install', KSERVE_VERSION, 'kserve.yaml'));
}
