import { join } from 'node:path';
import { REPO } from '../paths';
import { ENVIRONMENTS_DIR } from '../setup/app-environments';
import { findPython } from '../setup/python';
import { interpreterOf, prepareEnvironment, type PythonEnvironment } from '../setup/python-environment';
import { BROWSER } from './optional-parts';
import { parseJest, parseJunit } from './parse';
import { total, type Suite, type SuiteContext, type SuiteOutcome } from './suite';

/** Runs a command that writes a report to the file it is given, and reads the report. */
type RunReported = (
  id: string,
  command: (report: string) => readonly string[],
  parse: (text: string) => SuiteOutcome,
  context: SuiteContext,
) => Promise<SuiteOutcome>;

/** The same environment that `services.streamlit.enabled` makes. */
const ENVIRONMENT: PythonEnvironment = {
  name: 'streamlit',
  folder: join(ENVIRONMENTS_DIR, 'streamlit'),
  locks: [{ file: join('apps', 'streamlit', 'requirements.lock'), withoutDependencies: false }],
};
const TESTS = join('apps', 'streamlit', 'tests', 'test_pages.py');
const JEST = join(REPO, 'node_modules', '.bin', 'jest');

/** The web page in its own Python environment: as Streamlit runs it, and in a browser if there is one. */
export function pageSuite(runReported: RunReported): Suite {
  return {
    id: 'page',
    title: 'the web page (Streamlit, headless Chromium)',
    estimateSeconds: 30,
    optional: [BROWSER],
    run: async (context) => {
      await prepareEnvironment(ENVIRONMENT, findPython(process.env), { signal: context.signal, note: context.onLine });
      // Fixtures of the other apps need packages that this environment does not have.
      const pytest = [
        interpreterOf(ENVIRONMENT),
        '-m',
        'pytest',
        '-q',
        '-rs',
        `--confcutdir=${join('apps', 'streamlit')}`,
        TESTS,
      ];
      const browser = [JEST, '--runInBand', '--testPathIgnorePatterns', '/node_modules/', '--roots', '<rootDir>/tests/browser'];
      return total([
        await runReported('page-pytest', (report) => [...pytest, `--junitxml=${report}`], parseJunit, context),
        await runReported('page-browser', (report) => [...browser, '--json', '--outputFile', report], parseJest, context),
      ]);
    },
  };
}
