import type { Sample } from '../measure/sample.ts';
import type { Row } from './group.ts';

const rounded = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Rate, and the CPU time that the answering process took for each answer where that is known. */
export function perSecond({ perSecond: rate, cpuMs }: Sample): string {
  const text = `${rounded(rate, rate < 100 ? 1 : 0)}/s`;
  return cpuMs === undefined ? text : `${text} (${rounded(cpuMs, 2)} ms CPU)`;
}

export const milliseconds = (value: number): string => `${rounded(value, 2)} ms`;
export const times = (value: number): string => rounded(value, value < 10 ? 2 : 0);

/** The product's rate against a baseline's, which it has to reach `atLeast` times; undefined for a baseline that only informs. */
export function ratioRow(
  what: string,
  { figure, baseline, baselineName }: { figure: Sample; baseline: Sample; baselineName: string },
  atLeast: number | undefined,
): Row {
  const ratio = figure.perSecond / baseline.perSecond;
  return {
    what,
    figure: perSecond(figure),
    baseline: `${baselineName}: ${perSecond(baseline)}`,
    ratio: times(ratio),
    target: atLeast === undefined ? '' : `≥ ${atLeast}`,
    met: atLeast === undefined ? undefined : ratio >= atLeast,
  };
}
