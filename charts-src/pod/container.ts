import { IMAGE_PULL_POLICY, k8s } from './plus';
import { resourceRequirements, type ContainerResources } from '../quantities';
import type { Probes } from './probes';
import { RESTRICTED_CONTAINER } from './security';

/** A port of a container, with the name that Services use. */
export interface NamedPort {
  readonly number: number;
  readonly name: string;
}

export interface ContainerProps {
  readonly name: string;
  /** `ml-scaling-lab/fastapi:1f2e3d4c5b6a` */
  readonly image: string;
  readonly resources: ContainerResources;
  /**
   * In the order they are written.
   * @default - none
   */
  readonly env?: readonly k8s.EnvVar[];
  /**
   * What runs in place of the image's entry point.
   * @default - the entry point
   */
  readonly command?: readonly string[];
  /**
   * Arguments to it.
   * @default - none
   */
  readonly args?: readonly string[];
  /**
   * Port the container listens on, with the name that Services use.
   * @default - none
   */
  readonly port?: NamedPort;
  /**
   * Further ports, for other protocols.
   * @default - none
   */
  readonly otherPorts?: readonly NamedPort[];
  /**
   * @default - none; only a Job may leave them out
   */
  readonly probes?: Probes;
  /**
   * Mounts besides `/tmp`, which every container has because its root file system is read-only.
   * @default - none
   */
  readonly mounts?: readonly k8s.VolumeMount[];
}

/** Name of the volume behind `/tmp`. */
const SCRATCH = 'tmp';

/** A container under the `restricted` standard, with all bounds set and `/tmp` to write to. */
export function restrictedContainer(props: ContainerProps): k8s.Container {
  const ports = [...(props.port === undefined ? [] : [props.port]), ...(props.otherPorts ?? [])];
  return {
    name: props.name,
    image: props.image,
    imagePullPolicy: IMAGE_PULL_POLICY,
    ...(props.command === undefined ? {} : { command: [...props.command] }),
    ...(props.args === undefined ? {} : { args: [...props.args] }),
    ...(props.env === undefined ? {} : { env: [...props.env] }),
    ...(ports.length === 0 ? {} : { ports: ports.map(({ number, name }) => ({ containerPort: number, name })) }),
    ...props.probes,
    resources: resourceRequirements(props.resources),
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [...(props.mounts ?? []), { name: SCRATCH, mountPath: '/tmp' }],
  };
}

/** The volume that `restrictedContainer` mounts at `/tmp`. */
export const SCRATCH_VOLUME: k8s.Volume = { name: SCRATCH, emptyDir: {} };

/** A plain environment variable. */
export function env(name: string, value: string | number): k8s.EnvVar {
  return { name, value: String(value) };
}

/** The pod's own name, for logs and metrics. */
export const POD_NAME_ENV: k8s.EnvVar = { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } };
