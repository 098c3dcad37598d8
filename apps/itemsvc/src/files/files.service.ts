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
  createdPage,
  deletionOf,
  duplicateKeyFields,
  HTTP_CONFIG,
  insertAllOrNone,
  type Lookup,
  namespaceProblems,
  pageOf,
  type PageRange,
  Permissions,
  revisionConflict,
  type Target,
  type TypedLookup,
  untilUncontended,
  updatedBy,
  visibleNamespaces,
  WithRevision,
} from '#libs/service-kit';
import type { ListQuery } from '../listing/list-query.js';
import { isAbandoned } from '../leftovers/abandoned.js';
import type { FileRecord, FileVersionRecord } from './file.record.js';
import { FileContentsStore, type StoredContent } from './file-contents.store.js';
import { FilesRepository } from './files.repository.js';
import { StoredBytes } from './stored-bytes.js';

export interface NewContent {
  stream: Readable;
  contentType: string;
}

export interface FileContent {
  name: string;
  version: FileVersion;
  stream: Readable;
}

const MAX_CONTENT_TYPE = 200;
const TYPE = 'filesvc:file';

const asked = (principal: Principal, lookup: Lookup): TypedLookup => ({ principal, lookup, what: 'file', type: TYPE });

/** Files: what is said of them, and the versions of their content. */
@Injectable()
export class FilesService {
  readonly #files: FilesRepository;
  readonly #contents: FileContentsStore;
  readonly #storedBytes: StoredBytes;
  readonly #namespaces: NamespaceDirectory;
  readonly #permissions: Permissions;
  readonly #feed: ChangeFeed;
  readonly #maxBytes: number;

  constructor(
    files: FilesRepository,
    contents: FileContentsStore,
    storedBytes: StoredBytes,
    namespaces: NamespaceDirectory,
    permissions: Permissions,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
    @Inject(HTTP_CONFIG) config: HttpConfig,
  ) {
    this.#files = files;
    this.#contents = contents;
    this.#storedBytes = storedBytes;
    this.#namespaces = namespaces;
    this.#permissions = permissions;
    this.#feed = feed;
    this.#maxBytes = config.maxFileBytes;
  }

