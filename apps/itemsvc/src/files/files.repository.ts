import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, QueryFilter } from 'mongoose';
import type { Metadata } from '#libs/contracts';
import { type ListQuery, MAX_QUERY_MS, withTieBreak } from '../listing/list-query.js';
import { FILE_MODEL, FILE_VERSION_MODEL, type FileRecord, type FileVersionRecord } from './file.record.js';

@Injectable()
export class FilesRepository implements OnModuleInit {
  readonly #files: Model<FileRecord>;
  readonly #versions: Model<FileVersionRecord>;

  constructor(
    @InjectModel(FILE_MODEL) files: Model<FileRecord>,
    @InjectModel(FILE_VERSION_MODEL) versions: Model<FileVersionRecord>,
  ) {
    this.#files = files;
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

  async page(namespaces: readonly string[], query: ListQuery): Promise<{ total: number; records: FileRecord[] }> {
    const filter: QueryFilter<FileRecord> = { $and: [{ _namespaces: { $in: namespaces } }, query.filter] };
    const [total, records] = await Promise.all([
      this.#files.countDocuments(filter).maxTimeMS(MAX_QUERY_MS),
      this.#files
        .find(filter)
        .sort(withTieBreak(query.sort))
        .skip(query.offset)
        .limit(query.pageSize)
        .maxTimeMS(MAX_QUERY_MS)
        .lean<FileRecord[]>(),
    ]);
    return { total, records };
  }

  /** Makes a stored version the newest. @returns null when another one was faster */
  async moveTip(version: FileVersionRecord, metadata: Metadata): Promise<FileRecord | null> {
    return this.#files
      .findOneAndUpdate(
        { _id: version._fileId, _tipVersion: version._version - 1 },
        { $set: { _tipId: version._id, _tipVersion: version._version, _metadata: metadata } },
        { returnDocument: 'after' },
      )
      .lean<FileRecord>();
  }

  async delete(id: string): Promise<void> {
    await this.#files.deleteOne({ _id: id });
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
    { offset, pageSize }: { offset: number; pageSize: number },
  ): Promise<FileVersionRecord[]> {
    return this.#versions
      .find({ _fileId: file.id, _version: { $lte: file.tipVersion } })
      .sort({ _version: -1 })
      .skip(offset)
      .limit(pageSize)
      .lean<FileVersionRecord[]>();
  }

  /** Takes back a version that never became the tip. */
  async takeBackVersion(id: string): Promise<void> {
    await this.#versions.deleteOne({ _id: id });
  }

  /** Deletes the versions of a file. @returns the ids of their contents */
  async deleteVersions(fileId: string): Promise<string[]> {
    const versions = await this.#versions.find({ _fileId: fileId }).lean<FileVersionRecord[]>();
    await this.#versions.deleteMany({ _fileId: fileId });
    return versions.map(({ _contentId }) => _contentId);
  }
}
