/**
 * Live tails of runs: what is there, then what comes, as server-sent events, until the run is over, the reader leaves or
 * the service ends. An event's id says where a reader that comes back goes on; of a namespace's tail, lines may then come
 * again, and say so by their place.
 */
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { type Principal } from '#libs/access';
import { ToolrackError } from '#libs/errors';
import { Ending, type Lookup } from '#libs/service-kit';
import { EventStream } from './event-stream.js';
import { isOver } from './run.mapper.js';
import { RunChanges, type RunListener } from './run-changes.js';
import { newsOf, NOTHING_TOLD, type TailedRun, type Told } from './run-events.js';
import { type RunFilter, RunsRepository } from './runs.repository.js';
import { RunsService } from './runs.service.js';

/** A request for a tail. */
export interface TailRequest {
  principal: Principal;
  reply: FastifyReply;
  /** The `Last-Event-ID` of a reader that comes back. */
  lastEventId: string | undefined;
}

/** Tails that one process has at a time, and those of them that one namespace may have. */
const MAX_TAILS = 200;
const MAX_TAILS_OF_NAMESPACE = 20;
/** A tail ends after this time, in milliseconds; a reader that wants more comes back, and shows its token anew. */
const MAX_TAIL_MS = 3_600_000;
/** Runs in flight that a tail of namespaces begins with, and runs that one that comes back may have missed. */
const MAX_BEGINNING = 200;
const REMEMBERED_RUNS = 5_000;
const RETRY_AFTER_SECONDS = 10;

@Injectable()
export class RunTails {
  readonly #runs: RunsRepository;
  readonly #service: RunsService;
  readonly #changes: RunChanges;
  /** Open tails, and the namespaces that each is of. */
  readonly #streams = new Map<EventStream, readonly string[]>();
  readonly #ending: AbortSignal;

  constructor(runs: RunsRepository, service: RunsService, changes: RunChanges, ending: Ending) {
    this.#runs = runs;
    this.#service = service;
    this.#changes = changes;
    this.#ending = ending.signal;
    ending.signal.addEventListener('abort', () => {
      for (const stream of this.#streams.keys()) stream.end();
    });
  }

  /**
   * The tail of one run; it ends after the outcome. A reader that has had that is told to stay away (204).
   *
   * @throws ToolrackError `Forbidden` for scripts, `NotFound`, `TooManyRequests`, `Unavailable`
   */
  async ofRun(lookup: Lookup, { principal, reply, lastEventId }: TailRequest): Promise<void> {
    const { _id, _namespaces, _order, _status } = await this.#service.visible(principal, lookup);
    refuseScripts(principal);
    let told = toldBefore(lastEventId);
    if (isOver(_status) && told.order >= _order) {
      await reply.status(204).send();
      return;
    }
    const tell = (run: TailedRun): void => {
      for (const { event, told: toldThen } of newsOf(run, told)) {
        told = toldThen;
        stream.send({ id: `${told.order}/${told.lines}`, ...event });
      }
      if (isOver(run._status)) stream.end();
    };
    const stream = this.#open(reply, {
      namespaces: _namespaces,
      onChanged: (runs) => {
        for (const run of runs) if (run._id === _id) tell(run);
      },
    });
    // What came between was heard by no listener.
    for (const run of await this.#runs.byIds([_id])) tell(run);
  }

