import { report } from './command-error';
import { Interrupt } from './interrupt';
import { buildProgram } from './program';

async function main(): Promise<number> {
  try {
    const outcome = { exitCode: 0 };
    await buildProgram(new Interrupt(), (exitCode) => (outcome.exitCode = exitCode)).parseAsync(process.argv);
    return outcome.exitCode;
  } catch (error) {
    return report(error, (text) => process.stderr.write(`\n${text}\n`));
  }
}

void main().then((exitCode) => {
  process.exitCode = exitCode;
});
