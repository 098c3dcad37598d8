import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';
import { z } from 'zod';
import type { Stock } from '#libs/contracts';
import { FILE_MODEL, type FileRecord } from '../files/file.record.js';
import { ITEM_MODEL, type ItemRecord } from '../items/item.record.js';
import { RUN_MODEL, type RunDocument } from '../runs/run.document.js';

/** Bounds what one count may cost the store, in milliseconds. */
const MAX_QUERY_MS = 10_000;
/** `2026-01-31T13` */
const HOUR_FORMAT = '%Y-%m-%dT%H';

const totalsSchema = z.object({ count: z.number(), versions: z.number(), bytes: z.number().default(0) });
const NOTHING = { count: 0, versions: 0, bytes: 0 };
const hourSchema = z.object({ _id: z.string(), count: z.number() });

/** Runs of one hour. */
export interface RunHour {
  /** `2026-01-31` */
  date: string;
  /** `h00` to `h23` */
  hour: string;
  count: number;
}

/** Counts what the other parts of the service have stored; all counting is the store's. */
@Injectable()
export class StoredThingsRepository {
  readonly #files: Model<FileRecord>;
  readonly #items: Model<ItemRecord>;
  readonly #runs: ReturnType<Connection['collection']>;

  constructor(
    @InjectModel(FILE_MODEL) files: Model<FileRecord>,
    @InjectModel(ITEM_MODEL) items: Model<ItemRecord>,
    @InjectModel(RUN_MODEL) runs: Model<RunDocument>,
    @InjectConnection() connection: Connection,
  ) {
    this.#files = files;
    this.#items = items;
    this.#runs = connection.collection(runs.collection.name);
  }

  /** The number of a tip is how many versions there are: none is ever deleted alone. */
  async stock(namespace: string): Promise<Stock> {
    const here = { $match: { _namespaces: namespace } };
    const totals = { _id: null, count: { $sum: 1 }, versions: { $sum: '$_tipVersion' } };
    const options = { maxTimeMS: MAX_QUERY_MS };
    const [files, items] = await Promise.all([
      this.#files.aggregate([here, { $group: { ...totals, bytes: { $sum: '$_storedBytes' } } }]).option(options),
      this.#items.aggregate([here, { $group: totals }]).option(options),
    ]);
    const ofFiles = totalsSchema.parse(files[0] ?? NOTHING);
    const ofItems = totalsSchema.parse(items[0] ?? NOTHING);
    return {
      _fileCount: ofFiles.count,
      _fileVersionCount: ofFiles.versions,
      _itemCount: ofItems.count,
      _itemVersionCount: ofItems.versions,
      _storageBytes: ofFiles.bytes,
    };
  }

  /** Runs by the hours in which they were asked for; hours without any are left out. */
  async runHours(namespace: string, since: Date): Promise<RunHour[]> {
    const found = await this.#runs
      .aggregate(
        [
          { $match: { _namespaces: namespace, _queuedAt: { $gte: since } } },
          { $group: { _id: { $dateToString: { date: '$_queuedAt', format: HOUR_FORMAT } }, count: { $sum: 1 } } },
        ],
        { maxTimeMS: MAX_QUERY_MS },
      )
      .toArray();
    return z
      .array(hourSchema)
      .parse(found)
      .map(({ _id, count }) => {
        const [date = '', hour = ''] = _id.split('T');
        return { date, hour: `h${hour}`, count };
      });
  }

  /** The namespaces in which something lies. */
  async namespaces(): Promise<string[]> {
    const found = await Promise.all([this.#files.distinct('_namespaces'), this.#items.distinct('_namespaces')]);
    return [...new Set(found.flat())];
  }
}
