/** `tools/call` of a trivial script, run in the local process's own sandbox, against the sandbox alone. */
import { RunConfig } from '#libs/config';
import { measureInterleaved } from '../measure/interleaved.ts';
import { callTarget, httpSubject } from '../subjects/product.ts';
import { SubjectProcess } from '../subjects/subject-process.ts';
import type { Group, Row } from './group.ts';
import { milliseconds, ratioRow } from './rows.ts';

const IN_FLIGHT = [1, 10];
const SANDBOX_TARGET = 0.7;
const P50_TARGET_MS = 2.5;

/** The sandbox as the product has it when nothing is set. */
export function startSandbox(): Promise<SubjectProcess> {
  const { minChildren, maxChildren } = new RunConfig({});
  return SubjectProcess.start('sandbox-pool', { minChildren, maxChildren });
}

export const toolsCall: Group = async ({ plan, resources, localProduct }) => {
  const product = await localProduct();
  const sandbox = resources.use(await startSandbox());
  const subjects = [
    httpSubject('Toolrack, inline', await callTarget(product, 'stateless')),
    { name: 'SandboxPool', measure: sandbox.measure.bind(sandbox) },
  ];
  const rows: Row[] = [];
  for (const inFlight of IN_FLIGHT) {
    const [figure, baseline] = await measureInterleaved(subjects, inFlight, plan);
    if (figure === undefined || baseline === undefined) throw new Error('Something was not measured.');
    const what = `tools/call inline, ${inFlight} in flight`;
    rows.push(ratioRow(what, { figure, baseline, baselineName: 'SandboxPool' }, SANDBOX_TARGET));
    if (inFlight > 1) continue;
    rows.push({
      what: `${what}: p50`,
      figure: milliseconds(figure.p50Ms),
      baseline: `SandboxPool: ${milliseconds(baseline.p50Ms)}`,
      ratio: '',
      target: `≤ ${P50_TARGET_MS} ms`,
      met: figure.p50Ms <= P50_TARGET_MS,
    });
  }
  return { rows };
};
