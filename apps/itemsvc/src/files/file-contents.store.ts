import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
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
    // Every failure is told to the write that met it; without a listener it would end the process as well.
    upload.on('error', () => undefined);
    const hash = createHash('sha256');
    let size = 0;
    try {
      // The stream is left as it is when reading ends early: destroying a request would take the answer with it.
      for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
        const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
        size += bytes.length;
        if (size > maxBytes) {
          throw new ToolrackError('PayloadTooLarge', `The content is larger than ${maxBytes} bytes.`);
        }
        hash.update(bytes);
        await written(upload, bytes);
      }
      await ended(upload);
    } catch (error) {
      // No write is under way here, so that none arrives after the abort has deleted those before it.
      await upload.abort().catch(() => this.#forget(upload.id));
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

  /** Ids of whole contents that were stored before then, the newest first. */
  async storedBefore(time: Date, limit: number): Promise<string[]> {
    const found = this.#bucket.find(
      { uploadDate: { $lt: time } },
      { projection: { _id: 1 }, sort: { _id: -1 }, limit },
    );
    return (await found.toArray()).map(({ _id }) => _id.toHexString());
  }

  /** Deletes a content, and the chunks of one whose upload was cut off. */
  async #forget(id: mongo.ObjectId): Promise<void> {
    await this.#bucket.delete(id).catch((error: unknown) => {
      if (!(error instanceof mongo.MongoRuntimeError)) throw error;
    });
  }
}

function written(upload: mongo.GridFSBucketWriteStream, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    upload.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function ended(upload: mongo.GridFSBucketWriteStream): Promise<void> {
  return new Promise((resolve, reject) => {
    upload.once('error', reject);
    upload.end(resolve);
  });
}
