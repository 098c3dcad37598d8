/** The thread of one import: reads the document, makes its operations into tools, packs what is stored, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync, gzipSync } from 'node:zlib';
import { importApi, ImportRefused, MAX_DOCUMENT_BYTES } from '#libs/openapi-import';
import type { ImportAnswer, ImportTask } from './import-thread.js';

function importNow({ source, options }: ImportTask): ImportAnswer {
  const text =
    'text' in source ? source.text : gunzipSync(source.packed, { maxOutputLength: MAX_DOCUMENT_BYTES }).toString();
  try {
    const { operations, ...imported } = importApi(text, options);
    return {
      kind: 'imported',
      imported: {
        ...imported,
        documentBytes: Buffer.byteLength(text),
        toolNames: operations.map(({ toolName }) => toolName),
        operationKeys: operations.map(({ key }) => key),
        packedDocument: gzipSync(text),
        packedOperations: gzipSync(JSON.stringify(operations)),
      },
    };
  } catch (error) {
    if (error instanceof ImportRefused) return { kind: 'refused', path: error.path, message: error.message };
    throw error;
  }
}

function isTask(value: unknown): value is ImportTask {
  return typeof value === 'object' && value !== null && 'source' in value && 'options' in value;
}

const task: unknown = workerData;
if (isTask(task)) parentPort?.postMessage(importNow(task));
