import { metricMilli } from './metric-value';
import type { MetadataReader } from './metadata';
import type { Measured, QueueSource } from './scaler';

/** What a reader says of a queue; the names of the keys with the target and its default. */
interface QueueKeys {
  readonly measured: string;
  readonly source: Omit<QueueSource, 'kind'>;
  readonly target: readonly [key: string, fallback: number];
  readonly activation: string;
}

function wholeTarget(metadata: MetadataReader, { measured, source, target, activation }: QueueKeys): Measured {
  return {
    measured,
    targetMilli: metadata.integer(...target) * 1000,
    targetPrecision: 'units',
    activation: metadata.integer(activation, 0),
    source: { kind: 'queue', ...source },
  };
}

function milliTarget(metadata: MetadataReader, { measured, source, target, activation }: QueueKeys): Measured {
  return {
    measured,
    targetMilli: metricMilli(metadata.float(...target)),
    targetPrecision: 'milli',
    activation: metadata.float(activation, 0),
    source: { kind: 'queue', ...source },
  };
}

/** A queue whose messages count until they are acknowledged, or until a worker has taken them. */
function queue(title: string, counts: QueueSource['counts']): Omit<QueueSource, 'kind'> {
  return { title, counts, mostReplicas: undefined };
}

/** Follows KEDA 8b4f083, pkg/scalers/kafka_scaler.go and apache_kafka_scaler.go, getTotalLag. Lag counts up to the last commit. */
function kafka(metadata: MetadataReader): Measured {
  const topic = metadata.text('topic');
  const group = metadata.text('consumerGroup') ?? '';
  const isCapped =
    !metadata.boolean('allowIdleConsumers', false) ||
    metadata.boolean('limitToPartitionsWithLag', false) ||
    metadata.boolean('ensureEvenDistributionOfPartitions', false);
  const written = topic === undefined ? undefined : partitionsIn(metadata.text('partitionLimitation'));
  return wholeTarget(metadata, {
    measured: topic === undefined ? `kafka-${group}-topics` : `kafka-${topic}`,
    source: {
      title: topic === undefined ? `what the Kafka group ${group} reads` : `Kafka topic ${topic}`,
      counts: 'unfinished',
      mostReplicas: isCapped ? (written ?? 'partitions') : undefined,
    },
    target: ['lagThreshold', 10],
    activation: 'activationLagThreshold',
  });
}

/** How many partitions `1,3-5` names; undefined when it names none. */
function partitionsIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ranges = text.split(',').map((part) => /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part));
  if (ranges.some((range) => range === null)) return undefined;
  return ranges.reduce((sum, range) => sum + Math.max(0, Number(range?.[2] ?? range?.[1]) - Number(range?.[1]) + 1), 0);
}

/**
 * Follows KEDA 8b4f083, pkg/scalers/rabbitmq_scaler.go, getQueueStatus: AMQP tells what is ready, the HTTP API also what is not
 * acknowledged. Where the host comes from a Secret the protocol is not known, and what is not acknowledged is taken to count.
 */
function rabbitmq(metadata: MetadataReader): Measured | undefined {
  const name = metadata.text('queueName') ?? '';
  const mode = metadata.text('mode') ?? 'QueueLength';
  const isRate = mode === 'MessageRate' || mode === 'DeliverGetRate';
  if (mode !== 'QueueLength' && mode !== 'Unknown' && !isRate) return undefined;
  const host = metadata.textFrom('triggerMetadata', 'host') ?? '';
  const isReadyOnly =
    metadata.text('protocol') === 'amqp' || /^amqps?:/.test(host) || metadata.boolean('excludeUnacknowledged', false);
  const counts = isRate ? 'arrivals' : isReadyOnly ? 'waiting' : 'unfinished';
  return milliTarget(metadata, {
    measured: `rabbitmq-${queryEscape(name)}`,
    source: queue(`RabbitMQ queue ${name}`, counts),
    target: metadata.text('value') === undefined ? ['queueLength', 20] : ['value', 20],
    activation: 'activationValue',
  });
}

