import * as pulumi from '@pulumi/pulumi';
import { buildLab } from '../charts-src/build-lab';
import { main } from './main';
import { preflight } from './preflight';

jest.mock('../charts-src/build-lab', () => {
  const actual: { buildLab: typeof buildLab } = jest.requireActual('../charts-src/build-lab');
  return { ...actual, buildLab: jest.fn(actual.buildLab) };
});
jest.mock('./preflight');

// It makes a lab, on a machine that may be busy.
jest.setTimeout(60_000);

test('pulumi up builds the charts once: it checks, looks for and makes the same objects', async () => {
  pulumi.runtime.setAllConfig({ 'lab:profile': 'quick', 'lab:cluster': 'existing' });
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: { ...(inputs as object), passwords: {} } }),
    call: ({ inputs }) => inputs as object,
  });
  await main();
  // All that it registers is made before the test ends.
  await pulumi.runtime.disconnect();
  expect(buildLab).toHaveBeenCalledTimes(1);
  expect(preflight).toHaveBeenCalledTimes(1);
});
