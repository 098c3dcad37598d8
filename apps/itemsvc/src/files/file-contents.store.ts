import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection, mongo } from 'mongoose';
import { ToolrackError } from '#libs/errors';

export interface StoredContent {
  contentId: string;
  /** Bytes. */
  size: number;
  /** Hex. */
  sha256: string;
}

const BUCKET = 'filecontents';

/** The bytes of files, in GridFS: streamed in and out, never whole in memory. */
@Injectable()
export class FileContentsStore {
  readonly #bucket: mongo.GridFSBucket;

  constructor(@InjectConnection() connection: Connection) {
    if (connection.db === undefined) throw new Error('The store is not connected.');
    this.#bucket = new mongo.GridFSBucket(connection.db, { bucketName: BUCKET });
  }

  /**
   * Stores what the stream holds; nothing is kept of a stream that fails or is too long.
   *
   * @throws ToolrackError `PayloadTooLarge` beyond maxBytes
   */
  async write(name: string, stream: Readable, maxBytes: number): Promise<StoredContent> {
    const upload = this.#bucket.openUploadStream(name);
    const hash = createHash('sha256');
    let size = 0;
    async function* measured(): AsyncGenerator<Buffer> {
      // The stream is left as it is when reading ends early: destroying a request would take the answer with it.
      for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
        const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
        size += bytes.length;
        if (size > maxBytes) {
          throw new ToolrackError('PayloadTooLarge', `The content is larger than ${maxBytes} bytes.`);
        }
        hash.update(bytes);
        yield bytes;
      }
    }
    try {
      await pipeline(measured, upload);
    } catch (error) {
      await this.#forget(upload.id);
      throw error;
    }
    return { contentId: upload.id.toHexString(), size, sha256: hash.digest('hex') };
  }

  read(contentId: string): Readable {
    return this.#bucket.openDownloadStream(mongo.ObjectId.createFromHexString(contentId));
  }

  async delete(contentIds: readonly string[]): Promise<void> {
    for (const id of contentIds) await this.#forget(mongo.ObjectId.createFromHexString(id));
  }

  /** Deletes a content, and the chunks of one whose upload was cut off. */
  async #forget(id: mongo.ObjectId): Promise<void> {
    await this.#bucket.delete(id).catch((error: unknown) => {
      if (!(error instanceof mongo.MongoRuntimeError)) throw error;
    });
  }
}
