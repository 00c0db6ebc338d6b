import { authenticationRefOf } from '../../../scaling/manifests';
import type { Trigger } from '../../../scaling/keda';
import type { Lookup } from '../../lookup';
import type { Finding } from './unsupported';

const SIGNS_IN: readonly string[] = ['redis', 'redis-streams'];

/**
 * What a trigger's TriggerAuthentication gives it, by parameter; nothing without one.
 * Follows KEDA 8b4f083, pkg/scaling/resolver/scale_resolvers.go, resolveAuthRef.
 */
export function authenticationParameters(trigger: Trigger, namespace: string, lookup: Lookup): Readonly<Record<string, string>> {
  const config = lookup.config(namespace);
  const entries = referencesOf(trigger, namespace, lookup).flatMap(({ parameter, name, key }) => {
    const value = config.secret(name)?.[key];
    return value === undefined ? [] : [[parameter, value] as const];
  });
  return Object.fromEntries(entries);
}

/** TriggerAuthentications that do not exist, that nothing here reads, or whose Secrets are missing. */
export function authenticationFindings(triggers: readonly Trigger[], namespace: string, lookup: Lookup): Finding[] {
  return triggers.flatMap((trigger, index) => {
    const message = problemOf(trigger, namespace, lookup);
    return message === undefined
      ? []
      : [{ path: `spec.triggers[${index}].authenticationRef`, message, effect: 'rejected' as const }];
  });
}

function problemOf(trigger: Trigger, namespace: string, lookup: Lookup): string | undefined {
  const wanted = authenticationRefOf(trigger);
  if (wanted === undefined) return undefined;
  if (!SIGNS_IN.includes(trigger.type))
    return `the local engine signs in to Redis only, and ${trigger.type} triggers would be read without it`;
  if (wanted.kind !== 'TriggerAuthentication')
    return `the local engine has no ${wanted.kind}: use a TriggerAuthentication in the namespace of the object`;
  if (lookup.triggerAuthentication(namespace, wanted.name) === undefined)
    return `there is no TriggerAuthentication ${wanted.name} in namespace ${namespace}`;
  const config = lookup.config(namespace);
  const lost = referencesOf(trigger, namespace, lookup).find(({ name, key }) => config.secret(name)?.[key] === undefined);
  return lost && `TriggerAuthentication ${wanted.name} needs key ${lost.key} of Secret ${lost.name}, which is not there`;
}

function referencesOf(
  trigger: Trigger,
  namespace: string,
  lookup: Lookup,
): readonly { readonly parameter: string; readonly name: string; readonly key: string }[] {
  const wanted = authenticationRefOf(trigger);
  if (wanted?.kind !== 'TriggerAuthentication') return [];
  return lookup.triggerAuthentication(namespace, wanted.name)?.spec.secretTargetRef ?? [];
}
