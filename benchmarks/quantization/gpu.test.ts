import { gpuText, NO_GPU } from './gpu';

test('a GPU is named with its use; without one the column says so', () => {
  expect(gpuText(() => 'Tesla T4, 12, 403\nTesla T4, 0, 3\n')).toBe('Tesla T4, 12 % busy, 403 MiB');
  expect(gpuText(() => undefined)).toBe(NO_GPU);
  expect(gpuText(() => 'No devices were found\n')).toBe(NO_GPU);
});
