import { writeSync } from 'node:fs';

/** What a command is doing, for a message if it does not come to an end. */
export interface Activity {
  /** A side, a file of a side, a command. */
  readonly where: string;
  readonly what: 'read' | 'rendered' | 'compared' | 'simulated';
}

/** What a child tells while it works. */
export type Note =
  | ({ readonly kind: 'activity' } & Activity)
  | { readonly kind: 'time-limit'; readonly seconds: number }
  /** Whoever ends the child removes it. */
  | { readonly kind: 'temporary-folder'; readonly folder: string }
  /** A git worktree, alone in a temporary folder: whoever ends the child removes both. */
  | { readonly kind: 'checkout'; readonly worktree: string; readonly repository: string };

let notesTo: number | undefined;

/** From now on notes go to a pipe. Without it (no child, as in tests) nobody listens. */
export function sendNotesTo(fileDescriptor: number): void {
  notesTo = fileDescriptor;
}

/** Written at once: what follows may never return. */
export function note(one: Note): void {
  if (notesTo !== undefined) writeSync(notesTo, `${JSON.stringify(one)}\n`);
}

/** Calls back with every note in a stream of them, which comes in pieces of any length. */
export function noteReader(use: (one: Note) => void): (piece: string) => void {
  let rest = '';
  return (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) use(JSON.parse(line) as Note);
  };
}
