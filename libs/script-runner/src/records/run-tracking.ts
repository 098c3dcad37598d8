import type { RunTokens } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { PlatformTransport } from '#libs/platform-api';
import type { Logger } from '#libs/telemetry';
import { RestRunRecordStore } from './run-record-store.js';
import { RunRecorder } from './run-recorder.js';
import { RunsInFlight } from './runs-in-flight.js';

export interface RunTrackingOptions {
  transport: PlatformTransport;
  runTokens: RunTokens;
  changeFeed: ChangeFeed;
  /** How long records are kept, in milliseconds; 0 when there are none. */
  recordsMs: number;
  logger: Logger;
}

/** What one process knows of its runs, whether it asks for them or executes them. */
export class RunTracking {
  readonly inFlight: RunsInFlight;
  /** Undefined when no records are kept. */
  readonly recorder: RunRecorder | undefined;

  constructor({ transport, runTokens, changeFeed, recordsMs, logger }: RunTrackingOptions) {
    const inFlight = new RunsInFlight(changeFeed);
    this.inFlight = inFlight;
    if (recordsMs === 0) return;
    this.recorder = new RunRecorder({
      store: new RestRunRecordStore(transport, runTokens),
      logger,
      onCancelled: (runId) => {
        inFlight.cancel(runId);
      },
    });
  }

  /** Sends what is left of the records. The item service must still be there. Idempotent. */
  async close(): Promise<void> {
    await this.recorder?.close();
  }
}
