import { spawnSync } from 'node:child_process';

/** Programs that a round on kind needs, each with a command that succeeds where it can be used. */
const NEEDED: readonly (readonly [name: string, ...command: string[]])[] = [
  ['Docker', 'docker', 'version', '--format', '{{.Server.Version}}'],
  ['kind', 'kind', 'version'],
  ['kubectl', 'kubectl', 'version', '--client'],
  ['the Pulumi CLI', 'pulumi', 'version'],
  ['the language host of Pulumi for Node', 'sh', '-c', 'command -v pulumi-language-nodejs'],
];

/** Why there can be no round on kind here; undefined where there can. */
export function missingForKind(): string | undefined {
  const missing = NEEDED.find(([, program = '', ...args]) => spawnSync(program, args, { stdio: 'ignore' }).status !== 0);
  return missing === undefined ? undefined : `${missing[0]} is missing, or does not answer`;
}
