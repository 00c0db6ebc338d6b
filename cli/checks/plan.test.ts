import type { OptionalPart } from './optional-parts';
import { announcement, planSuites, skipLines, stepOf } from './plan';
import { PASSED_ONE, type Suite } from './suite';

const part = (title: string, seconds: number, reason?: string, debian?: string): OptionalPart => ({
  title,
  seconds,
  missing: () => reason,
  ...(debian === undefined ? {} : { debian: { name: debian, seconds: 60, service: false } }),
});
const suite = (...optional: OptionalPart[]): Suite => ({
  id: 'e2e',
  title: 'whole labs',
  estimateSeconds: 100,
  optional,
  run: () => Promise.resolve(PASSED_ONE),
});

test('the estimate of a suite holds the parts that this machine can run, and is remembered for them alone', async () => {
  const [all] = await planSuites([suite(part('on kind', 450), part('Knative on kind', 340))]);
  expect(stepOf(all!)).toEqual({ id: 'e2e', title: 'whole labs', estimateSeconds: 890 });
  const [without] = await planSuites([suite(part('on kind', 450), part('Knative on kind', 340, 'it is not built'))]);
  expect(stepOf(without!)).toEqual({ id: 'e2e, without Knative on kind', title: 'whole labs', estimateSeconds: 550 });
});

test('skipped parts are named first, once for each reason; parts that will be installed are not among them', async () => {
  const planned = await planSuites([
    suite(part('a preview', 1, 'Docker is missing'), part('the HPA', 1, 'Docker is missing')),
    suite(part('shell scripts', 1, 'shellcheck is not installed', 'shellcheck'), part('limits', 1)),
  ]);
  const missing = planned.flatMap((one) => one.missing);
  expect(announcement(missing, [])).toEqual([
    'Will be skipped: a preview, the HPA: Docker is missing.',
    'Will be skipped: shell scripts: shellcheck is not installed (on Debian, as root: apt-get install shellcheck).',
  ]);
  expect(announcement(missing, [{ name: 'shellcheck', seconds: 75, service: false }])).toEqual([
    'Will be installed from Debian first (about 1m15s): shellcheck.',
    'Will be skipped: a preview, the HPA: Docker is missing.',
  ]);
  expect(announcement([], [])).toEqual(['Nothing will be skipped.']);
});

test('a package that could not be installed is the reason of a skip', async () => {
  const [{ missing } = { missing: [] }] = await planSuites([suite(part('a page', 1, 'Chromium is not installed', 'chromium'))]);
  expect(skipLines(missing, new Map([['chromium', 'chromium could not be installed from Debian']]))).toEqual([
    'Will be skipped: a page: chromium could not be installed from Debian.',
  ]);
});
