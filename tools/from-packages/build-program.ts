import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { call, type Call, type Host } from './host';
import type { PartProgress } from './build-progress';
import { goEnvironment } from './go-module';
import { buildArguments, type EmbeddedJson, type Program } from './programs';

/** Compiling leaves CPU to the people who use the machine. */
const POLITE = ['nice', '-n', '19'] as const;

/** Share of the work that is linking, in packages: the last step prints nothing. */
const LINK_PACKAGES = 25;

/**
 * Builds one program into its folder in the cache. An interrupted build loses only the package being compiled: Go keeps
 * the others, and the next run goes on from there.
 */
export async function buildProgram(host: Host, program: Program, target: string, progress: PartProgress): Promise<void> {
  const work = host.layout.work(`${program.name}-${process.pid}`);
  try {
    await buildIn(work, host, program, target, progress);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function buildIn(work: string, host: Host, program: Program, target: string, progress: PartProgress): Promise<void> {
  const source = join(work, 'source');
  const output = join(work, 'output', program.name);
  mkdirSync(dirname(output), { recursive: true });
  cpSync(join(host.layout.modules, program.module), source, { recursive: true });
  const options = { cwd: source, environment: goEnvironment(program.module, source) };
  await call(host, ['go', 'mod', 'download'], { ...options, log: `${program.name}-download` });
  if (program.embedded !== undefined) await embed(host, program.embedded, options);

  const list = [...POLITE, 'go', 'list', '-deps', '-trimpath', '-f', '{{.Stale}} {{.ImportPath}}', program.package];
  const packages = (await call(host, list, { ...options, log: `${program.name}-list` }))
    .split('\n')
    .filter((line) => line !== '');
  const toCompile = new Set(packages.filter((line) => line.startsWith('true ')).map((line) => line.slice('true '.length)));
  const steps = toCompile.size + LINK_PACKAGES;
  progress.toDo(steps / (packages.length + LINK_PACKAGES));
  let compiled = 0;
  await call(host, [...POLITE, 'go', ...buildArguments(program, output)], {
    ...options,
    log: program.name,
    onLine: (line) => {
      if (toCompile.has(line)) progress.done(++compiled / steps);
    },
  });
  mkdirSync(dirname(target), { recursive: true });
  // Another build may have finished first.
  if (!existsSync(target)) renameSync(dirname(output), target);
}

/** Puts compact copies of another module's JSON files beside the source that embeds them. */
async function embed(host: Host, embedded: EmbeddedJson, options: Omit<Call, 'log'> & { readonly cwd: string }): Promise<void> {
  const folder = await call(host, ['go', 'list', '-m', '-f', '{{.Dir}}', embedded.module], {
    ...options,
    log: 'embedded',
  });
  for (const [name, values] of Object.entries(embedded.files)) {
    const file = join(folder.trim(), embedded.folder, name);
    const read = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(join(options.cwd, name), JSON.stringify({ ...read, ...values }));
  }
}
