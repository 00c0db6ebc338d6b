import {
  UserError,
  type Arrangement,
  type Environment,
  type Benchmark,
  type JobInput,
  type LoadedLab,
  type ServiceName,
  type Target,
} from '../../contract';
import { restingServices } from '../services/resting';
import { ownImage } from '../services/own-service';
import { appOf, ownTargetOf, serviceNamesOf, targetOf } from '../services/targets';
import { imageFor, type Images } from '../images';
import { kindOf } from './kinds';

export interface JobInputSource extends LoadedLab {
  readonly images: Images;
  /** @default - a cluster */
  readonly engine?: Environment['engine'];
  /** @default 'together' */
  readonly arrangement?: Arrangement;
}

/**
 * What a benchmark Job reads.
 *
 * @throws UserError when it measures a service that is not enabled
 */
export function jobInputOf(
  name: string,
  benchmark: Benchmark,
  { lab, images, configHash, engine, arrangement = 'together' }: JobInputSource,
): JobInput {
  const targets = serviceNamesOf(benchmark).map((service): [string, Target] => {
    const services = { ...lab.services, ...lab.own };
    const isEnabled = Object.entries(services).some(([one, { enabled }]) => one === service && enabled);
    if (!isEnabled)
      throw new UserError({
        where: `lab.yaml  benchmarks.${name}`,
        problem: `measures ${service}, which is not enabled.`,
        fix:
          service === 'bare'
            ? 'Set services.bare.enabled to true, or, without that limit, name one of the servers as target.'
            : `Set services.${service}.enabled to true, or leave the benchmark out.`,
        code: 'setting-wrong',
      });
    const own = lab.own[service];
    if (own !== undefined)
      return [
        service,
        ownTargetOf(service, own, lab.namespace, ownImage(service, own, engine === 'local' ? 'local' : 'cluster')),
      ];
    const known = service as ServiceName;
    return [service, targetOf(known, lab, imageFor(appOf(known), images))];
  });
  return {
    name,
    title: `${kindOf(benchmark).title} ${benchmark.target}`,
    benchmark,
    targets: Object.fromEntries(targets),
    ...(arrangement === 'together' ? {} : { turns: restingServices(lab) }),
    scenario: 'scenario' in benchmark ? (lab.scenarios[benchmark.scenario] ?? null) : null,
    slo: lab.slo,
    prices: lab.prices,
    configHash,
  };
}
