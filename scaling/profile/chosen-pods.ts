import { nearest, UserError } from '../../contract';
import { scaledPods, type Manifests, type ScaledPods } from '../manifests';

/**
 * The pods that a name means: of the object that makes them, or of the autoscaler that counts them. Without a name the only ones with
 * an autoscaler, or the only ones at all.
 *
 * @param where of the manifests, for messages
 * @throws UserError when there are none, or several
 */
export function chosenPods(manifests: Manifests, name: string | undefined, where: string): ScaledPods {
  const all = scaledPods(manifests);
  if (name === undefined) {
    const scaled = all.filter(({ maker, scaler }) => maker !== scaler || maker.kind === 'Service');
    const candidates = scaled.length > 0 ? scaled : all;
    const [only] = candidates;
    if (only !== undefined && candidates.length === 1) return only;
    throw new UserError({
      where,
      problem: only === undefined ? 'holds no workload.' : `holds ${candidates.length} workloads that scale.`,
      ...(only !== undefined && { fix: `Say which: --name ${candidates.map(({ maker }) => maker.name).join(' or ')}` }),
      code: only === undefined ? 'workload-missing' : 'flag-missing',
    });
  }
  const named = all.find(({ maker }) => maker.name === name) ?? all.find(({ scaler }) => scaler.name === name);
  if (named !== undefined) return named;
  const names = all.map(({ maker }) => maker.name);
  const close = nearest(name, names);
  throw new UserError({
    where: `--name ${name}`,
    problem: `is not a workload in ${where}.${close === undefined ? '' : ` Did you mean ${close}?`}`,
    ...(names.length > 0 && { fix: `There are ${names.join(', ')}.` }),
    code: 'flag-wrong',
  });
}
