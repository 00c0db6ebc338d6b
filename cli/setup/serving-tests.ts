import { join } from 'node:path';
import { readApps } from '../../contract';
import { REPO } from '../paths';
import { ENVIRONMENTS_DIR, prepareAppEnvironments, runsOn, withEnvironment } from './app-environments';
import { findPython } from './python';
import { interpreterOf, prepareEnvironment, type PythonEnvironment, type SetupContext } from './python-environment';

/** Clients that tests/serving talks to the servers with. */
const CLIENTS: PythonEnvironment = {
  name: 'serving-tests',
  folder: join(ENVIRONMENTS_DIR, 'serving-tests'),
  locks: [{ file: 'tests/serving/requirements.lock', withoutDependencies: false }],
};
const SERVERS = ['triton', 'kserve'];

/** Makes the environments of the tests, and of the servers that run on this Python. Returns the interpreter of the tests. */
export async function prepareServingTests(context: SetupContext): Promise<string> {
  const python = findPython(process.env);
  await prepareEnvironment(CLIENTS, python, context);
  const servers = withEnvironment(readApps(REPO)).filter((app) => SERVERS.includes(app.name) && runsOn(app, python));
  await prepareAppEnvironments(servers, python, context);
  return interpreterOf(CLIENTS);
}
