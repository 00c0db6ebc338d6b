import fc from 'fast-check';
import { UserError } from '../../contract';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS, mutantText } from './testing/mutants';
import { manifestsOf } from './testing/texts';
import { allObjects } from './manifests';
import { scaledPods } from './scaled';

test(
  'damaged manifests give an answer or an error that names file and line, never a crash',
  () => {
    fc.assert(
      fc.property(mutantText, (text) => {
        try {
          const manifests = manifestsOf(text);
          for (const { minPods } of scaledPods(manifests)) expect(Number.isNaN(minPods)).toBe(false);
          for (const object of allObjects(manifests)) expect(object.line).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          expect(error.message).toMatch(/^file-1\.yaml:\d+\n {2}\S/);
        }
      }),
      { numRuns: FUZZ_RUNS },
    );
  },
  FUZZ_TIMEOUT_MS,
);
