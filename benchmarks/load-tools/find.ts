import { findOnPath } from '../../contract/programs';
import type { LoadToolName } from '../../contract/load-tools';
import { autocannonTool } from './autocannon';
import { firstLine } from '../child';
import { k6Tool } from './k6';
import { labTool } from './lab';
import { locustTool } from './locust';
import type { AbsentTool, LoadTool } from './tool';
import { VEGETA_PROGRAM, vegetaTool } from './vegeta';

interface Program {
  readonly program: string;
  readonly versionArgs: readonly string[];
  readonly tool: (program: string, version: string) => LoadTool;
  /** How to get it when it is not on PATH. */
  readonly hint: string;
}

const PROGRAMS: Readonly<Record<'vegeta' | 'locust' | 'k6', Program>> = {
  vegeta: {
    program: VEGETA_PROGRAM,
    versionArgs: ['-version'],
    tool: vegetaTool,
    hint: './lab builds it from its Go module when Go is installed',
  },
  locust: {
    program: 'locust',
    versionArgs: ['--version'],
    tool: locustTool,
    hint: './lab installs it from its lock when PyPI can be reached',
  },
  k6: {
    program: 'k6',
    versionArgs: ['version'],
    tool: k6Tool,
    hint: 'install it to have its row; in a cluster the load-tools image brings it',
  },
};

/** The tool, or why it is missing. */
export async function findTool(name: LoadToolName, path: string): Promise<LoadTool | AbsentTool> {
  if (name === 'lab') return labTool;
  if (name === 'autocannon') return autocannonTool;
  const { program, versionArgs, tool, hint } = PROGRAMS[name];
  const found = findOnPath(program, path);
  if (found === undefined) return { name, reason: `no ${program} on PATH`, hint };
  const line = await firstLine(found, versionArgs);
  if (line === undefined) return { name, reason: 'does not start', hint: `${[found, ...versionArgs].join(' ')} failed` };
  return tool(found, /v?\d+\.\d+\.\d+[-.\w]*/.exec(line)?.[0] ?? line);
}
