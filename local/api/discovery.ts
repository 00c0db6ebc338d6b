import { SHOWN_KINDS, type ShownKind } from '../show/kinds';
import type { Resource } from './resource';

/** What `kubectl get all` shows. */
const ALL = ['Pod', 'Service', 'Deployment', 'ReplicaSet', 'StatefulSet', 'Job', 'HorizontalPodAutoscaler'];

/**
 * What clients ask first, to find out what there is: `/api`, `/apis`, and the resources of each group and version.
 * Follows k8s.io/apimachinery v0.34 pkg/apis/meta/v1/types.go: APIVersions, APIGroupList, APIResourceList.
 *
 * @returns undefined for any other path
 */
export function discovery(path: string, resources: readonly Resource[]): object | undefined {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  const groups = [...new Set(resources.map(({ apiVersion }) => apiVersion))].filter((one) => one.includes('/'));
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupObject) };
  const apiVersion = /^\/(?:api|apis)\/(v1|[^/]+\/[^/]+)$/.exec(path)?.[1];
  const own = resources.filter((one) => one.apiVersion === apiVersion);
  if (own.length === 0) return undefined;
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersion, resources: own.map(resourceObject) };
}

function groupObject(groupVersion: string): object {
  const [name, version] = groupVersion.split('/');
  const only = { groupVersion, version };
  return { name, versions: [only], preferredVersion: only };
}

function resourceObject({ apiVersion, plural, kind }: Resource): object {
  const singular = kind.toLowerCase();
  const names = shownKindOf(apiVersion, plural)?.names ?? [];
  return {
    name: plural,
    singularName: singular,
    namespaced: kind !== 'Namespace',
    kind,
    verbs: ['get', 'list', 'watch'],
    shortNames: names.filter((name) => name !== plural && name !== singular && !name.includes('.')),
    ...(ALL.includes(kind) && !apiVersion.startsWith('serving.') ? { categories: ['all'] } : {}),
  };
}

/** How the kind is shown, where that is known. */
export function shownKindOf(apiVersion: string, plural: string): ShownKind | undefined {
  const path = `/${apiVersion === 'v1' ? 'api' : 'apis'}/${apiVersion}/${plural}`;
  return SHOWN_KINDS.find((one) => one.path === path);
}
