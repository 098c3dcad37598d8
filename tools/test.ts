/** `npm test`: what tests need, the build that they start processes from, then Jest. Arguments are handed on to Jest. */
import { run } from './run-program.ts';
import { provideTestPrograms } from './test-programs.ts';

function test(): number {
  if (!provideTestPrograms()) return 1;
  const built = run('npm', ['run', '--silent', 'build'], 'quiet');
  if (built !== 0) return built;
  return run('npm', ['run', '--silent', 'jest', '--', ...process.argv.slice(2)]);
}

process.exitCode = test();
