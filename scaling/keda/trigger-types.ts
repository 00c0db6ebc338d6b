/** Every trigger type of KEDA v2.21.0, pkg/scaling/scalers_builder.go. */
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

/** cpu and memory: KEDA hands them to the HPA as resource metrics instead of asking a scaler. */
export function isResourceTrigger({ type }: { readonly type: string }): boolean {
  return type === 'cpu' || type === 'memory';
}
