import { UserError, type ErrorCode } from '../../contract';
import type { Finished } from './pulumi';

/** How to fix a failed update, by what Pulumi said. */
const KNOWN: readonly {
  readonly said: RegExp;
  readonly code: ErrorCode;
  readonly problem: string;
  readonly fix: (stack: string) => string;
}[] = [
  {
    said: /the stack is currently locked by/,
    code: 'stack-locked',
    problem: 'is being changed by another run: its stack is locked.',
    fix: (stack) => `Wait until that one ended. If none runs any more, it was killed: pulumi cancel --stack ${stack} --yes`,
  },
  {
    said: /configured Kubernetes cluster is unreachable|failed to read unreachable|connect: connection refused/,
    code: 'cluster-unreachable',
    problem: 'lost its cluster: the Kubernetes API did not answer.',
    fix: () => 'Run the command again once the cluster answers; what was made is kept and not made twice.',
  },
  {
    said: /transport is closing|error reading from server: EOF|plugin .* exited|code = Unavailable desc = (?:connection|error)/,
    code: 'pulumi-failed',
    problem: 'lost a plugin of its own: it was ended from outside, perhaps for want of memory.',
    fix: () => 'Run the command again: what was being made then is looked up first, and nothing is made twice.',
  },
  {
    said: /no resource plugin 'pulumi-resource-kubernetes'|failed to (?:load|install|download) plugin|could not download/,
    code: 'plugin-missing',
    problem: 'lacks the plugin of its Kubernetes provider.',
    fix: () =>
      'Pulumi downloads it by itself where the network allows; else: pulumi plugin install resource kubernetes v4.25.0 --file <plugin>',
  },
];

/** Lines of Pulumi that say what went wrong. */
function diagnosticLines(output: string): string[] {
  return [
    ...new Set(
      output
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => /^(error|Error):/.test(line) || /^\s*error:/.test(line)),
    ),
  ];
}

/** A failed `pulumi up` or `destroy` as a person reads it. */
export function updateError(command: string, stack: string, { exitCode, stdout, stderr }: Finished, logFile: string): UserError {
  const output = `${stdout}\n${stderr}`;
  const known = KNOWN.find(({ said }) => said.test(output));
  const said = ownError(output) ?? diagnosticLines(output).slice(0, 6).join('\n    ');
  return new UserError({
    code: known?.code ?? 'pulumi-failed',
    where: `${command} (stack ${stack})`,
    problem: known?.problem ?? `failed (exit code ${exitCode}):\n    ${said === '' ? 'it gave no reason.' : said}`,
    fix: [known?.fix(stack), `The whole log is ${logFile}.`].filter((part) => part !== undefined).join('\n  '),
  });
}

/** An error that the lab's own program raised: the lines of one diagnostic up to its code. */
function ownError(output: string): string | undefined {
  const said = output.split(/\n[ \t]*\n/).map((diagnostic) => /^ *error: ([^]*^ *code: [a-z-]+)$/m.exec(diagnostic)?.[1]);
  return said
    .find((text) => text !== undefined)
    ?.split('\n')
    .map((line) => line.trim())
    .join('\n    ');
}
