import { createHash } from 'node:crypto';
import { DEFAULT_NAMESPACE } from '../contract';

/** What a stack calls the things it makes, where nothing else is set. */
export interface StackNames {
  readonly clusterName: string;
  /** On 127.0.0.1. */
  readonly apiServerPort: number;
  readonly namespace: string;
}

/** The stacks that `./lab` keeps, one for each kind of cluster; they have the plain names. */
const LAB_STACKS: readonly string[] = ['lab-kind', 'lab-existing'];
const API_SERVER_PORT = 16_443;
/** Ports for other stacks: above the one of `./lab`, below those that a system gives out by itself. */
const PORTS = 1000;
/** kind makes host names of it, which have 63 characters at most. */
const MAX_LENGTH = 42;
const HASH_LENGTH = 6;

/** Names that differ from stack to stack, so that two stacks on one machine, or on one cluster, never meet. */
export function stackNames(stack: string): StackNames {
  if (LAB_STACKS.includes(stack))
    return { clusterName: DEFAULT_NAMESPACE, apiServerPort: API_SERVER_PORT, namespace: DEFAULT_NAMESPACE };
  const hash = createHash('sha256').update(stack).digest();
  const name = nameOf(stack, hash.toString('hex').slice(0, HASH_LENGTH));
  return { clusterName: name, apiServerPort: API_SERVER_PORT + 1 + (hash.readUInt32BE() % PORTS), namespace: name };
}

/** A DNS label: the stack's own name where it is one, else what fits of it and a hash that tells it from its likes. */
function nameOf(stack: string, hash: string): string {
  const label = `${DEFAULT_NAMESPACE}-${stack.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.replace(/-+$/, '');
  if (label === `${DEFAULT_NAMESPACE}-${stack}` && label.length <= MAX_LENGTH) return label;
  return `${label.slice(0, MAX_LENGTH - HASH_LENGTH - 1).replace(/-+$/, '')}-${hash}`;
}
