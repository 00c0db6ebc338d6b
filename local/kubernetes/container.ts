import { z } from 'zod';
import { ignored, only, refused } from './fields';
import { dnsLabel } from './names';
import { lifecycleSchema, probeSchema } from './probe';
import { cpuAmount, memoryAmount } from './quantities';

const keyReference = z.strictObject({ name: z.string(), key: z.string(), optional: z.boolean().default(false) });
const objectReference = z.strictObject({ name: z.string(), optional: z.boolean().default(false) });

/** The fields that `fieldRef` can name, as in Kubernetes; the local engine supports all of them. */
export const FIELD_PATH =
  /^(metadata\.(name|namespace|uid)|metadata\.(labels|annotations)\['[^']+'\]|status\.(podIPs?|hostIPs?)|spec\.(nodeName|serviceAccountName))$/;

export const RESOURCE_FIELDS = ['limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'] as const;

const valueFrom = z
  .strictObject({
    configMapKeyRef: keyReference.optional(),
    secretKeyRef: keyReference.optional(),
    fieldRef: z
      .strictObject({
        apiVersion: ignored('only v1 exists'),
        fieldPath: z.string().regex(FIELD_PATH, { error: (issue) => `${String(issue.input)} is no pod field that can be read` }),
      })
      .optional(),
    resourceFieldRef: z
      .strictObject({
        containerName: z.string().optional(),
        resource: z.enum(RESOURCE_FIELDS),
        divisor: z.union([z.string(), z.number()]).transform(String).default('1'),
      })
      .optional(),
    fileKeyRef: refused('use a ConfigMap'),
  })
  .refine((source) => Object.values(source).filter((one) => one !== undefined).length === 1, {
    error: 'needs exactly one of configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef',
  });

const envSchema = z
  .strictObject({ name: z.string().min(1), value: z.string().optional(), valueFrom: valueFrom.optional() })
  .refine((entry) => entry.value === undefined || entry.valueFrom === undefined, { error: 'has both value and valueFrom' });

const envFromSchema = z.strictObject({
  prefix: z.string().default(''),
  configMapRef: objectReference.optional(),
  secretRef: objectReference.optional(),
});

const noDevices = 'this machine lends no devices to pods';
const amounts = z.strictObject({
  cpu: cpuAmount.optional(),
  memory: memoryAmount.optional(),
  'ephemeral-storage': ignored('the disk of the machine is shared'),
  'nvidia.com/gpu': refused(noDevices),
  'amd.com/gpu': refused(noDevices),
});

/** Missing requests are set to the limits, as the API server does. */
const resourcesSchema = z
  .strictObject({ requests: amounts.prefault({}), limits: amounts.prefault({}), claims: refused(noDevices) })
  .transform(({ requests, limits }) => ({
    limits: { cpuMillis: limits.cpu, memoryBytes: limits.memory },
    requests: { cpuMillis: requests.cpu ?? limits.cpu, memoryBytes: requests.memory ?? limits.memory },
  }))
  .prefault({});

const mountSchema = z.strictObject({
  name: z.string(),
  mountPath: z.string().regex(/^\/./, 'must be an absolute path below /'),
  subPath: z
    .string()
    .regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$))[^\0]*$/, 'must stay inside the volume')
    .default(''),
  readOnly: ignored('files are the private copies of the pod'),
  recursiveReadOnly: ignored('files are the private copies of the pod'),
  mountPropagation: only('None', 'there are no mounts'),
  subPathExpr: refused('use subPath'),
});

const portSchema = z.strictObject({
  containerPort: z.number().int().min(1).max(65_535),
  name: z.string().optional(),
  protocol: only('TCP', 'Services are TCP proxies'),
  hostPort: refused('a pod has an address of its own; use its Service'),
  hostIP: refused('a pod has an address of its own; use its Service'),
});

const oneUser = 'all pods run as the user who started the lab';

export const containerSchema = z.strictObject({
  name: dnsLabel,
  image: z.string().min(1),
  command: z.array(z.string()).min(1).optional(),
  args: z.array(z.string()).default([]),
  workingDir: z.string().optional(),
  env: z.array(envSchema).default([]),
  envFrom: z.array(envFromSchema).default([]),
  ports: z.array(portSchema).default([]),
  resources: resourcesSchema,
  volumeMounts: z.array(mountSchema).default([]),
  livenessProbe: probeSchema.optional(),
  readinessProbe: probeSchema.optional(),
  startupProbe: probeSchema.optional(),
  lifecycle: lifecycleSchema.optional(),
  imagePullPolicy: ignored('images are commands of this repository'),
  securityContext: ignored(oneUser),
  terminationMessagePath: ignored('the reason of a crash is in the log'),
  terminationMessagePolicy: ignored('the reason of a crash is in the log'),
  resizePolicy: ignored('resources do not change while a pod runs'),
  stdin: only(false, 'pods have no standard input'),
  stdinOnce: only(false, 'pods have no standard input'),
  tty: only(false, 'pods have no terminal'),
  volumeDevices: refused('there are no block devices'),
  restartPolicy: refused('sidecar containers are not supported'),
  restartPolicyRules: refused('set restartPolicy of the pod'),
});

export type Container = z.infer<typeof containerSchema>;
export type EnvEntry = Container['env'][number];
export type Resources = Container['resources'];
export type VolumeMount = Container['volumeMounts'][number];
