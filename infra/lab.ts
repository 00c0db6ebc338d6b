import * as pulumi from '@pulumi/pulumi';
import type { BenchmarkResult, Lab as LabSettings, Run, KubernetesObject } from '../contract';
import { titleOf } from '../charts-src';
import { atRest, restingIn, type ArrangedLab } from './arrangement';
import { bridge, type BridgeOptions, type ChartResources } from './bridge/charts';
import { AppliedObject } from './bridge/applied-object';
import type { Cluster } from './cluster/contract';
import { goneWith } from './cluster/gone-with';
import { ExistingCluster } from './cluster/existing/existing-cluster';
import { KindCluster } from './cluster/kind/kind-cluster';
import { endpointsOf, type Endpoint } from './endpoints';
import { ownImagesIn } from './images';
import type { ClaimInputs } from './owner/operations';
import { Claim, Guard } from './dynamic-resources';
import { owned } from './owner/owned';
import { withStackPasswords } from './passwords/filled';
import { KNATIVE_NAMESPACE, PRIVATE_SERVICE } from './platform/knative-ingress';
import type { Addons } from './platform/addon-manifests';
import { imagesOfAddons } from './platform/addons';
import { Platform } from './platform/platform';
import { BenchmarkOutcome, resultConfigMap } from './results/benchmark-results';
import type { Outcome } from './results/read-result';
import { runDocument, tradeoffsOf, verdictsOf, type RunLabels } from './results/run-document';
import { subjectsOf, withSubject, type Subject } from './results/subject';
import type { Settings } from './settings';
import { wandbSecret } from './wandb-secret';

export interface LabArgs {
  readonly settings: Settings;
  /** With only the benchmarks that are to run. */
  readonly lab: LabSettings;
  /** The same as `renderArranged` renders it for the cluster that the settings name. */
  readonly rendered: ArrangedLab;
  /** For the lab's own cluster; the stack installs none on others. */
  readonly addons: Addons;
  /** Folder for files of the cluster. */
  readonly folder: string;
  readonly labels: RunLabels;
  /** Key for W&B, a secret. Undefined = predictions are logged nowhere. */
  readonly wandbApiKey: pulumi.Output<string> | undefined;
}

const INGRESS = { namespace: KNATIVE_NAMESPACE, service: PRIVATE_SERVICE };

/** The lab on Kubernetes: cluster, what the cluster needs, the charts, the benchmarks one after another, their results. */
export class Lab extends pulumi.ComponentResource {
  public readonly cluster: Cluster;
  private readonly claim: Claim;
  /** By service. */
  public readonly endpoints: pulumi.Output<Record<string, Endpoint>>;
  /** Null when no benchmark was asked for. */
  public readonly results: pulumi.Output<Run | null>;
  public readonly tradeoffs: pulumi.Output<BenchmarkResult | null>;
  /** There is no trade-off table, whatever was measured. */
  public readonly comparesNothing: boolean;
  public readonly verdicts: pulumi.Output<Record<string, boolean>>;

