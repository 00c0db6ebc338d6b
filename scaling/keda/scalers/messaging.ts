import { AUTHENTICATION, AWS_IDENTITY, OAUTH, REDIS_CONNECTION } from './shared';
import type { ScalerTable } from './parameter';

/** Message queues, streams and workflows. KEDA 8b4f083, pkg/scalers. */
export const MESSAGING: ScalerTable = {
  activemq: `
    managementEndpoint destinationName brokerName username!@aem password!@aem corsHeader restAPITemplate targetQueueSize:int
    activationTargetQueueSize:int
  `,
  'apache-kafka': `
    bootstrapServers!@me consumerGroup!@me topic@me partitionLimitation:ranges lagThreshold:int activationLagThreshold:int
    offsetResetPolicy=earliest|latest allowIdleConsumers:bool excludePersistentLag:bool scaleToZeroOnInvalidOffset:bool
    limitToPartitionsWithLag:bool ensureEvenDistributionOfPartitions:bool
    sasl@ma=none|plaintext|scram_sha256|scram_sha512|gssapi|aws_msk_iam username@a password@a awsRegion tls@ma=enable|disable
    cert@a key@a keyPassword@a ca@a ${AWS_IDENTITY}
  `,
  'artemis-queue': `
    managementEndpoint queueName brokerName brokerAddress username!@ame password!@ame restApiTemplate queueLength:int
    activationQueueLength:int corsHeader unsafeSsl:bool ca@a cert@a key@a keyPassword@a
  `,
  beanstalkd: `server! tube! value!:float activationValue:float includeDelayed:bool timeout:duration`,
  ibmmq: `
    host! queueName/queueNames! queueDepth:int activationQueueDepth:int operation=max|avg|sum username!@aem password!@aem
    unsafeSsl:bool ca@a cert@a key@a keyPassword@a
  `,
  kafka: `
    bootstrapServers!@me consumerGroup!@me topic@me partitionLimitation:ranges lagThreshold:int activationLagThreshold:int
    offsetResetPolicy=latest|earliest allowIdleConsumers:bool excludePersistentLag:bool scaleToZeroOnInvalidOffset:bool
    limitToPartitionsWithLag:bool ensureEvenDistributionOfPartitions:bool fullMetadata:bool version tls@ma=enable|disable
    unsafeSsl:bool ca@a cert@a key@a keyPassword@a sasl@ma=none|plaintext|scram_sha256|scram_sha512|oauthbearer|gssapi
    username@a password@a saslTokenProvider@ma=bearer|aws_msk_iam scopes@a oauthTokenEndpointUri@a oauthExtensions@a keytab@a
    realm@a kerberosConfig@a kerberosServiceName@a kerberosDisableFAST:bool@a awsRegion ${AWS_IDENTITY}
  `,
  liiklus: `lagThreshold:int activationLagThreshold:int address! topic! group! groupVersion:int`,
  'nats-jetstream': `
    account@am accountID@am stream! consumer! lagThreshold:int activationLagThreshold:int useHttps:bool
    natsServerMonitoringEndpoint!@am
  `,
  nsq: `
    nsqLookupdHTTPAddresses!@me topic!@me channel!@me depthThreshold:int@me activationDepthThreshold:int@me useHttps:bool@me
    unsafeSsl:bool@me
  `,
  pulsar: `
    adminURL!@me topic!@me subscription!@me msgBacklogThreshold:int activationMsgBacklogThreshold:int isPartitionedTopic:bool
    tls ${AUTHENTICATION} oauthTokenURI scope clientID EndpointParams
  `,
  rabbitmq: `
    queueName! mode queueLength:float value:float activationValue:float host!@mae protocol@ma vhostName@ma useRegex:bool
    excludeUnacknowledged:bool pageSize:int operation timeout:duration username@ae password@ae ca@a cert@a key@a keyPassword@a
    tls@a unsafeSsl:bool workloadIdentityResource@a ${OAUTH}
  `,
  'solace-direct-messaging': `
    solaceSempBaseURL! username!@ae password!@ae messageVpn! clientNamePattern! unsafeSSL:bool queuedMessagesFactor:int
    aggregatedClientTxByteRateTarget:int aggregatedClientAverageTxByteRateTarget:int aggregatedClientTxMsgRateTarget:int
    aggregatedClientAverageTxMsgRateTarget:int activationAggregatedClientTxByteRateTarget:int
    activationAggregatedClientAverageTxByteRateTarget:int activationAggregatedClientTxMsgRateTarget:int
    activationAggregatedClientAverageTxMsgRateTarget:int
  `,
  'solace-event-queue': `
    solaceSempBaseURL! messageVpn! queueName! username!@ame password!@ame messageCountTarget:int messageSpoolUsageTarget:int
    messageReceiveRateTarget:int activationMessageCountTarget:int activationMessageSpoolUsageTarget:int
    activationMessageReceiveRateTarget:int
  `,
  temporal: `
    endpoint!@me namespace@me activationTargetQueueSize:int targetQueueSize:int taskQueue!@me queueTypes buildId@me
    workerDeploymentName@me workerDeploymentBuildId@me selectAllActive:bool selectUnversioned:bool
    includeRunningWorkflowCount:bool workflowTaskQueueForCount@me apiKey@ae minConnectTimeout:int enableTLS:bool
    unsafeSsl:bool cert@a key@a keyPassword@a ca@a tlsServerName
  `,
};

/** Lists and streams of Redis, by how it is reached: alone, as a cluster, or through sentinels. */
const REDIS_LIST = `listName! listLength:int activationListLength:int databaseIndex:int enableTLS:bool tls@a=enable|disable ${REDIS_CONNECTION}`;
const REDIS_STREAM = `
  stream! consumerGroup pendingEntriesCount:int streamLength:int lagCount:int activationLagCount:int databaseIndex:int
  enableTLS:bool tls@a=enable|disable ${REDIS_CONNECTION}
`;

export const REDIS: ScalerTable = {
  redis: REDIS_LIST,
  'redis-cluster': REDIS_LIST,
  'redis-sentinel': REDIS_LIST,
  'redis-streams': REDIS_STREAM,
  'redis-cluster-streams': REDIS_STREAM,
  'redis-sentinel-streams': REDIS_STREAM,
};
