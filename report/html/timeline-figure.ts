import { timeline, type NamedSpan, type TimelinePanel } from '../charts';
import { describePanels, describeSpans } from '../model/describe';
import { figure } from './figure';
import type { Markup } from './markup';

/** Panels over one time axis, with their description and their numbers. */
export function timelineFigure(id: string, panels: readonly TimelinePanel[], spans: readonly NamedSpan[] = []): Markup {
  return figure({
    id,
    size: 'full',
    text: `${describeSpans(spans)}${describePanels(panels)}`,
    draw: (frame) => timeline(panels, frame, spans),
    data: panels.map(({ title, unit, series }) => ({
      title,
      unit,
      series: series.map(({ label, points }) => ({ label, points })),
    })),
  });
}
