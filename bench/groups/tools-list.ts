/** `tools/list` of 1,000 tools: the product against the bytes alone, and against the official SDK's servers. */
import { measureInterleaved } from '../measure/interleaved.ts';
import type { Sample } from '../measure/sample.ts';
import { type Era, ERAS, listRequest, sendOnce } from '../mcp-request.ts';
import { httpSubject, listedTools, listTarget } from '../subjects/product.ts';
import { SubjectProcess } from '../subjects/subject-process.ts';
import type { Group, Row } from './group.ts';
import { ratioRow } from './rows.ts';

const CONNECTIONS = [1, 10];
const BARE_TARGET = 0.7;
const OFFICIAL_TARGET = 20;
/** Set by every Node server by itself. */
const NODE_HEADERS = ['connection', 'date', 'keep-alive'];

const ownHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => !NODE_HEADERS.includes(name)));

export const toolsList: Group = async ({ plan, resources, localProduct }) => {
  const product = await localProduct();
  const targets = await Promise.all(ERAS.map((era) => listTarget(product, era)));
  const answers = await Promise.all(targets.map(({ request }) => sendOnce(request)));
  const routes = ERAS.map((era, index) => ({
    path: `/${era}`,
    headers: ownHeaders(answers[index]?.headers ?? new Headers()),
    body: answers[index]?.text ?? '',
  }));
  const tools = listedTools(answers[0]?.text ?? '');
  const bare = resources.use(await SubjectProcess.start('bare-route', routes));
  const sdk2 = resources.use(await SubjectProcess.start('official-sdk-2', tools));
  const registered = resources.use(await SubjectProcess.start('official-sdk-2-registered', tools));
  const sdk1 = resources.use(await SubjectProcess.start('official-sdk-1', tools));

  const bareTarget = (era: Era) => ({ request: listRequest(`${bare.url}/${era}`, era), pid: bare.pid });
  for (const [index, era] of ERAS.entries()) {
    const { headers, text } = await sendOnce(bareTarget(era).request);
    if (text !== routes[index]?.body) throw new Error('The bare route sends other bytes.');
    if (JSON.stringify(ownHeaders(headers)) !== JSON.stringify(routes[index].headers)) {
      throw new Error('The bare route sends other headers.');
    }
  }
  const official = (server: SubjectProcess, era: Era) => ({ request: listRequest(server.url, era), pid: server.pid });
  const officialTargets = [sdk2, registered].flatMap((server) => ERAS.map((era) => official(server, era)));
  for (const target of [...officialTargets, official(sdk1, 'initialize')]) {
    const { text } = await sendOnce(target.request);
    if (!text.includes('find_0999')) throw new Error(`${target.request.url} does not list all tools.`);
  }

  const subjects = [
    ...ERAS.map((era, index) => {
      const target = targets[index];
      if (target === undefined) throw new Error('Each era has a target.');
      return httpSubject(`Toolrack, ${era}`, target);
    }),
    ...ERAS.map((era) => httpSubject(`bare Fastify route, ${era}`, bareTarget(era))),
    ...ERAS.map((era) => httpSubject(`SDK 2 with a handler, ${era}`, official(sdk2, era))),
    ...ERAS.map((era) => httpSubject(`SDK 2 McpServer, ${era}`, official(registered, era))),
    httpSubject('SDK 1 with a handler, initialize', official(sdk1, 'initialize')),
  ];
  const rows: Row[] = [];
  for (const connections of CONNECTIONS) {
    const samples = await measureInterleaved(subjects, connections, plan);
    const sample = (name: string): Sample => {
      const found = samples[subjects.findIndex((subject) => subject.name === name)];
      if (found === undefined) throw new Error(`${name} was not measured.`);
      return found;
    };
    const compare = (era: Era, baseline: string, target?: number): Row =>
      ratioRow(
        `tools/list, ${era}, ${connections} in flight`,
        { figure: sample(`Toolrack, ${era}`), baseline: sample(baseline), baselineName: baseline.split(',')[0] ?? '' },
        target,
      );
    rows.push(
      ...ERAS.map((era) => compare(era, `bare Fastify route, ${era}`, BARE_TARGET)),
      ...ERAS.map((era) => compare(era, `SDK 2 with a handler, ${era}`)),
      ...ERAS.map((era) => compare(era, `SDK 2 McpServer, ${era}`, OFFICIAL_TARGET)),
      compare('initialize', 'SDK 1 with a handler, initialize'),
    );
  }
  return { rows };
};
