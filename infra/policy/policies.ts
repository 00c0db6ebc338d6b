import type { Policies } from '@pulumi/policy';
import type { KubernetesObject } from '../../contract';
import { RULES, ruleFindings, titleOf } from '../../charts-src';
import { typeToken } from '../bridge/type-token';

/** Manifests carry no Secret, but a stack may make one: its value is encrypted in the state and masked in every output. */
const NOT_FOR_STACKS = ['no-secret-objects'];

/** Set to `true` on a Namespace whose objects somebody else wrote. */
export const NOT_JUDGED = 'ml-scaling-lab/not-judged';

/**
 * The rules that the lab's manifests keep to, as policies for any stack that makes Kubernetes objects.
 *
 * Rules look at what was asked for, so each resource is noted as it is registered; a stack's own list holds what the API server
 * made of it, with replicas filled in where an autoscaler owns them. They look at the namespaces that the stack makes: what it
 * puts into others, such as metrics-server, keeps to the rules there, and so do released products, whose namespace says so.
 */
export function policies(): Policies {
  const objects = new Map<string, KubernetesObject>();
  let found: ReturnType<typeof ruleFindings> | undefined;
  return [
    {
      name: 'noted',
      description: 'Notes the objects of the stack for the other policies.',
      validateResource: ({ type, name, urn, props }) => {
        const object = {
          ...props,
          metadata: { name, ...(props['metadata'] as object | undefined) },
        } as unknown as KubernetesObject;
        if (typeof object.kind === 'string' && typeof object.apiVersion === 'string' && typeToken(object) === type)
          objects.set(urn, object);
      },
    },
    ...RULES.filter(({ id }) => !NOT_FOR_STACKS.includes(id)).map(({ id, title }) => ({
      name: id,
      description: title,
      validateStack: (_stack: unknown, report: (message: string, urn?: string) => void) => {
        const checked = inOwnNamespaces(objects);
        // All resources are noted before the first policy sees the stack.
        found ??= ruleFindings([...checked.values()]);
        for (const { object, field, problem, fix } of found.filter(({ rule }) => rule === id))
          report(`${object}  ${field}: ${problem}${fix === undefined ? '' : ` ${fix}`}`, urnOf(object, checked));
      },
    })),
  ];
}

function inOwnNamespaces(objects: ReadonlyMap<string, KubernetesObject>): Map<string, KubernetesObject> {
  const isOwn = ({ kind, metadata }: KubernetesObject): boolean =>
    kind === 'Namespace' && metadata.annotations?.[NOT_JUDGED] !== 'true';
  const own = [...objects.values()].filter(isOwn).map(({ metadata }) => metadata.name);
  return new Map([...objects].filter(([, object]) => isOwn(object) || own.includes(object.metadata.namespace ?? 'default')));
}

function urnOf(title: string, objects: ReadonlyMap<string, KubernetesObject>): string | undefined {
  return [...objects].find(([, object]) => titleOf(object) === title)?.[0];
}
