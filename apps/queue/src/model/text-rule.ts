import { z } from 'zod';

/** `text` of a lab.model/v1 manifest: what happens to a text before the tokenizer sees it, in every language. */
export const textRuleSchema = z.object({
  spaceRanges: z.array(z.tuple([hexadecimal(), hexadecimal()])).describe('inclusive code point ranges that become a space'),
  replacements: z.record(z.string(), z.string()).describe('single characters and what replaces them'),
  maxCharacters: z.number().int().positive().describe('code points used from the start'),
});

export type TextRuleData = z.infer<typeof textRuleSchema>;

function hexadecimal() {
  return z.string().regex(/^[0-9A-Fa-f]{1,6}$/);
}

/** A text as the tokenizer takes it. */
export interface RuledText {
  readonly text: string;
  /** Characters beyond the rule's bound were left out. */
  readonly cut: boolean;
}

export class TextRule {
  private readonly toSpace: RegExp;

  public constructor(private readonly rule: TextRuleData) {
    const ranges = rule.spaceRanges.map(([first, last]) => `\\u{${first}}-\\u{${last}}`);
    this.toSpace = new RegExp(ranges.length === 0 ? '[]' : `[${ranges.join('')}]`, 'gu');
  }

  public apply(original: string): RuledText {
    const head = this.head(original);
    let text = head;
    for (const [old, replacement] of Object.entries(this.rule.replacements)) text = text.replaceAll(old, replacement);
    return { text: text.replace(this.toSpace, ' '), cut: head.length < original.length };
  }

  /** The first maxCharacters code points. */
  private head(text: string): string {
    const { maxCharacters } = this.rule;
    if (text.length <= maxCharacters) return text;
    let end = 0;
    for (let characters = 0; characters < maxCharacters && end < text.length; characters++)
      end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
    return text.slice(0, end);
  }
}
