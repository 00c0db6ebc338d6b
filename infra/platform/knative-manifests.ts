import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { UserError } from '../../contract';
import type { KubeObject } from '../../charts-src';
import { ownImagesIn } from '../images';
import { knativeIngressObjects } from './knative-ingress';

/** App whose image serves as Knative's ingress. */
export const INGRESS_APP = 'knative-ingress';

/** Knative Serving and its ingress, ready to be made. */
export interface KnativeParts {
  /** Each stage needs what is in those before it. */
  readonly stages: readonly (readonly KubeObject[])[];
  /** Images of its pods, and of the sidecar that it puts into others. */
  readonly images: readonly string[];
}

/**
 * Reads a folder of manifests: one YAML file for each stage, in the order of their names.
 *
 * @param ingressImage image of apps/knative-ingress
 * @throws UserError when the folder is not what `./lab packages build --with knative` makes
 */
export function knativeParts(folder: string, ingressImage: string): KnativeParts {
  const stages = readStages(folder);
  const objects = stages.flat();
  const ingress = knativeIngressObjects({
    image: ingressImage,
    ingressClass: setting(objects, 'config-network', 'ingress-class', folder),
  });
  const sidecar = setting(objects, 'config-deployment', 'queue-sidecar-image', folder);
  return { stages: [...stages, ingress], images: [...ownImagesIn([...objects, ...ingress]), sidecar].sort() };
}

function readStages(folder: string): KubeObject[][] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  if (files.length === 0) throw wrong(folder, 'has no manifests of Knative Serving.');
  return files.sort().map((name) =>
    parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((document) => {
      const object = document.toJS() as KubeObject | null;
      if (document.errors.length > 0 || typeof object?.kind !== 'string')
        throw wrong(
          join(folder, name),
          `is not YAML of Kubernetes objects: ${document.errors[0]?.message ?? 'an object is empty'}`,
        );
      return object;
    }),
  );
}

function setting(objects: readonly KubeObject[], configMap: string, key: string, folder: string): string {
  const found = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMap);
  const value = (found?.['data'] as Readonly<Record<string, string>> | undefined)?.[key];
  if (value === undefined) throw wrong(folder, `sets no ${key} in ${configMap}.`);
  return value;
}

function wrong(where: string, problem: string): UserError {
  const fix =
    'lab:knativeManifests is set by ./lab up --on kind --from-packages; run that, or: pulumi config rm lab:knativeManifests';
  return new UserError({ where, problem, fix, exit: 'config' });
}
