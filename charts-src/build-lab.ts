import { App, Chart } from 'cdk8s';
import type { Arrangement, Environment, LoadedLab } from '../contract';
import { minorVersion } from '../scaling/hpa';
import { BenchmarkAccess } from './benchmarks/access';
import { jobInputOf } from './benchmarks/input';
import { BenchmarkJob, benchmarkJobName } from './benchmarks/job';
import { benchmarkDeadline, kindOf } from './benchmarks/kinds';
import { imageFor, type Images } from './images';
import { LabNamespace } from './platform/namespace';
import { NetworkPolicies } from './platform/network-policies';
import { reachable } from './platform/reachable';
import { containerResources } from './quantities';
import { SERVICES } from './services';
import { OwnService, ownImage } from './services/own-service';
import { restingServices } from './services/resting';
import { underSetting } from './setting';

export interface LabInput extends LoadedLab {
  /** Image by app name: fastapi, queue, redis, benchmarks. Only those that the lab uses are needed. */
  readonly images: Images;
  /**
   * Where benchmarks run, as their results name it.
   * @default 'existing', a cluster that the lab did not make
   */
  readonly engine?: Environment['engine'];
  /**
   * Whether all services are up at once, or each for its own benchmark. `turns` of lab.yaml may say so already.
   * @default 'together'
   */
  readonly arrangement?: Arrangement;
}

/** The namespace, and what all services and benchmarks need. */
export const PLATFORM_CHART = 'platform';

/**
 * Adds the charts of a lab to an app, in the order they are applied: platform, services, then the benchmarks one after
 * another. Pure: the same input gives the same charts.
 *
 * @throws UserError when an image or a service that the lab uses is missing
 */
export function buildLab(app: App, input: LabInput): void {
  const { lab, images } = input;
  const arrangement = arrangementOf(input);
  const chart = (id: string, after: readonly Chart[]): Chart => {
    const made = new Chart(app, id, { namespace: lab.namespace, disableResourceNameHashes: true });
    made.addDependency(...after);
    return made;
  };

  const platform = chart(PLATFORM_CHART, []);
  new LabNamespace(platform, 'namespace', { name: lab.namespace, kubernetesMinor: minorVersion(lab.kubernetesVersion) ?? 0 });
  new BenchmarkAccess(platform, 'benchmark-access', {
    isMetered: Object.values(lab.own).some(({ enabled }) => enabled),
    resting: arrangement === 'in turns' ? restingServices(lab) : [],
  });
  new NetworkPolicies(platform, 'network', reachable(lab));

  const services = Object.entries(SERVICES)
    .filter(([name]) => lab.services[name as keyof typeof SERVICES].enabled)
    .map(([name, addTo]) => {
      const made = chart(name, [platform]);
      underSetting(
        addTo(made, lab, (service) => imageFor(service, images)),
        `services.${name}`,
      );
      return made;
    });

  const own = Object.entries(lab.own)
    .filter(([, { enabled }]) => enabled)
    .map(([name, service]) => {
      const made = chart(name, [platform]);
      const podImage = ownImage(name, service, input.engine === 'local' ? 'local' : 'cluster');
      underSetting(new OwnService(made, name, { ...service, name, podImage }), `services.${name}`);
      return made;
    });

  let before: readonly Chart[] = [...services, ...own];
  if (before.length === 0) before = [platform];
  for (const [name, benchmark] of Object.entries(lab.benchmarks)) {
    const made = chart(benchmarkJobName(name), before);
    const jobInput = jobInputOf(name, benchmark, { ...input, arrangement });
    underSetting(
      new BenchmarkJob(made, 'benchmark', {
        input: jobInput,
        image: imageFor(kindOf(benchmark).program, images),
        resources: containerResources(lab.benchmarkResources),
        deadline: benchmarkDeadline(jobInput),
        namespace: lab.namespace,
        engine: input.engine ?? 'existing',
      }),
      'benchmarks',
    );
    before = [made];
  }
}

/** How the services of a lab share the cluster, where its own settings or those of the run decide that. */
export function arrangementOf({ lab: { turns }, arrangement = 'together' }: Pick<LabInput, 'lab' | 'arrangement'>): Arrangement {
  if (turns === 'always') return 'in turns';
  return turns === 'never' ? 'together' : arrangement;
}
