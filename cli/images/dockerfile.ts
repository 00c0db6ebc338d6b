import { nearest, UserError } from '../../contract';
import { BASE_KINDS, type BaseKind } from '../../tools/from-packages';

/** Instructions of a Dockerfile, continued lines joined, comments left out. */
export function instructions(dockerfile: string): string[] {
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

/** The Dockerfile with the model taken from an image in place of the build context, for a builder that has no named contexts. */
export function withModelFrom(dockerfile: string, image: string): string {
  return dockerfile.replace(/^((?:COPY|ADD)\s.*?--from=)model(?=\s)/gim, (_, before: string) => `${before}${image}`);
}

/**
 * The kinds of image that a Dockerfile takes something from, by the argument that names each:
 * `ARG BASE_IMAGE=docker.io/library/python:3.11-slim-bookworm` is python.
 *
 * @throws UserError for an image that packages cannot stand in for, or one that is no argument and cannot be replaced
 */
export function basesOf(file: string, dockerfile: string): Readonly<Record<string, BaseKind>> {
  const images = instructions(dockerfile).flatMap((line) => {
    const [, argument, image] = /^ARG\s+(\w+_IMAGE)=(\S+)/i.exec(line) ?? [];
    return argument === undefined || image === undefined ? [] : [[argument, image] as const];
  });
  if (!images.some(([argument]) => argument === 'BASE_IMAGE'))
    throw unknownBase(file, 'has no `ARG BASE_IMAGE=`: its base cannot be replaced by one made from packages.');
  return Object.fromEntries(images.map(([argument, image]) => [argument, kindOf(file, image)]));
}

function kindOf(file: string, image: string): BaseKind {
  const name = /([^/:@]+)(?:[:@][^/]*)?$/.exec(image)?.[1] ?? '';
  const kind = BASE_KINDS.find((one) => one === name);
  if (kind !== undefined) return kind;
  throw unknownBase(file, `takes something from ${image}, which cannot be made from packages.`, nearest(name, BASE_KINDS));
}

function unknownBase(file: string, problem: string, meant?: string): UserError {
  const fix = `Bases: ${BASE_KINDS.join(', ')}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
  return new UserError({ where: file, problem, fix, code: 'base-image-unknown' });
}
