/**
 * Records of runs: who ran what, and what became of it. Processes that ask for runs and execute them write the records;
 * everybody else reads those of their namespaces, and may ask to end a run. Which of two things that are said of a run
 * holds is decided by `run.mapper.ts`.
 */
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { mayUseNamespace, NamespaceDirectory, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { Clock } from '#libs/clock';
import type { RunConfig } from '#libs/config';
import type { JsonObject, Page, RecordedRuns, RunRecord, RunSummary } from '#libs/contracts';
import { ToolrackError, validationFailed } from '#libs/errors';
import {
  CHANGE_FEED,
  CLOCK,
  type Lookup,
  notThere,
  pageOf,
  rangeOf,
  requireWithin,
  RUN_CONFIG,
} from '#libs/service-kit';
import type { RunDocument } from './run.document.js';
import { changeOf, isOver, toRecord, toSummary } from './run.mapper.js';
import { RunRights } from './run-rights.js';
import { readUpdates } from './run-updates.js';
import { type ListedRun, type RunFilter, RunsRepository } from './runs.repository.js';

export interface RunsQuery extends RunFilter {
  nsfilter: string[];
  /** Id of the run after which the page begins. */
  _after?: string | undefined;
  _offset?: number | undefined;
  _pageSize?: number | undefined;
}

/** How often lost runs are looked for while records are read, in milliseconds. */
const SETTLE_MS = 500;

@Injectable()
export class RunsService {
  readonly #runs: RunsRepository;
  readonly #rights: RunRights;
  readonly #namespaces: NamespaceDirectory;
  readonly #feed: ChangeFeed;
  readonly #clock: Clock;
  readonly #keptMs: number;
  #settledAt = -SETTLE_MS;

  constructor(
    runs: RunsRepository,
    rights: RunRights,
    namespaces: NamespaceDirectory,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
    @Inject(CLOCK) clock: Clock,
    @Inject(RUN_CONFIG) { recordsMs }: RunConfig,
  ) {
    this.#runs = runs;
    this.#rights = rights;
    this.#namespaces = namespaces;
    this.#feed = feed;
    this.#clock = clock;
    this.#keptMs = recordsMs;
  }

  async page(principal: Principal, query: RunsQuery): Promise<Page<RunSummary>> {
    await this.requireReadable(principal, query.nsfilter);
    await this.settleLost();
    const range = rangeOf(query);
    const scope = await this.#rights.scope(principal, query.nsfilter);
    const after = query._after === undefined ? undefined : await this.#place(scope, query._after);
    return pageOf(range, await this.#runs.page(scope, query, { ...range, after }), toSummary);
  }

  async #place(scope: JsonObject, id: string): Promise<ListedRun> {
    const place = await this.#runs.place(scope, id);
    if (place !== null) return place;
    throw validationFailed([{ path: '_after', message: 'is no run that is there still; begin again without it' }]);
  }

  /**
   * A namespace that was emptied still has its runs.
   *
   * @throws ToolrackError `NamespaceNotFound` when the namespace holds nothing or is not the principal's
   */
  async requireReadable(principal: Principal, namespaces: readonly string[]): Promise<void> {
    for (const namespace of namespaces) {
      try {
        await this.#namespaces.requireReadable(principal, [namespace]);
      } catch (error) {
        if (!mayUseNamespace(principal, namespace) || !(await this.#runs.hasAny(namespace))) throw error;
      }
    }
  }

  async get(principal: Principal, lookup: Lookup): Promise<RunRecord> {
    return toRecord(await this.visible(principal, lookup));
  }

  /** @throws ToolrackError `NotFound`, the same for what is absent and what is forbidden */
  async visible(principal: Principal, lookup: Lookup): Promise<RunDocument> {
    await this.settleLost();
    const request = { principal, lookup, what: 'run' };
    const run = requireWithin(await this.#runs.byId(lookup.id), request);
    if (await this.#rights.may('READ', principal, run)) return run;
    throw notThere(request);
  }

  /**
   * Asks whichever process has the run to end it; the record tells when that is done. A run that is over stays as it is.
   *
   * @throws ToolrackError `NotFound`, `Forbidden`, `Conflict` when the run is over
   */
  async cancel(principal: Principal, lookup: Lookup): Promise<RunRecord> {
    const run = await this.visible(principal, lookup);
    if (!(await this.#rights.may('EDIT', principal, run))) {
      throw new ToolrackError('Forbidden', 'A run is cancelled by whoever ran it, or may EDIT its tool.');
    }
    if (isOver(run._status) || !(await this.#runs.requestCancel(run._id, new Date(this.#clock.now())))) {
      throw new ToolrackError('Conflict', `The run "${run._id}" is over; only a run in flight can be cancelled.`);
    }
    await this.#feed.publish({ topic: 'cancelledRuns', namespaces: run._namespaces, ids: [run._id] });
    return toRecord(run);
  }

  /** @throws ToolrackError `Forbidden` for all but our own processes, in namespaces that are theirs */
  async record(principal: Principal, body: Readable): Promise<RecordedRuns> {
    requireService(principal);
    const { updates, refusals } = await readUpdates(body);
    const foreign = updates.find(({ _namespace }) => !mayUseNamespace(principal, _namespace));
    if (foreign !== undefined) throw new ToolrackError('Forbidden', 'A run lies in a namespace that is not yours.');
    if (this.#keptMs === 0) return { _cancelled: [], _left: [], ...refusals.told() };
    const now = this.#clock.now();
    const untaken = await this.#runs.write(updates.map((update) => changeOf(update, now, this.#keptMs)));
    for (const reason of untaken) refusals.add(reason);
    const running = updates.flatMap(({ _id, _status }) => (isOver(_status) ? [] : [_id]));
    const left = updates.flatMap(({ _id, _isLeft }) => (_isLeft === true ? [_id] : []));
    const [_cancelled, _left] = await Promise.all([this.#runs.cancelled(running), this.#runs.left(left)]);
    return { _cancelled, _left, ...refusals.told() };
  }

  /** @throws ToolrackError `Forbidden` for all but our own processes */
  async withdraw(principal: Principal, { id }: Lookup): Promise<void> {
    requireService(principal);
    await this.#runs.withdraw(id);
  }

  /** What is read never shows a run as in flight whose process was lost. */
  async settleLost(): Promise<void> {
    const now = performance.now();
    if (now - this.#settledAt < SETTLE_MS) return;
    this.#settledAt = now;
    await this.#runs.settleLost(new Date(this.#clock.now()));
  }
}

function requireService({ kind }: Principal): void {
  if (kind !== 'service') throw new ToolrackError('Forbidden', 'Runs are recorded by the services alone.');
}
