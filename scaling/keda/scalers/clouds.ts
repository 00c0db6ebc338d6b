import { AWS_IDENTITY, AZURE_CLOUD, GCP_CREDENTIALS } from './shared';
import type { ScalerTable } from './parameter';

/** Services of AWS, Azure, Google Cloud, Huawei Cloud and OpenStack. KEDA 8b4f083, pkg/scalers. */
export const CLOUDS: ScalerTable = {
  'aws-cloudwatch': `
    namespace metricName dimensionName dimensionValue expression targetMetricValue!:float activationTargetMetricValue:float
    minMetricValue!:float ignoreNullValues:bool metricCollectionTime:int metricStat metricUnit metricStatPeriod:int
    metricEndTimeOffset:int awsAccountId awsRegion!@ma awsEndpoint ${AWS_IDENTITY}
  `,
  'aws-dynamodb': `
    tableName! awsRegion!@ma awsEndpoint keyConditionExpression! indexName targetValue:int activationTargetValue:int
    filterExpression expressionAttributeNames! expressionAttributeValues! ${AWS_IDENTITY}
  `,
  'aws-dynamodb-streams': `shardCount:int activationShardCount:int tableName! awsRegion!@ma awsEndpoint ${AWS_IDENTITY}`,
  'aws-kinesis-stream': `shardCount:int activationShardCount:int streamName! awsRegion!@ma awsEndpoint ${AWS_IDENTITY}`,
  'aws-sqs-queue': `
    queueLength:int activationQueueLength:int queueURL!@me awsRegion!@ma awsEndpoint scaleOnInFlight:bool scaleOnDelayed:bool
    ${AWS_IDENTITY}
  `,
  'azure-app-insights': `
    targetValue:float activationTargetValue:float metricId! metricAggregationTimespan! metricAggregationType! metricFilter
    ignoreNullValues:bool appInsightsResourceURL applicationInsightsId!@mae tenantId!@mae activeDirectoryClientId@mae
    activeDirectoryClientPassword@ae ${AZURE_CLOUD}
  `,
  'azure-blob': `
    blobContainerName! blobCount:int activationBlobCount:int blobDelimiter blobPrefix recursive:bool globPattern
     connection/connectionFromEnv@aem accountName ${AZURE_CLOUD}
  `,
  'azure-data-explorer': `
    databaseName! endpoint! query! threshold!:float activationThreshold:float tenantId@mae clientId@mae clientSecret@a ${AZURE_CLOUD}
  `,
  'azure-eventhub': `
    unprocessedEventThreshold:int activationUnprocessedEventThreshold:int stalePartitionInfoThreshold:int connection@ae
    consumerGroup storageConnection@ae storageAccountName blobContainer eventHubNamespace@me eventHubName@me
    checkpointStrategy ${AZURE_CLOUD}
  `,
  'azure-log-analytics': `
    tenantId@ame clientId@ame clientSecret@ame workspaceId!@ame query! threshold!:float activationThreshold:float
    logAnalyticsResourceURL cloud unsafeSsl:bool timeout:duration
  `,
  'azure-monitor': `
    targetValue!:float activationTargetValue:float resourceURI! tenantId! subscriptionId! resourceGroupName! metricName!
    metricNamespace metricFilter metricAggregationInterval metricAggregationType! activeDirectoryClientId@mea
    activeDirectoryClientPassword@mea cloud azureResourceManagerEndpoint
  `,
  'azure-pipelines': `
    organizationURL!@eam personalAccessToken@ae parent demands poolName poolID:int targetPipelinesQueueLength:int
    activationTargetPipelinesQueueLength:int jobsToFetch:int fetchUnfinishedJobsOnly:bool requireAllDemands:bool
    requireAllDemandsAndIgnoreOthers:bool caseInsensitiveDemandsProcessing:bool
  `,
  'azure-queue': `
    activationQueueLength:int queueName! queueLength:int connection@ame accountName
    queueLengthStrategy=all|visibleonly ${AZURE_CLOUD}
  `,
  'azure-servicebus': `
    messageCount:int activationMessageCount:int queueName topicName subscriptionName connection@ae namespace useRegex:bool
    operation=sum|max|avg ${AZURE_CLOUD}
  `,
  'gcp-cloudtasks': `value:float activationValue:float filterDuration:int queueName! projectID! ${GCP_CREDENTIALS}`,
  'gcp-pubsub': `
    mode value:float activationValue:float aggregation timeHorizon:duration valueIfNull:float subscriptionName@me topicName@me
    ${GCP_CREDENTIALS}
  `,
  'gcp-spanner': `projectId! instanceId! databaseId! query! targetValue:float activationValue:float ${GCP_CREDENTIALS}`,
  'gcp-stackdriver': `
    projectId! filter! targetValue:float activationTargetValue:float valueIfNull:float filterDuration:int
    alignmentPeriodSeconds:int alignmentAligner alignmentReducer ${GCP_CREDENTIALS}
  `,
  'gcp-storage': `
    bucketName! targetObjectCount:int activationTargetObjectCount:int maxBucketItemsToScan:int blobDelimiter blobPrefix
    ${GCP_CREDENTIALS}
  `,
  'huawei-cloudeye': `
    namespace! metricName! dimensionName! dimensionValue! targetMetricValue!:float activationTargetMetricValue:float
    metricCollectionTime:int metricFilter=average|max|min|sum metricPeriod IdentityEndpoint!@a ProjectID!@a DomainID!@a
    Region!@a Domain!@a Cloud@a AccessKey!@a SecretKey!@a
  `,
  'openstack-metric': `
    metricsURL! metricID! aggregationMethod! granularity!:int threshold:float activationThreshold:float timeout:int
  `,
  'openstack-swift': `
    swiftURL containerName! objectCount:int activationObjectCount:int objectPrefix objectDelimiter objectLimit timeout:int
    onlyFiles:bool userID@a password@a projectID@a authURL!@a appCredentialID@a appCredentialSecret@a regionName@a
  `,
};
