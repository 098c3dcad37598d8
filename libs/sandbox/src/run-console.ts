/** The console lines of a run, counted in bytes, and handed on from time to time. */
import type { ConsoleLine } from '#libs/contracts';

const isLevel = (level: string): level is ConsoleLine['level'] =>
  level === 'debug' || level === 'log' || level === 'info' || level === 'warn' || level === 'error';

export class RunConsole {
  truncated = false;
  private lines: ConsoleLine[] = [];
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  print(level: string, line: string): void {
    if (this.truncated || !isLevel(level)) return;
    const left = this.maxBytes - this.bytes;
    const buffer = Buffer.from(line);
    this.bytes += buffer.length;
    if (buffer.length <= left) {
      this.lines.push({ level, text: line });
      return;
    }
    this.truncated = true;
    if (left <= 0) return;
    const text = buffer.subarray(0, left).toString();
    this.lines.push({ level, text: text.replace(/\uFFFD$/, '') });
  }

  /** Lines since the last time. */
  take(): ConsoleLine[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }
}
