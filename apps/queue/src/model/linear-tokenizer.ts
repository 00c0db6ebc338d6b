import { Tokenizer } from '@huggingface/tokenizers';

/** NFD sorts adjacent marks; in V8 the time for that grows with the square of their number. */
const PIECE_CHARACTERS = 64;

interface Normalizer {
  strip_accents?: (text: string) => string;
}

interface WordPiece {
  readonly config: { readonly continuing_subword_prefix?: string };
  readonly tokens_to_ids: ReadonlyMap<string, number>;
  readonly unk_token: string;
  readonly max_input_chars_per_word?: number;
  encode(words: readonly string[]): string[];
}

/**
 * The tokenizer of a `tokenizer.json`, with a replacement for the two steps whose time could grow with the square of the
 * text. The tokens are the same.
 */
export function linearTokenizer(tokenizerJson: object): Tokenizer {
  const tokenizer = new Tokenizer(tokenizerJson, {});
  const normalizer = tokenizer.normalizer as Normalizer | null;
  if (normalizer?.strip_accents !== undefined) normalizer.strip_accents = stripAccents;
  const model = tokenizer.model as unknown as WordPiece;
  if (model.max_input_chars_per_word !== undefined) model.encode = wordPieces(model);
  return tokenizer;
}

/**
 * Decomposes and removes all nonspacing marks, piece by piece. Between two pieces only marks could change places, and
 * those are removed.
 */
export function stripAccents(text: string): string {
  let stripped = '';
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + PIECE_CHARACTERS);
    if (to < text.length && (text.codePointAt(to - 1) ?? 0) > 0xffff) to++;
    stripped += text
      .slice(from, to)
      .normalize('NFD')
      .replace(/\p{Mn}/gu, '');
    from = to;
  }
  return stripped;
}

/** Longest match first, like the library, but never tries more than the length of the longest token. */
function wordPieces({
  tokens_to_ids: ids,
  unk_token: unknown,
  max_input_chars_per_word,
  config,
}: WordPiece): WordPiece['encode'] {
  const longestWord = max_input_chars_per_word ?? 0;
  const continuing = config.continuing_subword_prefix ?? '';
  let longestToken = 0;
  for (const token of ids.keys()) longestToken = Math.max(longestToken, token.length);

  const piecesOf = (word: string): string[] => {
    // A word of UTF-16 units has at least half as many characters.
    if (word.length > 2 * longestWord || Array.from(word).length > longestWord) return [unknown];
    const pieces: string[] = [];
    for (let start = 0; start < word.length;) {
      const prefix = start === 0 ? '' : continuing;
      let end = Math.min(word.length, start + longestToken);
      while (end > start && !ids.has(prefix + word.slice(start, end))) end--;
      if (end === start) return [unknown];
      pieces.push(prefix + word.slice(start, end));
      start = end;
    }
    return pieces;
  };
  return (words) => words.flatMap(piecesOf);
}
