import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../contract';
import { runChild } from '../child';
import { LOGS_DIR, REPO } from '../paths';
import { ENVIRONMENTS_DIR } from '../setup/app-environments';
import { PYTHON } from '../setup/python';
import { prepareServingTests } from '../setup/serving-tests';
import { pageSuite } from './page-suite';
import { parseJest, parseJunit } from './parse';
import { failedOne, judge, PASSED_ONE, skippedOne, type Suite, type SuiteContext, type SuiteOutcome } from './suite';

const BIN = join(REPO, 'node_modules', '.bin');
const SHELL_SCRIPTS = [
  'lab',
  '.ci/run',
  'cli/action/compare.sh',
  'tools/from-packages/image/kube/stage-tools.sh',
  'tools/from-packages/image/node/import-images.sh',
  'tools/from-packages/image/node/service-guard.sh',
  'tools/from-packages/image/runc-within-bounds.sh',
];
/** Where TypeScript lies, by the compiler's own list. */
const { include: typescriptFolders } = JSON.parse(readFileSync(join(REPO, 'tsconfig.json'), 'utf8')) as {
  readonly include: readonly string[];
};

/** Every suite of `lab test`, quick ones first. */
export const SUITES: readonly Suite[] = [
  check('format', 'formatting (prettier)', 10, [join(BIN, 'prettier'), '--check', '.']),
  check('imports', 'direction of imports (dependency-cruiser)', 8, [
    join(BIN, 'depcruise'),
    '--config',
    '.dependency-cruiser.cjs',
    ...typescriptFolders,
  ]),
  check('lint', 'TypeScript lint (eslint)', 40, [join(BIN, 'eslint'), '.', '--max-warnings', '0']),
  check('python-lint', 'Python lint (ruff)', 2, [PYTHON, '-m', 'ruff', 'check', '.']),
  check('python-format', 'Python formatting (ruff)', 2, [PYTHON, '-m', 'ruff', 'format', '--check', '.']),
  { id: 'shell', title: 'shell scripts (shellcheck)', estimateSeconds: 1, run: runShellcheck },
  {
    id: 'unit',
    title: 'TypeScript tests (jest)',
    estimateSeconds: 90,
    run: (context) => runJest('unit', ['--maxWorkers', '2'], context),
  },
  { id: 'pytest', title: 'Python tests (pytest)', estimateSeconds: 60, run: runPytest },
  {
    id: 'serving',
    title: 'official clients against Triton and KServe, made-up requests against OpenAPI (tests/serving)',
    estimateSeconds: 90,
    run: runServing,
  },
  pageSuite(runReported),
  {
    id: 'e2e',
    title: 'whole labs: on this machine, and on kind where its tools are (tests/e2e)',
    estimateSeconds: 240,
    // Four labs one after another, three of them on a cluster of their own.
    limitSeconds: 45 * 60,
    run: (context) =>
      runJest('e2e', ['--runInBand', '--testPathIgnorePatterns', '/node_modules/', '--roots', '<rootDir>/tests/e2e'], context),
  },
];

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
    fix: 'Mend what it names.',
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
  if (spawnSync('shellcheck', ['--version']).error !== undefined)
    return skippedOne('shell scripts: shellcheck is not installed (Debian package shellcheck)');
  return runCheck('shell', ['shellcheck', ...SHELL_SCRIPTS], context);
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
