import { AnalysisThread } from './analysis-thread.js';
import { ScriptAnalyser } from './script-analyser.js';

let analyser: ScriptAnalyser;
beforeEach(() => {
  analyser = new ScriptAnalyser();
});
afterEach(() => analyser.onApplicationShutdown());

const SLOW = `let ${Array.from({ length: 130_000 }, (_, at) => `a${at}`).join()}`;
/** Small pieces that the syntax tree makes large. */
const HEAVY = `x(${'[],'.repeat(340_000)})`;
const script = (name: string): string => `function ${name}(input: { id: string }) {}`;

describe('ScriptAnalyser', () => {
  it('reads JavaScript and TypeScript', async () => {
    const [one, other] = await Promise.all([
      analyser.analyse('function f() {}', 'a'),
      analyser.analyse(script('g'), 'b'),
    ]);
    expect(one.analysis).toMatchObject({ ok: true, language: 'javascript', functions: [{ name: 'f' }] });
    expect(other.analysis).toMatchObject({ ok: true, language: 'typescript', functions: [{ name: 'g' }] });
    expect(other.cpuMs).toBeGreaterThan(0);
  });

  it('keeps this thread free while it reads, refuses what takes too long, and goes on with the next', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 10);
    const { analysis } = await analyser.analyse(SLOW, 'demo');
    clearInterval(timer);
    expect(analysis).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(/takes longer than 2000 ms of CPU time/) },
    });
    expect(turns).toBeGreaterThan(50);
    expect((await analyser.analyse(script('f'), 'demo')).analysis).toMatchObject({ ok: true });
  });

  it('answers a script of one namespace while another floods it', async () => {
    const flood = Array.from({ length: 4 }, () => analyser.analyse(SLOW, 'flooding'));
    let answered = 0;
    const all = Promise.all(flood.map((each) => each.then(() => answered++)));
    expect((await analyser.analyse(script('f'), 'quiet')).analysis).toMatchObject({ ok: true });
    expect(answered).toBeLessThan(4);
    await all;
  });

  it('refuses a source that takes more memory than a thread has, which ends the thread alone', async () => {
    const thread = new AnalysisThread(48);
    const { analysis } = await thread.analyse(HEAVY);
    expect(analysis).toMatchObject({ ok: false, problem: { message: expect.stringMatching(/needs more memory/) } });
    expect(thread.isUsable).toBe(false);
    await thread.end();
  });

  it('refuses more when very many sources of a namespace wait', async () => {
    const sources = Array.from({ length: 110 }, () => analyser.analyse(script('f'), 'demo'));
    const outcomes = await Promise.allSettled(sources);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(8);
    expect(refused[0]).toMatchObject({ reason: { code: 'TooManyRequests', retryAfterSeconds: 5 } });
  });

  it('tells those who wait that it ends', async () => {
    const reading = analyser.analyse(SLOW, 'demo');
    const ended = expect(reading).rejects.toMatchObject({ code: 'Unavailable' });
    await analyser.analyse(script('f'), 'demo');
    await analyser.onApplicationShutdown();
    await ended;
  });
});
