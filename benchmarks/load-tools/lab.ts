import { openLoop } from '../load/open-loop';
import { measurementOf } from './measurement';
import type { LoadTool } from './tool';

/** The lab's own open loop: the generator of every other benchmark. */
export const labTool: LoadTool = {
  name: 'lab',
  version: `Node ${process.versions.node}, undici`,
  loop: 'open, from the intended time',
  runs: 'in this process',
  note: "the lab's own open loop; a connection serves at most 10 requests, as clients that come and go",
  run: async (attack) => measurementOf(await openLoop(attack.scenario, attack.kind, attack)),
};
