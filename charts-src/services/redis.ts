import { Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { labelsOf, selectorOf } from '../pod/labels';
import { restrictedContainer, SCRATCH_VOLUME } from '../pod/container';
import { ClusterService } from '../pod/deployment';
import { tcpProbes } from '../pod/probes';
import { RESTRICTED_POD } from '../pod/security';
import { k8s } from '../pod/plus';
import { RedisAccounts, SERVER_ACCOUNTS, SERVER_ENV } from './redis-accounts';
import { memoryQuantity, sizeBytes, type ContainerResources } from '../quantities';

export interface RedisProps {
  readonly image: string;
  readonly port: number;
  readonly resources: ContainerResources;
  /** Size of the volume that the append-only file is on. */
  readonly storage: Size;
}

/** What Redis may fill; the rest of the limit is for clients, buffers and the rewrite of the append-only file. */
const DATA_SHARE_OF_LIMIT = 0.75;
const DATA_PATH = '/data';

/**
 * The queue's Redis: one pod that keeps every job across restarts. Writes reach the disk within a second, and a full Redis
 * refuses new jobs instead of forgetting old ones. It answers nobody without a password.
 */
export class Redis extends Construct {
  public static readonly NAME = 'redis';

  public constructor(scope: Construct, id: string, props: RedisProps) {
    super(scope, id);
    const name = Redis.NAME;
    const component = 'broker';
    const labels = labelsOf(name, component);
    const { port } = props;

    new RedisAccounts(this, 'accounts');
    new k8s.KubeStatefulSet(this, 'pods', {
      metadata: { name, labels },
      spec: {
        replicas: 1,
        serviceName: name,
        selector: { matchLabels: selectorOf(name) },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            containers: [
              restrictedContainer({
                name,
                image: props.image,
                resources: props.resources,
                port: { number: port, name },
                probes: tcpProbes({ port }),
                env: SERVER_ENV,
                args: serverArguments(props),
                mounts: [{ name: 'data', mountPath: DATA_PATH }],
              }),
            ],
            securityContext: RESTRICTED_POD,
            terminationGracePeriodSeconds: Duration.seconds(30).toSeconds(),
            volumes: [SCRATCH_VOLUME],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: k8s.Quantity.fromString(memoryQuantity(props.storage)) } },
            },
          },
        ],
      },
    });
    new ClusterService(this, 'service', { name, component, port: { number: port, name } });
  }
}

function serverArguments({ port, resources }: RedisProps): string[] {
  const maxBytes = Math.floor(sizeBytes(resources.memory.limit) * DATA_SHARE_OF_LIMIT);
  return [
    ...['--port', String(port)],
    ...['--dir', DATA_PATH],
    ...['--appendonly', 'yes', '--appendfsync', 'everysec'],
    ...['--maxmemory', String(maxBytes), '--maxmemory-policy', 'noeviction'],
    ...SERVER_ACCOUNTS,
  ];
}
