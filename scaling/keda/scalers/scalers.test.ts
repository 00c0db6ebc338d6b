import fc from 'fast-check';
import { parseTrigger } from '../triggers';
import type { Trigger } from '../types';
import { CONDITIONS, nearestType, parametersOf, REMOVED_PARAMETERS, TRIGGER_TYPES } from '.';

function problemsOf(type: string, metadata: Record<string, string>, more: Partial<Trigger> = {}): string[] {
  return parseTrigger({ type, metadata, ...more }, 0, '', { authParams: {}, resolvedEnv: { SET: 'x' } }).problems.map(
    ({ path, message, effect }) => `${effect} ${path.replace('.metadata.', '')}: ${message}`,
  );
}

test('there are 78 trigger types, and each can be read', () => {
  expect(TRIGGER_TYPES).toHaveLength(78);
  const counts = TRIGGER_TYPES.map((type) => parametersOf(type)?.length ?? 0);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(900);
});

test('no scaler but one, which does so upstream too, has two parameters of one name and origin', () => {
  const twice = TRIGGER_TYPES.flatMap((type) => {
    const names = (parametersOf(type) ?? []).flatMap(({ names: own, origins }) =>
      origins.flatMap((origin) => own.map((name) => `${type} ${name} ${origin}`)),
    );
    return names.filter((name, index) => names.indexOf(name) !== index);
  });
  expect(twice).toEqual(['predictkube apiKey authParams']);
});

test('conditions and removed parameters are of types that exist', () => {
  const types = [...Object.keys(CONDITIONS), ...Object.keys(REMOVED_PARAMETERS)];
  expect(types.filter((type) => !TRIGGER_TYPES.includes(type))).toEqual([]);
});

test.each([
  ['rabbit', 'rabbitmq'],
  ['rabbitMQ', 'rabbitmq'],
  ['rabbit-mq', 'rabbitmq'],
  ['sqs', 'aws-sqs-queue'],
  ['aws-sqs', 'aws-sqs-queue'],
  ['azure-service-bus', 'azure-servicebus'],
  ['servicebus', 'azure-servicebus'],
  ['postgres', 'postgresql'],
  ['promethues', 'prometheus'],
  ['pubsub', 'gcp-pubsub'],
  ['CPU', 'cpu'],
  ['jetstream', 'nats-jetstream'],
  ['nats', 'nats-jetstream'],
  ['kinesis', 'aws-kinesis-stream'],
  ['mongo', 'mongodb'],
])('%s is taken for %s', (written, meant) => {
  expect(nearestType(written)).toBe(meant);
});

test('a type that is like no other has no suggestion', () => {
  expect(problemsOf('my-own-scaler-thing', {})).toEqual(['rejected .type: my-own-scaler-thing is not a trigger type of KEDA.']);
});

test('what an earlier version knew is said to be gone', () => {
  expect(problemsOf('stan', {})).toEqual([
    'rejected .type: stan is not a trigger type of KEDA any more. NATS Streaming is gone since KEDA v2.19: use nats-jetstream',
  ]);
  expect(problemsOf('cpu', { type: 'Utilization', value: '50' }, { metricType: 'Utilization' })).toEqual([
    'rejected type: is refused by this version of KEDA: use metricType of the trigger, beside metadata',
  ]);
});

test('misspelt keys are named, and so is what is missing because of them', () => {
  expect(problemsOf('kafka', { bootstrapServer: 'kafka:9092', group: 'orders', topic: 'orders', lagThreshhold: '50' })).toEqual([
    'rejected bootstrapServers: is missing: write it, or give it by bootstrapServersFromEnv',
    'rejected consumerGroup: is missing: write it, or give it by consumerGroupFromEnv',
    'ignored bootstrapServer: is not a setting of a kafka trigger. Did you mean bootstrapServers?',
    'ignored group: is not a setting of a kafka trigger. Did you mean consumerGroup?',
    'ignored lagThreshhold: is not a setting of a kafka trigger. Did you mean lagThreshold?',
  ]);
});

test('a parameter may come from the environment or a TriggerAuthentication where its scaler looks there', () => {
  expect(problemsOf('rabbitmq', { queueName: 'jobs', hostFromEnv: 'SET' })).toEqual([]);
  expect(problemsOf('rabbitmq', { queueName: 'jobs' }, { authenticationRef: { name: 'rabbit' } })).toEqual([]);
  expect(problemsOf('rabbitmq', { queueName: 'jobs' })).toEqual([
    'rejected host: is missing: write it, or give it by hostFromEnv or a TriggerAuthentication',
  ]);
  expect(problemsOf('postgresql', { query: 'SELECT 1', targetQueryValue: '5', connectionFromEnv: 'SET' })).toEqual([]);
});

