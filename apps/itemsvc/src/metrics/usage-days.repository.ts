import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { Connection, Model, mongo } from 'mongoose';
import type { Stock } from '#libs/contracts';
import { USAGE_DAY_MODEL, type UsageDayRecord } from './usage-day.record.js';
import { DAY_MS, startOf } from './utc-days.js';

/** A little longer than the longest time that may be asked for, in days. */
const KEPT_DAYS = 400;

/** What was counted of one day. */
export interface CountedDay {
  date: string;
  /** Of the day that it is now. */
  stock: Stock | undefined;
  /** By their hours, `h00` to `h23`. */
  runs: Record<string, number>;
}

@Injectable()
export class UsageDaysRepository implements OnModuleInit {
  readonly #model: Model<unknown>;
  readonly #days: mongo.Collection<UsageDayRecord>;

  constructor(@InjectModel(USAGE_DAY_MODEL) model: Model<unknown>, @InjectConnection() connection: Connection) {
    this.#model = model;
    if (connection.db === undefined) throw new Error('The store is not connected.');
    this.#days = connection.db.collection<UsageDayRecord>(model.collection.name);
  }

  async onModuleInit(): Promise<void> {
    await this.#model.createIndexes();
  }

  /** In the order of their dates, the last one before `from` first. */
  async upTo(namespace: string, { from, to }: { from: string; to: string }): Promise<UsageDayRecord[]> {
    const before = await this.#days
      .find({ _namespaces: namespace, _date: { $lt: from }, _stock: { $exists: true } })
      .sort({ _date: -1 })
      .limit(1)
      .toArray();
    const within = await this.#days
      .find({ _namespaces: namespace, _date: { $gte: from, $lte: to } })
      .sort({ _date: 1 })
      .toArray();
    return [...before, ...within];
  }

  /** When the namespace was counted last, on a day up to that one: a clock that was ahead may have left later ones. */
  async lastCounted(namespace: string, upTo: string): Promise<Date | undefined> {
    const [last] = await this.#days
      .find({ _namespaces: namespace, _date: { $lte: upTo } }, { projection: { _countedAt: 1 } })
      .sort({ _date: -1 })
      .limit(1)
      .toArray();
    return last?._countedAt;
  }

  /** The namespaces of which something was counted on the day or after it. */
  async namespacesSince(date: string): Promise<string[]> {
    return this.#days.distinct('_namespaces', { _date: { $gte: date } });
  }

  /** Does the same however often, and in how many processes at a time, it is done. */
  async store(namespace: string, days: readonly CountedDay[], now: Date): Promise<void> {
    const writes = days.map(({ date, stock, runs }) => {
      const hours = Object.entries(runs).map(([hour, count]): [string, number] => [`_runs.${hour}`, count]);
      return {
        updateOne: {
          filter: { _id: `${namespace} ${date}` },
          update: {
            $set: { _countedAt: now, ...(stock !== undefined && { _stock: stock }) },
            $setOnInsert: {
              _namespaces: [namespace],
              _date: date,
              _expiresAt: new Date(startOf(date) + KEPT_DAYS * DAY_MS),
            },
            // Records of runs expire: what is found later is less than there was.
            ...(hours.length > 0 && { $max: Object.fromEntries(hours) }),
          },
          upsert: true,
        },
      } satisfies mongo.AnyBulkWriteOperation<UsageDayRecord>;
    });
    await this.#days.bulkWrite(writes, { ordered: false });
  }
}
