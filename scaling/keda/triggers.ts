import { nearest } from '../../contract';
import { milliValue } from '../../contract/quantity';
import { parseDurationMs, parseInt32 } from '../go-values';
import { firstRejection, type Problem, rejected } from '../problem';
import { metricMilli } from './metric-value';
import { MetadataReader, type TriggerContext } from './metadata';
import { type Scaler, type Source, metricName } from './scaler';
import { isResourceTrigger, TRIGGER_TYPES } from './trigger-types';
import type { Trigger } from './types';

/** A trigger as a scaler, and what is wrong with it; undefined when KEDA refuses it, or when the lab does not model its type. */
export interface ParsedTrigger {
  readonly scaler: Scaler | undefined;
  readonly problems: readonly Problem[];
}

type Measured = Pick<Scaler, 'targetMilli' | 'targetPrecision' | 'activation' | 'source'> & { readonly measured: string };

const READERS: Readonly<Record<string, (metadata: MetadataReader) => Measured>> = {
  redis: redisList,
  'redis-cluster': redisList,
  'redis-sentinel': redisList,
  'redis-streams': redisStreams,
  'redis-cluster-streams': redisStreams,
  'redis-sentinel-streams': redisStreams,
  prometheus,
};

const NO_CONTEXT: TriggerContext = { authParams: {}, resolvedEnv: {} };

/**
 * Reads one trigger.
 *
 * @param path of the trigger in its object, e.g. `spec.triggers[0]`
 */
export function parseTrigger(trigger: Trigger, index: number, path: string, context: TriggerContext = NO_CONTEXT): ParsedTrigger {
  if (isResourceTrigger(trigger))
    return resourceTrigger(trigger, trigger.type === 'cpu' ? 'cpu' : 'memory', index, path, context);
  const read = READERS[trigger.type];
  if (read === undefined) return { scaler: undefined, problems: unmodelled(trigger, path, context) };
  const metadata = new MetadataReader(trigger, path, context);
  const { measured, ...rest } = read(metadata);
  metadata.nameUnknown();
  const type = externalMetricType(trigger, path);
  const problems = [...metadata.problems, ...('problem' in type ? [type.problem] : [])];
  if (firstRejection(problems) !== undefined) return { scaler: undefined, problems };
  const scaler: Scaler = {
    index,
    triggerName: trigger.name,
    metricName: metricName(index, measured),
    metricType: 'problem' in type ? 'AverageValue' : type.metricType,
    useCachedMetrics: trigger.useCachedMetrics === true,
    ...rest,
  };
  return { scaler, problems };
}

/** Types that become scalers; KEDA has many more. */
export const MODELLED_TYPES: readonly string[] = [...Object.keys(READERS), 'cpu', 'memory'];

/** What KEDA refuses in a trigger that the lab does not model. The metadata of most types is not checked. */
function unmodelled(trigger: Trigger, path: string, context: TriggerContext): Problem[] {
  const { type } = trigger;
  if (type === 'cron') return cronProblems(new MetadataReader(trigger, path, context));
  if (TRIGGER_TYPES.includes(type)) return [];
  const choice = nearest(type, TRIGGER_TYPES);
  return [
    rejected(`${path}.type`, `${type} is not a trigger type of KEDA.${choice === undefined ? '' : ` Did you mean ${choice}?`}`),
  ];
}

/** Follows KEDA 8b4f083, pkg/scalers/cron_scaler.go. */
function cronProblems(metadata: MetadataReader): Problem[] {
  for (const name of ['timezone', 'start', 'end', 'desiredReplicas']) metadata.requiredText(name);
  metadata.nameUnknown();
  return metadata.problems;
}

/** Upstream: KEDA 8b4f083, pkg/scalers/scaler.go, GetMetricTargetType. */
function externalMetricType(trigger: Trigger, path: string): { metricType: 'AverageValue' | 'Value' } | { problem: Problem } {
  const type = trigger.metricType ?? '';
  if (type === '' || type === 'AverageValue') return { metricType: 'AverageValue' };
  if (type === 'Value') return { metricType: 'Value' };
  return { problem: rejected(`${path}.metricType`, `${type} is not possible for this trigger: use AverageValue or Value`) };
}

/** The API server refuses the HPA that KEDA creates unless its target is positive. */
function positiveTarget(metadata: MetadataReader, name: string, targetMilli: number): void {
  if (targetMilli <= 0) metadata.reject(name, 'must be greater than 0: the HPA that KEDA creates needs a positive target');
}

/** Length of a list, set, sorted set or hash. Follows KEDA 8b4f083, pkg/scalers/redis_scaler.go. */
function redisList(metadata: MetadataReader): Measured {
  const listName = metadata.requiredText('listName');
  const length = metadata.integer('listLength', 5);
  const activation = metadata.integer('activationListLength', 0);
  const source: Source = { kind: 'redis-list', ...redisConnection(metadata), listName };
  positiveTarget(metadata, 'listLength', length);
  return { measured: `redis-${listName}`, targetMilli: length * 1000, targetPrecision: 'units', activation, source };
}

/** Pending entries, length or lag of a stream. Follows KEDA 8b4f083, pkg/scalers/redis_streams_scaler.go. */
function redisStreams(metadata: MetadataReader): Measured {
  const stream = metadata.requiredText('stream');
  const consumerGroup = metadata.text('consumerGroup') ?? '';
  const targets = {
    pendingEntries: metadata.integer('pendingEntriesCount', 5),
    streamLength: metadata.integer('streamLength', 5),
    lag: metadata.integer('lagCount', 0),
  };
  const activation = metadata.integer('activationLagCount', 0);
  const measure = consumerGroup === '' ? 'streamLength' : targets.lag !== 0 ? 'lag' : 'pendingEntries';
  const key = { pendingEntries: 'pendingEntriesCount', streamLength: 'streamLength', lag: 'lagCount' }[measure];
  positiveTarget(metadata, key, targets[measure]);
  return {
    measured: `redis-streams-${stream}`,
    targetMilli: targets[measure] * 1000,
    targetPrecision: 'units',
    activation,
    source: { kind: 'redis-streams', ...redisConnection(metadata), stream, consumerGroup, measure },
  };
}

