import type { InferenceServiceSpec } from '../types';
import { implementationCount, modelOf, storageUriOf } from './implementations';
import { firstOf, firstRefusal, type Refusal } from './refusal';

interface StorageUri {
  readonly uri: string;
  readonly mountPath?: string;
}

/** Follows validateMultipleStorageURIs and validateConfidential of inference_service_validation.go, KServe v0.20.0. */
export function validateStorage(spec: InferenceServiceSpec): Refusal {
  return firstRefusal(
    () =>
      firstOf(['transformer', 'explainer', 'predictor'] as const, (role) => {
        const component = spec[role];
        if (component === undefined) return undefined;
        const several = component['storageUris'] as readonly StorageUri[] | undefined;
        const one = implementationCount(role, component) > 0 ? storageUriOf(role, component) : undefined;
        return one !== undefined && several !== undefined
          ? 'Setting both StorageURI and StorageURIs is not supported.'
          : validateSeveral(several ?? []);
      }),
    () => validateConfidential(spec),
  );
}

function validateSeveral(uris: readonly StorageUri[]): Refusal {
  const mountPathOf = ({ mountPath = '/mnt/models' }: StorageUri): string => mountPath;
  const wrong = firstOf(uris, (one) => {
    const path = mountPathOf(one);
    if (one.uri === '') return 'storage URI cannot be empty';
    if (path === '/') return 'storage path cannot be empty';
    if (!path.startsWith('/')) return `storage path must be absolute: ${path}`;
    return path.includes('..') ? `storage path cannot contain '..' for security reasons: ${path}` : undefined;
  });
  if (wrong !== undefined) return wrong;
  const claims = uris.filter(({ uri }) => uri.startsWith('pvc://')).map(mountPathOf);
  const others = uris.filter(({ uri }) => !uri.startsWith('pvc://')).map(mountPathOf);
  if (others.length <= 1) return undefined;
  if (new Set(claims).size < claims.length) return 'PVC storage paths must be unique';
  const roots = new Set(others.map((path) => path.split('/')[1]));
  return roots.size > 1
    ? `storage paths must have a common parent directory. Current paths: [${others.join(' ')}] have no common parent beyond root`
    : undefined;
}

const KEY_RESOURCE = /^kbs:\/\/\/[\w.-]+\/[\w.-]+\/[\w.-]+$/;

function validateConfidential({ predictor }: InferenceServiceSpec): Refusal {
  const confidential = modelOf(predictor)?.['confidential'] as { enabled?: boolean; resourceId?: string } | undefined;
  if (confidential?.enabled !== true) return undefined;
  if ((storageUriOf('predictor', predictor) ?? '') === '') return 'confidential model serving requires storageUri to be set';
  const { resourceId = '' } = confidential;
  return resourceId === '' || KEY_RESOURCE.test(resourceId)
    ? undefined
    : `spec.predictor.confidential.resourceId: Invalid value: "${resourceId}": must be in the format kbs:///<repo>/<type>/<tag>`;
}
