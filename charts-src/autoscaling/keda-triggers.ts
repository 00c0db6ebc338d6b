/**
 * Trigger types and their metadata as KEDA v2.21.0 reads them (pkg/scaling/scalers_builder.go and the `keda:"name=…"` tags in
 * pkg/scalers). KEDA ignores a metadata key that it does not know, so a misspelt one leaves a default in force.
 */
export interface TriggerMetadata {
  /** Keys that must be there; alternatives are separated by `|`. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Keys that may also be given as `<key>FromEnv`, resolved from the environment of the scaled pod. */
  readonly fromEnv: readonly string[];
  /** Target per pod and the level above which the workload leaves zero, with KEDA's defaults. */
  readonly threshold?: { readonly key: string; readonly default?: number };
  readonly activation?: string;
}

const REDIS_CONNECTION = ['databaseIndex', 'enableTLS', 'unsafeSsl', 'username', 'password', 'host', 'hosts', 'port', 'ports'];
const REDIS_FROM_ENV = ['address', 'addresses', 'host', 'hosts', 'port', 'ports', 'username', 'password'];

/** Types whose metadata is checked key by key; the metadata of any other type is passed on as it is. */
export const CHECKED_TRIGGERS: Readonly<Record<string, TriggerMetadata>> = {
  redis: {
    required: ['listName', 'address|addresses|host|hosts'],
    optional: ['listLength', 'activationListLength', ...REDIS_CONNECTION],
    fromEnv: REDIS_FROM_ENV,
    threshold: { key: 'listLength', default: 5 },
    activation: 'activationListLength',
  },
  'redis-streams': {
    required: ['stream', 'address|addresses|host|hosts'],
    optional: ['consumerGroup', 'pendingEntriesCount', 'streamLength', 'lagCount', 'activationLagCount', ...REDIS_CONNECTION],
    fromEnv: REDIS_FROM_ENV,
    threshold: { key: 'lagCount' },
    activation: 'activationLagCount',
  },
  prometheus: {
    required: ['serverAddress', 'query', 'threshold'],
    optional: [
      'activationThreshold',
      'queryParameters',
      'namespace',
      'customHeaders',
      'ignoreNullValues',
      'unsafeSsl',
      'awsRegion',
      'timeout',
      'identityOwner',
      'authMode',
      'authModes',
    ],
    fromEnv: [],
    threshold: { key: 'threshold' },
    activation: 'activationThreshold',
  },
  cpu: { required: ['value'], optional: ['containerName'], fromEnv: [] },
  memory: { required: ['value'], optional: ['containerName'], fromEnv: [] },
  cron: { required: ['start', 'end', 'timezone', 'desiredReplicas'], optional: [], fromEnv: [] },
};

/** Every trigger type of KEDA v2.21.0. */
export const TRIGGER_TYPES: readonly string[] = [
  ...['activemq', 'apache-kafka', 'arangodb', 'artemis-queue', 'aws-cloudwatch', 'aws-dynamodb', 'aws-dynamodb-streams'],
  ...['aws-kinesis-stream', 'aws-sqs-queue', 'azure-app-insights', 'azure-blob', 'azure-cosmosdb', 'azure-data-explorer'],
  ...['azure-eventhub', 'azure-log-analytics', 'azure-monitor', 'azure-pipelines', 'azure-queue', 'azure-servicebus'],
  ...['beanstalkd', 'cassandra', 'clickhouse', 'couchdb', 'cpu', 'cron', 'datadog', 'dynatrace', 'elastic-forecast'],
  ...['elasticsearch', 'etcd', 'external', 'external-push', 'forgejo-runner', 'gcp-cloudtasks', 'gcp-pubsub', 'gcp-spanner'],
  ...['gcp-stackdriver', 'gcp-storage', 'github-runner', 'graphite', 'huawei-cloudeye', 'ibmmq', 'influxdb', 'kafka'],
  ...['kubernetes-resource', 'kubernetes-workload', 'liiklus', 'loki', 'memory', 'metrics-api', 'mongodb', 'mssql', 'mysql'],
  ...['nats-jetstream', 'new-relic', 'nsq', 'opensearch', 'openstack-metric', 'openstack-swift', 'postgresql', 'predictkube'],
  ...['prometheus', 'pulsar', 'rabbitmq', 'redis', 'redis-cluster', 'redis-cluster-streams', 'redis-sentinel'],
  ...['redis-sentinel-streams', 'redis-streams', 'selenium-grid', 'solace-direct-messaging', 'solace-event-queue', 'solarwinds'],
  ...['solr', 'splunk', 'splunk-observability', 'sumologic', 'temporal'],
];
