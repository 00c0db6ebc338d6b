import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { UserError, type Lab, type LoadToolName } from '../../contract';
import { runChild } from '../child';
import { cacheDir, LAB_DIR, LOGS_DIR, REPO } from '../paths';
import { ENVIRONMENTS_DIR } from './app-environments';
import type { HostPython } from './python';
import { prepareEnvironment, type PythonEnvironment, type SetupContext } from './python-environment';

const FOLDER = join('benchmarks', 'load-tools');
/** The load generator's app.json has these two folders on its LAB_TOOL_PATH. */
const PROGRAMS_DIR = join(LAB_DIR, 'load-tools');
const LOCUST: PythonEnvironment = {
  name: 'locust',
  folder: join(ENVIRONMENTS_DIR, 'locust'),
  locks: [{ file: join(FOLDER, 'locust', 'requirements.lock'), withoutDependencies: false }],
};
const VEGETA_SOURCES = join(REPO, FOLDER, 'vegeta');
const VEGETA_PROGRAM = 'lab-vegeta';

/** Load tools that the chosen benchmarks name. */
export function loadToolsOf(lab: Lab, benchmarks: readonly string[]): ReadonlySet<LoadToolName> {
  return new Set(
    benchmarks.flatMap((name) => {
      const benchmark = lab.benchmarks[name];
      return benchmark?.kind === 'tools' ? benchmark.tools : [];
    }),
  );
}

/**
 * Brings the tools that the lab can bring: Locust from its lock, Vegeta from its Go module. A tool that cannot
 * be made is left out with a note. The benchmark lists it with the reason and measures with the others.
 */
export async function prepareLoadTools(
  tools: ReadonlySet<LoadToolName>,
  python: HostPython,
  context: SetupContext,
): Promise<void> {
  if (tools.has('locust')) await orLeaveOut('Locust', context, () => prepareEnvironment(LOCUST, python, context));
  if (tools.has('vegeta')) await orLeaveOut('Vegeta', context, () => prepareVegeta(context));
}

async function orLeaveOut(tool: string, { signal, note }: SetupContext, prepare: () => Promise<void>): Promise<void> {
  try {
    await prepare();
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    note(`${tool} is left out: ${error.message}`);
  }
}

/** Builds the program once for its sources and compiler, into the user's cache, and links it into this checkout. */
async function prepareVegeta({ signal, note }: SetupContext): Promise<void> {
  const folder = join(cacheDir(process.env), 'vegeta', vegetaKey());
  const program = join(folder, VEGETA_PROGRAM);
  if (!existsSync(program)) {
    note('building Vegeta from its Go module');
    mkdirSync(folder, { recursive: true });
    const unfinished = `${program}.${process.pid}`;
    await runChild(['go', 'build', '-trimpath', '-mod=readonly', '-o', unfinished, '.'], {
      cwd: VEGETA_SOURCES,
      env: { ...process.env, CGO_ENABLED: '0' },
      signal,
      logFile: join(LOGS_DIR, 'vegeta.log'),
      fix: 'Check that the Go module proxy can be reached, then run the command again.',
    });
    renameSync(unfinished, program);
  }
  mkdirSync(PROGRAMS_DIR, { recursive: true });
  const link = join(PROGRAMS_DIR, VEGETA_PROGRAM);
  rmSync(link, { force: true });
  symlinkSync(program, link);
}

/** Hash of the compiler's version and of every source file. */
function vegetaKey(): string {
  const go = execaSync('go', ['version'], { reject: false });
  if (go.failed)
    throw new UserError({
      code: 'go-missing',
      where: 'go',
      problem: 'is not installed; Vegeta is built from its Go module.',
      fix: `Install Go 1.22 or newer, or put a ${VEGETA_PROGRAM} on PATH.`,
    });
  const hash = createHash('sha256').update(go.stdout);
  for (const file of readdirSync(VEGETA_SOURCES).sort())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(VEGETA_SOURCES, file)))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}
