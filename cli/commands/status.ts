import type { Command } from 'commander';
import { z } from 'zod';
import { ExitCode } from '../../contract';
import { isRunning, readState, type LabState } from '../../local';
import { RUN_DIR } from '../paths';
import type { CommandContext } from '../context';
import { table } from '../table';

const podListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({
        phase: z.string(),
        podIP: z.string().optional(),
        containerStatuses: z.array(z.object({ ready: z.boolean(), restartCount: z.number() })).default([]),
      }),
    }),
  ),
});

export function addStatus(program: Command, context: CommandContext): void {
  program
    .command('status')
    .description('what is running: pods and endpoints; exit 1 when nothing is')
    .addHelpText('after', '\nExample: ./lab status')
    .action(async () => {
      const state = readState(RUN_DIR);
      if (state === undefined || !isRunning(state)) {
        console.log('No lab is running here. ./lab up --keep starts one.');
        context.exit(ExitCode.failure);
        return;
      }
      for (const line of await statusLines(state)) console.log(line);
    });
}

async function statusLines(state: LabState): Promise<string[]> {
  const answer = await fetch(`${state.apiUrl}/api/v1/pods`);
  const { items } = podListSchema.parse(await answer.json());
  const pods = items.map(({ metadata, status }) => {
    const ready = status.containerStatuses.filter((container) => container.ready).length;
    const restarts = status.containerStatuses.reduce((sum, container) => sum + container.restartCount, 0);
    return [metadata.name, `${ready}/${status.containerStatuses.length}`, status.phase, String(restarts), status.podIP ?? '-'];
  });
  const services = state.services.map(({ service, address, hostPort }) => [service, `${address}:${hostPort}`]);
  return [
    ...table(['POD', 'READY', 'STATUS', 'RESTARTS', 'IP'], pods),
    '',
    ...table(['SERVICE', 'ADDRESS'], services),
    '',
    `Kubernetes API (read-only subset): ${state.apiUrl}`,
    `Logs: ${state.logDir}`,
    ...(state.limitsEnforced.cpu ? [] : ['CPU limits are not enforced: cgroups may not be written here.']),
  ];
}
