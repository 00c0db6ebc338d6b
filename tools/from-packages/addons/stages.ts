import type { KubernetesObject } from '../../../contract';

/** Objects by stage, in the order in which stages are applied: each needs the ones before it. */
export type Stages<Stage extends string = string> = Readonly<Record<Stage, readonly KubernetesObject[]>>;

/** Stage of each kind of object. */
export type Kinds<Stage extends string> = Readonly<Record<string, Stage | 'left out'>>;

/** Kinds that belong to the same stage in every addon: definitions and permissions. */
export const FIRST_KINDS = {
  Namespace: 'definitions',
  CustomResourceDefinition: 'definitions',
  ServiceAccount: 'accounts',
  Role: 'accounts',
  RoleBinding: 'accounts',
  ClusterRole: 'accounts',
  ClusterRoleBinding: 'accounts',
} as const;

/**
 * @param stages in the order in which they are applied
 * @throws Error for a kind without a stage, which a new version may bring
 */
export function inStages<Stage extends string>(
  stages: readonly Stage[],
  kinds: Kinds<Stage>,
  objects: readonly KubernetesObject[],
): Stages<Stage> {
  const unknown = objects.find(({ kind }) => !(kind in kinds));
  if (unknown !== undefined) throw new Error(`the lab does not know where ${unknown.kind} ${unknown.metadata.name} goes`);
  const found = stages.map((stage) => [stage, objects.filter(({ kind }) => kinds[kind] === stage)]);
  return Object.fromEntries(found) as Stages<Stage>;
}