test('a secret in metadata, and a variable that no scaler reads, are named', () => {
  expect(problemsOf('mysql', { query: 'x', queryValue: '5', password: 'secret', queryFromEnv: 'SET' })).toEqual([
    'ignored password: is not read here: KEDA takes it from a TriggerAuthentication only',
    'ignored queryFromEnv: is not a setting of a mysql trigger. Did you mean queryFromEnv?',
  ]);
});

test.each<[string, string, Record<string, string>, string]>([
  [
    'a number',
    'kafka',
    { bootstrapServers: 'k', consumerGroup: 'g', lagThreshold: 'ten' },
    'rejected lagThreshold: "ten" is not a whole number',
  ],
  [
    'a flag',
    'kafka',
    { bootstrapServers: 'k', consumerGroup: 'g', allowIdleConsumers: 'yes' },
    'rejected allowIdleConsumers: "yes" is not true or false',
  ],
  [
    'a choice',
    'kafka',
    { bootstrapServers: 'k', consumerGroup: 'g', offsetResetPolicy: 'newest' },
    'rejected offsetResetPolicy: must be one of latest, earliest, was newest',
  ],
  [
    'a duration',
    'beanstalkd',
    { server: 's', tube: 't', value: '1', timeout: 'soon' },
    'rejected timeout: "soon" is neither a duration such as 3s nor a number of milliseconds',
  ],
  [
    'a target of 0',
    'kafka',
    { bootstrapServers: 'k', consumerGroup: 'g', lagThreshold: '0' },
    'rejected lagThreshold: must be greater than 0: the HPA that KEDA creates needs a positive target',
  ],
  [
    'flags that exclude each other',
    'kafka',
    { bootstrapServers: 'k', consumerGroup: 'g', topic: 't', allowIdleConsumers: 'true', limitToPartitionsWithLag: 'true' },
    'rejected allowIdleConsumers: must not be set together with limitToPartitionsWithLag',
  ],
  [
    'no entity',
    'azure-servicebus',
    { connectionFromEnv: 'SET' },
    'rejected queueName: is missing: give queueName, or topicName with subscriptionName',
  ],
  [
    'a subscription without a topic',
    'gcp-pubsub',
    { credentialsFromEnv: 'SET' },
    'rejected subscriptionName: is missing: give subscriptionName, or topicName',
  ],
  [
    'a value without a mode',
    'rabbitmq',
    { queueName: 'q', host: 'http://r', value: '5' },
    'rejected mode: is missing: value needs it',
  ],
  [
    'a rate over AMQP',
    'rabbitmq',
    { queueName: 'q', host: 'amqp://r', mode: 'MessageRate', value: '5' },
    'rejected mode: MessageRate needs the HTTP protocol: AMQP tells only the length of a queue',
  ],
  [
    'no account',
    'nats-jetstream',
    { stream: 's', consumer: 'c', natsServerMonitoringEndpoint: 'n:8222' },
    'rejected account: is missing: give account, or accountID',
  ],
  [
    'a field of the trigger',
    'prometheus',
    { serverAddress: 's', query: 'q', threshold: '1', metricType: 'Value' },
    'ignored metricType: is not read here: it belongs to the trigger, beside metadata',
  ],
  [
    'a name that KEDA gives itself',
    'prometheus',
    { serverAddress: 's', query: 'q', threshold: '1', metricName: 'm' },
    'ignored metricName: is not read any more: KEDA names the metric itself',
  ],
  [
    'an address of a queue without its name',
    'aws-sqs-queue',
    { queueURL: 'https://sqs.eu-west-1.amazonaws.com/', awsRegion: 'eu-west-1' },
    'rejected queueURL: does not end in account/queue, so KEDA cannot tell the name of the queue',
  ],
])('%s is named (%#)', (_title, type, metadata, problem) => {
  expect(problemsOf(type, metadata)).toEqual([problem]);
});

test('what an external scaler reads is its own business', () => {
  expect(problemsOf('external', { scalerAddress: 'scaler:9090', anything: 'goes' })).toEqual([]);
  expect(problemsOf('external-push', { anything: 'goes' })).toEqual(['rejected scalerAddress: is missing']);
});

test('with a formula a trigger needs no target', () => {
  const trigger: Trigger = { type: 'metrics-api', metadata: { url: 'http://a', valueLocation: 'n' } };
  expect(parseTrigger(trigger, 0, '', undefined, 'in-formula').problems).toEqual([]);
  expect(parseTrigger(trigger, 0, '').problems.map(({ path }) => path)).toEqual(['.metadata.targetValue']);
});

test('whatever is written, reading a trigger does not fail, and names a field once', () => {
  const metadata = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom('start', 'end', 'timezone', 'value', 'topic')),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...TRIGGER_TYPES), metadata, (type, written) => {
      const { problems } = parseTrigger({ type, metadata: written }, 0, 'spec.triggers[0]');
      const paths = problems.map(({ path }) => path);
      expect(new Set(paths).size).toBe(paths.length);
    }),
  );
});
