import { packagesStatus, preparePackages, succeeds, type Addon, type Host } from '../../tools/from-packages';
import { packagesHost } from '../packages-host';

/** Programs that a round on kind needs, each with a command that succeeds where it can be used. */
const NEEDED: readonly (readonly [name: string, ...command: string[]])[] = [
  ['Docker', 'docker', 'version', '--format', '{{.Server.Version}}'],
  ['kind', 'kind', 'version'],
  ['kubectl', 'kubectl', 'version', '--client'],
  ['the Pulumi CLI', 'pulumi', 'version'],
  ['the language host of Pulumi for Node', 'sh', '-c', 'command -v pulumi-language-nodejs'],
];

/** The tools of a round on kind: the machine's own, or those that `./lab packages build` left in the cache. */
interface KindTools {
  /** For `./lab up --on kind`. */
  readonly flags: readonly string[];
  /** Environment of kind, kubectl, docker and Pulumi; starts what must run. */
  readonly environment: () => Promise<NodeJS.ProcessEnv>;
}

/** The machine for tools/from-packages, without output on the terminal. */
const PACKAGES_HOST: Host = { ...packagesHost(new AbortController().signal), print: () => undefined };

/** Environment of the tools that `./lab packages build` left in the cache; starts what must run. */
export async function packagesEnvironment(): Promise<NodeJS.ProcessEnv> {
  return { ...process.env, ...(await preparePackages(PACKAGES_HOST)).environment };
}

/** Why there can be no round on kind with these parts. Compiling them first would take too long. */
export function whyNoRound(...parts: readonly (Addon | 'load-tools')[]): string | undefined {
  const isBuilt = packagesStatus(PACKAGES_HOST, parts).every(({ isReady }) => isReady);
  return isBuilt ? undefined : `./lab packages build --with ${parts.join(' ')} has not built everything`;
}

/** What a round on kind can be made with here, or why there can be none. */
export function findKindTools(): KindTools | { readonly missing: string } {
  const missing = NEEDED.find(([, ...command]) => !succeeds(command, process.env));
  if (missing === undefined) return { flags: [], environment: () => Promise.resolve(process.env) };
  if (!packagesStatus(PACKAGES_HOST).every(({ isReady }) => isReady))
    return { missing: `${missing[0]} is missing, or does not answer, and ./lab packages has not built it` };
  return { flags: ['--from-packages'], environment: packagesEnvironment };
}
