import fc from 'fast-check';
import { UserError } from '../../contract';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS, mutantText } from '../manifests/testing/mutants';
import { manifestsOf } from '../manifests/testing/texts';
import { lint, RULES } from './lint';

test(
  'damaged manifests get findings of known rules on real lines, or an error, never a crash',
  () => {
    const ids = new Set(RULES.map(({ id }) => id));
    fc.assert(
      fc.property(mutantText, (text) => {
        try {
          const { findings } = lint(manifestsOf(text));
          for (const { rule, line, message } of findings) {
            expect(ids.has(rule)).toBe(true);
            expect(line).toBeGreaterThan(0);
            expect(message).not.toMatch(/\[object/);
          }
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
        }
      }),
      { numRuns: FUZZ_RUNS },
    );
  },
  FUZZ_TIMEOUT_MS,
);
