/** A directory or file inside the container and where it is on this machine. */
export interface PathMapping {
  readonly mountPath: string;
  readonly hostPath: string;
}

const PATH_CHARACTER = 'A-Za-z0-9._~@%+/-';

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/**
 * Replaces mount paths in a text by the paths that stand for them on this machine. A mount path counts only where it is a
 * whole path or the beginning of one: `/data` in `--dir=/data/aof` and `file:///data`, not in `/database`, `http://host/data`
 * or `./data`. The longest mount path wins.
 */
export function rewritePaths(text: string, mappings: readonly PathMapping[]): string {
  if (mappings.length === 0) return text;
  const hostPathOf = new Map(mappings.map((mapping) => [trimmed(mapping.mountPath), mapping.hostPath]));
  const alternatives = [...hostPathOf.keys()].sort((one, other) => other.length - one.length).map(escaped);
  const pattern = new RegExp(
    `(?<=^|file://|[^${PATH_CHARACTER}])(${alternatives.join('|')})(?=$|/|[^${PATH_CHARACTER}]|[.](?![A-Za-z0-9]))`,
    'g',
  );
  return text.replace(pattern, (_, path: string) => hostPathOf.get(path) ?? path);
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '');
}
