/** Lines over time as an SVG text: panels below each other that share their time axis. */

export interface Series {
  name: string;
  /** One value for each time. */
  values: readonly number[];
}

export interface Panel {
  title: string;
  series: readonly Series[];
}

const WIDTH = 960;
const PANEL = { height: 180, top: 34, left: 64, right: 190, gap: 30 };
const BOTTOM = 40;
const COLORS = ['#1f6feb', '#d1242f', '#1a7f37', '#9a6700', '#8250df', '#57606a', '#bf3989', '#0a7b83'];
const MAX_POINTS = 400;
const TICKS = 4;

const escaped = (text: string): string => text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
const rounded = (value: number): string => String(Math.round(value * 10) / 10);

/** A round number that is at least so large: 1, 2 or 5 with zeros. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return unit * ([1, 2, 5].find((step) => step * unit >= value) ?? 10);
}

function text(content: string, { x, y, anchor = 'start', color = '#24292f' }: Place): string {
  return `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}" fill="${color}">${escaped(content)}</text>`;
}

interface Place {
  x: number;
  y: number;
  anchor?: 'start' | 'middle' | 'end';
  color?: string;
}

/**
 * @param times in one unit, ascending, which `unit` names
 * @param panels with values for exactly these times
 */
export function linePlot(times: readonly number[], panels: readonly Panel[], unit: string): string {
  const step = Math.max(1, Math.ceil(times.length / MAX_POINTS));
  const kept = times.flatMap((_, index) => (index % step === 0 || index === times.length - 1 ? [index] : []));
  const end = Math.max(times.at(-1) ?? 0, Number.EPSILON);
  const plotWidth = WIDTH - PANEL.left - PANEL.right;
  const x = (time: number): number => PANEL.left + (time / end) * plotWidth;
  const height = panels.length * (PANEL.height + PANEL.top + PANEL.gap) + BOTTOM;

  const drawn = panels.map(({ title, series }, index) => {
    const top = index * (PANEL.height + PANEL.top + PANEL.gap) + PANEL.top;
    const most = roundUp(Math.max(...series.flatMap(({ values }) => values), 0));
    const y = (value: number): number => top + PANEL.height - (value / most) * PANEL.height;
    const grid = Array.from({ length: TICKS + 1 }, (_, tick) => {
      const value = (most / TICKS) * tick;
      const line = `<path d="M${PANEL.left} ${rounded(y(value))}h${plotWidth}" stroke="#d0d7de"/>`;
      return line + text(rounded(value), { x: PANEL.left - 8, y: y(value) + 4, anchor: 'end' });
    });
    const lines = series.map(({ name, values }, nth) => {
      const color = COLORS[nth % COLORS.length] ?? 'black';
      const points = kept.map((at) => `${rounded(x(times[at] ?? 0))} ${rounded(y(values[at] ?? 0))}`);
      const legend = text(name, { x: WIDTH - PANEL.right + 16, y: top + 12 + nth * 18, color });
      return `<path d="M${points.join('L')}" fill="none" stroke="${color}" stroke-width="1.5"/>${legend}`;
    });
    return [text(title, { x: PANEL.left, y: top - 12 }), ...grid, ...lines].join('\n');
  });
  const ticks = Array.from({ length: TICKS + 1 }, (_, tick) => {
    const time = (end / TICKS) * tick;
    return text(rounded(time), { x: x(time), y: height - BOTTOM + 8, anchor: 'middle' });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${drawn.join('\n')}
${ticks.join('\n')}
${text(unit, { x: PANEL.left + plotWidth / 2, y: height - 8, anchor: 'middle' })}
</svg>
`;
}
