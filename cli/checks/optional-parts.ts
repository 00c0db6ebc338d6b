import { existsSync } from 'node:fs';
import { findOnPath, readApps } from '../../contract';
import { openCgroups, type Cgroups } from '../../local/cgroup';
import { ADDONS, type Addon } from '../../tools/from-packages';
import { REPO } from '../paths';
import { runsOn, withEnvironment } from '../setup/app-environments';
import { findPython } from '../setup/python';
import { findKindTools, whyNoRound } from './kind-tools';

/** A Debian package that brings what a part needs. */
export interface DebianPackage {
  readonly name: string;
  /** Downloading and installing it, on a machine that has none of it. */
  readonly seconds: number;
  /** It also brings a service that systemd would start at every boot. */
  readonly service: boolean;
}

/** A part of a suite that not every machine can run. */
export interface OptionalPart {
  readonly title: string;
  /** What it adds to the length of its suite. */
  readonly seconds: number;
  /** Why it cannot run here. Undefined when it can. */
  readonly missing: () => string | undefined | Promise<string | undefined>;
  readonly debian?: DebianPackage;
}

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The Chromium of this machine, if it has one: `CHROMIUM`, or what is on PATH. */
export function findChromium(environment: NodeJS.ProcessEnv): string | undefined {
  const { CHROMIUM: named, PATH } = environment;
  if (named !== undefined && existsSync(named)) return named;
  return CHROMIUM_NAMES.map((name) => findOnPath(name, PATH)).find((found) => found !== undefined);
}

export const SHELLCHECK = {
  title: 'shell scripts',
  seconds: 3,
  missing: () => whyNotOnPath('shellcheck'),
  debian: { name: 'shellcheck', seconds: 20, service: false },
} satisfies OptionalPart;

export const PROMETHEUS = {
  title: 'lab profile on a real Prometheus',
  seconds: 20,
  missing: () => whyNotOnPath('prometheus'),
  debian: { name: 'prometheus', seconds: 40, service: true },
} satisfies OptionalPart;

export const BROWSER = {
  title: 'the page in a browser',
  seconds: 30,
  missing: () => (findChromium(process.env) === undefined ? 'Chromium is not installed' : undefined),
  debian: { name: 'chromium', seconds: 90, service: false },
} satisfies OptionalPart;

export const LIMITS: readonly OptionalPart[] = [
  { title: 'CPU limits of pods', seconds: 2, missing: () => whyNoLimit('cpu') },
  { title: 'memory limits of pods', seconds: 2, missing: () => whyNoLimit('memory') },
];

export const TRITON: OptionalPart = { title: 'Triton', seconds: 30, missing: whyNoTriton };

export const KIND_ROUNDS: readonly OptionalPart[] = [
  { title: 'a preview of Pulumi and the HPA on kind', seconds: 510, missing: whyNoKind },
  addonRound('KEDA', 'keda', 215),
  addonRound('Knative', 'knative', 340),
  { title: 'the whole lab on kind', seconds: 1500, missing: () => whyNoRound(...ADDONS, 'load-tools') },
];

function addonRound(name: string, addon: Addon, seconds: number): OptionalPart {
  return { title: `${name} on kind`, seconds, missing: () => whyNoRound(addon) };
}

function whyNotOnPath(program: string): string | undefined {
  return findOnPath(program, process.env['PATH']) === undefined ? `${program} is not installed` : undefined;
}

function whyNoKind(): string | undefined {
  const tools = findKindTools();
  return 'missing' in tools ? tools.missing : undefined;
}

async function whyNoLimit(limit: keyof Pick<Cgroups, 'cpu' | 'memory'>): Promise<string | undefined> {
  const cgroups = openCgroups(`ml-scaling-lab-probe-${limit}-${process.pid}`, 'run');
  await cgroups.remove();
  const enforcement = cgroups[limit];
  return enforcement.enforced ? undefined : enforcement.reason;
}

function whyNoTriton(): string | undefined {
  const python = findPython(process.env);
  const triton = withEnvironment(readApps(REPO)).find(({ name }) => name === 'triton');
  return triton === undefined || runsOn(triton, python)
    ? undefined
    : `its packages do not run on Python ${python.version} (LAB_PYTHON names an older one)`;
}
