import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../contract';
import { runChild } from '../child';
import { LOGS_DIR, REPO } from '../paths';
import { ENVIRONMENTS_DIR } from '../setup/app-environments';
import { PYTHON } from '../setup/python';
import { prepareServingTests } from '../setup/serving-tests';
import { KIND_ROUNDS, LIMITS, PROMETHEUS, SHELLCHECK, TRITON } from './optional-parts';
import { pageSuite } from './page-suite';
import { parseJest, parseJunit } from './parse';
import { shellScripts } from './shell-scripts';
import { failedOne, judge, PASSED_ONE, skippedOne, type Suite, type SuiteContext, type SuiteOutcome } from './suite';

const BIN = join(REPO, 'node_modules', '.bin');

/** Every suite of `lab test`, quick ones first. */
export const allSuites = (): readonly Suite[] => [
  check('format', 'formatting (prettier)', 10, [join(BIN, 'prettier'), '--check', '.']),
  check('imports', 'direction of imports (dependency-cruiser)', 8, [
    join(BIN, 'depcruise'),
    '--config',
    '.dependency-cruiser.cjs',
    ...typescriptFolders(),
  ]),
  check('lint', 'TypeScript lint (eslint)', 40, [join(BIN, 'eslint'), '.', '--max-warnings', '0']),
  check('python-lint', 'Python lint (ruff)', 2, [PYTHON, '-m', 'ruff', 'check', '.']),
  check('python-format', 'Python formatting (ruff)', 2, [PYTHON, '-m', 'ruff', 'format', '--check', '.']),
  { id: 'shell', title: 'shell scripts (shellcheck)', estimateSeconds: 0, optional: [SHELLCHECK], run: runShellcheck },
  {
    id: 'unit',
    title: 'TypeScript tests (jest)',
    estimateSeconds: 180,
    optional: [PROMETHEUS, ...LIMITS],
    run: (context) => runJest('unit', ['--maxWorkers', '2'], context),
  },
  { id: 'pytest', title: 'Python tests (pytest)', estimateSeconds: 60, run: runPytest },
  {
    id: 'serving',
    title: 'Triton and KServe with their official clients, HTTP servers with made-up requests (tests/serving)',
    estimateSeconds: 60,
    optional: [TRITON],
    run: runServing,
  },
  pageSuite(runReported),
  {
    id: 'site',
    title: 'the documentation as a static site, its links (tests/site)',
    estimateSeconds: 20,
    run: (context) =>
      runJest('site', ['--runInBand', '--testPathIgnorePatterns', '/node_modules/', '--roots', '<rootDir>/tests/site'], context),
  },
  {
    id: 'e2e',
    title: 'whole labs: on this machine, and on kind where its tools are (tests/e2e)',
    estimateSeconds: 180,
    optional: KIND_ROUNDS,
    // Four labs one after another, three of them on a cluster of their own.
    limitSeconds: 45 * 60,
    run: (context) =>
      runJest('e2e', ['--runInBand', '--testPathIgnorePatterns', '/node_modules/', '--roots', '<rootDir>/tests/e2e'], context),
  },
];

/** Folders with TypeScript, as the compiler lists them. */
function typescriptFolders(): readonly string[] {
  const { include } = JSON.parse(readFileSync(join(REPO, 'tsconfig.json'), 'utf8')) as { readonly include: readonly string[] };
  return include;
}

function check(id: string, title: string, estimateSeconds: number, command: readonly string[]): Suite {
  return { id, title, estimateSeconds, run: (context) => runCheck(id, command, context) };
}

function environment(context: SuiteContext): NodeJS.ProcessEnv {
  return {
    ...process.env,
    MODEL_DIR: context.modelDir,
    REDIS_SERVER: context.redisServer,
    LAB_PYTHON_ENV: PYTHON,
    LAB_ENVIRONMENTS: ENVIRONMENTS_DIR,
  };
}

async function run(id: string, command: readonly string[], context: SuiteContext): Promise<string> {
  return runChild(command, {
    limitSeconds: context.limitSeconds,
    cwd: REPO,
    env: environment(context),
    signal: context.signal,
    logFile: join(LOGS_DIR, `test-${id}.log`),
    onLine: context.onLine,
    fix: 'Fix what it names.',
  });
}

async function runCheck(id: string, command: readonly string[], context: SuiteContext): Promise<SuiteOutcome> {
  try {
    await run(id, command, context);
    return PASSED_ONE;
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof UserError) return failedOne(error.message);
    throw error;
  }
}

async function runShellcheck(context: SuiteContext): Promise<SuiteOutcome> {
  const missing = SHELLCHECK.missing();
  if (missing !== undefined) return skippedOne(`${SHELLCHECK.title}: ${missing}`);
  return runCheck('shell', ['shellcheck', ...shellScripts(REPO)], context);
}

/** Runs a command that writes a report, and reads the report: it names what failed better than the command's last lines do. */
async function runReported(
  id: string,
  command: (report: string) => readonly string[],
  parse: (text: string) => SuiteOutcome,
  context: SuiteContext,
): Promise<SuiteOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  const report = join(folder, 'report');
  try {
    const outcome = await runCheck(id, command(report), context);
    return existsSync(report) ? judge(parse(readFileSync(report, 'utf8')), outcome) : outcome;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runJest(id: string, args: readonly string[], context: SuiteContext): Promise<SuiteOutcome> {
  return runReported(id, (report) => [join(BIN, 'jest'), '--json', '--outputFile', report, ...args], parseJest, context);
}

function runPytest(context: SuiteContext): Promise<SuiteOutcome> {
  return runReported('pytest', (report) => [PYTHON, '-m', 'pytest', '-q', '-rs', `--junitxml=${report}`], parseJunit, context);
}

async function runServing(context: SuiteContext): Promise<SuiteOutcome> {
  const python = await prepareServingTests({ signal: context.signal, note: context.onLine });
  const pytest = [python, '-m', 'pytest', '-c', 'tests/serving/pytest.ini', '--rootdir', 'tests/serving', '-rs', 'tests/serving'];
  return runReported('serving', (report) => [...pytest, `--junitxml=${report}`], parseJunit, context);
}
