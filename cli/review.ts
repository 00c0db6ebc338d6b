import type { CommandGroup } from './command-line';
import { addDiff } from './commands/diff';
import { addLint } from './commands/lint';
import { addProfile } from './commands/profile';
import { addSimulate } from './commands/simulate';
import { addTune } from './commands/tune';
import { addWhy } from './commands/why';

/** What reads and predicts manifests: needs no lab, no Python and no cluster, and is what the npm package holds. */
export const REVIEW: CommandGroup = {
  title: 'Review a change',
  commands: [addDiff, addLint, addSimulate, addTune, addProfile, addWhy],
};