  public constructor(name: string, args: LabArgs, options: pulumi.ComponentResourceOptions = {}) {
    const owner = (): pulumi.Input<string> => this.claim.owner;
    const transformations = [owned(owner), goneWith(() => this.cluster.made)];
    super('ml-scaling-lab:index:Lab', name, {}, pulumi.mergeOptions(options, { transformations }));
    const { settings } = args;
    const { app, files, arrangement } = args.rendered;
    const resting = restingIn(args.lab, arrangement);
    const objects = files.flatMap((file) => file.objects);

    const subjects = subjectsOf(files, settings.runId);
    const secret = wandbSecret(args.lab, args.wandbApiKey);
    const claimed = claimOf(settings, [...objects, ...subjects.map(resultConfigMap), ...secret.objects]);
    this.claim = new Claim(`${name}-claim`, claimed, { parent: this });
    this.cluster = clusterFor(args, objects, { parent: this });
    const { provider } = this.cluster;
    const platform =
      settings.cluster.kind === 'kind'
        ? [new Platform('platform', { cluster: this.cluster, settings: settings.cluster, addons: args.addons }, { parent: this })]
        : [];

    const charts = bridge(app, {
      parent: this,
      provider,
      dependsOn: [...this.cluster.ready, ...platform],
      edit: (object) => withStackPasswords(atRest(withSubject(object, subjects), resting), { parent: this }),
      prepare: preparations([secret.prepare, resultConfigMaps(subjects)]),
    });

    // On a cluster of the lab's own everything is the lab's.
    if (claimed.access !== null) {
      const { owner, ownerId } = this.claim;
      new Guard(`${name}-guard`, { ...claimed, owner, ownerId }, { parent: this, dependsOn: [...charts] });
    }

    const outcomes = outcomesOf(subjects, charts, { parent: this, provider });
    this.results = pulumi.all(outcomes).apply((all) => runDocument(all, args.labels, args.lab));
    this.comparesNothing = args.lab.comparisons === undefined;
    this.tradeoffs = this.comparesNothing ? pulumi.output<BenchmarkResult | null>(null) : this.results.apply(tradeoffsOf);
    this.verdicts = this.results.apply(verdictsOf);
    this.endpoints = this.cluster.kubeconfigPath.apply((path) =>
      endpointsOf(objects, `kubectl --kubeconfig ${path}`, args.addons.knative === undefined ? undefined : INGRESS),
    );
    this.registerOutputs({ endpoints: this.endpoints, verdicts: this.verdicts });
  }
}

/** The names of the stack, and of everything that it is about to make. */
function claimOf({ cluster }: Settings, objects: readonly KubernetesObject[]): ClaimInputs {
  const stack = { project: pulumi.getProject(), stack: pulumi.getStack() };
  if (cluster.kind === 'kind') return { ...stack, access: null, objects: [] };
  return {
    ...stack,
    access: { kubeconfig: cluster.kubeconfig, context: cluster.context ?? null },
    objects: objects.map(({ apiVersion, kind, metadata: { name, namespace = null } }) => ({ apiVersion, kind, name, namespace })),
  };
}

function clusterFor(
  { settings, folder, addons }: LabArgs,
  objects: readonly KubernetesObject[],
  options: pulumi.ComponentResourceOptions,
): Cluster {
  return settings.cluster.kind === 'kind'
    ? new KindCluster(
        'cluster',
        { settings: settings.cluster, folder, images: [...ownImagesIn(objects), ...imagesOfAddons(addons)] },
        options,
      )
    : new ExistingCluster('cluster', settings.cluster, options);
}

type Prepare = NonNullable<BridgeOptions['prepare']>;

function preparations(all: readonly Prepare[]): Prepare {
  return (object, options) => all.flatMap((prepare) => prepare(object, options));
}

/** Makes the ConfigMap of a result before the Job of its benchmark. */
function resultConfigMaps(subjects: readonly Subject[]): Prepare {
  return (object, options) =>
    subjects
      .filter(({ job }) => job.kind === object.kind && job.metadata.name === object.metadata.name)
      .map((subject) => {
        const { name } = subject.input;
        // A stack of an earlier version knows it by that name: without it an update would make it, and then delete the one it made.
        const aliases = [{ name: `ResultPlace/${name}` }];
        return new AppliedObject(`ResultConfigMap/${name}`, resultConfigMap(subject), { ...options, aliases });
      });
}

function outcomesOf(
  subjects: readonly Subject[],
  charts: readonly ChartResources[],
  { parent, provider }: { readonly parent: pulumi.Resource; readonly provider: pulumi.ProviderResource },
): pulumi.Output<Outcome>[] {
  return subjects.flatMap((subject) => {
    const title = titleOf(subject.job);
    const job = charts.map(({ objects }) => objects.get(title)).find((one) => one !== undefined);
    return job === undefined ? [] : [new BenchmarkOutcome({ subject, job, provider }, { parent }).outcome];
  });
}
