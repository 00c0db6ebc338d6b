import type { ScaledObject, Scaler, Trigger, TriggerContext } from '../../../scaling/keda';
import type { Clock } from '../../clock';
import type { ScaledObjectManifest } from '../../kubernetes/autoscalers';
import type { PodTemplate } from '../../kubernetes/pod';
import { manifestEnvironment } from '../../pods/environment';
import type { Owner } from '../../pods/identity';
import type { NamedService } from '../../rewrite/names';
import type { WorkloadReference } from '../../workloads/running';
import type { Lookup } from '../../lookup';
import { authenticationParameters } from './authentication';
import { TriggerReader, type RedisCredentials } from './trigger-reader';

export function scaledObjectOf({ metadata, spec }: ScaledObjectManifest): ScaledObject {
  return { name: metadata.name, annotations: metadata.annotations, spec };
}

export function targetOf({ spec }: ScaledObject, namespace: string): WorkloadReference {
  const { kind = 'Deployment', name } = spec.scaleTargetRef;
  return { kind: kind as WorkloadReference['kind'], namespace, name };
}

/** Environment of the container that `<name>FromEnv` of the triggers reads, as the manifest gives it. */
export function environmentFor(scaledObject: ScaledObject, namespace: string, lookup: Lookup): Readonly<Record<string, string>> {
  const target = lookup.workload(targetOf(scaledObject, namespace));
  if (target === undefined) return {};
  const owner = { kind: target.kind, name: target.metadata.name };
  const { envSourceContainerName } = scaledObject.spec.scaleTargetRef;
  return templateEnvironment({ template: target.spec.template, container: envSourceContainerName, owner, namespace }, lookup);
}

export interface EnvironmentSource {
  readonly template: PodTemplate;
  /** Name of the container. @default the first */
  readonly container: string | undefined;
  readonly owner: Owner;
  readonly namespace: string;
}

/** Variables of a container as its pod template gives them. */
export function templateEnvironment(source: EnvironmentSource, lookup: Lookup): Readonly<Record<string, string>> {
  const { namespace, owner } = source;
  const { metadata, spec } = source.template;
  const { containers } = spec;
  const container = source.container === undefined ? containers[0] : containers.find(({ name }) => name === source.container);
  if (container === undefined) return {};
  // KEDA does not resolve a running pod's fields (name, address) either.
  const pod = {
    name: '',
    namespace,
    uid: '',
    ip: '',
    owner,
    labels: metadata.labels,
    annotations: metadata.annotations,
    spec,
    templateHash: '',
    claims: new Map<string, string>(),
    createdAtMs: 0,
  };
  return Object.fromEntries(manifestEnvironment(container, pod, lookup.config(namespace)));
}

const SECRET_SETTINGS = ['username', 'password', 'sentinelUsername', 'sentinelPassword'];
const HIDDEN = '***';

type Texts = Readonly<Record<string, string>>;

/** In the order in which KEDA looks: metadata, environment, TriggerAuthentication (`scaling/keda/scalers`, @mea). */
export function credentialsOf({ metadata }: Trigger, environment: Texts, authentication: Texts = {}): RedisCredentials {
  const of = (name: string): string =>
    metadata[name] ?? environment[metadata[`${name}FromEnv`] ?? ''] ?? authentication[name] ?? '';
  return { username: of('username'), password: of('password') };
}

/** The variables that triggers name, for parsing. No credentials: no parser reads them. */
export function triggerContext(triggers: readonly Trigger[], environment: Readonly<Record<string, string>>): TriggerContext {
  const named = triggers.flatMap(({ metadata }) =>
    Object.entries(metadata)
      .filter(([key]) => key.endsWith('FromEnv') && !SECRET_SETTINGS.includes(key.slice(0, -'FromEnv'.length)))
      .map(([, variable]) => variable),
  );
  const entries = named.flatMap((variable) => {
    const value = environment[variable];
    return value === undefined ? [] : [[variable, value] as const];
  });
  return { authParams: {}, resolvedEnv: Object.fromEntries(entries) };
}

/** The object without secrets, safe to write to a file. */
export function withoutSecrets(scaledObject: ScaledObject): ScaledObject {
  const triggers = scaledObject.spec.triggers.map((trigger): Trigger => {
    const metadata = Object.entries(trigger.metadata).map(([key, value]) => [
      key,
      SECRET_SETTINGS.includes(key) ? HIDDEN : value,
    ]);
    return { ...trigger, metadata: Object.fromEntries(metadata) as Trigger['metadata'] };
  });
  return { ...scaledObject, spec: { ...scaledObject.spec, triggers } };
}

export interface ReaderSources {
  readonly triggers: readonly Trigger[];
  readonly environment: Texts;
  /** Of the object that has the triggers. */
  readonly namespace: string;
  readonly lookup: Lookup;
  readonly clock: Clock;
  readonly services: () => readonly NamedService[];
}

/** Readers of triggers, with the credentials that environment and TriggerAuthentications have for each. */
export function readersOf(sources: ReaderSources): (scalers: readonly Scaler[]) => TriggerReader {
  const { triggers, environment, namespace, lookup, clock, services } = sources;
  const known = triggers.map((trigger) =>
    credentialsOf(trigger, environment, authenticationParameters(trigger, namespace, lookup)),
  );
  const credentials = (index: number): RedisCredentials => known[index] ?? { username: '', password: '' };
  return (scalers) => new TriggerReader({ clock, scalers, credentials, services });
}
