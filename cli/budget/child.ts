import { report } from '../command-error';
import { programOf } from '../command-line';
import { addDiff } from '../commands/diff';
import { addLint } from '../commands/lint';
import { Interrupt } from '../interrupt';
import { sendNotesTo } from './notes';
import { NOTES_FILE_DESCRIPTOR } from './limits';

/** The same commands as in `program`, and no others: what they do not need is not loaded. */
async function main(): Promise<number> {
  sendNotesTo(NOTES_FILE_DESCRIPTOR);
  try {
    const outcome = { exitCode: 0 };
    const exit = (exitCode: number): void => void (outcome.exitCode = exitCode);
    await programOf([{ title: 'Review', commands: [addDiff, addLint] }], { interrupt: new Interrupt(), exit }).parseAsync(
      process.argv,
    );
    return outcome.exitCode;
  } catch (error) {
    return report(error, (text) => process.stderr.write(`\n${text}\n`));
  }
}

void main().then((exitCode) => {
  process.exitCode = exitCode;
});
