import { join } from 'node:path';
import { applyPatch, validate, type JsonPatchError, type Operation } from 'fast-json-patch';
import type { KubernetesObject } from '../../../contract';
import { documentsIn } from '../addons/yaml-files';

/** Folders of KEDA's config/ that make the released manifests, without those of the webhook. */
const FOLDERS = ['crd', 'general', 'rbac', 'service_account', 'manager', 'metrics-server'] as const;

interface Kustomization {
  readonly resources: readonly string[];
  readonly patches?: readonly { readonly path: string; readonly target: { readonly name: string } }[];
}

/**
 * Every object of KEDA, in the order in which its kustomizations name them, with their patches.
 *
 * @param config folder config/ of KEDA's module
 */
export function releasedManifests(config: string): KubernetesObject[] {
  return FOLDERS.flatMap((name) => objectsOf(join(config, name)));
}

function objectsOf(folder: string): KubernetesObject[] {
  const file = join(folder, 'kustomization.yaml');
  const [kustomization] = documentsIn<Kustomization>(file);
  if (kustomization === undefined) throw new Error(`${file} is empty`);
  const { resources, patches = [] } = kustomization;
  const operationsFor = (name: string): Operation[] =>
    patches
      .filter(({ target }) => target.name === name)
      .flatMap(({ path }) => documentsIn<readonly Operation[]>(join(folder, path)).flat());
  return resources
    .flatMap((name) => documentsIn<KubernetesObject>(join(folder, name)))
    .map((object) => patched(object, operationsFor(object.metadata.name)));
}

/**
 * A copy of the document with the operations applied.
 *
 * @throws Error when an operation is unknown or its path does not exist
 */
export function patched<Document extends object>(document: Document, operations: readonly Operation[]): Document {
  const problem = validate([...operations], document) as JsonPatchError | undefined;
  if (problem !== undefined) throw new Error(`patch ${(problem.operation as Operation).path}: ${problem.message.split('\n')[0]}`);
  return applyPatch(document, operations, false, false).newDocument;
}
