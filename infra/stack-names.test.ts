import fc from 'fast-check';
import { stackNames } from './stack-names';

test('the stacks of ./lab have the plain names, and others their own name behind it', () => {
  const plain = { clusterName: 'ml-scaling-lab', apiServerPort: 16_443, namespace: 'ml-scaling-lab' };
  expect(stackNames('lab-kind')).toEqual(plain);
  expect(stackNames('lab-existing')).toEqual(plain);
  expect(stackNames('dev')).toMatchObject({ clusterName: 'ml-scaling-lab-dev', namespace: 'ml-scaling-lab-dev' });
});

test('any name of a stack becomes a DNS label and a free port, and stacks that look alike stay apart', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9._-]{1,100}$/), (stack) => {
      const { clusterName, apiServerPort } = stackNames(stack);
      expect(clusterName).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
      expect(clusterName.length).toBeLessThanOrEqual(42);
      expect(apiServerPort).toBeGreaterThanOrEqual(16_443);
      expect(apiServerPort).toBeLessThan(17_444);
    }),
  );
  const names = ['dev', 'Dev', 'dev_', 'dev.', 'DEV', 'd.ev', 'd-ev'].map((stack) => stackNames(stack).namespace);
  expect(new Set(names).size).toBe(names.length);
});
