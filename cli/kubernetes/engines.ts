import { join } from 'node:path';
import { choiceInstead, UserError } from '../../contract';
import { LAB_DIR, LOGS_DIR, REPO } from '../paths';

export const ENGINES = ['local', 'kind', 'existing'] as const;
export type Engine = (typeof ENGINES)[number];
export type ClusterEngine = Exclude<Engine, 'local'>;

/** @throws UserError naming the nearest engine */
export function engineNamed(name: string): Engine {
  const known = ENGINES.find((one) => one === name);
  if (known !== undefined) return known;
  throw new UserError({
    code: 'engine-unknown',
    where: `--on ${name}`,
    problem: 'is not an engine.',
    fix: choiceInstead(name, 'Engines', ENGINES),
  });
}

/** @throws UserError naming the first of the options that is given: it means nothing on the engine */
export function refuseFlags<Name extends string>(
  given: Readonly<Partial<Record<Name, unknown>>>,
  names: readonly Name[],
  problem: string,
  fix?: string,
): void {
  const name = names.find((one) => given[one] !== undefined);
  if (name === undefined) return;
  const where = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new UserError({ code: 'flag-not-for-engine', where, problem, ...(fix === undefined ? {} : { fix }) });
}

/** Name and files of the stack that `./lab` keeps for an engine; `pulumi` on the command line sees the same one. */
export function stackOf(engine: ClusterEngine): { readonly name: string; readonly configFile: string; readonly logFile: string } {
  const name = `lab-${engine}`;
  return { name, configFile: join(REPO, `Pulumi.${name}.yaml`), logFile: join(LOGS_DIR, `pulumi-${engine}.log`) };
}

/** Where the stack of the lab's own kind cluster keeps its kubeconfig. */
export const KIND_KUBECONFIG = join(LAB_DIR, 'kubernetes', 'lab-kind', 'kubeconfig');

/** Where the lab notes that a kind cluster was made with tools from packages. */
export const FROM_PACKAGES_NOTE = join(LAB_DIR, 'kubernetes', 'from-packages');
