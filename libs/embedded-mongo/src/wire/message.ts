/**
 * MongoDB's wire protocol: OP_MSG, and the OP_QUERY handshake with its OP_REPLY. Compression is never agreed on, and
 * a checksum is accepted but not verified: the socket is local.
 */
import { decode, type Document, encode } from '../values/bson.js';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
export const MAX_MESSAGE_BYTES = 48_000_000;
/** What a message may have beyond the documents that the limit above counts. */
const ENVELOPE_BYTES = 16_384;

/** The bytes are not the protocol: the connection has to end. */
export class ProtocolError extends Error {}

/** A framed message, not looked into yet. */
export interface Message {
  requestId: number;
  isQuery: boolean;
  /** False when the client wants no answer (`w: 0`). */
  wantsReply: boolean;
  /** @throws an error of BSON when the documents are broken */
  command(): Document;
}

/** Cuts a stream of chunks into messages. */
export class Framer {
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** @throws ProtocolError when the length cannot be one of a message, or the operation is not known */
  *push(chunk: Buffer): Generator<Message> {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes >= HEADER_BYTES) {
      const [first] = this.#chunks;
      const head = first !== undefined && first.length >= HEADER_BYTES ? first : this.#join();
      const length = head.readInt32LE(0);
      if (length <= HEADER_BYTES || length > MAX_MESSAGE_BYTES + ENVELOPE_BYTES)
        throw new ProtocolError(`message of ${length} bytes`);
      if (this.#bytes < length) return;
      const all = this.#join();
      this.#chunks = [all.subarray(length)];
      this.#bytes = all.length - length;
      yield parse(all.subarray(0, length));
    }
  }

  #join(): Buffer {
    const [first] = this.#chunks;
    const all = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }
}

function parse(bytes: Buffer): Message {
  const [requestId, operation] = [bytes.readInt32LE(4), bytes.readInt32LE(12)];
  if (operation === OP_QUERY) return { requestId, isQuery: true, wantsReply: true, command: () => queryCommand(bytes) };
  if (operation !== OP_MSG || bytes.length < 26) throw new ProtocolError(`operation ${operation}`);
  const flags = bytes.readUInt32LE(HEADER_BYTES);
  if ((flags & 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0) throw new ProtocolError(`flags ${flags}`);
  const end = bytes.length - ((flags & CHECKSUM_PRESENT) === 0 ? 0 : 4);
  return {
    requestId,
    isQuery: false,
    wantsReply: (flags & MORE_TO_COME) === 0,
    command: () => messageCommand(bytes.subarray(0, end)),
  };
}

function queryCommand(bytes: Buffer): Document {
  const nameEnd = bytes.indexOf(0, 20);
  const at = nameEnd + 9;
  const [database = ''] = bytes.toString('utf8', 20, nameEnd).split('.');
  return { ...decode(bytes.subarray(at, at + bytes.readInt32LE(at))), $db: database };
}

/** The body with its document sequences. Those of `insert` stay bytes, which are stored as they came. */
function messageCommand(bytes: Buffer): Document {
  let body: Document = {};
  const sequences: Document = {};
  for (let at = 20; at < bytes.length;) {
    const kind = bytes.readUInt8(at);
    const size = bytes.readInt32LE(at + 1);
    const section = bytes.subarray(at + 1, at + 1 + size);
    if (size < 5 || section.length !== size || kind > 1) throw new RangeError('broken section of a message');
    if (kind === 0) body = decode(section);
    else {
      const nameEnd = section.indexOf(0, 4);
      const name = section.toString('utf8', 4, nameEnd);
      const documents = split(section.subarray(nameEnd + 1));
      sequences[name] = name === 'documents' ? documents : documents.map(decode);
    }
    at += 1 + size;
  }
  return { ...body, ...sequences };
}

function split(bytes: Buffer): Buffer[] {
  const documents: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readInt32LE(at);
    if (size < 5 || at + size > bytes.length) throw new RangeError('broken sequence of documents');
    documents.push(bytes.subarray(at, at + size));
    at += size;
  }
  return documents;
}

/** The answer to a message, ready to send. */
export function reply(message: Message, answer: Document | Buffer): Buffer {
  const body = Buffer.isBuffer(answer) ? answer : encode(answer);
  const head = Buffer.alloc(message.isQuery ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(message.requestId, 8);
  head.writeInt32LE(message.isQuery ? OP_REPLY : OP_MSG, 12);
  if (message.isQuery) {
    head.writeInt32LE(8, 16); // AwaitCapable, as every server since 1.6 says
    head.writeInt32LE(1, 32); // one document follows
  }
  return Buffer.concat([head, body]);
}

/** `{ cursor: { id, ns, [field]: batch }, ok: 1 }` around documents that are BSON already. */
export function cursorAnswer(
  field: 'firstBatch' | 'nextBatch',
  cursor: { id: bigint; ns: string; batch: Buffer[] },
): Buffer {
  const { batch, id, ns } = cursor;
  const fields = [
    ...element(0x12, 'id', int64(id)),
    ...element(0x02, 'ns', int32(Buffer.byteLength(ns) + 1), Buffer.from(`${ns}\0`)),
    ...element(0x04, field, documentOf(batch.flatMap((bytes, i) => element(0x03, String(i), bytes)))),
  ];
  const one = Buffer.alloc(8);
  one.writeDoubleLE(1);
  return documentOf([...element(0x03, 'cursor', documentOf(fields)), ...element(0x01, 'ok', one)]);
}

function element(type: number, name: string, ...value: Buffer[]): Buffer[] {
  return [Buffer.from(`${String.fromCharCode(type)}${name}\0`, 'latin1'), ...value];
}

function documentOf(parts: Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 5);
  return Buffer.concat([int32(length), ...parts, Buffer.alloc(1)], length);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}
