import {
  limitRangesFor,
  podRequestMilli,
  type Container,
  type LimitRange,
  type LimitRangeItem,
  type ScaledPods,
} from '../../manifests';
import { formatResource } from '../amounts';
import type { Hit, Rule } from '../rule';

const REFUSED: Rule = {
  id: 'limit-range-refuses',
  severity: 'error',
  title: 'Pods keep to the LimitRange of their namespace',
  why: 'A pod below the smallest or above the largest amount is refused when it is created: the Deployment stays at 0 pods, and the autoscaler asks in vain.',
  fix: 'Change the requests and limits, or the LimitRange.',
  source: 'Kubernetes v1.35, plugin/pkg/admission/limitranger/admission.go, PodValidateLimitFunc',
  check: ({ manifests, pods }) =>
    pods.flatMap((one) =>
      limitRangesFor(one.maker, manifests.limitRanges).flatMap((range) =>
        refusals(one, range).map((message): Hit => ({
          object: one.maker,
          path: one.pod.path === '' ? 'spec' : one.pod.path,
          message,
        })),
      ),
    ),
};

function refusals({ pod }: ScaledPods, range: LimitRange): string[] {
  return range.items.flatMap((item) => {
    if (item.type === 'Container') return pod.containers.flatMap((container) => ofContainer(container, item, range.name));
    return item.type === 'Pod' ? ofPod((resource, kind) => podRequestMilli(pod, resource, kind), item, range.name) : [];
  });
}

function ofContainer({ name, requestsMilli, limitsMilli }: Container, item: LimitRangeItem, range: string): string[] {
  const of = { requestsMilli, limitsMilli };
  return outside(`container ${name}`, (resource, kind) => of[kind][resource], item, range);
}

function ofPod(amount: Amount, item: LimitRangeItem, range: string): string[] {
  return outside('the pod', (resource, kind) => amount(resource, kind) || undefined, item, range);
}

type Amount = (resource: string, kind: 'requestsMilli' | 'limitsMilli') => number | undefined;

/** A minimum holds for the request, a maximum for the limit, which has to be there. */
function outside(who: string, amount: Amount, { amountsMilli: { min, max } }: LimitRangeItem, range: string): string[] {
  const show = formatResource;
  return [
    ...Object.entries(min).flatMap(([resource, least = 0]) => {
      const request = amount(resource, 'requestsMilli');
      if (request === undefined || request >= least) return [];
      return [`${who} requests ${show(resource, request)}; LimitRange ${range} wants at least ${show(resource, least)}`];
    }),
    ...Object.entries(max).flatMap(([resource, most = Infinity]) => {
      const limit = amount(resource, 'limitsMilli');
      if (limit === undefined || limit <= most) return [];
      return [`${who} has a limit of ${show(resource, limit)}; LimitRange ${range} allows ${show(resource, most)}`];
    }),
  ];
}

export const LIMIT_RANGE_RULES: readonly Rule[] = [REFUSED];
