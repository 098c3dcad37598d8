import { Injectable } from '@nestjs/common';
import type { FileRecord } from './file.record.js';
import { FilesRepository } from './files.repository.js';

/** Files that are looked at together. */
const BATCH = 100;

/** How much the contents of files take. It is kept with the file, so that nobody has to add up versions to know it. */
@Injectable()
export class StoredBytes {
  readonly #files: FilesRepository;

  constructor(files: FilesRepository) {
    this.#files = files;
  }

  /** In bytes, all versions together. */
  async of({ _id, _tipVersion, _storedBytes }: FileRecord): Promise<number> {
    return _storedBytes ?? (await this.#files.sizeOfVersions(_id, _tipVersion));
  }

  /** Adds it to files that were stored before it was kept. */
  async complete(): Promise<void> {
    for (let afterId = ''; ;) {
      const files = await this.#files.withoutStoredBytes(afterId, BATCH);
      for (const file of files) await this.#files.setStoredBytes(file, await this.of(file));
      const last = files.at(-1);
      if (last === undefined) return;
      afterId = last._id;
    }
  }
}
