import { splitTo } from '../testing/cluster';
import { chooseSplit } from './split';

const SPLITS = [splitTo('old', 75), splitTo('new', 20), splitTo('next', 5)];

test.each([
  [0, 'old'],
  [0.749, 'old'],
  [0.75, 'new'],
  [0.949, 'new'],
  [0.95, 'next'],
  [0.999, 'next'],
])('at %d the request goes to %s', (random, service) => {
  expect(chooseSplit(SPLITS, random)?.serviceName).toBe(service);
});

test('a split without a percentage takes everything, one of 0 % nothing', () => {
  const whole = { serviceNamespace: 'lab', serviceName: 'only', servicePort: 80 };
  expect(chooseSplit([whole], 0.99)?.serviceName).toBe('only');
  expect(chooseSplit([splitTo('off', 0), splitTo('on', 100)], 0)?.serviceName).toBe('on');
  expect(chooseSplit([], 0)).toBeUndefined();
});
