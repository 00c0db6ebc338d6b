import type { Tokenizer } from '@huggingface/tokenizers';
import { linearTokenizer } from './linear-tokenizer';
import type { TextRule } from './text-rule';

/** Token ids of one text. */
export interface EncodedText {
  readonly ids: readonly number[];
  readonly truncated: boolean;
}

/** A batch, padded on the right to its longest text: row-major [rows, width]. */
export interface Batch {
  readonly rows: number;
  readonly width: number;
  readonly inputIds: BigInt64Array;
  readonly attentionMask: BigInt64Array;
}

/** A token of prose is about 5 characters; with this many, the beginning of nearly every text is enough. */
const BEGINNING_CHARACTERS_PER_TOKEN = 12;

/** Applies the text rule, tokenizes and truncates as the Python servers do. */
export class TextEncoder {
  private readonly tokenizer: Tokenizer;

  /**
   * @param tokenizerJson parsed `tokenizer.json`; the JavaScript tokenizer ignores its truncation, so it is done here
   * @param maxTokens longest sequence, [CLS] and [SEP] included
   */
  public constructor(
    tokenizerJson: object,
    private readonly rule: TextRule,
    private readonly maxTokens: number,
  ) {
    this.tokenizer = linearTokenizer(tokenizerJson);
  }

  public encode(original: string): EncodedText {
    const { text, cut } = this.rule.apply(original);
    const ids = this.tokenIds(text);
    const last = ids.at(-1);
    if (ids.length <= this.maxTokens || last === undefined) return { ids, truncated: cut };
    return { ids: [...ids.slice(0, this.maxTokens - 1), last], truncated: true };
  }

  /**
   * Token ids of a text; of a long text those of its beginning, as soon as that alone is more than maxTokens. No token
   * reaches across a space or a punctuation mark, so the first maxTokens are the same either way.
   */
  private tokenIds(text: string): readonly number[] {
    for (let most = BEGINNING_CHARACTERS_PER_TOKEN * this.maxTokens; most < text.length; most *= 2) {
      const end = lastBreak(text, most);
      const beginning = end === 0 ? [] : this.tokenizer.encode(text.slice(0, end)).ids;
      if (beginning.length > this.maxTokens) return beginning;
    }
    return this.tokenizer.encode(text).ids;
  }
}

/** Certain ends of words: ASCII white space and punctuation, but for the end of a special token such as [SEP]. */
const BREAK = /[ \t\n\r!-/:-@[\\^-`{-~]/;

/** The last place up to `most` at which a word ends; 0 when there is none. */
function lastBreak(text: string, most: number): number {
  let end = most;
  while (end > 0 && !BREAK.test(text.charAt(end))) end--;
  return end;
}

/** Rows of token ids as one batch; padding has id 0 and mask 0. */
export function padded(rows: readonly (readonly number[])[]): Batch {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const inputIds = new BigInt64Array(rows.length * width);
  const attentionMask = new BigInt64Array(rows.length * width);
  rows.forEach((row, index) => {
    row.forEach((id, column) => {
      inputIds[index * width + column] = BigInt(id);
      attentionMask[index * width + column] = 1n;
    });
  });
  return { rows: rows.length, width, inputIds, attentionMask };
}