  /**
   * The tail of all runs of namespaces that match: those in flight, and what becomes of them and of those that come.
   *
   * @throws ToolrackError `Forbidden` for scripts, `NamespaceNotFound`, `TooManyRequests`, `Unavailable`
   */
  async ofNamespaces(
    { nsfilter, ...filter }: RunFilter & { nsfilter: string[] },
    { principal, reply, lastEventId }: TailRequest,
  ): Promise<void> {
    await this.#service.requireReadable(principal, nsfilter);
    refuseScripts(principal);
    await this.#service.settleLost();
    const known = new LRUCache<string, Told>({ max: REMEMBERED_RUNS });
    const tell = (runs: readonly TailedRun[]): void => {
      for (const run of runs) {
        if (!known.has(run._id) && !matches(run, filter)) continue;
        for (const { event, told } of newsOf(run, known.get(run._id) ?? NOTHING_TOLD)) {
          known.set(run._id, told);
          stream.send({ id: String(+run._changedAt), ...event });
        }
      }
    };
    const stream = this.#open(reply, { namespaces: nsfilter, onChanged: tell });
    const since = timeOf(lastEventId);
    if (since !== undefined) {
      const missed = await this.#runs.changedSince(nsfilter, { time: since }, MAX_BEGINNING);
      tell(await this.#runs.byIds(missed.map(({ _id }) => _id)));
    }
    tell(await this.#runs.inFlight(nsfilter, filter, MAX_BEGINNING));
  }

  /** @throws ToolrackError `TooManyRequests`, `Unavailable` */
  #open(reply: FastifyReply, listener: RunListener): EventStream {
    if (this.#ending.aborted) throw refusal('Unavailable', 'The server is shutting down.');
    if (this.#streams.size >= MAX_TAILS) {
      throw refusal('TooManyRequests', `There are ${MAX_TAILS} live tails already, which is as many as may be.`);
    }
    for (const namespace of new Set(listener.namespaces)) this.#requirePlace(namespace);
    const forget = this.#changes.listen(listener);
    const stream = new EventStream(reply, () => {
      clearTimeout(lifetime);
      forget();
      this.#streams.delete(stream);
    });
    const lifetime = setTimeout(() => {
      stream.end();
    }, MAX_TAIL_MS);
    this.#streams.set(stream, listener.namespaces);
    return stream;
  }

  /** @throws ToolrackError `TooManyRequests` */
  #requirePlace(namespace: string): void {
    const own = [...this.#streams.values()].filter((namespaces) => namespaces.includes(namespace)).length;
    if (own < MAX_TAILS_OF_NAMESPACE) return;
    throw refusal(
      'TooManyRequests',
      `The namespace "${namespace}" has ${MAX_TAILS_OF_NAMESPACE} live tails already, which is as many as it may have.`,
    );
  }
}

/** A script has seconds, and waits for whole answers: a tail would be open for nobody. */
function refuseScripts({ kind }: Principal): void {
  if (kind === 'run') throw new ToolrackError('Forbidden', 'A script cannot follow runs; read them with getRun.');
}

function refusal(code: 'Unavailable' | 'TooManyRequests', detail: string): ToolrackError {
  return new ToolrackError(code, detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

/** Ids of events of one run are `<order of the record that was told whole>/<lines told>`. */
function toldBefore(lastEventId: string | undefined): Told {
  const [order, lines] =
    /^(-1|\d{1,12})\/(\d{1,9})$/
      .exec(lastEventId ?? '')
      ?.slice(1)
      .map(Number) ?? [];
  return order === undefined || lines === undefined ? NOTHING_TOLD : { ...NOTHING_TOLD, order, lines };
}

/** Ids of events of namespaces are times of changes, in milliseconds. */
function timeOf(lastEventId: string | undefined): Date | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? new Date(Number(lastEventId)) : undefined;
}

/** The same choice as the store makes of a list. */
function matches(run: TailedRun, filter: RunFilter): boolean {
  const { _status, _toolName, _userType, _scriptName, _principalId, _errorCode, _from, _to } = filter;
  return (
    (_status === undefined || run._status === _status) &&
    (_toolName === undefined || run._tool?._name === _toolName) &&
    (_userType === undefined || run._script._userType === _userType) &&
    (_scriptName === undefined || run._script._scriptName === _scriptName) &&
    (_principalId === undefined || run._principal.id === _principalId) &&
    (_errorCode === undefined || run._error?.code === _errorCode) &&
    (_from === undefined || +run._queuedAt >= Date.parse(_from)) &&
    (_to === undefined || +run._queuedAt < Date.parse(_to))
  );
}
