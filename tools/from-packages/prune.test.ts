import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../../contract';
import type { Host } from './host';
import { Layout } from './layout';
import { programFolders } from './parts';
import { pruneCache } from './prune';

const cache = mkdtempSync(join(tmpdir(), 'prune-'));
afterAll(() => rmSync(cache, { recursive: true }));

/** A machine whose Docker has these tags, newest first; one of them is in use. */
function host(tags: readonly string[], inUse: string): { host: Host; commands: string[] } {
  const commands: string[] = [];
  return {
    commands,
    host: {
      layout: new Layout(resolve(__dirname, '..', '..'), cache),
      environment: { PATH: '' },
      signal: new AbortController().signal,
      run: (command) => {
        const line = command.join(' ');
        commands.push(line);
        if (line === `docker image rm ${inUse}`)
          return Promise.reject(new UserError({ where: line, problem: 'is in use.', code: 'command-failed' }));
        return Promise.resolve(line.startsWith('docker image ls') ? `${tags.join('\n')}\n` : '');
      },
      print: () => undefined,
      nowSeconds: () => 0,
    },
  };
}

test('what an earlier checkout needed goes; what this one needs, and what a container runs from, stays', async () => {
  const tags = [
    'ml-scaling-lab/fastapi:new',
    'ml-scaling-lab/fastapi:old',
    'ml-scaling-lab/triton:old',
    'ml-scaling-lab/kind-node:v1.35.4-bbb',
    'ml-scaling-lab/kind-node:v1.34.4-aaa',
    'ml-scaling-lab/debian:bookworm-ccc',
  ];
  const { host: machine, commands } = host(tags, 'ml-scaling-lab/triton:old');
  const kind = programFolders(machine)['kind']!;
  const part = (name: string): string => machine.layout.part(name, 'aaaaaaaaaaaa');
  for (const folder of [kind, part('kind'), part('gone'), part('keda-manifests'), machine.layout.work('half')])
    mkdirSync(folder, { recursive: true });
  const newer = machine.layout.part('keda-manifests', 'bbbbbbbbbbbb');
  mkdirSync(newer);
  utimesSync(part('keda-manifests'), 1, 1);

  const removed = await pruneCache(machine, ['ml-scaling-lab/fastapi:new', 'ml-scaling-lab/triton:new']);
  expect([...removed].sort()).toEqual([
    'gone-aaaaaaaaaaaa',
    'keda-manifests-aaaaaaaaaaaa',
    'kind-aaaaaaaaaaaa',
    'ml-scaling-lab/fastapi:old',
    'ml-scaling-lab/kind-node:v1.34.4-aaa',
  ]);
  expect([kind, newer, part('gone'), machine.layout.work('half')].map((folder) => existsSync(folder))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(commands.at(-1)).toBe('docker image prune --force --filter until=24h');
});
