import { milliValue } from '../../contract/quantity';
import { parseInt32 } from '../go-values';
import { firstRejection, type Problem, rejected } from '../problem';
import { cronSource } from './cron-trigger';
import { metricMilli } from './metric-value';
import { MetadataReader, type TriggerContext } from './metadata';
import { metadataProblems, POSITIVE_TARGET } from './metadata-problems';
import { QUEUE_READERS } from './queue-triggers';
import { type Measured, type Scaler, type Source, metricName } from './scaler';
import { nearestType, parametersOf, REMOVED_TYPES } from './scalers';
import { isResourceTrigger } from './trigger-types';
import type { Trigger } from './types';

/** A trigger as a scaler, and what is wrong with it; undefined when KEDA refuses it, or when the lab does not model its type. */
export interface ParsedTrigger {
  readonly scaler: Scaler | undefined;
  readonly problems: readonly Problem[];
}

const READERS: Readonly<Record<string, (metadata: MetadataReader) => Measured | undefined>> = {
  redis: redisList,
  'redis-cluster': redisList,
  'redis-sentinel': redisList,
  'redis-streams': redisStreams,
  'redis-cluster-streams': redisStreams,
  'redis-sentinel-streams': redisStreams,
  ...QUEUE_READERS,
  cron,
  prometheus,
};

const NO_CONTEXT: TriggerContext = { authParams: {}, resolvedEnv: {} };

/**
 * Reads one trigger.
 *
 * @param path of the trigger in its object, e.g. `spec.triggers[0]`
 * @param use `in-formula` where scalingModifiers compute with its value, so that it needs no target of its own
 */
export function parseTrigger(
  trigger: Trigger,
  index: number,
  path: string,
  context: TriggerContext = NO_CONTEXT,
  use: 'alone' | 'in-formula' = 'alone',
): ParsedTrigger {
  const parameters = parametersOf(trigger.type);
  if (parameters === undefined) return { scaler: undefined, problems: [unknownType(trigger, path)] };
  const metadata = new MetadataReader(trigger, path, context, parameters);
  const problems = metadataProblems({ trigger, path, context, parameters, isFormulaInput: use === 'in-formula' });
  if (isResourceTrigger(trigger)) return resourceTrigger(trigger, index, path, metadata, problems);
  const type = externalMetricType(trigger, path);
  const measuredBy = READERS[trigger.type]?.(metadata);
  const all = onePerPath([...problems, ...metadata.problems, ...('problem' in type ? [type.problem] : [])]);
  if (measuredBy === undefined || firstRejection(all) !== undefined) return { scaler: undefined, problems: all };
  const { measured, ...rest } = measuredBy;
  const scaler: Scaler = {
    index,
    triggerName: trigger.name,
    metricName: metricName(index, measured),
    metricType: 'problem' in type ? 'AverageValue' : type.metricType,
    useCachedMetrics: trigger.useCachedMetrics === true,
    ...rest,
  };
  return { scaler, problems: all };
}

/** Types that become scalers; KEDA has many more. */
export const MODELLED_TYPES: readonly string[] = [...Object.keys(READERS), 'cpu', 'memory'];

function onePerPath(problems: readonly Problem[]): Problem[] {
  return problems.filter((one, index) => problems.findIndex(({ path }) => path === one.path) === index);
}

function unknownType({ type }: Trigger, path: string): Problem {
  const removed = REMOVED_TYPES[type];
  if (removed !== undefined) return rejected(`${path}.type`, `${type} is not a trigger type of KEDA any more. ${removed}`);
  const choice = nearestType(type);
  const hint = choice === undefined ? '' : ` Did you mean ${choice}?`;
  return rejected(`${path}.type`, `${type === '' ? 'a trigger without a type' : type} is not a trigger type of KEDA.${hint}`);
}

/** Upstream: KEDA 8b4f083, pkg/scalers/scaler.go, GetMetricTargetType. */
function externalMetricType(trigger: Trigger, path: string): { metricType: 'AverageValue' | 'Value' } | { problem: Problem } {
  const type = trigger.metricType ?? '';
  if (type === '' || type === 'AverageValue') return { metricType: 'AverageValue' };
  if (type === 'Value') return { metricType: 'Value' };
  return { problem: rejected(`${path}.metricType`, `${type} is not possible for this trigger: use AverageValue or Value`) };
}

/** Follows KEDA 8b4f083, pkg/scalers/cron_scaler.go: a target of one per replica, so that its value is a count of replicas. */
function cron(metadata: MetadataReader): Measured {
  const source = cronSource(metadata);
  const short = (schedule: string): string =>
    schedule.replaceAll(' ', '').replaceAll('*', 'x').replaceAll('/', 'Sl').replaceAll('?', 'Qm').replaceAll(',', 'Cm');
  return {
    measured: `cron-${source.timezone}-${short(source.start)}-${short(source.end)}`,
    targetMilli: 1000,
    targetPrecision: 'units',
    activation: 0,
    source,
  };
}

