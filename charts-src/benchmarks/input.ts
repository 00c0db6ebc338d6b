import { UserError, type Benchmark, type JobInput, type LoadedLab, type ServiceName, type Target } from '../../contract';
import { serviceNamesOf, targetOf } from '../services/targets';
import { imageFor, type Images } from '../images';
import { kindOf } from './kinds';

/**
 * What a benchmark Job reads.
 *
 * @throws UserError when it measures a service that is not enabled
 */
export function jobInputOf(
  name: string,
  benchmark: Benchmark,
  { lab, images, configHash }: LoadedLab & { readonly images: Images },
): JobInput {
  const targets = serviceNamesOf(benchmark).map((service): [string, Target] => {
    const isEnabled = Object.entries(lab.services).some(([known, { enabled }]) => known === service && enabled);
    if (!isEnabled)
      throw new UserError({
        where: `lab.yaml  benchmarks.${name}`,
        problem: `measures ${service}, which is not enabled.`,
        fix: `Set services.${service}.enabled to true, or leave the benchmark out.`,
        code: 'setting-wrong',
      });
    return [service, targetOf(service as ServiceName, lab, imageFor(service, images))];
  });
  return {
    name,
    title: `${kindOf(benchmark).title} ${benchmark.target}`,
    benchmark,
    targets: Object.fromEntries(targets),
    scenario: 'scenario' in benchmark ? (lab.scenarios[benchmark.scenario] ?? null) : null,
    slo: lab.slo,
    prices: lab.prices,
    configHash,
  };
}
