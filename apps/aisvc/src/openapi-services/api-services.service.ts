import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { NamespaceDirectory, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type {
  ApiService,
  ApiServiceSummary,
  NewApiService,
  Page,
  PatchApiService,
  ReplaceApiService,
  ResourceType,
} from '#libs/contracts';
import { conflict, type FieldProblem, validationFailed } from '#libs/errors';
import type { ApiAuth } from '#libs/openapi-import';
import { OPERATIONS } from '#libs/platform-api';
import {
  CHANGE_FEED,
  createdBy,
  createdPage,
  deletionOf,
  duplicateKeyFields,
  insertAllOrNone,
  type Lookup,
  namespaceProblems,
  pageOf,
  type PageRange,
  patched,
  Permissions,
  requireRevision,
  requireStorable,
  takenNameProblems,
  type Target,
  type TypedLookup,
  untilUncontended,
  updatedBy,
  WithRevision,
} from '#libs/service-kit';
import { ToolsRepository } from '../tools/tools.repository.js';
import { toService, toSummary } from './api-service.mapper.js';
import type { ApiServiceRecord, GivenByUser, MoreSecret, StoredApiService } from './api-service.record.js';
import { ApiServicesRepository } from './api-services.repository.js';
import { DocumentImporter } from './document-importer.js';
import type { DocumentSource, ImportedDocument } from './import-thread.js';

/** What a service is made of, before its document is read. */
interface Definition extends GivenByUser {
  name: string;
  secretName: string | undefined;
  moreSecrets: MoreSecret[] | undefined;
  source: DocumentSource;
}

/** What of a stored service its document makes. */
type FromDocument = Omit<StoredApiService, '_id' | '_description' | '_namespaces' | '_revision' | '_metadata'>;

const TYPE: ResourceType = 'aisvc:openapi-service';
const asked = (principal: Principal, lookup: Lookup): TypedLookup => ({
  principal,
  lookup,
  what: 'service',
  type: TYPE,
});
/** The documents of one request may take this much of the processor. */
const MAX_REQUEST_CPU_MS = 40_000;
const PLATFORM_SERVICES: ReadonlySet<string> = new Set(OPERATIONS.map(({ service }) => service));

/** Other people's APIs. What is stored of one is what the catalog needs: the operations of its document as tools. */
@Injectable()
export class ApiServicesService {
  readonly #services: ApiServicesRepository;
  readonly #tools: ToolsRepository;
  readonly #importer: DocumentImporter;
  readonly #namespaces: NamespaceDirectory;
  readonly #permissions: Permissions;
  readonly #feed: ChangeFeed;

  constructor(
    services: ApiServicesRepository,
    tools: ToolsRepository,
    importer: DocumentImporter,
    namespaces: NamespaceDirectory,
    permissions: Permissions,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
  ) {
    this.#services = services;
    this.#tools = tools;
    this.#importer = importer;
    this.#namespaces = namespaces;
    this.#permissions = permissions;
    this.#feed = feed;
  }

  async create(
    principal: Principal,
    nsfilter: readonly string[],
    elements: NewApiService[],
  ): Promise<Page<ApiService>> {
    await this.#permissions.require(principal, nsfilter, { action: 'CREATE', type: TYPE });
    const problems = [
      ...namespaceProblems(elements, nsfilter),
      ...elements.flatMap(({ _name }, index) => nameProblems(_name, `[${index}]._name`)),
    ];
    if (problems.length > 0) throw validationFailed(problems);
    const records: StoredApiService[] = [];
    let cpuMs = 0;
    for (const [index, element] of elements.entries()) {
      const path = `[${index}]`;
      if (cpuMs > MAX_REQUEST_CPU_MS) {
        const message = 'was not reached: reading the documents before it took too long; store fewer at a time';
        throw validationFailed([{ path, message }]);
      }
      const imported = await this.#import(definitionOf(element), nsfilter[0] ?? '', path);
      cpuMs += imported.cpuMs;
      records.push({
        ...imported.made,
        _id: randomUUID(),
        _description: element._description,
        _namespaces: element._namespaces ?? [...nsfilter],
        _revision: 1,
        _metadata: createdBy(principal),
      });
    }
    for (const [index, record] of records.entries()) requireStorable(record, `[${index}]._document`);
    await this.#requireFree(records);
    await insertAllOrNone(records, this.#services, {
      announce: () => this.#announce(records.flatMap(({ _namespaces }) => _namespaces)),
      refuseDuplicates: () => this.#requireFree(records),
    });
    return createdPage(records.map((record) => toService(record, principal)));
  }

  async page(
    principal: Principal,
    nsfilter: readonly string[],
    query: PageRange & { name: string | undefined },
  ): Promise<Page<ApiServiceSummary>> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    const scope = await this.#permissions.scope(principal, nsfilter, { type: TYPE });
    const found = await this.#services.page(scope, query);
    return pageOf(query, found, (record) => toSummary(record, principal));
  }

  async get(principal: Principal, lookup: Lookup): Promise<WithRevision<ApiService>> {
    const found = await this.#services.byId(lookup.id);
    const record = await this.#permissions.visible(found, asked(principal, lookup));
    return new WithRevision(toService(record, principal), record._revision);
  }

  async replace(principal: Principal, target: Target, body: ReplaceApiService): Promise<WithRevision<ApiService>> {
    return this.#change(principal, target, () =>
      Promise.resolve({ description: body._description, definition: definitionOf(body) }),
    );
  }

  async patch(principal: Principal, target: Target, body: PatchApiService): Promise<WithRevision<ApiService>> {
    return this.#change(principal, target, async (current) => {
      const { _description, ...rest } = body;
      const description = _description ?? current._description;
      if (Object.keys(rest).length === 0) return { description };
      const source = await this.#sourceOf(current, body);
      return source === undefined ? undefined : { description, definition: patchedDefinition(current, body, source) };
    });
  }

  async delete(principal: Principal, target: Target): Promise<void> {
    const deleted = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target, 'DELETE');
      return (await this.#services.delete(current)) ? current : undefined;
    });
    await this.#announce(deleted._namespaces);
    await this.#feed.publish(deletionOf(TYPE, deleted));
  }

  async #changeable(principal: Principal, target: Target, action: 'EDIT' | 'DELETE'): Promise<ApiServiceRecord> {
    const found = await this.#services.byId(target.id);
    const record = await this.#permissions.changeable(found, asked(principal, target), action);
    requireRevision(record, target);
    return record;
  }

  /** Without a revision to hold it to, a change is made to what stands there now, whoever else changes it. */
  async #change(
    principal: Principal,
    target: Target,
    wanted: (current: ApiServiceRecord) => Promise<{ description: string; definition?: Definition } | undefined>,
  ): Promise<WithRevision<ApiService>> {
    const record = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target, 'EDIT');
      const change = await wanted(current);
      if (change === undefined) return undefined;
      const made = change.definition === undefined ? {} : await this.#made(current, change.definition);
      const changes = {
        ...made,
        _description: change.description,
        _revision: current._revision + 1,
        _metadata: updatedBy(principal, current._metadata),
      };
      return (await this.#stored(current, changes)) ? { ...current, ...changes } : undefined;
    });
    await this.#announce(record._namespaces);
    return new WithRevision(toService(record, principal), record._revision);
  }

  async #made(current: ApiServiceRecord, definition: Definition): Promise<FromDocument> {
    const problems = nameProblems(definition.name, '_name');
    if (problems.length > 0) throw validationFailed(problems);
    const { made } = await this.#import(definition, current._namespaces[0] ?? '', '');
    requireStorable({ ...current, ...made }, '_document');
    await this.#requireFreeName({ ...current, ...made });
    return made;
  }

  async #stored(current: ApiServiceRecord, changes: Partial<StoredApiService>): Promise<boolean> {
    try {
      return await this.#services.change(current._id, current._revision, changes);
    } catch (error) {
      if (duplicateKeyFields(error) !== undefined) await this.#requireFreeName({ ...current, ...changes });
      throw error;
    }
  }

  /** Undefined when the service was changed meanwhile. */
  async #sourceOf(current: ApiServiceRecord, body: PatchApiService): Promise<DocumentSource | undefined> {
    if (body._document !== undefined) return sourceOf(body._document);
    const packed = await this.#services.packedDocument(current._id, current._revision);
    return packed === undefined ? undefined : { packed };
  }

  /** @param path of the service in the request; empty for that of the whole body */
  async #import(
    definition: Definition,
    namespace: string,
    path: string,
  ): Promise<{ made: FromDocument; cpuMs: number }> {
    const { name, secretName, source, baseUrl, auth, operations } = definition;
    const hasSecret = secretName !== undefined;
    const moreAuth = definition.moreSecrets?.map(({ _auth }) => _auth);
    const options = { serviceName: name, hasSecret, baseUrl, auth, moreAuth, operations };
    const answer = await this.#importer.import({ source, options }, namespace);
    if (answer.kind === 'refused') {
      throw validationFailed([{ path: path === '' ? answer.path : `${path}.${answer.path}`, message: answer.message }]);
    }
    const problems = placeProblems(answer.imported.auth, definition.moreSecrets ?? []);
    if (problems.length > 0) {
      throw validationFailed(problems.map((one) => ({ ...one, path: path === '' ? one.path : `${path}.${one.path}` })));
    }
    return { made: fromDocument(definition, answer.imported), cpuMs: answer.cpuMs };
  }

  /** Names of services, and of their tools: each its own in its namespaces. */
  async #requireFree(records: readonly ApiServiceRecord[]): Promise<void> {
    const problems = await takenNameProblems(records, {
      field: '_name',
      message: takenMessage,
      stored: (namespace, names) => this.#services.takenNames([namespace], names),
    });
    for (const [index, { _namespaces, _toolNames }] of records.entries()) {
      problems.push(...toolProblems(await this.#tools.takenNames(_namespaces, _toolNames), `[${index}]._name`));
    }
    if (problems.length > 0) throw conflict(problems);
  }

  async #requireFreeName({ _id, _name, _namespaces, _toolNames }: ApiServiceRecord): Promise<void> {
    const taken = await this.#services.takenNames(_namespaces, [_name], _id);
    if (taken.size > 0) throw conflict([{ path: '_name', message: takenMessage(_name) }]);
    const problems = toolProblems(await this.#tools.takenNames(_namespaces, _toolNames), '_name');
    if (problems.length > 0) throw conflict(problems);
  }

  async #announce(namespaces: string[]): Promise<void> {
    // No stored tool has changed.
    await this.#feed.publish({ topic: 'tools', namespaces, ids: [] });
  }
}

