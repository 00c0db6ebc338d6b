import { nearest, UserError } from '../../contract';

/** Kinds of base image that a machine without a registry can make from packages. */
const BASES = ['debian', 'python', 'node'] as const;
export type Base = (typeof BASES)[number];

/** Instructions of a Dockerfile, continued lines joined, comments left out. */
function instructions(dockerfile: string): string[] {
  return dockerfile
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Paths of the repository that a Dockerfile copies: with them the build context holds what is needed and nothing else. */
export function copiedPaths(dockerfile: string): string[] {
  const copies = instructions(dockerfile).flatMap((line) => {
    const [word = '', ...rest] = line.split(/\s+/);
    if (!['COPY', 'ADD'].includes(word.toUpperCase())) return [];
    if (rest.some((one) => one.startsWith('--from='))) return [];
    return rest.filter((one) => !one.startsWith('--')).slice(0, -1);
  });
  return [...new Set(copies)].sort();
}

/** True when a Dockerfile takes the model artifact from the build context named `model`. */
export function needsModel(dockerfile: string): boolean {
  return instructions(dockerfile).some((line) => /^(COPY|ADD)\s.*--from=model\s/i.test(line));
}

/** The kind of image that a Dockerfile starts from: `ARG BASE_IMAGE=docker.io/library/python:3.11-slim-bookworm` is python. */
export function baseOf(file: string, dockerfile: string): Base {
  const image = instructions(dockerfile).flatMap((line) => /^ARG\s+BASE_IMAGE=(\S+)/i.exec(line)?.[1] ?? [])[0];
  const name = /([^/:@]+)(?:[:@][^/]*)?$/.exec(image ?? '')?.[1] ?? '';
  const base = BASES.find((one) => one === name);
  if (base !== undefined) return base;
  const meant = nearest(name, BASES);
  throw new UserError({
    where: file,
    problem:
      image === undefined
        ? 'has no `ARG BASE_IMAGE=`: its base cannot be replaced by one made from packages.'
        : `starts from ${image}, which cannot be made from packages.`,
    fix: `Bases: ${BASES.join(', ')}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    code: 'base-image-unknown',
  });
}
