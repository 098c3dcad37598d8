import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { Clock } from '#libs/clock';
import { DEFAULT_FILE_URL_MS, type FileUrl } from '#libs/contracts';
import { CLOCK, type Lookup } from '#libs/service-kit';
import { ITEMSVC_OPTIONS, type ItemsvcOptions } from '../itemsvc.options.js';
import { ContentUrls, type OpenedContent } from './content-urls.js';
import { type FileContent, FilesService } from './files.service.js';

/** Where the controller answers to the URLs. */
export const CONTENTS_PATH = 'filesvc/api/v1/filecontents';

/** URLs that hand on the right to read one content: made for who has it, good for whoever holds them. */
@Injectable()
export class FileUrlsService {
  readonly #files: FilesService;
  readonly #options: ItemsvcOptions;
  readonly #urls: ContentUrls;

  constructor(files: FilesService, @Inject(ITEMSVC_OPTIONS) options: ItemsvcOptions, @Inject(CLOCK) clock: Clock) {
    this.#files = files;
    this.#options = options;
    this.#urls = new ContentUrls(options.serviceKey, clock);
  }

  /** @param wanted.version the newest when undefined; the URL opens this one also when there are newer ones */
  async make(
    principal: Principal,
    lookup: Lookup,
    wanted: { version?: number; expiresInMs?: number | undefined },
  ): Promise<FileUrl> {
    const { _fileId, _version } = await this.#files.version(principal, lookup, wanted.version);
    const expires = this.#urls.expiryIn(wanted.expiresInMs ?? DEFAULT_FILE_URL_MS);
    const opened: OpenedContent = { fileId: _fileId, version: _version, expires };
    const query = new URLSearchParams({ expires: String(expires), signature: this.#urls.signature(opened) });
    const path = `/${CONTENTS_PATH}/${encodeURIComponent(_fileId)}/${_version}?${query.toString()}`;
    const base = this.#options.publicUrl()?.replace(/\/+$/, '') ?? '';
    return { _url: `${base}${path}`, _expiresAt: new Date(expires).toISOString() };
  }

  /** @throws ToolrackError `Forbidden` for a URL that is not one of ours, or no longer; `NotFound` after a deletion */
  async open(opened: OpenedContent, signature: string): Promise<FileContent> {
    this.#urls.requireOpen(opened, signature);
    return this.#files.givenContent(opened.fileId, opened.version);
  }
}