const takenMessage = (name: string): string => `"${name}" is taken by another service of the namespace`;

/** One of them is enough to choose another name by. */
function toolProblems(taken: ReadonlySet<string>, path: string): FieldProblem[] {
  const [first] = taken;
  return first === undefined
    ? []
    : [{ path, message: `would make the tool "${first}", which the namespace has already` }];
}

function nameProblems(name: string, path: string): FieldProblem[] {
  if (!PLATFORM_SERVICES.has(name) && !name.startsWith('Iaf')) return [];
  return [
    { path, message: `"${name}" is a name of the platform's own services; choose one that does not begin with Iaf` },
  ];
}

const sourceOf = (document: ReplaceApiService['_document']): DocumentSource => ({
  text: typeof document === 'string' ? document : JSON.stringify(document),
});

function definitionOf(body: ReplaceApiService): Definition {
  return {
    name: body._name,
    source: sourceOf(body._document),
    baseUrl: body._baseUrl,
    secretName: body._secretName,
    auth: body._auth,
    moreSecrets: body._moreSecrets,
    operations: body._operations,
  };
}

/** Of two secrets in one place, one would not be sent. */
function placeProblems(first: ApiAuth | undefined, others: readonly MoreSecret[]): FieldProblem[] {
  const placeOf = ({ in: place, name }: ApiAuth): string =>
    `${place} ${place === 'header' ? name.toLowerCase() : name}`;
  const taken = new Set(first === undefined ? [] : [placeOf(first)]);
  return others.flatMap(({ _auth }, index) => {
    const isTaken = taken.has(placeOf(_auth));
    taken.add(placeOf(_auth));
    return isTaken ? [{ path: `_moreSecrets[${index}]._auth`, message: 'is where another secret is sent' }] : [];
  });
}

