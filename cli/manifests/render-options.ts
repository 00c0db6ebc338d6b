import type { Command } from 'commander';
import { parseValues } from './values';
import type { ValuesChoice } from '../../scaling/manifests';

/** Flags of every command that reads trees. */
export interface RenderFlags {
  /** false: `--no-render`. Otherwise commands, for those that take any. */
  readonly render?: readonly string[] | boolean;
  readonly values: readonly string[];
}

/** What to do with charts and kustomizations of a tree. */
export type TreeRendering = { readonly values: readonly ValuesChoice[]; readonly signal: AbortSignal } | 'none';

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

export function treeRendering({ render, values }: RenderFlags, signal: AbortSignal): TreeRendering {
  return render === false ? 'none' : { values: parseValues(values), signal };
}
