import { Option } from 'commander';
import { KSERVE_MODES } from '../scaling/manifests';

/** Of commands that read InferenceServices. */
export function kserveModeOption(): Option {
  return new Option(
    '--kserve-mode <mode>',
    'of InferenceServices that do not say theirs (default: what inferenceservice-config says, else Knative, as KServe is released)',
  ).choices(KSERVE_MODES);
}
