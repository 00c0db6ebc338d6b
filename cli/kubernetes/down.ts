import { existsSync, rmSync } from 'node:fs';
import { ownDaemon, releaseCluster, stopDocker } from '../../tools/from-packages';
import { announceStop } from '../interrupt';
import { packagesHost } from '../packages-host';
import { FROM_PACKAGES_NOTE, stackOf, type ClusterEngine } from './engines';
import { recoverForDown } from './recover';
import { releaseForeign } from './release-foreign';
import { openSession, recoveryOf, usesPackages } from './session';
import { updateError } from './update-error';
import { followUpdate } from './update-lines';

/** Removes all that the stack made, and the stack. Returns false when there was none. */
export async function downOnCluster(engine: ClusterEngine, signal: AbortSignal): Promise<boolean> {
  announceStop(signal, 'Pulumi ends what it is doing first');
  const print = (line: string): void => console.log(line);
  const stack = stackOf(engine);
  if (!existsSync(stack.configFile)) return false;
  const session = await openSession(engine, { fromPackages: usesPackages(engine, false) }, signal);
  await recoverForDown(recoveryOf(session, engine, print));
  await releaseForeign({ pulumi: session.pulumi, stack, run: session.run, print });
  print(`==> pulumi destroy: stack ${stack.name}`);
  const destroyed = await followUpdate(
    session.pulumi,
    ['destroy', '--stack', stack.name, '--yes', '--skip-preview', '--non-interactive', '--color', 'never'],
    print,
  );
  if (destroyed.exitCode !== 0) throw updateError('pulumi destroy', stack.name, destroyed, stack.logFile);
  const removed = await session.pulumi.read(['stack', 'rm', stack.name, '--yes', '--non-interactive']);
  if (removed.exitCode !== 0) throw updateError('pulumi stack rm', stack.name, removed, stack.logFile);
  rmSync(stack.configFile, { force: true });
  if (session.packages !== undefined) {
    releaseCluster(session.environment);
    const host = packagesHost(signal);
    if (ownDaemon(host.layout) !== undefined) await stopDocker(host);
    rmSync(FROM_PACKAGES_NOTE, { force: true });
  }
  return true;
}
