/** Resources of a container of an addon. */
export interface Share {
  readonly image: string;
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

/** A released container with our image, which the node has, and requests that let it share two cores with a lab. */
export function smallContainer(released: Container, { image, requests }: Share): Container {
  return {
    ...released,
    image,
    imagePullPolicy: 'IfNotPresent',
    resources: { requests, limits: { memory: MEMORY_LIMIT } },
    env: [...(released.env ?? []), { name: 'GOMEMLIMIT', value: GO_MEMORY_LIMIT }],
  };
}
