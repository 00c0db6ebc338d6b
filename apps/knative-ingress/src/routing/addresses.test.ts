import { service, slice, splitTo } from '../testing/cluster';
import { addressesOf, slicesByService } from './addresses';
import { InFlight } from './in-flight';

const [A, B] = [
  { host: '10.0.0.1', port: 8012 },
  { host: '10.0.0.2', port: 8012 },
];

test('the port of a Service is found by number or name, and its pods listen on another', () => {
  const slices = [slice('web', 8012, ['10.0.0.1'])];
  expect(addressesOf(splitTo('web'), service('web'), slices)).toEqual([A]);
  expect(addressesOf({ ...splitTo('web'), servicePort: 'http' }, service('web'), slices)).toEqual([A]);
  expect(addressesOf({ ...splitTo('web'), servicePort: 443 }, service('web'), slices)).toEqual([]);
  expect(addressesOf(splitTo('web'), undefined, slices)).toEqual([]);
});

test('an address in several slices counts once; one that is not ready does not count', () => {
  const ready = slice('web', 8012, ['10.0.0.1']);
  const unready = {
    ...slice('web', 8012),
    endpoints: [
      { addresses: ['10.0.0.2'], conditions: { ready: false } },
      { addresses: ['10.0.0.1'], conditions: {} },
    ],
  };
  expect(addressesOf(splitTo('web'), service('web'), [ready, unready])).toEqual([A]);
});

test('slices are found by the Service that they belong to', () => {
  const found = slicesByService([
    slice('web', 1),
    slice('web', 2),
    slice('other', 3),
    { ...slice('web', 4), addressType: 'FQDN' },
  ]);
  expect(found.get('lab/web')).toHaveLength(2);
  expect(found.get('lab/other')).toHaveLength(1);
});

test('the address with the fewest requests under way comes first; ties are broken at random', () => {
  const inFlight = new InFlight();
  const randoms = [0.9, 0.1];
  const random = (): number => randoms.shift() ?? 0.5;
  expect(inFlight.inOrder([A, B], random)).toEqual([B, A]);
  const over = inFlight.begin(A);
  inFlight.begin(B);
  inFlight.begin(B);
  expect(inFlight.inOrder([B, A], random)).toEqual([A, B]);
  over();
  over();
  inFlight.begin(A);
  expect(inFlight.inOrder([B, A], random)).toEqual([A, B]);
});
