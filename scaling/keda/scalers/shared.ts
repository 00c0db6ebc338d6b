/** Parameters that several scalers read alike, in the notation of `parameter.ts`. */

/** Upstream: pkg/scalers/authentication/authentication_types.go, OAuth. */
export const OAUTH = 'oauthTokenURI@a scopes/scope@a clientID@a clientSecret@a endpointParams@a';

/** Upstream: pkg/scalers/authentication/authentication_types.go, Config. */
export const AUTHENTICATION = `
  authModes/authMode@ma=apiKey|basic|tls|bearer|custom|oauth bearerToken/token@a username@a password@a cert@a key@a ca@a
  customAuthHeader@a customAuthValue@a apiKey@ma method@ma=header|query keyParamName@ma ${OAUTH}
`;

/** Upstream: pkg/scalers/aws/aws_common.go, GetAwsAuthorization. */
export const AWS_IDENTITY = 'identityOwner awsAccessKeyID@mea awsSecretAccessKey@ea awsSessionToken@a awsRoleArn@a';

/** Upstream: pkg/scalers/azure/azure_cloud_environment.go. */
export const AZURE_CLOUD = 'cloud endpointSuffix storageEndpointSuffix activeDirectoryEndpoint';

/** Upstream: pkg/scalers/gcp/gcp_common.go, GetGCPAuthorization. */
export const GCP_CREDENTIALS = 'credentials@me credentialsFromEnvFile@me GoogleApplicationCredentials@a';

/** Upstream: pkg/scalers/redis_scaler.go, redisConnectionInfo. */
export const REDIS_CONNECTION = `
  address/addresses@mae host/hosts@mea port/ports@mea username@mea password@mea unsafeSsl:bool
  sentinelUsername@mae sentinelPassword@mae sentinelMaster@mae Cert/cert@a key@a keyPassword@a ca@a
`;
