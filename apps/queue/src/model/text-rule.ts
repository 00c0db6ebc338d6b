import { z } from 'zod';

/** Every match of `pattern` (flags `gu`) becomes `replacement`, in which `$1` stands for the first group. */
const substitutionSchema = z.object({ pattern: z.string(), replacement: z.string() });

/** `text` of a lab.model/v1 manifest: what happens to a text before the tokenizer sees it, in every language. */
export const textRuleSchema = z.object({
  characters: z.array(substitutionSchema).describe('each maps one character to one character'),
  maxCharacters: z.number().int().positive().describe('code points used from the start'),
  steps: z.array(substitutionSchema),
});

export type TextRuleData = z.infer<typeof textRuleSchema>;

/** A text for the tokenizer. */
export interface RuledText {
  readonly text: string;
  /** Characters beyond the rule's bound were left out. */
  readonly cut: boolean;
}

/** Applies the rule: the cut, characters, then steps, in this order. */
export class TextRule {
  private readonly maxCharacters: number;
  private readonly substitutions: readonly { readonly pattern: RegExp; readonly replacement: string }[];

  /** @throws SyntaxError when a pattern is no regular expression */
  public constructor(rule: TextRuleData) {
    this.maxCharacters = rule.maxCharacters;
    this.substitutions = [...rule.characters, ...rule.steps].map(({ pattern, replacement }) => ({
      pattern: new RegExp(pattern, 'gu'),
      replacement,
    }));
  }

  public apply(original: string): RuledText {
    const head = firstCodePoints(original, this.maxCharacters);
    const text = this.substitutions.reduce((sofar, { pattern, replacement }) => sofar.replace(pattern, replacement), head);
    return { text, cut: head.length < original.length };
  }
}

function firstCodePoints(text: string, count: number): string {
  if (text.length <= count) return text;
  let end = 0;
  for (let taken = 0; taken < count && end < text.length; taken++) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}
