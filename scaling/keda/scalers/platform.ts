import type { ScalerTable } from './parameter';

/** Kubernetes itself, the clock, runners, and scalers that others run. KEDA 8b4f083, pkg/scalers. */
export const PLATFORM: ScalerTable = {
  cpu: `value! containerName`,
  cron: `start! end! timezone! desiredReplicas!:int`,
  external: `scalerAddress! enableTLS:bool unsafeSsl:bool caCert@a tlsClientCert@a tlsClientKey@a`,
  'external-push': `scalerAddress! enableTLS:bool unsafeSsl:bool caCert@a tlsClientCert@a tlsClientKey@a`,
  'forgejo-runner': `token!@ae address! labels! global:bool owner org repo`,
  'github-runner': `
    githubApiURL@me owner!@me runnerScope!@me=org|ent|repo personalAccessToken@a repos@me labels@me noDefaultLabels:bool@me
    enableEtags:bool@me matchUnlabeledJobsWithUnlabeledRunners:bool@me targetWorkflowQueueLength:int@me applicationID:int@me
    installationID:int@me appKey@a
  `,
  'kubernetes-resource': `
    resourceKind!=ConfigMap|Secret resourceName! key! format=number|json|yaml valueLocation valueType=float64|int64|quantity
    targetValue!:float activationTargetValue:float
  `,
  'kubernetes-workload': `podSelector! value:float activationValue:float groupByNode:bool`,
  memory: `value! containerName`,
  'selenium-grid': `
    url!@am authType@ae username@ae password@ae accessToken@ae browserName sessionBrowserName browserVersion platformName
    activationThreshold:int unsafeSsl:bool nodeMaxSessions:int enableManagedDownloads:bool capabilities
  `,
};
