import { basename } from 'node:path';
import { UserError } from '../../contract';
import type { ValuesChoice } from '../../scaling/manifests';

const NAMED = /^([a-z0-9][a-z0-9._-]*)=(.+)$/s;

/**
 * Reads the values of `--values`: each is an environment of every chart, `values/prod.yaml` or `prod=values/common.yaml,values/prod.yaml`.
 *
 * @throws UserError when two have the same name
 */
export function parseValues(given: readonly string[]): ValuesChoice[] {
  const choices = given.map((value): ValuesChoice => {
    const [, name, list = value] = NAMED.exec(value) ?? [];
    const paths = list.split(',').filter((path) => path !== '');
    return { name: name ?? basename(paths.at(-1) ?? value).replace(/\.[^.]+$/, ''), paths };
  });
  const names = choices.map(({ name }) => name);
  const double = names.find((name, index) => names.indexOf(name) < index);
  if (double === undefined) return choices;
  throw new UserError({
    where: '--values',
    problem: `has two environments called ${double}.`,
    fix: 'Name each: --values dev=dev/values.yaml --values prod=prod/values.yaml.',
    code: 'flag-wrong',
  });
}
