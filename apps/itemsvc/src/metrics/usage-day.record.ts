import { Schema } from 'mongoose';
import type { Stock } from '#libs/contracts';

/** What is known of one day of a namespace. */
export interface UsageDayRecord {
  /** `<namespace> <date>` */
  _id: string;
  _namespaces: string[];
  /** In UTC. */
  _date: string;
  /** As it stood when it was counted last on the day; absent when only the day's runs were counted, later. */
  _stock?: Stock;
  /** Runs by the hour in which they were asked for (`h00` to `h23`): the most that were ever found there. */
  _runs?: Record<string, number>;
  /** When it was counted last. */
  _countedAt: Date;
  _expiresAt: Date;
}

const required = { required: true } as const;

export const USAGE_DAY_MODEL = 'UsageDay';
export const usageDayMongoSchema = new Schema(
  { _id: { type: String, ...required } },
  { collection: 'usagedays', versionKey: false, minimize: false, strict: false },
)
  .index({ _namespaces: 1, _date: 1 })
  .index({ _expiresAt: 1 }, { expireAfterSeconds: 0 });
