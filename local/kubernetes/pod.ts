import { z } from 'zod';
import { containerSchema } from './container';
import { ignored, only, refused } from './fields';
import { templateMetadataSchema } from './metadata';
import { configKey, dnsLabel, pathInVolume } from './names';

const oneNode = 'there is one machine';
const oneUser = 'all pods run as the user who started the lab';
const oneKernel = 'pods are processes of this machine and see each other';

const fileMode = z.number().int().min(0).max(0o777);
const items = z.array(z.strictObject({ key: configKey, path: pathInVolume, mode: fileMode.optional() })).optional();

const volumeSchema = z
  .strictObject({
    name: dnsLabel,
    configMap: z
      .strictObject({ name: z.string(), items, defaultMode: fileMode.default(0o644), optional: z.boolean().default(false) })
      .optional(),
    secret: z
      .strictObject({ secretName: z.string(), items, defaultMode: fileMode.default(0o644), optional: z.boolean().default(false) })
      .optional(),
    emptyDir: z
      .strictObject({ medium: ignored('it is a directory on disk'), sizeLimit: ignored('the disk of the machine is shared') })
      .optional(),
    persistentVolumeClaim: refused('use volumeClaimTemplates of a StatefulSet, or emptyDir'),
    hostPath: refused('use a ConfigMap or emptyDir'),
    projected: refused('use separate volumes'),
    downwardAPI: refused('use env with fieldRef'),
    csi: refused('use emptyDir'),
    nfs: refused('use emptyDir'),
    ephemeral: refused('use emptyDir'),
    image: refused('use a ConfigMap or emptyDir'),
  })
  .refine((volume) => [volume.configMap, volume.secret, volume.emptyDir].filter((one) => one !== undefined).length === 1, {
    error: 'needs exactly one of configMap, secret, emptyDir',
  });

export const podSpecSchema = z.strictObject({
  containers: z.array(containerSchema).min(1),
  volumes: z.array(volumeSchema).default([]),
  restartPolicy: z.enum(['Always', 'OnFailure', 'Never']).default('Always'),
  terminationGracePeriodSeconds: z.number().int().min(0).default(30),
  serviceAccountName: z.string().default('default'),
  activeDeadlineSeconds: refused('set activeDeadlineSeconds of the Job'),
  initContainers: refused('let the program itself prepare what it needs'),
  ephemeralContainers: refused('use lab logs'),
  readinessGates: refused('use a readinessProbe'),
  hostAliases: refused('use a Service'),
  hostNetwork: only(false, 'a pod has an address of its own'),
  hostPID: ignored(oneKernel),
  hostIPC: ignored(oneKernel),
  hostUsers: ignored(oneUser),
  shareProcessNamespace: ignored(oneKernel),
  securityContext: ignored(oneUser),
  automountServiceAccountToken: ignored('the local API needs no token'),
  serviceAccount: ignored('the local API needs no token'),
  affinity: ignored(oneNode),
  nodeSelector: ignored(oneNode),
  nodeName: ignored(oneNode),
  tolerations: ignored(oneNode),
  topologySpreadConstraints: ignored(oneNode),
  schedulerName: ignored(oneNode),
  schedulingGates: refused('pods start at once'),
  priorityClassName: ignored('nothing is evicted'),
  priority: ignored('nothing is evicted'),
  preemptionPolicy: ignored('nothing is evicted'),
  overhead: ignored('there is no sandbox'),
  runtimeClassName: refused('pods are processes of this machine'),
  resourceClaims: refused('this machine lends no devices to pods'),
  resources: refused('set resources of each container'),
  os: refused('pods are processes of this machine'),
  imagePullSecrets: ignored('images are commands of this repository'),
  dnsPolicy: ignored('names of Services are replaced by addresses before a pod starts'),
  dnsConfig: ignored('names of Services are replaced by addresses before a pod starts'),
  setHostnameAsFQDN: ignored('the host name of the machine stays'),
  hostname: ignored('the host name of the machine stays'),
  subdomain: ignored('the host name of the machine stays'),
  enableServiceLinks: ignored('variables such as FASTAPI_SERVICE_HOST are never set; use the name of the Service'),
});

export const podTemplateSchema = z.strictObject({ metadata: templateMetadataSchema.prefault({}), spec: podSpecSchema });

export type PodSpec = z.infer<typeof podSpecSchema>;
export type PodTemplate = z.infer<typeof podTemplateSchema>;
export type Volume = PodSpec['volumes'][number];
export type RestartPolicy = PodSpec['restartPolicy'];
