import type { Command } from 'commander';
import { UserError } from '../../contract';
import type { RenderOptions } from './render-trees';
import { parseValues } from './values';

/** Flags of every command that reads trees. */
export interface RenderFlags {
  /** false: `--no-render`. Otherwise commands, for those that take any. */
  readonly render?: readonly string[] | boolean;
  readonly values: readonly string[];
  /** Of the cluster, or a range of them. */
  readonly kubernetesVersion: string;
}

/** What to do with charts and kustomizations of a tree. */
export type TreeRendering = RenderOptions | 'none';

export function addRenderOptions(command: Command): Command {
  return command
    .option('--no-render', 'render no chart and no kustomization that is found, even if helm, kustomize or kubectl is on PATH')
    .option(
      '--values <file>',
      'values of an environment for the charts that are found, below what is given; several: name=file,file, one flag each',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    );
}

/** @throws UserError when values are given and nothing would be rendered with them */
export function treeRendering({ render, values, kubernetesVersion }: RenderFlags, signal: AbortSignal): TreeRendering {
  const isByCommand = Array.isArray(render) && render.length > 0;
  if (values.length > 0 && (render === false || isByCommand))
    throw new UserError({
      where: `--values ${values.join(' ')}`,
      problem: `is for charts that are found, and with ${isByCommand ? '--render' : '--no-render'} none is rendered.`,
      fix: isByCommand ? 'Give the values to the command: helm template … --values FILE.' : 'Leave one of the two out.',
      code: 'flag-wrong',
    });
  return render === false ? 'none' : { values: parseValues(values), kubernetesVersion, signal };
}
