import { AUTHENTICATION } from './shared';
import type { ScalerTable } from './parameter';

/** Databases and search engines. KEDA 8b4f083, pkg/scalers. */
export const DATABASES: ScalerTable = {
  arangodb: `
    endpoints!@am ${AUTHENTICATION} dbName!@ma collection! query! queryValue:float activationQueryValue:float unsafeSsl:bool
    connectionLimit:int
  `,
  cassandra: `
    username! password!@a tls@a=enable|disable cert@a key@a ca@a clusterIPAddress! port:int consistency protocolVersion:int
    keyspace! query! targetQueryValue!:int activationTargetQueryValue:int
  `,
  clickhouse: `
    connectionString@ae host@ma port@ma username@mae password@ae database@ma query! targetQueryValue!:float
    activationTargetQueryValue:float maxIdleConns:int@ma maxOpenConns:int@ma connMaxLifetime:duration@ma tls:bool@a cert@a
    key@a keyPassword@a ca@a unsafeSsl:bool@a
  `,
  couchdb: `
    connectionString@ame host@am port@am username@am password@ame dbName@am query queryValue:int activationQueryValue:int
  `,
  'elastic-forecast': `
    addresses@am unsafeSsl:bool username@am password@aem cloudID@am apiKey@am jobID! lookAhead:duration targetValue!:float
    activationTargetValue:float index partitionFieldValue byFieldValue
  `,
  elasticsearch: `
    addresses@am unsafeSsl:bool username@am password@aem cloudID@am apiKey@am index!@am searchTemplateName@am query@am
    parameters valueLocation!@am targetValue!:float@am activationTargetValue:float ignoreNullValues:bool metricName
  `,
  etcd: `
    endpoints! watchKey! value!:float activationValue:float watchProgressNotifyInterval:int username@ae password@ae tls@a
    cert@a key@a keyPassword@a ca@a
  `,
  influxdb: `
    authToken@ea organizationName@mea query! influxVersion=2|3 queryType database@ma metricKey serverURL!@ma unsafeSsl:bool
    thresholdValue:float activationThresholdValue:float
  `,
  mongodb: `
    connectionString@ame scheme@am host@am port@am username@am password@ame dbName!@am collection! query! queryValue!:float
    activationQueryValue:float tls@a=enable|disable cert@a key@a keyPassword@a ca@a
  `,
  mssql: `
    connectionString@ae username@am password@ae host@am port:int@am database@am query! targetValue!:float
    activationTargetValue:float
  `,
  mysql: `
    connectionString@ae username@mae password@ae host@ma port@ma dbName@ma query! queryValue!:float activationQueryValue:float
    metricName
  `,
  opensearch: `
    addresses!@am unsafeSsl:bool enableTLS:bool@ma username@am password@aem caCert@am clientCert@am clientKey@am index!@am
    searchTemplateName@am query@am parameters valueLocation!@am targetValue!:float@am activationTargetValue:float
    ignoreNullValues:bool metricName
  `,
  postgresql: `
    targetQueryValue:float activationTargetQueryValue:float connection@ae query! host@am port@am userName@am dbName@am
    sslmode@am password@ae
  `,
  solr: `host! collection! targetQueryValue!:float activationTargetQueryValue:float query username!@am password!@am`,
};
