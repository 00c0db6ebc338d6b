/** A trigger's parameters as far as manifests tell. */
export interface Written {
  /** From metadata or the environment, trimmed; undefined without one. */
  readonly text: (name: string) => string | undefined;
  /** Whether it is written, or may come from the TriggerAuthentication that the trigger refers to. */
  readonly mayHave: (name: string) => boolean;
  /** A formula computes with its value, so that it needs no target of its own. */
  readonly isFormulaInput: boolean;
}

/** What a scaler refuses although every single parameter is right. */
export type Condition = (written: Written) => { readonly name: string; readonly message: string } | undefined;

/** At least one of several sets of parameters, each `a+b`. */
function oneOf(...sets: readonly [string, string, ...string[]]): Condition {
  return ({ mayHave }) => {
    const alternatives = sets.map((set) => set.split('+'));
    if (alternatives.some((names) => names.every(mayHave))) return undefined;
    const words = alternatives.map((names) => names.join(' with ')).join(', or ');
    return { name: alternatives[0]?.[0] ?? '', message: `is missing: give ${words}` };
  };
}

function given(name: string): Condition {
  return ({ mayHave }) => (mayHave(name) ? undefined : { name, message: 'is missing' });
}

/** A target that is needed unless a formula computes with the value. */
function target(name: string): Condition {
  return (written) => (written.isFormulaInput ? undefined : given(name)(written));
}

/** Two parameters that must not both be written. */
function notBoth(one: string, other: string): Condition {
  return ({ text }) =>
    text(one) !== undefined && text(other) !== undefined
      ? { name: other, message: `must not be given together with ${one}` }
      : undefined;
}

/** A parameter that needs another one. */
function needs(name: string, other: string): Condition {
  return ({ text, mayHave }) =>
    text(name) !== undefined && !mayHave(other) ? { name, message: `needs ${other} too` } : undefined;
}

/** Two flags that exclude each other, or a flag that needs another parameter. */
function flag(name: string, rule: 'excludes' | 'needs', other: string): Condition {
  return ({ text, mayHave }) => {
    if (!isOn(text(name))) return undefined;
    if (rule === 'needs') return mayHave(other) ? undefined : { name, message: `needs ${other} too` };
    return isOn(text(other)) ? { name, message: `must not be set together with ${other}` } : undefined;
  };
}

function isOn(text: string | undefined): boolean {
  return text !== undefined && /^(1|t|true)$/i.test(text);
}

function atLeast(name: string, least: number): Condition {
  return ({ text }) => {
    const value = Number(text(name) ?? least);
    return value < least ? { name, message: `must be at least ${least}` } : undefined;
  };
}

/** Only where another parameter has this value. */
function when(name: string, value: string, condition: Condition): Condition {
  return (written) => (written.text(name) === value ? condition(written) : undefined);
}

const rabbitTarget: Condition = ({ text }) => {
  const [mode, value, length] = ['mode', 'value', 'queueLength'].map(text);
  if (length !== undefined && Number(length) !== 0) {
    if (mode === undefined && value === undefined) return undefined;
    return { name: 'queueLength', message: 'must not be given together with mode and value: use these two' };
  }
  if (mode === undefined && value === undefined) return undefined;
  if (mode === undefined) return { name: 'mode', message: 'is missing: value needs it' };
  return value === undefined ? { name: 'value', message: 'is missing: mode needs it' } : undefined;
};

const RABBIT_MODES = [
  'QueueLength',
  'MessageRate',
  'DeliverGetRate',
  'PublishedToDeliveredRatio',
  'ExpectedQueueConsumptionTime',
];

const rabbitMode: Condition = ({ text }) => {
  const mode = text('mode');
  if (mode === undefined || mode === 'Unknown') return undefined;
  if (!RABBIT_MODES.includes(mode)) return { name: 'mode', message: `must be one of ${RABBIT_MODES.join(', ')}` };
  const protocol = text('protocol') ?? 'auto';
  const isAmqp = protocol === 'amqp' || (protocol === 'auto' && /^amqps?:/.test(text('host') ?? ''));
  return isAmqp && mode !== 'QueueLength'
    ? { name: 'mode', message: `${mode} needs the HTTP protocol: AMQP tells only the length of a queue` }
    : undefined;
};

/** The name in `https://sqs.eu-west-1.amazonaws.com/account/name`; a text that is no URL is the name. */
const sqsUrl: Condition = ({ text }) => {
  const path = /^[a-z]+:\/\/[^/]+(\/.*)?$/i.exec(text('queueURL') ?? '');
  if (path === null || /^\/[^/]+\/[^/]+$/.test(path[1] ?? '')) return undefined;
  return { name: 'queueURL', message: 'does not end in account/queue, so KEDA cannot tell the name of the queue' };
};

