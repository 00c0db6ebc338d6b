import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ScalableDeployment } from '../autoscaling/scalable-deployment';
import { env, POD_NAME_ENV, restrictedContainer } from '../pod/container';
import { httpProbes } from '../pod/probes';
import type { ContainerResources } from '../quantities';
import { CLIENT_ENV } from './redis-accounts';

export interface QueueApiProps {
  readonly image: string;
  readonly port: number;
  readonly replicas: number;
  readonly resources: ContainerResources;
  /** `redis://redis.<namespace>.svc.cluster.local:6379` */
  readonly redisUrl: string;
  /** How long a finished job can be asked for. */
  readonly resultTtl: Duration;
}

/** The HTTP side of the queue: takes jobs, tells their state. */
export class QueueApi extends Construct {
  public static readonly NAME = 'queue-api';

  public constructor(scope: Construct, id: string, props: QueueApiProps) {
    super(scope, id);
    const name = QueueApi.NAME;
    const port = { number: props.port, name: 'http' };
    new ScalableDeployment(this, 'deployment', {
      name,
      component: 'queue',
      replicas: props.replicas,
      service: { port },
      terminationGrace: Duration.seconds(30),
      drain: Duration.seconds(3),
      container: restrictedContainer({
        name,
        image: props.image,
        args: ['api'],
        resources: props.resources,
        port,
        probes: httpProbes({ port: props.port }),
        env: [
          env('PORT', props.port),
          POD_NAME_ENV,
          env('REDIS_URL', props.redisUrl),
          ...CLIENT_ENV,
          env('RESULT_TTL_SECONDS', props.resultTtl.toSeconds()),
        ],
      }),
    });
  }
}
