import type { InstalledKserveMode } from '../../scaling/manifests';

const HOW = {
  flag: 'as asked for with --kserve-mode',
  config: 'as inferenceservice-config says',
  assumed: 'as KServe is released; --kserve-mode says otherwise',
} as const;

/** Which mode was taken for InferenceServices that do not say theirs; none where all do. */
export function kserveModeNotes(mode: InstalledKserveMode | null | undefined): string[] {
  if (mode === null || mode === undefined) return [];
  return [`InferenceServices without a deploymentMode are taken to be in ${mode.mode} mode, ${HOW[mode.from]}.`];
}
