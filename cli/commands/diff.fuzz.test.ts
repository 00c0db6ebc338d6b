import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { UserError } from '../../contract';
import { mutantText } from '../../scaling/manifests/testing/mutants';
import { exampleText, EXAMPLES } from '../../scaling/manifests/testing/texts';
import { Interrupt } from '../interrupt';
import { buildProgram } from '../program';

/** Mutants by seed, so that every one can be made again: DIFF_FUZZ_SEEDS=1-10000 tries them all. */
const [FIRST = 1, LAST = 20] = (process.env['DIFF_FUZZ_SEEDS'] ?? '1-20').split('-').map(Number);
const FORMATS = ['json', 'markdown', 'terminal'] as const;
/** Drawing charts takes longest. */
const HTML_EVERY = 16;
const SCENARIO = 'phases: [{ seconds: 10, rps: 2 }, { seconds: 10, rps: 10 }]\n';

/** It listens to signals of the process: one is enough. */
const interrupt = new Interrupt();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-diff-fuzz-'));
  writeFileSync(join(folder, 'scenario.yaml'), SCENARIO);
  writeFileSync(join(folder, 'original.yaml'), EXAMPLES.map(exampleText).join('---\n'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function lab(args: readonly string[]): Promise<{ readonly printed: string; readonly exit: number }> {
  let printed = '';
  let exit = 0;
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  try {
    await buildProgram(interrupt, (code) => (exit = code)).parseAsync(['node', 'lab', ...args]);
    return { printed, exit };
  } finally {
    write.mockRestore();
  }
}

test(
  `the command answers damaged manifests, or says what is wrong with them (seeds ${FIRST} to ${LAST})`,
  async () => {
    const said = { answers: 0, errors: 0 };
    for (let seed = FIRST; seed <= LAST; seed++) {
      const [text = ''] = fc.sample(mutantText, { seed, numRuns: 1 });
      const mutant = join(folder, 'mutant.yaml');
      writeFileSync(mutant, text);
      const sides = [join(folder, 'original.yaml'), mutant];
      const [base = '', head = ''] = seed % 2 === 0 ? sides : sides.reverse();
      const format = seed % HTML_EVERY === 0 ? 'html' : (FORMATS[seed % FORMATS.length] ?? 'json');
      const how = [
        '--seeds',
        '1',
        '--scenario',
        join(folder, 'scenario.yaml'),
        '--fail-on',
        'p95>+20%',
        '--fail-on',
        'cost>+30%',
      ];
      try {
        const { printed, exit } = await lab(['diff', '--base', base, '--head', head, '--format', format, ...how]);
        expect(printed.length).toBeGreaterThan(0);
        expect([0, 6]).toContain(exit);
        if (format === 'json') JSON.parse(printed);
        said.answers++;
      } catch (error) {
        if (!(error instanceof UserError)) throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
        // The mutant is the only side that can be wrong, and it is said where.
        expect(error.message).toContain(mutant);
        said.errors++;
      }
    }
    expect(said.answers + said.errors).toBe(LAST - FIRST + 1);
    expect(said.answers).toBeGreaterThan(0);
  },
  60_000 + (LAST - FIRST) * 2_000,
);
