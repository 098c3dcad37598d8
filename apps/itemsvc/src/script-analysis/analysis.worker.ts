/** A thread of `ScriptAnalyser`: reads one source after the other, and ends when it is told to or takes too long. */
import { parentPort } from 'node:worker_threads';
import { analyseScript } from './analyse-script.js';
import { type ThreadMessage } from './analysis-thread.js';

function tell(message: ThreadMessage): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (source: unknown) => {
  tell({ kind: 'analysed', analysis: analyseScript(String(source)) });
});
tell({ kind: 'ready' });
