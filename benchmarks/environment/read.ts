import { readFileSync } from 'node:fs';

/** The text of a file; undefined when it cannot be read, because kernels and containers differ in what they show. */
export type Read = (path: string) => string | undefined;

export const readText: Read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
