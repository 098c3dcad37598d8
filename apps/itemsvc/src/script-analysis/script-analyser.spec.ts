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
    expect(other.spentMs).toBeGreaterThan(0);
  });

  it('keeps this thread free while it reads, refuses what takes too long, and goes on with the next', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 10);
    const { analysis } = await analyser.analyse(SLOW, 'demo');
    clearInterval(timer);
    expect(analysis).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(/takes longer than 2000 ms/) },
    });
    expect(turns).toBeGreaterThan(50);
    expect((await analyser.analyse(script('f'), 'demo')).analysis).toMatchObject({ ok: true });
  });

  it('answers the scripts of one namespace while another floods it', async () => {
    const flood = Array.from({ length: 6 }, () => analyser.analyse(SLOW, 'flooding'));
    const answered: string[] = [];
    const all = Promise.all(flood.map((each) => each.then(() => answered.push('slow'))));
    await analyser.analyse(script('f'), 'quiet').then(() => answered.push('quiet'));
    await analyser.analyse(script('g'), 'quiet').then(() => answered.push('quiet'));
    expect(answered.filter((each) => each === 'slow').length).toBeLessThan(6);
    await all;
  });

  it('refuses a source whose syntax tree is larger than its memory, and goes on', async () => {
    const heavy = await analyser.analyse(HEAVY, 'demo');
    expect(heavy.analysis).toHaveProperty('ok');
    expect((await analyser.analyse(script('f'), 'demo')).analysis).toMatchObject({ ok: true });
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
