import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { type Connection, type Model, mongo } from 'mongoose';
import type { JsonObject, RunError, RunErrorCode, RunStatus } from '#libs/contracts';
import type { PageRange } from '#libs/service-kit';
import { withinPage } from '../listing/page-bytes.js';
import { RUN_MODEL, type RunDocument } from './run.document.js';
import { type DocumentChange, SETTLED_ORDER } from './run.mapper.js';

export interface RunFilter {
  _status?: RunStatus | undefined;
  _toolName?: string | undefined;
  _userType?: string | undefined;
  _scriptName?: string | undefined;
  _principalId?: string | undefined;
  _errorCode?: RunErrorCode | undefined;
  _from?: string | undefined;
  _to?: string | undefined;
}

/** A run, and its place in the list. */
export type ListedRun = Pick<RunDocument, '_id' | '_queuedAt'>;

export interface RunsPage {
  /** How many there are before the page. */
  offset: number;
  total: number;
  records: Omit<RunDocument, '_console' | '_resultJson'>[];
}

/** A document and how far it had come. */
export type RunKey = Pick<RunDocument, '_id' | '_order' | '_changedAt'>;

const DUPLICATE_KEY = 11_000;
/**
 * What the store says of a single write when it is in trouble itself, and may take the same one later: interrupted,
 * no longer the primary, shutting down, a conflict, or a full disk (MongoDB, "Error Codes").
 */
const STORE_TROUBLES: ReadonlySet<unknown> = new Set([
  50, 91, 112, 189, 262, 10_107, 11_600, 11_601, 11_602, 13_435, 13_436, 14_031,
]);
/** Bounds what one list may cost the store, in milliseconds. */
const MAX_QUERY_MS = 10_000;
const IN_FLIGHT: { $in: RunStatus[] } = { $in: ['queued', 'running'] };
const NOT_WHEN_OVER = { _dueAt: '', _cancelRequestedAt: '' } as const;
const NOT_LISTED = { _console: 0, _resultJson: 0 } as const;
const LOST: RunError = {
  code: 'WorkerLost',
  name: 'WorkerLost',
  message: 'Nothing was heard of the run by its deadline. Whether it ran to its end is not known; it is not run again.',
};

@Injectable()
export class RunsRepository implements OnModuleInit {
  readonly #model: Model<RunDocument>;
  readonly #runs: mongo.Collection<RunDocument>;

  constructor(@InjectModel(RUN_MODEL) model: Model<RunDocument>, @InjectConnection() connection: Connection) {
    this.#model = model;
    if (connection.db === undefined) throw new Error('The store is not connected.');
    this.#runs = connection.db.collection<RunDocument>(model.collection.name);
  }

  async onModuleInit(): Promise<void> {
    await this.#model.createIndexes();
  }