/** Length of a list, set, sorted set or hash. Follows KEDA 8b4f083, pkg/scalers/redis_scaler.go. */
function redisList(metadata: MetadataReader): Measured {
  const listName = metadata.text('listName') ?? '';
  const length = metadata.integer('listLength', 5);
  const activation = metadata.integer('activationListLength', 0);
  const source: Source = { kind: 'redis-list', ...redisConnection(metadata), listName };
  return { measured: `redis-${listName}`, targetMilli: length * 1000, targetPrecision: 'units', activation, source };
}

/** Pending entries, length or lag of a stream. Follows KEDA 8b4f083, pkg/scalers/redis_streams_scaler.go. */
function redisStreams(metadata: MetadataReader): Measured {
  const stream = metadata.text('stream') ?? '';
  const consumerGroup = metadata.text('consumerGroup') ?? '';
  const targets = {
    pendingEntries: metadata.integer('pendingEntriesCount', 5),
    streamLength: metadata.integer('streamLength', 5),
    lag: metadata.integer('lagCount', 0),
  };
  const activation = metadata.integer('activationLagCount', 0);
  const measure = consumerGroup === '' ? 'streamLength' : targets.lag !== 0 ? 'lag' : 'pendingEntries';
  const key = { pendingEntries: 'pendingEntriesCount', streamLength: 'streamLength', lag: 'lagCount' }[measure];
  if (targets[measure] <= 0) metadata.reject(key, POSITIVE_TARGET);
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
  const addresses = list(metadata.text('address'));
  const [hosts, ports] = [list(metadata.text('host')), list(metadata.text('port'))];
  const tls = metadata.textFrom('authParams', 'tls');
  if (tls !== undefined && metadata.text('enableTLS') !== undefined) {
    metadata.reject('enableTLS', 'must not be given together with tls of the TriggerAuthentication');
  } else if (tls !== undefined && tls !== 'enable' && tls !== 'disable') {
    metadata.reject('tls', `must be enable or disable, was ${tls}`);
  }
  if (hosts.length > 0 && ports.length > 0) {
    if (hosts.length !== ports.length)
      metadata.reject('hosts', `needs one port per host: ${hosts.length} hosts, ${ports.length} ports`);
    else addresses.push(...hosts.map((host, index) => `${host}:${ports[index] ?? ''}`));
  }
  if ((addresses[0] ?? '') === '') metadata.reject('address', 'is missing: give address as host:port, or host and port');
  return { addresses, databaseIndex: metadata.integer('databaseIndex', 0) };
}

/** Follows KEDA 8b4f083, pkg/scalers/prometheus_scaler.go. */
function prometheus(metadata: MetadataReader): Measured {
  return {
    measured: 'prometheus',
    targetMilli: metricMilli(metadata.float('threshold', 0)),
    targetPrecision: 'milli',
    activation: metadata.float('activationThreshold', 0),
    source: {
      kind: 'prometheus',
      serverAddress: metadata.text('serverAddress') ?? '',
      query: metadata.text('query') ?? '',
      namespace: metadata.text('namespace') ?? '',
      ignoreNullValues: metadata.boolean('ignoreNullValues', true),
    },
  };
}

/** Follows KEDA 8b4f083, pkg/scalers/cpu_memory_scaler.go. */
function resourceTrigger(
  trigger: Trigger,
  index: number,
  path: string,
  metadata: MetadataReader,
  found: readonly Problem[],
): ParsedTrigger {
  const resource = trigger.type === 'cpu' ? 'cpu' : 'memory';
  const value = metadata.text('value') ?? '';
  const { metricType } = trigger;
  if (metricType !== 'Utilization' && metricType !== 'AverageValue') {
    const problem = rejected(`${path}.metricType`, `must be Utilization or AverageValue, was ${metricType ?? 'not given'}`);
    return { scaler: undefined, problems: [...found, problem] };
  }
  if (value !== '') {
    const readable = metricType === 'Utilization' ? typeof parseInt32(value) === 'number' : milliValue(value) !== undefined;
    if (!readable)
      metadata.reject('value', `${value} is not ${metricType === 'Utilization' ? 'a whole number of percent' : 'a quantity'}`);
    else if ((milliValue(value) ?? 0) <= 0) metadata.reject('value', POSITIVE_TARGET);
  }
  const problems = onePerPath([...found, ...metadata.problems]);
  if (firstRejection(problems) !== undefined) return { scaler: undefined, problems };
  const scaler: Scaler = {
    index,
    triggerName: trigger.name,
    metricName: '',
    metricType,
    targetMilli: 0,
    targetPrecision: 'units',
    activation: 0,
    useCachedMetrics: false,
    source: { kind: 'resource', resource, containerName: metadata.text('containerName') ?? '', value },
  };
  return { scaler, problems };
}