function redisConnection(metadata: MetadataReader): { addresses: readonly string[]; databaseIndex: number } {
  const list = (text: string | undefined): string[] => (text === undefined ? [] : text.split(',').map((part) => part.trim()));
  const addresses = list(metadata.find(['address', 'addresses'], ['triggerMetadata', 'authParams', 'resolvedEnv']));
  const hosts = list(metadata.find(['host', 'hosts'], ['triggerMetadata', 'resolvedEnv', 'authParams']));
  const ports = list(metadata.find(['port', 'ports'], ['triggerMetadata', 'resolvedEnv', 'authParams']));
  const databaseIndex = metadata.integer('databaseIndex', 0);
  metadata.boolean('enableTLS', false);
  const tls = metadata.find(['tls'], ['authParams']);
  if (tls !== undefined && metadata.text('enableTLS') !== undefined) {
    metadata.reject('enableTLS', 'must not be given together with tls of the TriggerAuthentication');
  } else if (tls !== undefined && tls !== 'enable' && tls !== 'disable') {
    metadata.reject('tls', `must be enable or disable, was ${tls}`);
  }
  metadata.alsoKnown('username', 'password', 'usernameFromEnv', 'passwordFromEnv', 'unsafeSsl');
  metadata.alsoKnown('sentinelMaster', 'sentinelUsername', 'sentinelPassword');
  metadata.alsoKnown('sentinelMasterFromEnv', 'sentinelUsernameFromEnv', 'sentinelPasswordFromEnv');
  if (hosts.length > 0 && ports.length > 0) {
    if (hosts.length !== ports.length)
      metadata.reject('hosts', `needs one port per host: ${hosts.length} hosts, ${ports.length} ports`);
    else addresses.push(...hosts.map((host, index) => `${host}:${ports[index] ?? ''}`));
  }
  if ((addresses[0] ?? '') === '') metadata.reject('address', 'is missing: give address as host:port, or host and port');
  return { addresses, databaseIndex };
}

/** Follows KEDA 8b4f083, pkg/scalers/prometheus_scaler.go. */
function prometheus(metadata: MetadataReader): Measured {
  const serverAddress = metadata.requiredText('serverAddress');
  const query = metadata.requiredText('query');
  const targetMilli = metricMilli(metadata.float('threshold', undefined));
  const activation = metadata.float('activationThreshold', 0);
  const namespace = metadata.text('namespace') ?? '';
  const ignoreNullValues = metadata.boolean('ignoreNullValues', true);
  metadata.boolean('unsafeSsl', false);
  for (const name of ['customHeaders', 'queryParameters']) {
    const text = metadata.text(name);
    if (text?.split(',').some((pair) => pair.split('=').length !== 2) === true)
      metadata.reject(name, 'is not key=value,key=value');
  }
  const timeout = metadata.text('timeout');
  if (timeout !== undefined && !(Number(parseDurationMs(timeout) ?? (/^\d+$/.test(timeout) ? timeout : -1)) >= 0)) {
    metadata.reject('timeout', `${JSON.stringify(timeout)} is neither a duration such as 3s nor a number of milliseconds`);
  }
  metadata.alsoKnown('authModes', 'authMode', 'awsRegion', 'identityOwner');
  if (metadata.problems.length === 0) positiveTarget(metadata, 'threshold', targetMilli);
  return {
    measured: 'prometheus',
    targetMilli,
    targetPrecision: 'milli',
    activation,
    source: { kind: 'prometheus', serverAddress, query, namespace, ignoreNullValues },
  };
}

/** Follows KEDA 8b4f083, pkg/scalers/cpu_memory_scaler.go. */
function resourceTrigger(
  trigger: Trigger,
  resource: 'cpu' | 'memory',
  index: number,
  path: string,
  context: TriggerContext,
): ParsedTrigger {
  const metadata = new MetadataReader(trigger, path, context);
  const value = metadata.requiredText('value');
  const containerName = metadata.text('containerName') ?? '';
  const metricType = trigger.metricType;
  metadata.nameUnknown();
  if (metricType !== 'Utilization' && metricType !== 'AverageValue') {
    const problem = rejected(`${path}.metricType`, `must be Utilization or AverageValue, was ${metricType ?? 'not given'}`);
    return { scaler: undefined, problems: [...metadata.problems, problem] };
  }
  if (value !== '') {
    const readable = metricType === 'Utilization' ? typeof parseInt32(value) === 'number' : milliValue(value) !== undefined;
    if (!readable)
      metadata.reject('value', `${value} is not ${metricType === 'Utilization' ? 'a whole number of percent' : 'a quantity'}`);
    else positiveTarget(metadata, 'value', milliValue(value) ?? 0);
  }
  if (firstRejection(metadata.problems) !== undefined) return { scaler: undefined, problems: metadata.problems };
  const scaler: Scaler = {
    index,
    triggerName: trigger.name,
    metricName: '',
    metricType,
    targetMilli: 0,
    targetPrecision: 'units',
    activation: 0,
    useCachedMetrics: false,
    source: { kind: 'resource', resource, containerName, value },
  };
  return { scaler, problems: metadata.problems };
}
