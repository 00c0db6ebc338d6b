import fc from 'fast-check';
import { newClock } from '../engine/clock';
import { Requests } from '../load/requests';
import { LeastBusy } from './least-busy';
import { PodServer } from './pod-server';

const ONE_WORKER = { concurrency: 1, cores: 1, discipline: 'sharing', contentionMs: 0, idleCores: 0 } as const;

/** Pods whose requests only wait or not, as told. */
function pods(count: number): PodServer[] {
  const requests = new Requests();
  return Array.from({ length: count }, (_, index) => new PodServer(index, newClock(), requests, ONE_WORKER, undefined, 0));
}

test('it always names a pod with the fewest requests, whatever came and went, and never one that was taken out', () => {
  const steps = fc.array(fc.record({ pod: fc.nat(6), what: fc.constantFrom('more', 'fewer', 'out', 'in') }), { maxLength: 80 });
  fc.assert(
    fc.property(steps, (some) => {
      const all = pods(7);
      const inside = new Set(all);
      const index = new LeastBusy();
      for (const pod of all) index.add(pod);
      for (const { pod: number, what } of some) {
        const pod = all[number]!;
        if (what === 'more') pod.waiting.push(number);
        else if (what === 'fewer' && pod.waiting.size > 0) pod.waiting.shift();
        if (what === 'out' && inside.delete(pod)) index.remove(pod);
        else if (what === 'in' && !inside.has(pod)) {
          inside.add(pod);
          index.add(pod);
        } else index.changed(pod);
        const picked = index.pick();
        if (inside.size === 0) expect(picked).toBeUndefined();
        else {
          expect(inside.has(picked!)).toBe(true);
          expect(picked!.outstanding).toBe(Math.min(...[...inside].map(({ outstanding }) => outstanding)));
        }
      }
    }),
  );
});

test('pods with equally many take turns', () => {
  const index = new LeastBusy();
  for (const pod of pods(3)) index.add(pod);
  expect(new Set([1, 2, 3].map(() => index.pick()?.index))).toEqual(new Set([0, 1, 2]));
});
