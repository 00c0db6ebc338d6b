import type { Command } from 'commander';
import { z } from 'zod';
import { cpuMillis, ExitCode, memoryBytes } from '../../contract';
import { isRunning, readState, type LabState } from '../../local';
import { RUN_DIR } from '../paths';
import type { CommandContext } from '../context';
import { endpointLines } from '../session/endpoints';
import { table } from '../table';

const podListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string() }),
      status: z.object({
        phase: z.string(),
        podIP: z.string().optional(),
        containerStatuses: z.array(z.object({ ready: z.boolean(), restartCount: z.number() })).default([]),
      }),
    }),
  ),
});

const metricsListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string() }),
      containers: z.array(z.object({ usage: z.object({ cpu: z.string(), memory: z.string() }) })),
    }),
  ),
});

type Metrics = z.infer<typeof metricsListSchema>['items'][number];

export function addStatus(program: Command, context: CommandContext): void {
  program
    .command('status')
    .description('what is running: pods with their CPU and memory, endpoints; exit 1 when nothing is')
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
  const ask = async (path: string): Promise<unknown> => (await fetch(`${state.apiUrl}${path}`)).json();
  const { items } = podListSchema.parse(await ask('/api/v1/pods'));
  const metrics = metricsListSchema.parse(await ask('/apis/metrics.k8s.io/v1beta1/pods')).items;
  const pods = items.map(({ metadata, status }) => {
    const ready = status.containerStatuses.filter((container) => container.ready).length;
    const restarts = status.containerStatuses.reduce((sum, container) => sum + container.restartCount, 0);
    const own = metrics.find((one) => one.metadata.name === metadata.name && one.metadata.namespace === metadata.namespace);
    const shown = [metadata.name, `${ready}/${status.containerStatuses.length}`, status.phase, String(restarts)];
    return [...shown, ...usage(own), status.podIP ?? '-'];
  });
  return [
    ...table(['POD', 'READY', 'STATUS', 'RESTARTS', 'CPU', 'MEMORY', 'IP'], pods),
    '',
    ...endpointLines(state),
    `Logs: ${state.logDir}`,
    ...(state.limitsEnforced.cpu ? [] : ['CPU limits are not enforced: cgroups may not be written here.']),
  ];
}

/** Whole units of `kubectl top`; a pod that was not measured yet has none. */
function usage(metrics: Metrics | undefined): [cpu: string, memory: string] {
  if (metrics === undefined) return ['-', '-'];
  const sum = (of: (usage: Metrics['containers'][number]['usage']) => number): number =>
    metrics.containers.reduce((total, container) => total + of(container.usage), 0);
  const millis = sum(({ cpu }) => cpuMillis(cpu) ?? 0);
  const bytes = sum(({ memory }) => memoryBytes(memory) ?? 0);
  return [`${Math.ceil(millis)}m`, `${Math.ceil(bytes / 2 ** 20)}Mi`];
}
