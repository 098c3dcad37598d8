/**
 * Live tails of runs: what is there, then what comes, as server-sent events, until the run is over, the reader leaves or
 * may read no more, or the service ends. Nothing is sent before the reader's token and rights were looked at anew. An event's id says where a reader that comes back goes on; of a namespace's tail, lines may then come
 * again, and say so by their place.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Authenticator, needsGrants, type Principal } from '#libs/access';
import { ToolrackError } from '#libs/errors';
import { asToolrackError, Ending, LOGGER, type Lookup } from '#libs/service-kit';
import type { Logger } from '#libs/telemetry';
import { EventStream } from './event-stream.js';
import { isOver } from './run.mapper.js';
import { RunChanges, type RunListener } from './run-changes.js';
import { newsOf, NOTHING_TOLD, type TailedRun, type Told } from './run-events.js';
import { RunRights } from './run-rights.js';
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
/** Those of them that one user may have, so that there are some for others. */
const MAX_TAILS_OF_USER = 5;
/** A tail ends after this time, in milliseconds; a reader that wants more comes back, and shows its token anew. */
const MAX_TAIL_MS = 3_600_000;
/** How soon a silent tail ends whose reader may read no more, in milliseconds. */
const RECHECK_MS = 10_000;
/** Runs in flight that a tail of namespaces begins with, and runs that one that comes back may have missed. */
const MAX_BEGINNING = 200;
const REMEMBERED_RUNS = 5_000;
const RETRY_AFTER_SECONDS = 10;

/** A tail, and what it does with the records that changed. */
interface Teller {
  principal: Principal;
  namespaces: readonly string[];
  tell: (runs: readonly TailedRun[], stream: EventStream) => Promise<void> | void;
  /** Whether there is anything left that the reader may be told. */
  mayGoOn: () => Promise<boolean>;
}

@Injectable()
export class RunTails {
  readonly #runs: RunsRepository;
  readonly #service: RunsService;
  readonly #rights: RunRights;
  readonly #changes: RunChanges;
  readonly #authenticator: Authenticator;
  /** Open tails, whose each is, and the namespaces that it is of. */
  readonly #streams = new Map<EventStream, Pick<Teller, 'principal' | 'namespaces'>>();
  readonly #logger: Logger;
  readonly #ending: AbortSignal;

  constructor(
    runs: RunsRepository,
    service: RunsService,
    rights: RunRights,
    changes: RunChanges,
    authenticator: Authenticator,
    ending: Ending,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#logger = logger;
    this.#runs = runs;
    this.#service = service;
    this.#rights = rights;
    this.#changes = changes;
    this.#authenticator = authenticator;
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
    const run = await this.#service.visible(principal, lookup);
    refuseScripts(principal);
    let told = toldBefore(lastEventId);
    if (isOver(run._status) && told.order >= run._order) {
      await reply.status(204).send();
      return;
    }
    const tell = this.#open(reply, {
      principal,
      namespaces: run._namespaces,
      tell: (runs, stream) => {
        for (const changed of runs) {
          if (changed._id !== run._id) continue;
          for (const { event, told: toldThen } of newsOf(changed, told)) {
            told = toldThen;
            stream.send({ id: `${told.order}/${told.lines}`, ...event });
          }
          if (isOver(changed._status)) stream.end();
        }
      },
      mayGoOn: () => this.#rights.may('READ', principal, run),
    });
    // What came between was heard by no listener.
    tell(await this.#runs.byIds([run._id]));
  }

  /**
   * The tail of the runs of namespaces that match and that the principal may see: those in flight, and what becomes of
   * them and of those that come.
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
    const scope = await this.#rights.scope(principal, nsfilter);
    const known = new LRUCache<string, Told>({ max: REMEMBERED_RUNS });
    const tell = this.#open(reply, {
      principal,
      namespaces: nsfilter,
      tell: async (runs, stream) => {
        const wanted = runs.filter((run) => known.has(run._id) || matches(run, filter));
        for (const run of await this.#rights.readable(principal, wanted)) {
          for (const { event, told } of newsOf(run, known.get(run._id) ?? NOTHING_TOLD)) {
            known.set(run._id, told);
            stream.send({ id: String(+run._changedAt), ...event });
          }
        }
      },
      mayGoOn: () => Promise.resolve(true),
    });
    const since = timeOf(lastEventId);
    if (since !== undefined) {
      const missed = await this.#runs.changedSince(scope, { time: since }, MAX_BEGINNING);
      tell(await this.#runs.byIds(missed.map(({ _id }) => _id)));
    }
    tell(await this.#runs.inFlight(scope, filter, MAX_BEGINNING));
  }

  /**
   * @returns tells the reader of records, after those that came before
   * @throws ToolrackError `TooManyRequests`, `Unavailable`
   */
  #open(reply: FastifyReply, { principal, namespaces, tell, mayGoOn }: Teller): RunListener['onChanged'] {
    if (this.#ending.aborted) throw refusal('Unavailable', 'The server is shutting down.');
    if (this.#streams.size >= MAX_TAILS) {
      throw refusal('TooManyRequests', `There are ${MAX_TAILS} live tails already, which is as many as may be.`);
    }
    for (const namespace of new Set(namespaces)) this.#requirePlace(namespace, principal);
    let telling = Promise.resolve();
    const onChanged = (runs: readonly TailedRun[]): void => {
      telling = telling.then(async () => {
        try {
          // Throws when the token is good no longer. Who cannot be told who reads sends nothing.
          await this.#authenticator.authenticate(reply.request.headers.authorization);
          if (await mayGoOn()) await tell(runs, stream);
          else stream.end();
        } catch (error) {
          stream.end();
          if (asToolrackError(error)?.code !== 'Unauthenticated') {
            this.#logger.warn({ err: error }, 'A live tail of runs could not go on');
          }
        }
      });
    };
    const forget = this.#changes.listen({ namespaces, onChanged });
    const stream = new EventStream(reply, () => {
      clearTimeout(lifetime);
      clearInterval(recheck);
      forget();
      this.#streams.delete(stream);
    });
    const lifetime = setTimeout(() => {
      stream.end();
    }, MAX_TAIL_MS);
    const recheck = setInterval(() => {
      onChanged([]);
    }, RECHECK_MS);
    this.#streams.set(stream, { principal, namespaces });
    return onChanged;
  }

  /** @throws ToolrackError `TooManyRequests` */
  #requirePlace(namespace: string, principal: Principal): void {
    const open = [...this.#streams.values()].filter(({ namespaces }) => namespaces.includes(namespace));
    if (open.length >= MAX_TAILS_OF_NAMESPACE) {
      throw refusal(
        'TooManyRequests',
        `The namespace "${namespace}" has ${MAX_TAILS_OF_NAMESPACE} live tails already, which is as many as it may have.`,
      );
    }
    if (!needsGrants(principal) || open.filter((one) => one.principal.id === principal.id).length < MAX_TAILS_OF_USER) {
      return;
    }
    throw refusal(
      'TooManyRequests',
      `You have ${MAX_TAILS_OF_USER} live tails in the namespace "${namespace}" already, which is as many as a user may have.`,
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
