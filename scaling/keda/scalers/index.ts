/**
 * Every scaler of KEDA v2.21 (8b4f083, 2026-08-20) and the parameters that it reads, as its sources tag them.
 *
 * - `messaging`, `clouds`, `databases`, `monitoring`, `platform`, `shared`: the tables
 * - `parameter`: the notation of the tables
 * - `removed`: what earlier versions read
 * - `conditions`: what several parameters of a scaler have to agree on
 */
import { nearest } from '../../../contract';
import { CLOUDS } from './clouds';
import { DATABASES } from './databases';
import { MESSAGING, REDIS } from './messaging';
import { MONITORING } from './monitoring';
import { type Parameter, parseParameters } from './parameter';
import { PLATFORM } from './platform';

export type { Kind, MetadataOrigin, Parameter } from './parameter';
export { CONDITIONS, type Condition, type Written } from './conditions';
export { REMOVED_PARAMETERS, REMOVED_TYPES } from './removed';

const SCALERS = new Map(Object.entries({ ...MESSAGING, ...REDIS, ...CLOUDS, ...DATABASES, ...MONITORING, ...PLATFORM }));

/** Every trigger type of KEDA. Upstream: pkg/scaling/scalers_builder.go. */
export const TRIGGER_TYPES: readonly string[] = [...SCALERS.keys()];

const parsed = new Map<string, readonly Parameter[]>();

/** Of a trigger type; undefined when KEDA has none of that name. */
export function parametersOf(type: string): readonly Parameter[] | undefined {
  const text = SCALERS.get(type);
  if (text === undefined) return undefined;
  const known = parsed.get(type) ?? parseParameters(text);
  parsed.set(type, known);
  return known;
}

/** What people call a service whose trigger type is named otherwise. */
const OTHER_NAMES: Readonly<Partial<Record<string, string>>> = {
  amqp: 'rabbitmq',
  azureservicebus: 'azure-servicebus',
  cloudwatch: 'aws-cloudwatch',
  eventhub: 'azure-eventhub',
  eventhubs: 'azure-eventhub',
  http: 'metrics-api',
  jetstream: 'nats-jetstream',
  nats: 'nats-jetstream',
  ram: 'memory',
  servicebus: 'azure-servicebus',
  stackdriver: 'gcp-stackdriver',
  workload: 'kubernetes-workload',
};

/** The trigger type that was most likely meant. */
export function nearestType(type: string): string | undefined {
  const bare = bareName(type);
  const alike = TRIGGER_TYPES.filter((known) => bareName(known) === bare || known.split('-').includes(bare));
  if (alike.length === 1) return alike[0];
  return OTHER_NAMES[bare] ?? nearest(type, TRIGGER_TYPES) ?? onlyOne(TRIGGER_TYPES.filter((known) => contains(known, bare)));
}

function bareName(type: string): string {
  return type.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function contains(known: string, bare: string): boolean {
  const other = bareName(known);
  return bare.length >= 3 && (other.includes(bare) || bare.includes(other));
}

function onlyOne(choices: readonly string[]): string | undefined {
  return choices.length === 1 ? choices[0] : undefined;
}