  /**
   * Writes what is newer than what is stored. Most runs are told of once, and an insertion costs a quarter of an update.
   * Of a run that may be left, the result is kept when that comes before the outcome; afterwards it cannot be left.
   *
   * @returns why the store did not take some: they take no other with them
   */
  async write(changes: readonly DocumentChange[]): Promise<string[]> {
    const inserted = await this.#insert(changes.filter(({ isFirst }) => isFirst));
    const there = new Set(inserted.there);
    const known = changes.filter(({ isFirst, whole }) => !isFirst || there.has(whole._id));
    const updated = await this.#update(known);
    return [...inserted.untaken, ...updated, ...(await this.#updateLeft(known))];
  }

  /** @returns the ids of those that are there already, and why the store did not take others */
  async #insert(changes: readonly DocumentChange[]): Promise<{ there: string[]; untaken: string[] }> {
    if (changes.length === 0) return { there: [], untaken: [] };
    const writes = changes.map(({ whole }) => ({ insertOne: { document: whole } }));
    const { there, untaken } = await this.#writeNew(writes);
    return { there: there.flatMap((index) => changes[index]?.whole._id ?? []), untaken };
  }

  /** @returns why the store did not take some */
  async #update(changes: readonly DocumentChange[]): Promise<string[]> {
    if (changes.length === 0) return [];
    const writes = changes.map(({ whole: { _id, ...whole }, fields: { _id: _, ...fields }, resultIfLeft }) => ({
      updateOne: {
        filter: {
          _id,
          _order: { $lt: whole._order },
          ...(resultIfLeft !== undefined && { _isLeft: { $exists: false } }),
        },
        update: {
          $set: fields,
          $setOnInsert: Object.fromEntries(Object.entries(whole).filter(([field]) => !(field in fields))),
          ...(whole._dueAt === undefined && { $unset: NOT_WHEN_OVER }),
        },
        upsert: true,
      },
    }));
    // Where something as new or newer is stored nothing matches, and there can be no second document of the id.
    return (await this.#writeNew(writes)).untaken;
  }

  /**
   * Comes after `#update`, which passes over outcomes of runs that are left: once left they stay so.
   *
   * @returns why the store did not take some
   */
  async #updateLeft(changes: readonly DocumentChange[]): Promise<string[]> {
    const writes: mongo.AnyBulkWriteOperation<RunDocument>[] = [];
    for (const { whole, fields, resultIfLeft } of changes) {
      const { _id, _order, _isLeft } = whole;
      if (_isLeft === true) {
        writes.push({ updateOne: { filter: { _id, _status: IN_FLIGHT }, update: { $set: { _isLeft } } } });
      } else if (resultIfLeft !== undefined) {
        const { _id: _, ...rest } = fields;
        const update = { $set: { ...rest, _resultJson: resultIfLeft }, $unset: NOT_WHEN_OVER };
        writes.push({ updateOne: { filter: { _id, _order: { $lt: _order }, _isLeft: true }, update } });
      }
    }
    return writes.length === 0 ? [] : (await this.#writeNew(writes)).untaken;
  }

  /**
   * @returns the positions of the writes that met a document of the same id, and why the store did not take others
   * @throws what concerns all of them
   */
  async #writeNew(writes: mongo.AnyBulkWriteOperation<RunDocument>[]): Promise<{ there: number[]; untaken: string[] }> {
    try {
      await this.#runs.bulkWrite(writes, { ordered: false });
      return { there: [], untaken: [] };
    } catch (error) {
      const errors = error instanceof mongo.MongoBulkWriteError ? [error.writeErrors].flat() : [];
      if (errors.length === 0 || errors.some(({ code }) => STORE_TROUBLES.has(code))) throw error;
      const isThere = ({ code }: mongo.WriteError): boolean => code === DUPLICATE_KEY;
      return {
        there: errors.filter(isThere).map(({ index }) => index),
        untaken: errors.filter((one) => !isThere(one)).map(({ errmsg }) => errmsg ?? 'The store did not take it.'),
      };
    }
  }

  /** Takes back the record of a run that was never begun. */
  async withdraw(id: string): Promise<void> {
    await this.#runs.deleteOne({ _id: id, _status: 'queued' });
  }

  byId(id: string): Promise<RunDocument | null> {
    return this.#runs.findOne({ _id: id });
  }

