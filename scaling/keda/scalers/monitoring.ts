import { AUTHENTICATION, AWS_IDENTITY, GCP_CREDENTIALS } from './shared';
import type { ScalerTable } from './parameter';

/** Monitoring systems. KEDA 8b4f083, pkg/scalers. */
export const MONITORING: ScalerTable = {
  datadog: `
    datadogNamespace@a datadogMetricsService@a datadogMetricsServicePort:int@a unsafeSsl:bool@a authMode@a token@a
    datadogMetricName datadogMetricNamespace activationTargetValue:float apiKey@a appKey@a datadogSite@a query
    queryAggregator=average|max activationQueryValue:float age:int timeWindowOffset:int lastAvailablePointOffset:int
    useClusterAgentProxy:bool hpaMetricName metricUnavailableValue:float targetValue/queryValue:float timeout:duration type=global|average
  `,
  dynatrace: `
    host!@ma token!@a metricSelector query queryTimeoutSeconds:int queryPollingWait:duration queryPollingTries:int from
    threshold!:float activationThreshold:float
  `,
  graphite: `serverAddress! query! threshold:float activationThreshold:float queryTime! authMode=basic username@a password@a`,
  loki: `
    serverAddress! query! threshold!:float activationThreshold:float tenantName ignoreNullValues:bool unsafeSsl:bool
    ${AUTHENTICATION}
  `,
  'metrics-api': `
    targetValue:float activationTargetValue:float url! format=prometheus|json|xml|yaml valueLocation! unsafeSsl:bool
    aggregateFromKubeServiceEndpoints:bool aggregationType=average|sum|max|min timeout:duration ${AUTHENTICATION}
  `,
  'new-relic': `account!:int@am region@am queryKey!@am noDataError:bool nrql! threshold!:float activationThreshold:float`,
  predictkube: `
    prometheusAddress! query! predictHorizon! queryStep! historyTimeWindow! apiKey!@a threshold:float
    activationThreshold:float ${AUTHENTICATION}
  `,
  prometheus: `
    ${AUTHENTICATION} serverAddress! query! queryParameters:pairs threshold!:float activationThreshold:float namespace
    customHeaders:pairs ignoreNullValues:bool unsafeSsl:bool awsRegion@ma timeout:duration
    ${AWS_IDENTITY} ${GCP_CREDENTIALS} cloud azureManagedPrometheusResourceURL
  `,
  solarwinds: `
    apiToken@a host! targetValue!:float activationValue:float metricName! aggregation!=COUNT|MIN|MAX|AVG|SUM|LAST
    intervalS!:int filter
  `,
  splunk: `
    apiToken@a password@a username!@a host! unsafeSsl:bool targetValue!:int activationValue!:int savedSearchName! valueField!
  `,
  'splunk-observability': `
    accessToken!@a realm!@a query! duration!:int targetValue!:float queryAggregator! activationTargetValue!:float
  `,
  sumologic: `
    accessID!@a accessKey!@a host! unsafeSsl:bool queryType!=logs|metrics query query.*:pairs resultQueryRowID
    quantization:duration rollup=Avg|Sum|Count|Min|Max resultField logsPollingInterval:duration maxRetries:int
    timerange!:duration timezone activationThreshold:float queryAggregator=Latest|Avg|Sum|Count|Min|Max threshold!:float
  `,
};
