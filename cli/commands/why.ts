import type { Command } from 'commander';
import { jsonText } from '../../contract';
import { renderWhy, type Explained } from '../../report/scaling/why';
import { isGzip, parseTraces } from '../../scaling/conformance/traces';
import { explainHpa, explainPublished, recordingOf } from '../../scaling/why';
import { readBytes } from '../files';

export function addWhy(program: Command): void {
  program
    .command('why <recording>')
    .option('--json', 'print every sync as JSON')
    .description('say of every sync of an HPA which metric won, what bound, and the smallest change that would have altered it')
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  ./lab why .lab/state/decisions/hpa-fastapi.ndjson     # recorded by a local lab',
        '  ./lab why docs/examples/why/published.json            # what a cluster publishes',
      ].join('\n'),
    )
    .action((file: string, { json }: { readonly json?: true }) => {
      const explained = recordingOf(file, valuesOf(file)).map((one): Explained =>
        one.kind === 'complete'
          ? { name: one.name, kind: one.kind, reasons: explainHpa(one.spec, one.settings, one.syncs) }
          : { name: one.name, kind: one.kind, reasons: explainPublished(one.published) },
      );
      process.stdout.write(json === true ? jsonText(explained) : renderWhy(explained));
    });
}

/** The one JSON value of a file, or one for each line. */
function valuesOf(file: string): unknown[] {
  const bytes = readBytes(file);
  if (!isGzip(bytes)) {
    try {
      return [JSON.parse(bytes.toString('utf8')) as unknown];
    } catch {
      // One value a line, or none at all: then the line is named.
    }
  }
  return [...parseTraces(file, bytes)].map(({ value }) => value);
}