  /** Whether there is a run of the namespace. */
  async hasAny(namespace: string): Promise<boolean> {
    return (await this.#runs.findOne({ _namespaces: namespace }, { projection: { _id: 1 } })) !== null;
  }

  /** A run of the scope, by its place in the list. */
  place(scope: JsonObject, id: string): Promise<ListedRun | null> {
    return this.#runs.findOne({ $and: [scope, { _id: id }] }, { projection: { _queuedAt: 1 } });
  }

  /** Newest first, and only those after a run when one is given. @param scope which of them may be listed */
  async page(
    scope: JsonObject,
    given: RunFilter,
    { offset, pageSize, after }: PageRange & { after?: ListedRun | undefined },
  ): Promise<RunsPage> {
    const filter = { $and: [scope, conditionsOf(given)] };
    const rest = after === undefined ? undefined : { $and: [filter, olderThan(after)] };
    const count = (counted: mongo.Filter<RunDocument>): Promise<number> =>
      this.#runs.countDocuments(counted, { maxTimeMS: MAX_QUERY_MS });
    const found = this.#runs
      .find(rest ?? filter, { projection: NOT_LISTED })
      .sort({ _queuedAt: -1, _id: -1 })
      .skip(offset)
      .limit(pageSize)
      .maxTimeMS(MAX_QUERY_MS);
    const [total, remaining, records] = await Promise.all([
      count(filter),
      rest === undefined ? undefined : count(rest),
      withinPage<RunDocument>(found),
    ]);
    // They are counted one after the other, and there may be more or less of them in between.
    const before = remaining === undefined ? 0 : Math.max(0, total - remaining);
    return { total: Math.max(total, remaining ?? 0), offset: before + offset, records };
  }

  /** Which of the runs somebody asked to end. */
  async cancelled(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const found = await this.#runs
      .find({ _id: { $in: [...ids] }, _cancelRequestedAt: { $exists: true } }, { projection: { _id: 1 } })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** Which of the runs are left to their records. */
  async left(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const found = await this.#runs
      .find({ _id: { $in: [...ids] }, _isLeft: true }, { projection: { _id: 1 } })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** @returns false when the run is over */
  async requestCancel(id: string, now: Date): Promise<boolean> {
    const { matchedCount } = await this.#runs.updateOne(
      { _id: id, _status: IN_FLIGHT },
      { $set: { _cancelRequestedAt: now } },
    );
    return matchedCount === 1;
  }

  /** Fails the runs that nobody was heard of by their deadlines. */
  async settleLost(now: Date): Promise<void> {
    await this.#runs.updateMany(
      { _dueAt: { $lt: now } },
      {
        $set: { _status: 'failed', _error: LOST, _finishedAt: now, _order: SETTLED_ORDER, _changedAt: now },
        $unset: NOT_WHEN_OVER,
      },
    );
  }

  /** Keys of what was changed in the scope at a time or after it, oldest first; of that time itself, those after an id. */
  async changedSince(
    scope: JsonObject,
    { time, afterId }: { time: Date; afterId?: string | undefined },
    limit: number,
  ): Promise<RunKey[]> {
    const later = { _changedAt: { $gte: time }, $or: [{ _changedAt: { $gt: time } }, { _id: { $gt: afterId ?? '' } }] };
    return this.#runs
      .find({ $and: [scope, later] })
      .project<RunKey>({ _id: 1, _order: 1, _changedAt: 1 })
      .sort({ _changedAt: 1, _id: 1 })
      .limit(limit)
      .maxTimeMS(MAX_QUERY_MS)
      .toArray();
  }

  /** Documents without their results, in the order of their changes. */
  async byIds(ids: readonly string[]): Promise<Omit<RunDocument, '_resultJson'>[]> {
    const found = await this.#runs.find({ _id: { $in: [...ids] } }, { projection: { _resultJson: 0 } }).toArray();
    return found.sort((a, b) => +a._changedAt - +b._changedAt);
  }

  /** The newest runs of the scope that match and have no outcome yet, the oldest of them first. */
  async inFlight(scope: JsonObject, given: RunFilter, limit: number): Promise<RunDocument[]> {
    const found = await this.#runs
      .find({ $and: [scope, conditionsOf(given), { _status: IN_FLIGHT }] })
      .sort({ _queuedAt: -1, _id: -1 })
      .limit(limit)
      .maxTimeMS(MAX_QUERY_MS)
      .toArray();
    return found.reverse();
  }
}

/** What comes after a run in a list that begins with the newest. */
function olderThan({ _id, _queuedAt }: ListedRun): mongo.Filter<RunDocument> {
  return { _queuedAt: { $lte: _queuedAt }, $or: [{ _queuedAt: { $lt: _queuedAt } }, { _id: { $lt: _id } }] };
}

function conditionsOf(filter: RunFilter): mongo.Filter<RunDocument> {
  const { _status, _toolName, _userType, _scriptName, _principalId, _errorCode, _from, _to } = filter;
  return {
    ...(_status !== undefined && { _status }),
    ...(_toolName !== undefined && { '_tool._name': _toolName }),
    ...(_userType !== undefined && { '_script._userType': _userType }),
    ...(_scriptName !== undefined && { '_script._scriptName': _scriptName }),
    ...(_principalId !== undefined && { '_principal.id': _principalId }),
    ...(_errorCode !== undefined && { '_error.code': _errorCode }),
    ...((_from !== undefined || _to !== undefined) && {
      _queuedAt: {
        ...(_from !== undefined && { $gte: new Date(_from) }),
        ...(_to !== undefined && { $lt: new Date(_to) }),
      },
    }),
  };
}
