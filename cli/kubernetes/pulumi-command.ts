import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { execa } from 'execa';
import { commandsIn } from '../../infra/commands';
import { builtEnvironment } from '../../tools/from-packages';
import { Interrupted } from '../interrupt';
import { packagesHost } from '../packages-host';
import { LAB_DIR, REPO } from '../paths';
import { localBackend } from './backend';
import { FROM_PACKAGES_NOTE, KIND_KUBECONFIG } from './engines';
import { notInstalled } from './pulumi';
import { strandedNote } from './recover';

/** What a shell reports for a command that a signal ended, less the number of the signal. */
const SIGNAL_EXIT = 128;

/**
 * Runs pulumi in this terminal, on the state and with the passphrase that `./lab up` keeps, and with the tools that the cluster
 * was made with. Returns pulumi's exit code.
 *
 * @throws UserError when Pulumi is missing
 */
export async function runPulumi(args: readonly string[], signal: AbortSignal): Promise<number> {
  const packages = existsSync(FROM_PACKAGES_NOTE) ? builtEnvironment(packagesHost(signal)) : undefined;
  const environment = { ...process.env, ...packages, ...localBackend(LAB_DIR) };
  // Ctrl-C reaches pulumi from the terminal itself; it then ends in order.
  const {
    exitCode,
    signal: endedBy,
    code,
  } = await execa('pulumi', args, {
    cwd: REPO,
    env: environment,
    extendEnv: false,
    stdio: 'inherit',
    reject: false,
  });
  if (code === 'ENOENT') throw notInstalled();
  if (signal.aborted) throw new Interrupted({ problem: 'Pulumi stopped in order.' });
  const note = exitCode === 0 ? undefined : await strandedNote({ kubeconfig: KIND_KUBECONFIG, run: commandsIn(environment) });
  if (note !== undefined) console.error(note);
  return exitCode ?? SIGNAL_EXIT + (endedBy === undefined ? 0 : constants.signals[endedBy]);
}
