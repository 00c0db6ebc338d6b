import { UserError } from '../../contract';
import { lastLines, type RunCommand } from '../commands';
import { OWNER_ANNOTATION, ownerOf, type Owner } from './owner';

/** How a cluster is reached. */
export interface ClusterAccess {
  readonly kubeconfig: string;
  /** Null = the kubeconfig's current context. */
  readonly context: string | null;
}

/** What names one object in a cluster. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Null for an object outside any namespace. */
  readonly namespace: string | null;
}

/** An object that exists, and its owner; undefined when it names none. */
export interface HeldObject {
  readonly object: ObjectName;
  readonly owner: Owner | undefined;
}

/** The answer for a kind that the cluster does not serve: there are no objects of it. */
const UNKNOWN_KIND = /no matches for kind|resource mapping not found|ensure CRDs are installed first/;

interface Found {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/**
 * Those of the named objects that exist, with their owners. One call of kubectl.
 *
 * @throws UserError when the cluster does not answer, or does not let this account look
 */
export async function heldObjects(
  { kubeconfig, context }: ClusterAccess,
  objects: readonly ObjectName[],
  run: RunCommand,
): Promise<HeldObject[]> {
  if (objects.length === 0) return [];
  const items = objects.map(({ apiVersion, kind, name, namespace }) => ({
    apiVersion,
    kind,
    metadata: { name, ...(namespace === null ? {} : { namespace }) },
  }));
  const answer = await run(
    [
      'kubectl',
      '--kubeconfig',
      kubeconfig,
      ...(context === null ? [] : ['--context', context]),
      'get',
      '--ignore-not-found',
      '--request-timeout',
      '30s',
      '--output',
      'json',
      '--filename',
      '-',
    ],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  );
  const complaints = answer.stderr.split('\n').filter((line) => line.trim() !== '' && !UNKNOWN_KIND.test(line));
  if (answer.exitCode !== 0 && (complaints.length > 0 || answer.stderr.trim() === ''))
    throw new UserError({
      where: `kubectl get (${kubeconfig})`,
      problem: `could not tell who owns the objects in the cluster:\n${lastLines({ ...answer, stdout: '' })}`,
      fix: 'Nothing was changed. Check that the cluster answers and that this account may get what the lab makes.',
      code: 'command-failed',
    });
  return foundIn(answer.stdout).map(({ apiVersion, kind, metadata: { name, namespace = null, annotations } }) => ({
    object: { apiVersion, kind, name, namespace },
    owner: ownerOf(annotations?.[OWNER_ANNOTATION]),
  }));
}

/** kubectl prints nothing for no object, one object as it is, and several as a list. */
function foundIn(stdout: string): readonly Found[] {
  if (stdout.trim() === '') return [];
  const printed = JSON.parse(stdout) as Found | { readonly kind: 'List'; readonly items: readonly Found[] };
  return 'items' in printed ? printed.items : [printed];
}
