import type { PredictedTimeSeries } from './predictor';

/** Grey and orange are told apart on GitHub's light and dark page, and by most colour-blind readers. */
const COLOURS = { base: '#8b949e', head: '#d9480f' } as const;
export const CHART_KEY = 'grey: base, orange: head';

/**
 * Replicas of both sides over one scenario as a Mermaid chart that GitHub draws. Nothing of the manifests gets into it: Mermaid has no
 * escape that can be trusted.
 */
export function replicasChart({ stepSeconds, replicas }: PredictedTimeSeries): string {
  const base = filled(replicas.base.median);
  const head = filled(replicas.head.median);
  const most = Math.max(1, ...base, ...head);
  return [
    '```mermaid',
    `%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "${COLOURS.base}, ${COLOURS.head}"}}}}%%`,
    'xychart-beta',
    `  x-axis "seconds" 0 --> ${stepSeconds * Math.max(1, base.length)}`,
    `  y-axis "pods" 0 --> ${Math.ceil(most * 1.05)}`,
    `  line [${base.join(', ')}]`,
    `  line [${head.join(', ')}]`,
    '```',
  ].join('\n');
}

/** A hole is as what was before it. */
function filled(values: readonly (number | null)[]): number[] {
  let last = values.find((value) => value !== null) ?? 0;
  return values.map((value) => (last = value ?? last));
}
