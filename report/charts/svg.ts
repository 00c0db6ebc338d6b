import { createRequire } from 'node:module';
import type * as ECharts from 'echarts';
import { plain } from '../../contract';
import { keySvg, type Key } from './key';
import { withVariables } from './theme';

interface Frame {
  /** Unique within the page: SVG refers to its clip paths by document-wide id. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** What a chart needs to know about its figure. */
export type Place = Pick<Frame, 'id' | 'width'>;

/** What the page's hover read-out needs to turn a pointer position into a value of the x axis. */
interface Extras {
  readonly keys: readonly Key[];
  readonly plot?: PlotArea;
}

interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly from: number;
  readonly to: number;
}

const FONT_SIZE = 12;

/** ECharts takes a fifth of a second to load, and most commands draw nothing. */
let loaded: typeof ECharts | undefined;
function echarts(): typeof ECharts {
  loaded ??= createRequire(__filename)('echarts') as typeof ECharts;
  return loaded;
}

/** Draws an ECharts option as a static SVG: no script, no animation, the same bytes for the same input. */
export function renderSvg(option: ECharts.EChartsOption, frame: Frame, { keys, plot }: Extras): string {
  const chart = echarts().init(null, null, { renderer: 'svg', ssr: true, width: frame.width, height: frame.height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit', fontSize: FONT_SIZE }, ...option });
    // ECharts escapes labels, but keeps characters that change how they read.
    return plain(
      withVariables(cleaned(chart.renderToSVGString(), frame, plot).replace(/<\/svg>$/, `${keys.map(keySvg).join('')}</svg>`)),
    );
  } finally {
    chart.dispose();
  }
}

/** ECharts numbers its ids by instance and adds hover styles; a page with many static charts wants neither. */
function cleaned(svg: string, { id, width, height }: Frame, plot: PlotArea | undefined): string {
  const body = svg
    .replace(/^<svg[^>]*>/, '')
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ class="zr\d+-[^"]*"/g, '')
    .replace(/ pointer-events="visible"/g, '')
    .replace(/\bzr\d+-/g, `${id}-`)
    .replace(/\n\s*/g, '');
  const area = plot === undefined ? '' : ` data-plot="${plot.left} ${plot.right} ${plot.from} ${plot.to}"`;
  const open = `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true" focusable="false"${area}>`;
  return `${open}${body.trim()}`;
}
