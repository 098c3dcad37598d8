import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import {
  type CountAnswer,
  DEFAULT_USAGE_DAYS,
  MAX_USAGE_DAYS,
  type Stock,
  type StorageAnswer,
  type Usage,
  type UsageAnswer,
  type UsageDay,
} from '#libs/contracts';
import { validationFailed } from '#libs/errors';
import { Permissions } from '#libs/service-kit';
import { requireSettingsReadable } from '../namespace-settings/settings-rights.js';
import { RunsService } from '../runs/runs.service.js';
import type { UsageDayRecord } from './usage-day.record.js';
import { type UsageCount, UsageCounter } from './usage-counter.js';
import { type CountedDay, UsageDaysRepository } from './usage-days.repository.js';
import { datesBetween, daysAfter, daysBetween } from './utc-days.js';

export interface UsageQuery {
  nsfilter: string[];
  _from?: string | undefined;
  _to?: string | undefined;
}

/** What can be asked for by itself. */
export type CountName = Exclude<keyof Stock, '_storageBytes'> | '_runCount';

interface Period {
  from: string;
  to: string;
}

/** What namespaces use, now and by day: what is kept of earlier days, and what is counted when somebody asks. */
@Injectable()
export class UsageService {
  readonly #days: UsageDaysRepository;
  readonly #counter: UsageCounter;
  readonly #runs: RunsService;
  readonly #permissions: Permissions;

  constructor(days: UsageDaysRepository, counter: UsageCounter, runs: RunsService, permissions: Permissions) {
    this.#days = days;
    this.#counter = counter;
    this.#runs = runs;
    this.#permissions = permissions;
  }

  async usage(principal: Principal, query: UsageQuery): Promise<UsageAnswer> {
    const period = periodOf(query, this.#counter.today());
    await this.#runs.requireReadable(principal, query.nsfilter);
    await requireSettingsReadable(this.#permissions, principal, query.nsfilter);
    const _list: Usage[] = [];
    for (const namespace of query.nsfilter) _list.push(await this.#usageOf(namespace, period));
    return { _from: period.from, _to: period.to, _list };
  }

  async counts(principal: Principal, query: UsageQuery, name: CountName): Promise<CountAnswer> {
    const { _list, ...period } = await this.usage(principal, query);
    const counts = _list.map(({ _namespace, _days, ...now }) => ({
      _namespace,
      _count: now[name],
      _days: _days.map((day) => ({ _date: day._date, _count: day[name] })),
    }));
    return { ...period, _list: counts };
  }

  async storage(principal: Principal, query: UsageQuery): Promise<StorageAnswer> {
    const { _list, ...period } = await this.usage(principal, query);
    const bytes = _list.map(({ _namespace, _days, _storageBytes }) => ({
      _namespace,
      _bytes: _storageBytes,
      _days: _days.map((day) => ({ _date: day._date, _bytes: day._storageBytes })),
    }));
    return { ...period, _list: bytes };
  }

  async #usageOf(namespace: string, period: Period): Promise<Usage> {
    const count = await this.#counter.count(namespace);
    const _days = daysOf(await this.#days.upTo(namespace, period), count, period);
    const _runCount = _days.reduce((sum, day) => sum + day._runCount, 0);
    return { _namespace: namespace, ...count.stock, _runCount, _days };
  }
}

const NOT_COUNTED = {
  _fileCount: null,
  _fileVersionCount: null,
  _itemCount: null,
  _itemVersionCount: null,
  _storageBytes: null,
};

/** Every day of the period. On a day on which nobody counted, everything is as it was the day before. */
function daysOf(kept: readonly UsageDayRecord[], { days }: UsageCount, period: Period): UsageDay[] {
  const keptByDate = new Map(kept.map((day) => [day._date, day]));
  const countedByDate = new Map(days.map((day) => [day.date, day]));
  const [first] = kept;
  let stock: Stock | undefined = first !== undefined && first._date < period.from ? first._stock : undefined;
  return datesBetween(period.from, period.to).map((date) => {
    const [there, counted] = [keptByDate.get(date), countedByDate.get(date)];
    stock = counted?.stock ?? there?._stock ?? stock;
    return { _date: date, ...(stock ?? NOT_COUNTED), _runCount: runsOf(there, counted) };
  });
}

function runsOf(there: UsageDayRecord | undefined, counted: CountedDay | undefined): number {
  const hours = { ...there?._runs };
  for (const [hour, count] of Object.entries(counted?.runs ?? {})) hours[hour] = Math.max(hours[hour] ?? 0, count);
  return Object.values(hours).reduce((sum, count) => sum + count, 0);
}

/** @throws ToolrackError `ValidationFailed` */
function periodOf({ _from, _to }: UsageQuery, today: string): Period {
  // Where it is tomorrow already, the day that is asked for has not begun here.
  const to = _to === undefined || _to > today ? today : _to;
  const from = _from ?? daysAfter(to, 1 - DEFAULT_USAGE_DAYS);
  if (from > to) throw validationFailed([{ path: '_from', message: `is after the last day, ${to} (UTC)` }]);
  if (daysBetween(from, to) > MAX_USAGE_DAYS) {
    const message = `must be at most ${MAX_USAGE_DAYS} days before the last day: ${daysAfter(to, 1 - MAX_USAGE_DAYS)} or later`;
    throw validationFailed([{ path: '_from', message }]);
  }
  return { from, to };
}
