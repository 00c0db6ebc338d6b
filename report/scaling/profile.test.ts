import { exampleProfile } from '../fixtures/profile';
import { renderProfile } from './profile';

test('a replay under the current autoscaler is shown beside the measurement', () => {
  const text = renderProfile(exampleProfile());
  expect(text).toContain('Replayed under HPA api as it is now, 2 runs:');
  expect(text).toMatch(/\n {2}p95 +120 ms +120 ms +-4 %\n/);
  expect(text).toMatch(/\n {2}p50 +14\.2 ms +not known\n/);
});
