import fc from 'fast-check';
import type { Via } from '../../../scaling/kpa';
import { Dispatcher, type Backend, type Ticket } from './dispatcher';

function pod(name: string): Backend {
  return { pod: name, host: '127.0.0.1', port: 8000, startedMs: 0 };
}

class Counter {
  public readonly inFlight = new Map<string, number>();

  public requestIn(pod: string): void {
    this.inFlight.set(pod, (this.inFlight.get(pod) ?? 0) + 1);
  }

  public requestOut(pod: string): void {
    this.inFlight.set(pod, (this.inFlight.get(pod) ?? 0) - 1);
  }
}

function dispatcher(containerConcurrency: number, ...pods: string[]) {
  const counter = new Counter();
  const made = new Dispatcher({ containerConcurrency, counter });
  made.setBackends(pods.map(pod));
  const granted: string[] = [];
  const enter = (name: string, via: Via = 'activator'): Ticket =>
    made.enter(via, (backend) => granted.push(`${name}@${backend.pod}`))!;
  return { made, counter, granted, enter };
}

test('without a pod requests wait in line, and the first pod takes as many as its limit allows', () => {
  const { made, granted, enter } = dispatcher(2);
  for (const name of ['a', 'b', 'c']) enter(name);
  expect(granted).toEqual([]);
  made.setBackends([pod('one')]);
  expect(granted).toEqual(['a@one', 'b@one']);
  expect(made.waiting).toBe(1);
});

test('a request that leaves makes room for the next in line', () => {
  const { granted, enter } = dispatcher(1, 'one');
  const [first] = ['a', 'b', 'c'].map((name) => enter(name));
  first!.leave();
  first!.leave();
  expect(granted).toEqual(['a@one', 'b@one']);
});

test('the pod with the fewest requests is taken, ties in turn', () => {
  const { granted, enter } = dispatcher(0, 'one', 'two');
  const [a] = [enter('a'), enter('b'), enter('c')];
  a.leave();
  enter('d');
  expect(granted).toEqual(['a@one', 'b@two', 'c@one', 'd@two']);
});

test('a request that came directly waits in its pod, up to ten per slot', () => {
  const { made, counter, granted } = dispatcher(1, 'one');
  const enter = (): Ticket | undefined => made.enter('direct', ({ pod }) => granted.push(pod));
  const tickets = Array.from({ length: 12 }, enter);
  expect(granted).toEqual(['one']);
  expect(tickets.filter((ticket) => ticket === undefined)).toHaveLength(1);
  expect(counter.inFlight.get('one')).toBe(11);
  tickets[0]!.leave();
  expect(granted).toEqual(['one', 'one']);
});

test('requests that wait in a pod that leaves move to another pod', () => {
  const { made, granted, enter } = dispatcher(1, 'one');
  enter('a', 'direct');
  enter('b', 'direct');
  made.setBackends([pod('two')]);
  expect(granted).toEqual(['a@one', 'b@two']);
});

test('a request that is given up while it waits is never granted', () => {
  const { made, granted, enter } = dispatcher(1);
  enter('a').leave();
  made.setBackends([pod('one')]);
  expect([granted, made.waiting]).toEqual([[], 0]);
});

test('ten thousand may wait; the next one is refused', () => {
  const { made } = dispatcher(1);
  const tickets = Array.from({ length: 10_001 }, () => made.enter('activator', () => undefined));
  expect(tickets.findIndex((ticket) => ticket === undefined)).toBe(10_000);
});

test('whatever happens, no pod exceeds its limit, each request is granted at most once, and none waits while a pod has room', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('enter' as const), via: fc.constantFrom<Via>('activator', 'direct') }),
    fc.record({ kind: fc.constant('leave' as const), index: fc.nat() }),
    fc.record({ kind: fc.constant('pods' as const), pods: fc.subarray(['one', 'two', 'three']) }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 60 }), (limit, steps) => {
      const { made, counter } = dispatcher(limit);
      const running = new Map<string, number>();
      const open: { ticket: Ticket; grants: string[] }[] = [];
      let ready: readonly string[] = [];
      for (const one of steps) {
        if (one.kind === 'enter') {
          const grants: string[] = [];
          const ticket = made.enter(one.via, ({ pod }) => {
            grants.push(pod);
            running.set(pod, (running.get(pod) ?? 0) + 1);
          });
          if (ticket !== undefined) open.push({ ticket, grants });
        } else if (one.kind === 'leave') {
          const [left] = open.splice(one.index % Math.max(1, open.length), 1);
          const at = left?.grants[0];
          if (at !== undefined) running.set(at, running.get(at)! - 1);
          left?.ticket.leave();
        } else {
          ready = one.pods;
          made.setBackends(ready.map(pod));
        }
        for (const count of running.values()) expect(count).toBeLessThanOrEqual(limit);
        expect(open.every(({ grants }) => grants.length <= 1)).toBe(true);
        if (made.waiting > 0) expect(ready.every((name) => running.get(name) === limit)).toBe(true);
      }
      for (const { ticket } of open) ticket.leave();
      expect([...counter.inFlight.values()].every((count) => count === 0)).toBe(true);
      expect(made.waiting).toBe(0);
    }),
  );
});