function patchedDefinition(current: ApiServiceRecord, body: PatchApiService, source: DocumentSource): Definition {
  const { _given: given } = current;
  const secretName = patched(body._secretName, current._secretName);
  const auth = body._secretName === null ? (body._auth ?? undefined) : patched(body._auth, given.auth);
  const moreSecrets =
    body._secretName === null ? (body._moreSecrets ?? undefined) : patched(body._moreSecrets, current._moreSecrets);
  if (secretName === undefined && (auth !== undefined || moreSecrets !== undefined)) {
    const field = auth === undefined ? '_moreSecrets' : '_auth';
    throw validationFailed([{ path: '_secretName', message: `is required with ${field}: it is what is sent` }]);
  }
  return {
    name: body._name ?? current._name,
    source,
    secretName,
    auth,
    moreSecrets,
    baseUrl: patched(body._baseUrl, given.baseUrl),
    operations: patched(body._operations, given.operations),
  };
}

function fromDocument(definition: Definition, imported: ImportedDocument): FromDocument {
  const { name, secretName, moreSecrets, baseUrl, auth, operations } = definition;
  return {
    _name: name,
    _title: imported.title,
    _apiVersion: imported.apiVersion,
    _openapi: imported.version,
    _documentBytes: imported.documentBytes,
    _baseUrl: imported.baseUrl,
    _secretName: secretName,
    _auth: imported.auth,
    _moreSecrets: moreSecrets,
    _given: {
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(auth === undefined ? {} : { auth }),
      ...(operations === undefined ? {} : { operations }),
    },
    _toolNames: imported.toolNames,
    _operationKeys: imported.operationKeys,
    _problems: imported.problems.map(({ operation, code, message }) => ({
      _operation: operation,
      _code: code,
      _message: message,
    })),
    _packedDocument: Buffer.from(imported.packedDocument),
    _packedOperations: Buffer.from(imported.packedOperations),
  };
}
