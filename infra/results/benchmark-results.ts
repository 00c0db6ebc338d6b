import * as pulumi from '@pulumi/pulumi';
import { resultConfigMapName, type KubernetesObject } from '../../contract';
import { AppliedObject } from '../bridge/applied-object';
import { outcomeOf, type Outcome } from './read-result';
import type { Subject } from './subject';

export interface BenchmarkResultArgs {
  readonly subject: Subject;
  /** The Job as a resource of the stack; it is up when it has ended. */
  readonly job: AppliedObject;
  readonly provider: pulumi.ProviderResource;
}

/** The ConfigMap that a benchmark fills. Made before the Job, so that it goes with the stack and is there to read even if the Job broke. */
export function resultConfigMap({ job, input, hash }: Subject): KubernetesObject {
  const { namespace, labels } = job.metadata;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: resultConfigMapName(input.name, hash),
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
    },
  };
}

/** What one benchmark measured, read back from the cluster once its Job has ended. */
export class BenchmarkOutcome extends pulumi.ComponentResource {
  public readonly outcome: pulumi.Output<Outcome>;

  public constructor(args: BenchmarkResultArgs, options: pulumi.ComponentResourceOptions) {
    const { subject, job, provider } = args;
    const { name } = subject.input;
    super('ml-scaling-lab:results:Outcome', name, {}, options);
    const { namespace } = subject.job.metadata;
    const configMap = resultConfigMapName(name, subject.hash);
    const read = AppliedObject.read(
      `Result/${name}`,
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        // Through the Job's id: unknown until the Job ended, so that a preview reads nothing that is not there yet.
        id: job.id.apply((id) => `${id.split('/')[0] ?? namespace ?? ''}/${configMap}`),
      },
      { parent: this, provider, dependsOn: [job] },
    );
    this.outcome = pulumi
      .all([read.data, read.binaryData, job.status])
      .apply(([data, binaryData, jobStatus]) => outcomeOf(name, { data, binaryData, jobStatus }));
    this.registerOutputs({});
  }
}
