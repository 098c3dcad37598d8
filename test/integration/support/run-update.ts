import { randomUUID } from 'node:crypto';

/** What a worker says of a run that succeeded, with other fields where they are given. */
export const runUpdate = (namespace: string, fields: object = {}) => ({
  _id: randomUUID(),
  _namespace: namespace,
  _by: 'worker',
  _step: 0,
  _status: 'succeeded',
  _principal: { id: 'admin', kind: 'admin' },
  _tool: null,
  _script: { _userType: 'scripts', _scriptName: 'answer', _versionId: 'v', _version: 1 },
  _inputDigest: 'sha256:00',
  _inputBytes: 2,
  _error: null,
  _resultBytes: 1,
  _phases: { queuedMs: 0, preparedMs: 0, ranMs: 0, answeredMs: 0 },
  _cpuMs: 1,
  _wallMs: 1,
  _peakMemoryBytes: 0,
  _hostCalls: 0,
  _console: [],
  _consoleTruncated: false,
  _queuedAt: new Date().toISOString(),
  _startedAt: new Date().toISOString(),
  _finishedAt: null,
  _dueInMs: 30_000,
  ...fields,
});
