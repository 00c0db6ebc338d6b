import { succeeds } from '../../tools/from-packages';
import { ExitCode } from '../../contract';
import { lab } from './lab';

jest.setTimeout(10 * 60_000);

const hasDocker = succeeds(['docker', 'version', '--format', '{{.Server.Version}}'], process.env, 10_000);
const because = hasDocker ? '' : ' (skipped: Docker is missing, or does not answer)';

(hasDocker ? test : test.skip)(`every image that is built starts as a pod would start it${because}`, async () => {
  const { exitCode, output } = await lab(['images', 'test']);
  expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.ok });
});
