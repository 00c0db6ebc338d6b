import { KEDA_VERSION, KSERVE_VERSION } from '../../tools/from-packages/programs';
import type { AddonName } from '../cluster/added-groups';

/** Knative numbers its releases apart from its modules: 1.23 holds the modules of v0.50. */
const KNATIVE_RELEASE = 'knative-v1.23.0';

const github = (repository: string, tag: string, file: string): string =>
  `https://github.com/${repository}/releases/download/${tag}/${file}`;

/** The files that each product releases, for clusters without what `./lab packages` builds. Their pods' images are pinned in them. */
export const RELEASED_FILES: Readonly<Record<AddonName, readonly string[]>> = {
  knative: ['serving-crds.yaml', 'serving-core.yaml'].map((file) => github('knative/serving', KNATIVE_RELEASE, file)),
  // Without the webhook that checks ScaledObjects: the lab's own are checked before.
  keda: [github('kedacore/keda', KEDA_VERSION, `keda-${KEDA_VERSION.slice(1)}-core.yaml`)],
  kserve: [github('kserve/kserve', KSERVE_VERSION, 'kserve.yaml')],
};
