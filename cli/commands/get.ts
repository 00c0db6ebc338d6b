import { Option, type Command } from 'commander';
import { ExitCode } from '../../contract';
import { Changes, follow, nameOf, objectsOf, rowsOf, runningLab, shownKind, SHOWN_KINDS } from '../../local';
import type { ApiObject, ShownKind, Width } from '../../local';
import { RUN_DIR } from '../paths';
import type { CommandContext } from '../context';
import { table } from '../table';

const OUTPUTS = ['wide', 'json'];
/** Lines that still count for the widths of columns. */
const MOST_REMEMBERED = 100;

interface GetOptions {
  readonly output?: string;
  readonly watch?: true;
}

export function addGet(program: Command, context: CommandContext): void {
  program
    .command('get')
    .argument('<kind>', SHOWN_KINDS.map(({ names }) => names.at(-1)).join(', '))
    .argument('[name]', 'one object')
    .addOption(new Option('-o, --output <format>', 'instead of a table').choices(OUTPUTS))
    .option('-w, --watch', 'keep running, and print a line for every change')
    .description('show objects of the running lab, in the columns of kubectl')
    .addHelpText('after', '\nExamples:\n  ./lab get hpa -w\n  ./lab get ksvc fastapi -o json')
    .action(async (word: string, name: string | undefined, options: GetOptions) => {
      const kind = shownKind(word);
      const { apiUrl } = runningLab(RUN_DIR);
      if (options.watch === true) await watch(apiUrl, kind, name, options, context);
      else print(await objectsOf(apiUrl, kind, name, context.interrupt.signal), kind, name, options);
    });
}

function widthOf({ output }: GetOptions): Width {
  return output === 'wide' ? 'wide' : 'normal';
}

function print(objects: readonly ApiObject[], kind: ShownKind, name: string | undefined, options: GetOptions): void {
  if (options.output === 'json') {
    const shown =
      name === undefined ? { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: objects } : objects[0];
    console.log(JSON.stringify(shown, null, 4));
    return;
  }
  if (objects.length === 0) {
    console.log('No resources found.');
    return;
  }
  const { head, rows } = rowsOf(kind, objects, widthOf(options), Date.now());
  for (const line of table(head, rows)) console.log(line);
}

async function watch(
  apiUrl: string,
  kind: ShownKind,
  name: string | undefined,
  options: GetOptions,
  context: CommandContext,
): Promise<void> {
  const { signal } = context.interrupt;
  const changes = new Changes();
  const width = widthOf(options);
  // Every cell but the age, which changes by itself.
  const versionOf = (object: ApiObject): string => JSON.stringify(rowsOf(kind, [object], width, 0).rows);
  const printed: (readonly string[])[] = [];
  await follow(signal, async () => {
    const changed = changes.of(await objectsOf(apiUrl, kind, name, signal), nameOf, versionOf);
    if (options.output === 'json') {
      for (const object of changed) console.log(JSON.stringify(object, null, 4));
      return;
    }
    const { head, rows } = rowsOf(kind, changed, width, Date.now());
    const isFirst = printed.length === 0;
    printed.push(...rows);
    // All lines so far set the widths, so that columns stay where they are.
    const lines = table(head, printed);
    if (rows.length > 0) for (const line of isFirst ? lines : lines.slice(-rows.length)) console.log(line);
    printed.splice(0, printed.length - MOST_REMEMBERED);
  });
  context.exit(ExitCode.interrupted);
}
