import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';
import type { JsonObject, Metadata } from '#libs/contracts';
import type { PageRange } from '#libs/service-kit';
import { sampleOf } from '../leftovers/sample.js';
import type { ListQuery } from '../listing/list-query.js';
import { type Found, runList } from '../listing/run-list.js';
import { FILE_MODEL, FILE_VERSION_MODEL, type FileRecord, type FileVersionRecord } from './file.record.js';

/** The state of a file on which a new version rests: it becomes the tip only while the file is still there. */
export type FileState = Pick<FileRecord, '_id' | '_tipVersion' | '_fence'>;

const stateOf = ({ _id, _tipVersion, _fence }: FileState): FileState => ({ _id, _tipVersion, _fence });

@Injectable()
export class FilesRepository implements OnModuleInit {
  readonly #files: Model<FileRecord>;
  readonly #collection: ReturnType<Connection['collection']>;
  readonly #versions: Model<FileVersionRecord>;

  constructor(
    @InjectModel(FILE_MODEL) files: Model<FileRecord>,
    @InjectModel(FILE_VERSION_MODEL) versions: Model<FileVersionRecord>,
    @InjectConnection() connection: Connection,
  ) {
    this.#files = files;
    this.#collection = connection.collection(files.collection.name);
    this.#versions = versions;
  }

  async onModuleInit(): Promise<void> {
    await this.#files.createIndexes();
    await this.#versions.createIndexes();
  }

  async insert(records: FileRecord[]): Promise<void> {
    await this.#files.insertMany(records);
  }

  /** Takes back files of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#files.deleteMany({ _id: { $in: ids } });
  }

  async byId(id: string): Promise<FileRecord | null> {
    return this.#files.findById(id).lean<FileRecord>();
  }

  /** @param scope which of them may be listed */
  async page(scope: JsonObject, query: ListQuery): Promise<Found<FileRecord>> {
    return runList({ collection: this.#collection, scope, query });
  }

  /** Makes a stored version the newest. @returns null when the file is gone or no longer in the state */
  async moveTip(
    state: FileState,
    { version, storedBytes, metadata }: { version: FileVersionRecord; storedBytes: number; metadata: Metadata },
  ): Promise<FileRecord | null> {
    return this.#files
      .findOneAndUpdate(
        stateOf(state),
        {
          $set: {
            _tipId: version._id,
            _tipVersion: version._version,
            _storedBytes: storedBytes,
            _metadata: metadata,
          },
        },
        { returnDocument: 'after' },
      )
      .lean<FileRecord>();
  }

  /** Bytes of the versions up to the tip. */
  async sizeOfVersions(fileId: string, tipVersion: number): Promise<number> {
    const [total] = await this.#versions.aggregate<{ bytes: number }>([
      { $match: { _fileId: fileId, _version: { $lte: tipVersion } } },
      { $group: { _id: null, bytes: { $sum: '$_size' } } },
    ]);
    return total?.bytes ?? 0;
  }

  /** Files of which it is not known what their versions take, in the order of their ids. */
  async withoutStoredBytes(afterId: string, limit: number): Promise<FileRecord[]> {
    return this.#files
      .find({ _id: { $gt: afterId }, _storedBytes: { $exists: false } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<FileRecord[]>();
  }

  /** Does nothing when the file is gone or no longer in the state. */
  async setStoredBytes(state: FileState, bytes: number): Promise<void> {
    await this.#files.updateOne(stateOf(state), { $set: { _storedBytes: bytes } });
  }

  /** Shuts out every version that rests on the state. @returns false when the file is no longer in it */
  async fence(state: FileState): Promise<boolean> {
    const { matchedCount } = await this.#files.updateOne(stateOf(state), { $inc: { _fence: 1 } });
    return matchedCount === 1;
  }

  /** @param tipVersion the only tip at which it may be deleted; @returns false when it was not there, or at another tip */
  async delete(id: string, tipVersion?: number): Promise<boolean> {
    const filter = tipVersion === undefined ? { _id: id } : { _id: id, _tipVersion: tipVersion };
    const { deletedCount } = await this.#files.deleteOne(filter);
    return deletedCount === 1;
  }

  async insertVersion(version: FileVersionRecord): Promise<void> {
    await this.#versions.create(version);
  }

  async versionsByIds(ids: readonly string[]): Promise<Map<string, FileVersionRecord>> {
    const found = await this.#versions.find({ _id: { $in: ids } }).lean<FileVersionRecord[]>();
    return new Map(found.map((version) => [version._id, version]));
  }

  async versionByNumber(fileId: string, number: number): Promise<FileVersionRecord | null> {
    return this.#versions.findOne({ _fileId: fileId, _version: number }).lean<FileVersionRecord>();
  }

  /** Versions up to the tip, the newest first. */
  async versionPage(
    file: { id: string; tipVersion: number },
    { offset, pageSize }: PageRange,
  ): Promise<FileVersionRecord[]> {
    return this.#versions
      .find({ _fileId: file.id, _version: { $lte: file.tipVersion } })
      .sort({ _version: -1 })
      .skip(offset)
      .limit(pageSize)
      .lean<FileVersionRecord[]>();
  }

  /** Takes back versions that never became a tip. */
  async takeBackVersions(ids: readonly string[]): Promise<void> {
    await this.#versions.deleteMany({ _id: { $in: ids } });
  }

  /** Deletes the versions of a file. @returns the ids of their contents */
  async deleteVersions(fileId: string): Promise<string[]> {
    const versions = await this.#versions.find({ _fileId: fileId }).lean<FileVersionRecord[]>();
    await this.#versions.deleteMany({ _fileId: fileId });
    return versions.map(({ _contentId }) => _contentId);
  }

  /** Which of the ids are those of files. */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    const found = await this.#files
      .find({ _id: { $in: ids } })
      .select('_id')
      .lean<Pick<FileRecord, '_id'>[]>();
    return new Set(found.map(({ _id }) => _id));
  }

  /** Which of the contents a version has. */
  async usedContents(contentIds: readonly string[]): Promise<Set<string>> {
    const found = await this.#versions
      .find({ _contentId: { $in: contentIds } })
      .select('_contentId')
      .lean<Pick<FileVersionRecord, '_contentId'>[]>();
    return new Set(found.map(({ _contentId }) => _contentId));
  }

  /** Versions that were written before then (ISO 8601), from a point in the order of ids that differs each time. */
  async sampleVersions(before: string, limit: number): Promise<Pick<FileVersionRecord, '_id' | '_fileId'>[]> {
    return sampleOf(limit, (range, most) =>
      this.#versions
        .find({ _id: range, '_metadata._createdAt': { $lt: before } })
        .select('_fileId')
        .sort({ _id: 1 })
        .limit(most)
        .lean<Pick<FileVersionRecord, '_id' | '_fileId'>[]>(),
    );
  }
}
