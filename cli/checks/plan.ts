import { existsSync } from 'node:fs';
import { UserError } from '../../contract';
import { installFromDebian, mayInstallFromDebian, readMachine, type Host } from '../../tools/from-packages';
import { runChild } from '../child';
import { packagesHost } from '../packages-host';
import { REPO } from '../paths';
import { clockText, type Step } from '../progress';
import type { DebianPackage, OptionalPart } from './optional-parts';
import type { Suite } from './suite';

/** A part of a suite that this machine cannot run, and why. */
interface MissingPart extends OptionalPart {
  readonly reason: string;
}

/** A suite as this machine can run it. */
interface PlannedSuite {
  readonly suite: Suite;
  readonly missing: readonly MissingPart[];
}

/** Systemd starts the services of installed packages at every boot. */
const SYSTEMD = '/run/systemd/system';
/** A package manager that takes longer is ended, and what needs the package is skipped. */
const INSTALL_LIMIT_SECONDS = 300;

/** Says what will be skipped and why, installs what can be installed, and plans the suites with what is there then. */
export async function prepareSuites(
  suites: readonly Suite[],
  signal: AbortSignal,
  print: (line: string) => void,
): Promise<PlannedSuite[]> {
  const plan = await planSuites(suites);
  const missing = plan.flatMap((one) => one.missing);
  const packages = installable(missing, process.env);
  for (const line of announcement(missing, packages)) print(line);
  if (packages.length === 0) return plan;
  const failures = await install(packages, {
    ...packagesHost(signal),
    run: (command, options) => runChild(command, { ...options, limitSeconds: INSTALL_LIMIT_SECONDS }),
  });
  const installed = await planSuites(suites);
  const left = installed.flatMap((one) => one.missing).filter(({ debian }) => failures.has(debian?.name ?? ''));
  for (const line of skipLines(left, failures)) print(line);
  return installed;
}

/** Asks every optional part of the suites whether it can run here. */
export async function planSuites(suites: readonly Suite[]): Promise<PlannedSuite[]> {
  return Promise.all(
    suites.map(async (suite) => {
      const parts = await Promise.all(
        (suite.optional ?? []).map(async (part) => ({ ...part, reason: (await part.missing()) ?? '' })),
      );
      return { suite, missing: parts.filter(({ reason }) => reason !== '') };
    }),
  );
}

/** The suite as a step. Its length is remembered by the parts left out, so that a full run does not count on a shorter one. */
export function stepOf({ suite, missing }: PlannedSuite): Step {
  const left = new Set(missing.map(({ title }) => title));
  const parts = (suite.optional ?? []).filter(({ title }) => !left.has(title));
  return {
    id: [suite.id, ...left].join(', without '),
    title: suite.title,
    estimateSeconds: parts.reduce((sum, { seconds }) => sum + seconds, suite.estimateSeconds),
  };
}

/** What can be installed here for missing parts without asking anybody: as root on Debian, unless a service would stay. */
function installable(missing: readonly MissingPart[], environment: NodeJS.ProcessEnv): DebianPackage[] {
  if (!mayInstallFromDebian(readMachine(REPO, environment))) return [];
  return missing.flatMap(({ debian }) => (debian === undefined || (debian.service && existsSync(SYSTEMD)) ? [] : [debian]));
}

/** Installs each package by itself. Returns why, by package, for those that could not be: a reason to skip, not an error. */
export async function install(packages: readonly DebianPackage[], host: Host): Promise<ReadonlyMap<string, string>> {
  const failures = new Map<string, string>();
  for (const { name } of packages) {
    host.print(`==> installing ${name} from Debian`);
    try {
      await installFromDebian(host, [name]);
    } catch (error) {
      host.signal.throwIfAborted();
      if (!(error instanceof UserError)) throw error;
      host.print(`    ${error.message.replaceAll('\n', '\n    ')}`);
      failures.set(name, `${name} could not be installed from Debian`);
    }
  }
  return failures;
}

/** What `lab test` says first: what is installed, what is skipped, and why. */
export function announcement(missing: readonly MissingPart[], packages: readonly DebianPackage[]): string[] {
  const names = packages.map(({ name }) => name);
  const skipped = missing.filter(({ debian }) => debian === undefined || !names.includes(debian.name));
  const seconds = packages.reduce((sum, one) => sum + one.seconds, 0);
  return [
    ...(names.length === 0 ? [] : [`Will be installed from Debian first (about ${clockText(seconds)}): ${names.join(', ')}.`]),
    ...(skipped.length === 0 ? ['Nothing will be skipped.'] : skipLines(skipped)),
  ];
}

/**
 * One line for each reason.
 *
 * @param failures of installations, by package
 */
export function skipLines(missing: readonly MissingPart[], failures: ReadonlyMap<string, string> = new Map()): string[] {
  const titles = new Map<string, string[]>();
  for (const { title, reason, debian } of missing) {
    const command = debian === undefined ? '' : ` (on Debian, as root: apt-get install ${debian.name})`;
    const why = failures.get(debian?.name ?? '') ?? `${reason}${command}`;
    titles.set(why, [...(titles.get(why) ?? []), title]);
  }
  return [...titles].map(([why, parts]) => `Will be skipped: ${parts.join(', ')}: ${why}.`);
}
