import type { Mark } from '../contract/result';
import { marksOf } from './run';

const errors: Mark = { mark: 'errors', reason: '3 of 100 requests' };
const throttled: Mark = { mark: 'throttled', reason: '12 % of periods' };
const overloaded: Mark = { mark: 'overloaded', reason: 'others used 20 %' };

test('a result has the marks of its benchmark and those of the machine', () => {
  expect(marksOf({ marks: [errors] }, [throttled, overloaded])).toEqual([errors, throttled, overloaded]);
});

test('when the checks judge throttling, throttled preparations give no mark', () => {
  expect(marksOf({ marks: [errors], checksThrottling: true }, [throttled, overloaded])).toEqual([errors, overloaded]);
});
