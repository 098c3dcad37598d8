/** The console lines of a run, counted in bytes, and handed on from time to time. */
import type { ConsoleLine } from '#libs/contracts';

const isLevel = (level: string): level is ConsoleLine['level'] =>
  level === 'debug' || level === 'log' || level === 'info' || level === 'warn' || level === 'error';

/** What a line costs beside its text: empty ones take room as well. */
const LINE_BYTES = 8;

export function consoleLineBytes(text: string): number {
  return Buffer.byteLength(text) + LINE_BYTES;
}

export class RunConsole {
  truncated = false;
  private lines: ConsoleLine[] = [];
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  print(level: string, line: string): void {
    if (this.truncated || !isLevel(level)) return;
    const left = this.maxBytes - this.bytes;
    const cost = consoleLineBytes(line);
    this.bytes += cost;
    if (cost <= left) {
      this.lines.push({ level, text: line });
      return;
    }
    this.truncated = true;
    if (left <= LINE_BYTES) return;
    const text = Buffer.from(line)
      .subarray(0, left - LINE_BYTES)
      .toString();
    this.lines.push({ level, text: text.replace(/\uFFFD$/, '') });
  }

  /** Lines since the last time. */
  take(): ConsoleLine[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }
}