const KAFKA: readonly Condition[] = [
  flag('allowIdleConsumers', 'excludes', 'limitToPartitionsWithLag'),
  flag('limitToPartitionsWithLag', 'excludes', 'ensureEvenDistributionOfPartitions'),
  flag('limitToPartitionsWithLag', 'needs', 'topic'),
];
const ELASTIC: readonly Condition[] = [oneOf('searchTemplateName', 'query'), notBoth('searchTemplateName', 'query')];

/**
 * By trigger type; the `Validate` methods of the scalers, as far as they do not look into secrets. Where Azure needs a connection, a pod identity of a
 * TriggerAuthentication does as well.
 */
export const CONDITIONS: Readonly<Partial<Record<string, readonly Condition[]>>> = {
  activemq: [oneOf('managementEndpoint+destinationName+brokerName', 'restAPITemplate')],
  'apache-kafka': KAFKA,
  'artemis-queue': [oneOf('managementEndpoint+queueName+brokerName+brokerAddress', 'restApiTemplate')],
  'aws-cloudwatch': [
    oneOf('namespace+metricName+dimensionName+dimensionValue', 'expression'),
    ({ text }) =>
      Number(text('metricCollectionTime') ?? 300) % Number(text('metricStatPeriod') ?? 300) === 0
        ? undefined
        : { name: 'metricCollectionTime', message: 'must be a multiple of metricStatPeriod' },
  ],
  'aws-sqs-queue': [sqsUrl],
  'azure-app-insights': [target('targetValue')],
  'azure-blob': [given('connection')],
  'azure-eventhub': [given('connection')],
  'azure-queue': [given('connection')],
  'azure-servicebus': [
    oneOf('queueName', 'topicName+subscriptionName'),
    notBoth('queueName', 'topicName'),
    notBoth('queueName', 'subscriptionName'),
    given('connection'),
  ],
  couchdb: [oneOf('connectionString', 'host+port+username+password+dbName')],
  datadog: [oneOf('query', 'datadogMetricName')],
  dynatrace: [oneOf('metricSelector', 'query'), notBoth('metricSelector', 'query')],
  'elastic-forecast': [oneOf('addresses', 'cloudID+apiKey'), notBoth('addresses', 'cloudID')],
  elasticsearch: [oneOf('addresses', 'cloudID+apiKey'), notBoth('addresses', 'cloudID'), ...ELASTIC],
  etcd: [needs('username', 'password'), needs('password', 'username')],
  'gcp-pubsub': [oneOf('subscriptionName', 'topicName'), notBoth('subscriptionName', 'topicName')],
  'gcp-stackdriver': [atLeast('alignmentPeriodSeconds', 60)],
  'github-runner': [oneOf('personalAccessToken', 'appKey+applicationID+installationID')],
  influxdb: [
    target('thresholdValue'),
    when('influxVersion', '3', given('database')),
    when('influxVersion', '3', given('metricKey')),
    (written) => ((written.text('influxVersion') ?? '2') === '2' ? given('organizationName')(written) : undefined),
  ],
  kafka: [
    ...KAFKA,
    flag('ensureEvenDistributionOfPartitions', 'needs', 'topic'),
    ({ text }) =>
      /^(0|f|false)$/i.test(text('fullMetadata') ?? '') && text('topic') === undefined
        ? { name: 'fullMetadata', message: 'false needs topic too' }
        : undefined,
  ],
  'kubernetes-resource': [when('format', 'json', given('valueLocation')), when('format', 'yaml', given('valueLocation'))],
  'kubernetes-workload': [target('value')],
  'metrics-api': [target('targetValue')],
  mongodb: [oneOf('connectionString', 'host+port+username+password', 'scheme+host+username+password')],
  mssql: [oneOf('connectionString', 'host')],
  'nats-jetstream': [oneOf('account', 'accountID')],
  opensearch: ELASTIC,
  'openstack-metric': [target('threshold')],
  postgresql: [target('targetQueryValue'), oneOf('connection', 'host+port+userName+dbName+sslmode')],
  predictkube: [target('threshold')],
  rabbitmq: [rabbitTarget, rabbitMode, atLeast('pageSize', 1)],
  'solace-event-queue': [oneOf('messageCountTarget', 'messageSpoolUsageTarget', 'messageReceiveRateTarget')],
  temporal: [needs('workerDeploymentName', 'workerDeploymentBuildId'), needs('workerDeploymentBuildId', 'workerDeploymentName')],
};
