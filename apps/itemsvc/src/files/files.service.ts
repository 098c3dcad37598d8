import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { NamespaceDirectory, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { HttpConfig } from '#libs/config';
import type { File, FileVersion, NewFile, Page } from '#libs/contracts';
import { ToolrackError, validationFailed } from '#libs/errors';
import {
  CHANGE_FEED,
  createdBy,
  duplicateKeyFields,
  HTTP_CONFIG,
  type Lookup,
  namespaceProblems,
  requireVisible,
  updatedBy,
} from '#libs/service-kit';
import { isAbandoned, untilUncontended } from '../contention.js';
import type { ListQuery } from '../listing/list-query.js';
import type { FileRecord, FileVersionRecord } from './file.record.js';
import { FileContentsStore, type StoredContent } from './file-contents.store.js';
import { FilesRepository } from './files.repository.js';

export interface NewContent {
  stream: Readable;
  contentType: string;
}

export interface FileContent {
  name: string;
  version: FileVersion;
  stream: Readable;
}

/** Files: what is said of them, and the versions of their content. */
@Injectable()
export class FilesService {
  readonly #files: FilesRepository;
  readonly #contents: FileContentsStore;
  readonly #namespaces: NamespaceDirectory;
  readonly #feed: ChangeFeed;
  readonly #maxBytes: number;

  constructor(
    files: FilesRepository,
    contents: FileContentsStore,
    namespaces: NamespaceDirectory,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
    @Inject(HTTP_CONFIG) config: HttpConfig,
  ) {
    this.#files = files;
    this.#contents = contents;
    this.#namespaces = namespaces;
    this.#feed = feed;
    this.#maxBytes = config.maxFileBytes;
  }

  async create(principal: Principal, nsfilter: readonly string[], elements: NewFile[]): Promise<Page<File>> {
    this.#namespaces.requireWritable(principal, nsfilter);
    const problems = namespaceProblems(elements, nsfilter);
    if (problems.length > 0) throw validationFailed(problems);
    const records = elements.map(({ _namespaces, ...element }): FileRecord => ({
      ...element,
      _id: randomUUID(),
      _namespaces: _namespaces ?? [...nsfilter],
      _tipId: null,
      _tipVersion: 0,
      _metadata: createdBy(principal),
    }));
    try {
      await this.#files.insert(records);
    } catch (error) {
      await this.#files.takeBack(records.map(({ _id }) => _id));
      throw error;
    }
    await this.#feed.publish({ topic: 'files', namespaces: records.flatMap(({ _namespaces }) => _namespaces) });
    const created = records.map((record) => toFile(record, undefined));
    return { _offset: 0, _pageSize: created.length, _total: created.length, _list: created };
  }

  async page(principal: Principal, nsfilter: readonly string[], query: ListQuery): Promise<Page<File>> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    const { total, records } = await this.#files.page(nsfilter, query);
    const tips = await this.#files.versionsByIds(records.flatMap(({ _tipId }) => _tipId ?? []));
    return {
      _offset: query.offset,
      _pageSize: query.pageSize,
      _total: total,
      _list: records.map((record) => toFile(record, tips.get(record._tipId ?? ''))),
    };
  }

  async get(principal: Principal, lookup: Lookup): Promise<File> {
    const record = await this.#visible(principal, lookup);
    const tip =
      record._tipId === null ? undefined : (await this.#files.versionsByIds([record._tipId])).get(record._tipId);
    return toFile(record, tip);
  }

  async versions(
    principal: Principal,
    lookup: Lookup,
    page: { offset: number; pageSize: number },
  ): Promise<Page<FileVersion>> {
    const { _id, _tipId, _tipVersion } = await this.#visible(principal, lookup);
    const versions = await this.#files.versionPage({ id: _id, tipVersion: _tipVersion }, page);
    return {
      _offset: page.offset,
      _pageSize: page.pageSize,
      _total: _tipVersion,
      _list: versions.map((version) => toFileVersion(version, _tipId)),
    };
  }

  /** Adds a version with the content of the stream. */
  async putContent(principal: Principal, lookup: Lookup, { stream, contentType }: NewContent): Promise<File> {
    const { _id, _name } = await this.#visible(principal, lookup);
    const content = await this.#contents.write(_name, stream, this.#maxBytes);
    try {
      const file = await untilUncontended(() => this.#addVersion(principal, _id, { ...content, contentType }));
      await this.#feed.publish({ topic: 'files', namespaces: file._namespaces });
      return file;
    } catch (error) {
      await this.#contents.delete([content.contentId]);
      throw error;
    }
  }

  /** @param number version; undefined for the newest */
  async content(principal: Principal, lookup: Lookup, number: number | undefined): Promise<FileContent> {
    const { _id, _name, _tipId, _tipVersion } = await this.#visible(principal, lookup);
    const wanted = number ?? _tipVersion;
    const version = wanted <= _tipVersion ? await this.#files.versionByNumber(_id, wanted) : null;
    if (version === null) {
      const has = _tipVersion === 0 ? 'has no content yet' : `has the versions 1 to ${_tipVersion}`;
      throw new ToolrackError('NotFound', `The file ${has}; version ${wanted} does not exist.`);
    }
    return { name: _name, version: toFileVersion(version, _tipId), stream: this.#contents.read(version._contentId) };
  }

  async delete(principal: Principal, lookup: Lookup): Promise<void> {
    const file = await this.#visible(principal, lookup);
    await this.#files.delete(file._id);
    await this.#feed.publish({ topic: 'files', namespaces: file._namespaces });
    await this.#contents.delete(await this.#files.deleteVersions(file._id));
  }

  async #visible(principal: Principal, lookup: Lookup): Promise<FileRecord> {
    return requireVisible(await this.#files.byId(lookup.id), { principal, lookup, what: 'file' });
  }

  /** @returns undefined when another version was faster */
  async #addVersion(
    principal: Principal,
    fileId: string,
    content: StoredContent & { contentType: string },
  ): Promise<File | undefined> {
    const file = await this.#files.byId(fileId);
    if (file === null)
      throw new ToolrackError('NotFound', `There is no file with the id "${fileId}" that you may see.`);
    const version: FileVersionRecord = {
      _id: randomUUID(),
      _fileId: fileId,
      _version: file._tipVersion + 1,
      _contentId: content.contentId,
      _contentType: content.contentType,
      _size: content.size,
      _sha256: content.sha256,
      _metadata: createdBy(principal),
    };
    try {
      await this.#files.insertVersion(version);
    } catch (error) {
      if (duplicateKeyFields(error) === undefined) throw error;
      await this.#clearAbandoned(fileId, version._version);
      return undefined;
    }
    const moved = await this.#files.moveTip(version, updatedBy(principal, file._metadata));
    if (moved === null) {
      await this.#files.takeBackVersion(version._id);
      return undefined;
    }
    return toFile(moved, version);
  }

  /** Clears away a version that a process left between writing it and making it the tip. */
  async #clearAbandoned(fileId: string, number: number): Promise<void> {
    const left = await this.#files.versionByNumber(fileId, number);
    if (left === null || !isAbandoned(left._metadata._createdAt)) return;
    await this.#files.takeBackVersion(left._id);
    await this.#contents.delete([left._contentId]);
  }
}

function toFileVersion(version: FileVersionRecord, tipId: string | null): FileVersion {
  const { _contentId: _, ...shown } = version;
  return { ...shown, _isTip: version._id === tipId };
}

function toFile(record: FileRecord, tip: FileVersionRecord | undefined): File {
  const { _description, ...shown } = record;
  return {
    ...shown,
    ...(_description === undefined ? {} : { _description }),
    _irn: `filesvc:file:${record._id}`,
    _status: tip === undefined ? 'EMPTY' : 'AVAILABLE',
    _fileVersion: tip === undefined ? null : toFileVersion(tip, record._tipId),
  };
}
