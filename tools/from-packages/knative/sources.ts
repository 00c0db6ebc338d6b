import { join } from 'node:path';
import type { KubernetesObject } from '../../../contract';
import { documentsIn, yamlFiles } from '../addons/yaml-files';

/** Folders of the modules that hold Knative Serving's manifests. */
export interface KnativeModules {
  readonly serving: string;
  readonly networking: string;
  readonly caching: string;
}

/** Folders of config/core that are installed whole. */
const CORE = ['200-roles', '300-resources', 'configmaps', 'deployments', 'webhooks'] as const;
/** In the released repository these are links of config/core; a module holds no links. */
const NETWORKING = [
  'certificate.yaml',
  'config-network.yaml',
  'domain-claim.yaml',
  'ingress.yaml',
  'serverlessservice.yaml',
] as const;

/** Every object of Knative Serving's core, in the order of its files. */
export function releasedManifests({ serving, networking, caching }: KnativeModules): KubernetesObject[] {
  const core = join(serving, 'config', 'core');
  return [
    join(core, '100-namespace.yaml'),
    join(core, '200-serviceaccount.yaml'),
    ...CORE.flatMap((folder) => yamlFiles(join(core, folder))),
    ...NETWORKING.map((name) => join(networking, 'config', name)),
    join(caching, 'config', 'image.yaml'),
  ].flatMap((file) => documentsIn<KubernetesObject>(file));
}
