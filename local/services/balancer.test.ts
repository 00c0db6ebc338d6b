import fc from 'fast-check';
import { Balancer, type Endpoint } from './balancer';

const endpoint = (pod: string): Endpoint => ({ pod, host: '127.0.0.1', port: 1 });
const THREE = ['a', 'b', 'c'].map(endpoint);

test('connections go to the pod with the fewest open ones, ties in turn', () => {
  const balancer = new Balancer('least-outstanding');
  balancer.setEndpoints(THREE);
  const first = [1, 2, 3, 4].map(() => balancer.acquire()!);
  expect(first.map((one) => one.pod)).toEqual(['a', 'b', 'c', 'a']);
  balancer.release(first[1]!);
  balancer.release(first[2]!);
  balancer.release(first[2]!);
  expect([balancer.acquire()?.pod, balancer.acquire()?.pod]).toEqual(['b', 'c']);
});

test('round-robin takes pods in turn however many connections are open', () => {
  const balancer = new Balancer('round-robin');
  balancer.setEndpoints(THREE);
  balancer.release(balancer.acquire()!);
  expect([1, 2, 3, 4].map(() => balancer.acquire()?.pod)).toEqual(['b', 'c', 'a', 'b']);
});

test('a pod that left is not chosen again while its open connections still count', () => {
  const balancer = new Balancer('least-outstanding');
  balancer.setEndpoints(THREE);
  balancer.acquire();
  balancer.setEndpoints(THREE.slice(1));
  expect([1, 2, 3].map(() => balancer.acquire()?.pod)).not.toContain('a');
  expect(balancer.outstanding('a')).toBe(1);
});

test('with no ready pod there is nothing to choose', () => {
  expect(new Balancer('least-outstanding').acquire()).toBeUndefined();
});

test('least-outstanding never lets two pods differ by more than one when connections only open', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 100 }), (pods, connections) => {
      const balancer = new Balancer('least-outstanding');
      const endpoints = Array.from({ length: pods }, (_, index) => endpoint(String(index)));
      balancer.setEndpoints(endpoints);
      for (let opened = 0; opened < connections; opened++) balancer.acquire();
      const open = endpoints.map((one) => balancer.outstanding(one.pod));
      expect(Math.max(...open) - Math.min(...open)).toBeLessThanOrEqual(1);
      expect(open.reduce((sum, one) => sum + one, 0)).toBe(connections);
    }),
  );
});
