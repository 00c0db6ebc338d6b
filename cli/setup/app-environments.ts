import { join } from 'node:path';
import { UserError, type App, type Lab } from '../../contract';
import { LAB_DIR } from '../paths';
import type { HostPython } from './python';
import {
  environmentReady,
  interpreterOf,
  prepareEnvironment,
  type PythonEnvironment,
  type SetupContext,
} from './python-environment';

/** Environments of apps whose packages conflict with the lab's own. */
export const ENVIRONMENTS_DIR = join(LAB_DIR, 'envs');

type AppWithEnvironment = App & { readonly pythonEnvironment: NonNullable<App['pythonEnvironment']> };

function environmentOf(app: AppWithEnvironment): PythonEnvironment {
  const { locks, locksWithoutDependencies } = app.pythonEnvironment;
  const lock =
    (withoutDependencies: boolean) =>
    (file: string): PythonEnvironment['locks'][number] => ({ file, withoutDependencies });
  return {
    name: app.name,
    folder: join(ENVIRONMENTS_DIR, app.name),
    locks: [...locks.map(lock(false)), ...locksWithoutDependencies.map(lock(true))],
  };
}

export function withEnvironment(apps: readonly App[]): AppWithEnvironment[] {
  return apps.filter((app): app is AppWithEnvironment => app.pythonEnvironment !== undefined);
}

/** Apps of the enabled services that have a Python environment of their own. */
export function appsWithEnvironment(apps: readonly App[], lab: Lab): AppWithEnvironment[] {
  const enabled = Object.entries(lab.services).flatMap(([name, { enabled: isEnabled }]) => (isEnabled ? [name] : []));
  return withEnvironment(apps).filter((app) => enabled.includes(app.name));
}

export function environmentsReady(apps: readonly AppWithEnvironment[], python: HostPython): boolean {
  return apps.every((app) => environmentReady(environmentOf(app), python));
}

/**
 * Makes the environments of these apps.
 *
 * @throws UserError when an app does not run with this interpreter
 */
export async function prepareAppEnvironments(
  apps: readonly AppWithEnvironment[],
  python: HostPython,
  context: SetupContext,
): Promise<void> {
  for (const app of apps) requireNotNewer(app, python);
  for (const app of apps) await prepareEnvironment(environmentOf(app), python, context);
}

/** False when a package of the app has no build for this Python. */
export function runsOn({ pythonEnvironment: { newestPython } }: AppWithEnvironment, python: HostPython): boolean {
  return newestPython === undefined || minor(python.version) <= minor(newestPython);
}

function requireNotNewer(app: AppWithEnvironment, python: HostPython): void {
  const { newestPython } = app.pythonEnvironment;
  if (newestPython === undefined || runsOn(app, python)) return;
  throw new UserError({
    code: 'python-too-new',
    where: `services.${app.name}.enabled`,
    problem: `its packages do not run on Python ${python.version} yet; the newest that they know is ${newestPython}.`,
    fix: `Name such a Python: LAB_PYTHON=/path/to/python${newestPython} ./lab up, or disable the service.`,
  });
}

function minor(version: string): number {
  return Number(version.split('.')[1]);
}

/** Interpreter by app, for those that have an environment of their own; the folders need not be there yet. */
export function interpretersOf(apps: readonly App[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    apps.flatMap((app) =>
      app.pythonEnvironment === undefined ? [] : [[app.name, interpreterOf({ folder: join(ENVIRONMENTS_DIR, app.name) })]],
    ),
  );
}
