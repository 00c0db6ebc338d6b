import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ScalableDeployment } from '../autoscaling/scalable-deployment';
import { env, POD_NAME_ENV, restrictedContainer } from '../pod/container';
import { httpProbes } from '../pod/probes';
import { inferenceThreads, type ContainerResources } from '../quantities';

export interface ComparisonServerProps {
  /** Of the app, its pods and its Service. */
  readonly name: string;
  readonly image: string;
  readonly port: number;
  readonly resources: ContainerResources;
}

/** Some start several processes that import much. */
const STARTUP_TIMEOUT = Duration.seconds(120);

/** One pod with the model in a server for comparison. It is never scaled. */
export class ComparisonServer extends Construct {
  public constructor(scope: Construct, id: string, props: ComparisonServerProps) {
    super(scope, id);
    const { name, image, resources } = props;
    const port = { number: props.port, name: 'http' };
    new ScalableDeployment(this, 'deployment', {
      name,
      component: 'model-server',
      service: { port },
      terminationGrace: Duration.seconds(30),
      drain: Duration.seconds(3),
      container: restrictedContainer({
        name,
        image,
        resources,
        port,
        probes: httpProbes({ port: props.port, startupTimeout: STARTUP_TIMEOUT }),
        env: [env('PORT', props.port), POD_NAME_ENV, env('ORT_INTRA_OP_NUM_THREADS', inferenceThreads(resources))],
      }),
    });
  }
}
