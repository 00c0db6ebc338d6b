import type { LoadToolName } from '../../contract/load-tools';
import { autocannonTool } from './autocannon';
import { findProgram, firstLine } from './child';
import { k6Tool } from './k6';
import { labTool } from './lab';
import { locustTool } from './locust';
import type { AbsentTool, LoadTool } from './tool';
import { VEGETA_PROGRAM, vegetaTool } from './vegeta';

interface Program {
  readonly program: string;
  readonly versionArgs: readonly string[];
  readonly tool: (program: string, version: string) => LoadTool;
  /** What brings it, when it is not on PATH. */
  readonly hint: string;
}

const PROGRAMS: Readonly<Record<'vegeta' | 'locust' | 'k6', Program>> = {
  vegeta: {
    program: VEGETA_PROGRAM,
    versionArgs: ['-version'],
    tool: vegetaTool,
    hint: `the program ${VEGETA_PROGRAM} is not on PATH; ./lab builds it when Go is installed`,
  },
  locust: {
    program: 'locust',
    versionArgs: ['--version'],
    tool: locustTool,
    hint: 'the program locust is not on PATH; ./lab installs it from its lock when PyPI is reached',
  },
  k6: {
    program: 'k6',
    versionArgs: ['version'],
    tool: k6Tool,
    hint: 'the program k6 is not on PATH; install it to have its row (in a cluster its image is pulled)',
  },
};

/** The tool, or why it is not there. */
export async function findTool(name: LoadToolName, path: string): Promise<LoadTool | AbsentTool> {
  if (name === 'lab') return labTool;
  if (name === 'autocannon') return autocannonTool;
  const { program, versionArgs, tool, hint } = PROGRAMS[name];
  const found = findProgram(program, path);
  if (found === undefined) return { name, reason: hint };
  const line = await firstLine(found, versionArgs);
  if (line === undefined) return { name, reason: `${found} is there but does not start` };
  return tool(found, /v?\d+\.\d+\.\d+[-.\w]*/.exec(line)?.[0] ?? line);
}
