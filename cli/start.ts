import type { CommandGroup } from './command-line';
import { addInit } from './commands/init';
import { addLoad } from './commands/load';

/** What someone does first with a service of their own; needs no checkout either. */
export const START: CommandGroup = { title: 'Start with your own service', commands: [addInit, addLoad] };