/** Upstream: url.QueryEscape. */
function queryEscape(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Follows KEDA 8b4f083, pkg/scalers/aws_sqs_queue_scaler.go. */
function sqs(metadata: MetadataReader): Measured {
  const url = metadata.text('queueURL') ?? '';
  const name = /^[a-z]+:\/\//i.test(url) ? (url.split('/').at(-1) ?? '') : url;
  return wholeTarget(metadata, {
    measured: `aws-sqs-${name}`,
    source: queue(`SQS queue ${name}`, metadata.boolean('scaleOnInFlight', true) ? 'unfinished' : 'waiting'),
    target: ['queueLength', 5],
    activation: 'activationQueueLength',
  });
}

/** Follows KEDA 8b4f083, pkg/scalers/gcp_pubsub_scaler.go: undelivered messages are those that nobody has acknowledged. */
function pubsub(metadata: MetadataReader): Measured | undefined {
  const subscription = metadata.text('subscriptionName');
  const name = subscription ?? metadata.text('topicName') ?? '';
  const mode = metadata.text('mode') ?? 'SubscriptionSize';
  if (subscription === undefined || !/^(SubscriptionSize|NumUndeliveredMessages)$/i.test(mode)) return undefined;
  return milliTarget(metadata, {
    measured: `gcp-ps-${name}`,
    source: queue(`Pub/Sub subscription ${name}`, 'unfinished'),
    target: ['value', 10],
    activation: 'activationValue',
  });
}

/** Follows KEDA 8b4f083, pkg/scalers/azure_servicebus_scaler.go: active messages, locked ones among them. */
function serviceBus(metadata: MetadataReader): Measured {
  const name = metadata.text('queueName');
  const [topic = '', subscription = ''] = [metadata.text('topicName'), metadata.text('subscriptionName')];
  const own = name ?? topic;
  const regex = `${name === undefined ? 'topic' : 'queue'}-regex`;
  return wholeTarget(metadata, {
    measured: `azure-servicebus-${metadata.boolean('useRegex', false) ? regex : own}`,
    source: queue(
      name === undefined ? `Service Bus subscription ${topic}/${subscription}` : `Service Bus queue ${name}`,
      'unfinished',
    ),
    target: ['messageCount', 5],
    activation: 'activationMessageCount',
  });
}

/** Follows KEDA 8b4f083, pkg/scalers/azure_queue_scaler.go. */
function azureQueue(metadata: MetadataReader): Measured {
  const name = metadata.text('queueName') ?? '';
  return wholeTarget(metadata, {
    measured: `azure-queue-${name}`,
    source: queue(
      `Azure Storage queue ${name}`,
      metadata.text('queueLengthStrategy') === 'visibleonly' ? 'waiting' : 'unfinished',
    ),
    target: ['queueLength', 5],
    activation: 'activationQueueLength',
  });
}

/** Follows KEDA 8b4f083, pkg/scalers/nats_jetstream_scaler.go, getMaxMsgLag: pending, and delivered without an acknowledgement. */
function jetStream(metadata: MetadataReader): Measured {
  const stream = metadata.text('stream') ?? '';
  return wholeTarget(metadata, {
    measured: `nats-jetstream-${stream}`,
    source: queue(`NATS stream ${stream}`, 'unfinished'),
    target: ['lagThreshold', 10],
    activation: 'activationLagThreshold',
  });
}

/** By trigger type: queues of systems that the lab does not run, so that their triggers are predicted, not read. */
export const QUEUE_READERS: Readonly<Record<string, (metadata: MetadataReader) => Measured | undefined>> = {
  kafka,
  'apache-kafka': kafka,
  rabbitmq,
  'aws-sqs-queue': sqs,
  'gcp-pubsub': pubsub,
  'azure-servicebus': serviceBus,
  'azure-queue': azureQueue,
  'nats-jetstream': jetStream,
};
