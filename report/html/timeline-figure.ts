import { timeline, type TimelinePanel } from '../charts';
import { describePanels } from '../model/describe';
import { figure } from './figure';
import type { Markup } from './markup';

/** Panels over one time axis, with their description and their numbers. */
export function timelineFigure(id: string, panels: readonly TimelinePanel[]): Markup {
  return figure({
    id,
    size: 'full',
    text: describePanels(panels),
    draw: (frame) => timeline(panels, frame),
    data: panels.map(({ title, unit, series }) => ({
      title,
      unit,
      series: series.map(({ label, points }) => ({ label, points })),
    })),
  });
}
