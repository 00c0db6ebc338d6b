#!/usr/bin/env node
/**
 * What `npx ml-scaling-lab` runs: the commands that need no checkout of the lab, no Python and no cluster.
 * The package holds what these commands load, and nothing else.
 */
import { isLimited, runLimited } from './budget/run';
import { report } from './command-error';
import { Interrupt } from './interrupt';
import { checkoutNeeded, NEEDS_CHECKOUT } from './needs-checkout';

async function main(): Promise<number> {
  try {
    const interrupt = new Interrupt();
    const words = process.argv.slice(2);
    const [command = ''] = words;
    if (NEEDS_CHECKOUT.includes(command)) throw checkoutNeeded(command);
    if (isLimited(words)) return await runLimited(words, interrupt.signal);
    const outcome = { exitCode: 0 };
    const { programOf } = await import('./command-line');
    const { REVIEW } = await import('./review');
    const { START } = await import('./start');
    const context = { interrupt, exit: (exitCode: number): void => void (outcome.exitCode = exitCode) };
    const program = programOf([START, REVIEW], context).name('ml-scaling-lab');
    await program.addHelpText('after', `\nIn a checkout, as ./lab: ${NEEDS_CHECKOUT.join(', ')}.`).parseAsync(process.argv);
    return outcome.exitCode;
  } catch (error) {
    return report(error, (text) => process.stderr.write(`\n${text}\n`));
  }
}

void main().then((exitCode) => {
  process.exitCode = exitCode;
});
