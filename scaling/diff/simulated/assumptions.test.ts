import { exampleWorkload } from '../../simulate/testing/config';
import { assumptionsText, parseAssumptions, withAssumptions, withServer } from './assumptions';

test('assumptions are read, and written as they were', () => {
  const text = 'start=20s, startCpu=8s, retries=2, timeout=5s, leaves=yes, server=threads:40, cores=4';
  const read = parseAssumptions(text);
  expect(typeof read === 'string' ? read : assumptionsText(read)).toBe(text);
  expect(parseAssumptions('start=500ms')).toEqual({ startSeconds: 0.5 });
});

test.each([
  ['strat=3', '"strat" is no assumption. Did you mean start? There are start, startCpu,'],
  ['start=soon', 'start needs a time, such as start=20s.'],
  ['retries=-1', 'retries needs a whole number from 0 to 20'],
  ['timeout=0', 'timeout needs a time above 0'],
  ['leaves', 'leaves needs yes or no'],
  ['server=go', 'server needs one of unlimited, threads:N'],
])('%s is refused in words', (text, words) => {
  expect(parseAssumptions(text)).toContain(words);
});

test('they change what they name, and nothing else', () => {
  const workload = exampleWorkload();
  const changed = withAssumptions(workload, { startSeconds: 20, startCpuMs: 8000, retries: 2, leaves: true });
  expect(changed).toEqual({
    ...workload,
    hungUp: 'leaves',
    retries: { count: 2, backoffMs: 100 },
    startup: { ...workload.startup, applicationSeconds: 20, applicationCpuMs: 8000 },
  });
  expect(withAssumptions(workload, {})).toEqual(workload);
  expect(withServer(workload, { server: { kind: 'event-loop' } })).toMatchObject({
    concurrency: 0,
    cores: 1,
    discipline: 'fifo',
  });
  expect(withServer(workload, { cores: 3 })).toEqual({ ...workload, cores: 3 });
});