  async create(principal: Principal, nsfilter: readonly string[], elements: NewFile[]): Promise<Page<File>> {
    await this.#permissions.require(principal, nsfilter, { action: 'CREATE', type: TYPE });
    const problems = namespaceProblems(elements, nsfilter);
    if (problems.length > 0) throw validationFailed(problems);
    const records = elements.map(({ _namespaces, ...element }): FileRecord => ({
      ...element,
      _id: randomUUID(),
      _namespaces: _namespaces ?? [...nsfilter],
      _tipId: null,
      _tipVersion: 0,
      _storedBytes: 0,
      _fence: 0,
      _metadata: createdBy(principal),
    }));
    await insertAllOrNone(records, this.#files, {
      announce: () => this.#announce(records.flatMap(({ _namespaces }) => _namespaces)),
    });
    return createdPage(records.map((record) => toFile(principal, record, undefined)));
  }

  async page(principal: Principal, nsfilter: readonly string[], query: ListQuery): Promise<Page<File>> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    const scope = await this.#permissions.scope(principal, nsfilter, { type: TYPE });
    const found = await this.#files.page(scope, query);
    const tips = await this.#files.versionsByIds(found.records.flatMap(({ _tipId }) => _tipId ?? []));
    return pageOf(query, found, (record) => toFile(principal, record, tips.get(record._tipId ?? '')));
  }

  /** A file never changes but by a new version, so the number of its tip is its revision. */
  async get(principal: Principal, lookup: Lookup): Promise<WithRevision<File>> {
    const record = await this.#visible(principal, lookup);
    const tip =
      record._tipId === null ? undefined : (await this.#files.versionsByIds([record._tipId])).get(record._tipId);
    return new WithRevision(toFile(principal, record, tip), record._tipVersion);
  }

  async versions(principal: Principal, lookup: Lookup, page: PageRange): Promise<Page<FileVersion>> {
    const { _id, _tipId, _tipVersion } = await this.#visible(principal, lookup);
    const versions = await this.#files.versionPage({ id: _id, tipVersion: _tipVersion }, page);
    return pageOf(page, { total: _tipVersion, records: versions }, (version) => toFileVersion(version, _tipId));
  }

  /** Adds a version with the content of the stream. */
  async putContent(
    principal: Principal,
    lookup: Lookup,
    { stream, contentType }: NewContent,
  ): Promise<WithRevision<File>> {
    const { _id, _name } = await this.#changeable(principal, lookup, 'EDIT');
    if (contentType.length > MAX_CONTENT_TYPE) {
      throw validationFailed([{ path: 'Content-Type', message: `must have at most ${MAX_CONTENT_TYPE} characters` }]);
    }
    const content = await this.#contents.write(_name, stream, this.#maxBytes);
    try {
      const added = await untilUncontended(() => this.#addVersion(principal, _id, { ...content, contentType }));
      await this.#announce(added.record._namespaces);
      return new WithRevision(toFile(principal, added.record, added.version), added.record._tipVersion);
    } catch (error) {
      // Any other error may be an answer that was lost after the version had become the newest.
      if (error instanceof ToolrackError) await this.#contents.delete([content.contentId]);
      throw error;
    }
  }

  /** @param number version; undefined for the newest */
  async content(principal: Principal, lookup: Lookup, number: number | undefined): Promise<FileContent> {
    const file = await this.#visible(principal, lookup);
    return this.#contentOf(file, await this.#numbered(file, number));
  }

  /** @param number version; undefined for the newest */
  async version(principal: Principal, lookup: Lookup, number: number | undefined): Promise<FileVersion> {
    const file = await this.#visible(principal, lookup);
    return toFileVersion(await this.#numbered(file, number), file._tipId);
  }

  /** For whoever shows that he was given it: nobody's rights are asked. */
  async givenContent(fileId: string, number: number): Promise<FileContent> {
    const file = await this.#files.byId(fileId);
    if (file === null) throw new ToolrackError('NotFound', 'The file was deleted.');
    return this.#contentOf(file, await this.#numbered(file, number));
  }

  async delete(principal: Principal, target: Target): Promise<void> {
    const file = await this.#changeable(principal, target, 'DELETE');
    const isDeleted = await this.#files.delete(file._id, target.revision);
    if (!isDeleted && target.revision !== undefined) throw revisionConflict();
    await this.#announce(file._namespaces);
    await this.#feed.publish(deletionOf(TYPE, file));
    await this.#contents.delete(await this.#files.deleteVersions(file._id));
  }

  async #numbered(
    { _id, _tipVersion }: FileRecord,
    number: number | undefined = _tipVersion,
  ): Promise<FileVersionRecord> {
    const version = number <= _tipVersion ? await this.#files.versionByNumber(_id, number) : null;
    if (version !== null) return version;
    const has = _tipVersion === 0 ? 'has no content yet' : `has the versions 1 to ${_tipVersion}`;
    throw new ToolrackError('NotFound', `The file ${has}; version ${number} does not exist.`);
  }

  #contentOf({ _name, _tipId }: FileRecord, version: FileVersionRecord): FileContent {
    return { name: _name, version: toFileVersion(version, _tipId), stream: this.#contents.read(version._contentId) };
  }

  async #visible(principal: Principal, lookup: Lookup): Promise<FileRecord> {
    return this.#permissions.visible(await this.#files.byId(lookup.id), asked(principal, lookup));
  }

  async #changeable(principal: Principal, lookup: Lookup, action: 'EDIT' | 'DELETE'): Promise<FileRecord> {
    return this.#permissions.changeable(await this.#files.byId(lookup.id), asked(principal, lookup), action);
  }

  async #read(fileId: string): Promise<FileRecord> {
    const file = await this.#files.byId(fileId);
    if (file !== null) return file;
    throw new ToolrackError('NotFound', `There is no file with the id "${fileId}" that you may see.`);
  }

  /** @returns undefined when another version was faster */
  async #addVersion(
    principal: Principal,
    fileId: string,
    content: StoredContent & { contentType: string },
  ): Promise<{ record: FileRecord; version: FileVersionRecord } | undefined> {
    const file = await this.#read(fileId);
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
      await this.#clearAbandoned(fileId);
      return undefined;
    }
    const record = await this.#files.moveTip(file, {
      version,
      storedBytes: (await this.#storedBytes.of(file)) + version._size,
      metadata: updatedBy(principal, file._metadata),
    });
    if (record !== null) return { record, version };
    await this.#files.takeBackVersions([version._id]);
    return undefined;
  }

  /**
   * Clears away a version that a process left between writing it and making it the tip, after shutting out its writer.
   * The content stays for a writer that is only slow; the sweep finds what nobody uses.
   */
  async #clearAbandoned(fileId: string): Promise<void> {
    const file = await this.#read(fileId);
    const left = await this.#files.versionByNumber(fileId, file._tipVersion + 1);
    if (left === null || !isAbandoned(left._metadata._createdAt)) return;
    if (await this.#files.fence(file)) await this.#files.takeBackVersions([left._id]);
  }

  async #announce(namespaces: string[]): Promise<void> {
    await this.#feed.publish({ topic: 'files', namespaces });
  }
}

function toFileVersion(version: FileVersionRecord, tipId: string | null): FileVersion {
  const { _contentId: _, ...shown } = version;
  return { ...shown, _isTip: version._id === tipId };
}

function toFile(principal: Principal, record: FileRecord, tip: FileVersionRecord | undefined): File {
  const { _description, _fence, _storedBytes, ...shown } = record;
  return {
    ...shown,
    _namespaces: visibleNamespaces(principal, record._namespaces),
    ...(_description === undefined ? {} : { _description }),
    _irn: `filesvc:file:${record._id}`,
    _status: tip === undefined ? 'EMPTY' : 'AVAILABLE',
    _fileVersion: tip === undefined ? null : toFileVersion(tip, record._tipId),
  };
}
