/** An object of the Kubernetes API, of any kind. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Objects by stage, in the order in which stages are applied: each needs the ones before it. */
export type Stages<Stage extends string = string> = Readonly<Record<Stage, readonly Manifest[]>>;

/** Stage of each kind of object. */
export type Kinds<Stage extends string> = Readonly<Record<string, Stage | 'left out'>>;

/** Kinds that belong to the same stage in every addon: what others are of, and who may do what. */
export const FIRST_KINDS = {
  Namespace: 'definitions',
  CustomResourceDefinition: 'definitions',
  ServiceAccount: 'accounts',
  Role: 'accounts',
  RoleBinding: 'accounts',
  ClusterRole: 'accounts',
  ClusterRoleBinding: 'accounts',
} as const;

/** @throws Error for a kind that has no stage: a new version brings something that the lab does not know */
export function requireKnownKinds(objects: readonly Manifest[], kinds: Kinds<string>): void {
  const unknown = objects.find(({ kind }) => !(kind in kinds));
  if (unknown !== undefined) throw new Error(`the lab does not know where ${unknown.kind} ${unknown.metadata.name} goes`);
}
