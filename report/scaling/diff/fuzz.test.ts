import fc from 'fast-check';
import { UserError } from '../../../contract';
import { diffManifests, diffSchema } from '../../../scaling/diff';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS, mutantText } from '../../../scaling/manifests/testing/mutants';
import { exampleText, EXAMPLES, manifestsOf } from '../../../scaling/manifests/testing/texts';
import { renderDiffMarkdown, renderDiffTerminal } from '.';

const ORIGINAL = { name: 'main', manifests: manifestsOf(...EXAMPLES.map(exampleText)) };

test(
  'damaged manifests give a report that conforms to its schema, or an error, in both directions',
  () => {
    fc.assert(
      fc.property(mutantText, (text) => {
        try {
          const mutant = { name: 'mutant', manifests: manifestsOf(text) };
          for (const report of [diffManifests(ORIGINAL, mutant), diffManifests(mutant, ORIGINAL)]) {
            diffSchema.parse(JSON.parse(JSON.stringify(report)));
            expect(renderDiffTerminal(report).length).toBeGreaterThan(0);
            expect(renderDiffMarkdown(report).length).toBeLessThan(65_536);
          }
          expect(diffManifests(mutant, { ...mutant }).isChanged).toBe(false);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
        }
      }),
      { numRuns: FUZZ_RUNS },
    );
  },
  FUZZ_TIMEOUT_MS,
);
