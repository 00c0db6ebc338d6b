/** What earlier versions of KEDA read and this one does not, with what takes its place. */

/** Trigger types. Upstream: KEDA CHANGELOG.md. */
export const REMOVED_TYPES: Readonly<Partial<Record<string, string>>> = {
  stan: 'NATS Streaming is gone since KEDA v2.19: use nats-jetstream',
};

/** Parameters that the scaler refuses to start with. Upstream: `deprecated` in the tags of the scalers. */
export const REMOVED_PARAMETERS: Readonly<Partial<Record<string, Readonly<Partial<Record<string, string>>>>>> = {
  cpu: { type: 'use metricType of the trigger, beside metadata' },
  memory: { type: 'use metricType of the trigger, beside metadata' },
  'gcp-pubsub': { subscriptionSize: 'use mode and value' },
  'huawei-cloudeye': { minMetricValue: 'use activationTargetMetricValue' },
  influxdb: { authToken: 'give it by authTokenFromEnv or a TriggerAuthentication' },
};
