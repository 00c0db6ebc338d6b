/**
 * The command line: each command parses its flags, calls one function, prints its answer and maps its error to an exit code.
 *
 * - `main`, `program`, `command-line`, `context`, `command-error`, `interrupt`: the process, its commands, its errors, ctrl-C
 * - `budget/`: commands that read what strangers wrote, in a child with limits of time and memory
 * - `commands/`: a file for each command. Running: up, down, bench, load, init, get, events, status, test, faults, images, model, packages,
 *   pulumi. Predicting: diff, lint, simulate, tune, profile, conformance. Results: report, history, parity, validate
 * - `session/`, `setup/`, `progress`, `child`: a run on this machine; its Python, model, tools and time left
 * - `kubernetes/`, `images/`: a run on a cluster: `up`, `down`, `session`, `pulumi-command` and `stack-config` drive `pulumi`;
 *   `update-lines` and `update-error` show what it says; `recover` and `release-foreign` mend its state first
 * - `manifests/`, `prometheus/`, `simulation/`, `measured`, `service-times`: what predictions read, and their threads
 * - `comparison/`, `history/`, `conformance/`, `checks/`: runs beside each other, recorded cases, the suites of `lab test`
 * - `load/`: what `load` sends, where and how much; `init/`: a lab for somebody's service; `own-manifests/`: those of `up --manifests`
 * - `files`, `paths`, `numbers`, `durations`, `table`, `packages-host`: files, values of flags, output
 */
import { isLimited, runLimited } from './budget/run';
import { report } from './command-error';
import { Interrupt } from './interrupt';

async function main(): Promise<number> {
  try {
    const interrupt = new Interrupt();
    const words = process.argv.slice(2);
    if (isLimited(words)) return await runLimited(words, interrupt.signal);
    const outcome = { exitCode: 0 };
    // Loaded only now, as is most of contract/: a child loads what it needs by itself.
    const { buildProgram } = await import('./program');
    await buildProgram(interrupt, (exitCode) => (outcome.exitCode = exitCode)).parseAsync(process.argv);
    return outcome.exitCode;
  } catch (error) {
    return report(error, (text) => process.stderr.write(`\n${text}\n`));
  }
}

void main().then((exitCode) => {
  process.exitCode = exitCode;
});
