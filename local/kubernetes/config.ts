import { z } from 'zod';
import { ignored, only, refused } from './fields';
import { metadataSchema, objectSchema } from './metadata';
import { configKey } from './names';

const inside = 'Services are reached from this machine; use ClusterIP';

const servicePort = z.strictObject({
  name: z.string().optional(),
  port: z.number().int().min(1).max(65_535),
  targetPort: z.union([z.number().int().min(1).max(65_535), z.string().min(1)]).optional(),
  protocol: only('TCP', 'Services are TCP proxies'),
  appProtocol: ignored('bytes are passed on as they are'),
  nodePort: refused(inside),
});

export const serviceSchema = objectSchema('v1', 'Service', {
  type: only('ClusterIP', inside),
  clusterIP: z.enum(['None', ''], { error: 'is given by the local engine: leave it out, or write None' }).default(''),
  clusterIPs: refused('addresses are given by the local engine'),
  selector: z.record(z.string(), z.string()),
  ports: z.array(servicePort).default([]),
  publishNotReadyAddresses: z.boolean().default(false),
  sessionAffinity: only('None', 'connections are balanced one by one'),
  sessionAffinityConfig: refused('connections are balanced one by one'),
  internalTrafficPolicy: ignored('there is one machine'),
  externalTrafficPolicy: refused(inside),
  trafficDistribution: ignored('there is one machine'),
  ipFamilies: ignored('addresses are IPv4 loopback'),
  ipFamilyPolicy: ignored('addresses are IPv4 loopback'),
  externalName: refused(inside),
  externalIPs: refused(inside),
  loadBalancerIP: refused(inside),
  loadBalancerClass: refused(inside),
  loadBalancerSourceRanges: refused(inside),
  healthCheckNodePort: refused(inside),
  allocateLoadBalancerNodePorts: ignored(inside),
});

/** Keys become names of files in volumes. */
function namesFiles(data: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  for (const key of Object.keys(data)) {
    const [issue] = configKey.safeParse(key).error?.issues ?? [];
    if (issue !== undefined) context.addIssue({ code: 'custom', path: [key], message: issue.message });
  }
}

const text = z.record(z.string(), z.string()).superRefine(namesFiles).default({});

export const configMapSchema = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('ConfigMap'),
  metadata: metadataSchema,
  data: text,
  binaryData: refused('write text in data'),
  immutable: ignored('a changed one is taken'),
});

/** Base64 of UTF-8 text, decoded. */
const encodedText = z.string().transform((encoded, context) => {
  const bytes = Buffer.from(encoded, 'base64');
  const text = bytes.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(bytes)) return text;
  context.addIssue({ code: 'custom', message: 'must be text: the local engine has no binary secrets' });
  return z.NEVER;
});

export const secretSchema = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Secret'),
  metadata: metadataSchema,
  type: ignored('content is passed on as it is'),
  data: z.record(z.string(), encodedText).superRefine(namesFiles).default({}),
  stringData: text,
  immutable: ignored('a changed one is taken'),
});

export const namespaceSchema = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Namespace'),
  metadata: metadataSchema,
  spec: ignored('only finalizers'),
  status: ignored('controllers write it'),
});

export type Service = z.infer<typeof serviceSchema>;
export type ConfigMap = z.infer<typeof configMapSchema>;
export type Secret = z.infer<typeof secretSchema>;
