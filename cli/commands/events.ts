import type { Command } from 'commander';
import { ExitCode, plain } from '../../contract';
import { Changes, EVENT_HEAD, eventRow, follow, listObjects, runningLab, textAt, type ApiObject } from '../../local';
import { RUN_DIR } from '../paths';
import type { CommandContext } from '../context';
import { table } from '../table';

const EVENTS = '/api/v1/events';

export function addEvents(program: Command, context: CommandContext): void {
  program
    .command('events')
    .option('-f, --follow', 'keep running, and print a line for every event')
    .description('show what happened in the running lab, oldest first: pods, probes, every scaling decision and its reason')
    .addHelpText('after', '\nExample: ./lab events -f')
    .action(async (options: { follow?: true }) => {
      const { apiUrl } = runningLab(RUN_DIR);
      const { signal } = context.interrupt;
      if (options.follow !== true) {
        const events = await listObjects(apiUrl, EVENTS, signal);
        const rows = events.map((event) => eventRow(event, Date.now()));
        for (const line of events.length === 0 ? ['No events yet.'] : table(EVENT_HEAD, rows)) console.log(line);
        return;
      }
      const changes = new Changes();
      const idOf = (event: ApiObject): string => textAt(event, 'metadata.uid');
      const countOf = (event: ApiObject): string => textAt(event, 'count');
      // Lines come one by one, so the widths cannot come from all of them.
      const widths = [9, 7, 28, 40, 0];
      console.log(aligned(EVENT_HEAD, widths));
      await follow(signal, async () => {
        for (const event of changes.of(await listObjects(apiUrl, EVENTS, signal), idOf, countOf))
          console.log(aligned(eventRow(event, Date.now()), widths));
      });
      context.exit(ExitCode.interrupted);
    });
}

function aligned(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, index) => plain(cell).padEnd(widths[index] ?? 0))
    .join('   ')
    .trimEnd();
}
