import { versionNote } from './version';

test('an answer says for which version it holds, and what stands in for one that is not known', () => {
  expect(versionNote('1.36')).toBe('For Kubernetes 1.36 (--kubernetes-version).');
  expect(versionNote('v1.33.2')).toContain('taken to behave as in 1.34');
  expect(versionNote('1.40')).toContain('taken to behave as in 1.37');
});
