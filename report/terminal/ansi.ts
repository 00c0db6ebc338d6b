/** What a piece of text stands for; the colour follows from it. */
export type Tone = 'strong' | 'quiet' | 'good' | 'bad' | 'warn';

export type Paint = (tone: Tone, text: string) => string;

const CODES: Readonly<Record<Tone, string>> = { strong: '1', quiet: '2', good: '32', bad: '31', warn: '33' };
const ESCAPE = String.fromCharCode(27);

/** Colours for a terminal that shows them; plain text otherwise. */
export function painter({ color }: { readonly color: boolean }): Paint {
  return color ? (tone, text) => `${ESCAPE}[${CODES[tone]}m${text}${ESCAPE}[0m` : (_, text) => text;
}
