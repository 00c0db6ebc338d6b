/** Resources of a container of an addon. */
export interface Share {
  /** Undefined = the one of the release. */
  readonly image: string | undefined;
  /** Its requests. */
  readonly requests: { readonly cpu: string; readonly memory: string };
}

/** A container as it is released. */
export interface Container {
  readonly env?: readonly object[];
  readonly [field: string]: unknown;
}

const MEMORY_LIMIT = '400Mi';
/** Go collects harder before the limit is reached. */
const GO_MEMORY_LIMIT = '320MiB';

/** A released container with our image, which the node has, or its own, and requests that let it share two cores with a lab. */
export function smallContainer(released: Container, { image, requests }: Share): Container {
  return {
    ...released,
    ...(image === undefined ? {} : { image, imagePullPolicy: 'IfNotPresent' }),
    resources: { requests, limits: { memory: MEMORY_LIMIT } },
    env: [...(released.env ?? []), { name: 'GOMEMLIMIT', value: GO_MEMORY_LIMIT }],
  };
}

/** Images of the parts of a product: those that were built, or those that its release names. */
export type PartImages<Part extends string> = Readonly<Record<Part, string>> | 'as released';

/** Undefined = the one of the release. */
export function imageOfPart<Part extends string>(images: PartImages<Part>, part: Part): string | undefined {
  return images === 'as released' ? undefined : images[part];
}
