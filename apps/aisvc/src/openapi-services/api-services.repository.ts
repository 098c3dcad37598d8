import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, mongo } from 'mongoose';
import type { JsonObject } from '#libs/contracts';
import type { PageRange } from '#libs/service-kit';
import { API_SERVICE_MODEL, type ApiServiceRecord, type StoredApiService } from './api-service.record.js';

/** Documents are large, and few requests need them. */
const WITHOUT_PACKED = '-_packedDocument -_packedOperations';

@Injectable()
export class ApiServicesRepository implements OnModuleInit {
  readonly #services: Model<StoredApiService>;

  constructor(@InjectModel(API_SERVICE_MODEL) services: Model<StoredApiService>) {
    this.#services = services;
  }

  async onModuleInit(): Promise<void> {
    await this.#services.createIndexes();
  }

  async insert(records: StoredApiService[]): Promise<void> {
    await this.#services.insertMany(records);
  }

  /** Takes back services of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#services.deleteMany({ _id: { $in: ids } });
  }

  async byId(id: string): Promise<ApiServiceRecord | null> {
    return this.#services.findById(id).select(WITHOUT_PACKED).lean<ApiServiceRecord>();
  }

  async ofNamespace(namespace: string): Promise<ApiServiceRecord[]> {
    return this.#services
      .find({ _namespaces: namespace })
      .select(WITHOUT_PACKED)
      .sort({ _name: 1 })
      .lean<ApiServiceRecord[]>();
  }

  /** @param scope the store's filter for what may be listed */
  async page(
    scope: JsonObject,
    { offset, pageSize, name }: PageRange & { name: string | undefined },
  ): Promise<{ total: number; records: ApiServiceRecord[] }> {
    const filter = name === undefined ? scope : { $and: [scope, { _name: name }] };
    const [total, records] = await Promise.all([
      this.#services.countDocuments(filter),
      this.#services
        .find(filter)
        .select(WITHOUT_PACKED)
        .sort({ _name: 1, _id: 1 })
        .skip(offset)
        .limit(pageSize)
        .lean<ApiServiceRecord[]>(),
    ]);
    return { total, records };
  }

  /** The compressed document of a service at a revision; undefined when it is there no more. */
  async packedDocument(id: string, revision: number): Promise<Uint8Array | undefined> {
    const found = await this.#packed('_packedDocument', id, revision);
    return bytesOf(found?._packedDocument);
  }

  /** The compressed operations of a service at a revision; undefined when they are there no more. */
  async packedOperations(id: string, revision: number): Promise<Uint8Array | undefined> {
    const found = await this.#packed('_packedOperations', id, revision);
    return bytesOf(found?._packedOperations);
  }

  /** Which of the names other services of any of the namespaces bear. */
  async takenNames(namespaces: readonly string[], names: readonly string[], except?: string): Promise<Set<string>> {
    const taken = await this.#services
      .find({
        _namespaces: { $in: namespaces },
        _name: { $in: names },
        ...(except === undefined ? {} : { _id: { $ne: except } }),
      })
      .select('_name')
      .lean<Pick<ApiServiceRecord, '_name'>[]>();
    return new Set(taken.map(({ _name }) => _name));
  }

  /** Which of the names tools of services of any of the namespaces bear. */
  async takenToolNames(namespaces: readonly string[], names: readonly string[]): Promise<Set<string>> {
    const taken = await this.#services
      .find({ _namespaces: { $in: namespaces }, _toolNames: { $in: names } })
      .select('_toolNames')
      .lean<Pick<ApiServiceRecord, '_toolNames'>[]>();
    const wanted = new Set(names);
    return new Set(taken.flatMap(({ _toolNames }) => _toolNames).filter((name) => wanted.has(name)));
  }

  /** Takes away the fields that are undefined. @returns false when the service is gone or no longer at the revision */
  async change(id: string, revision: number, changes: Partial<StoredApiService>): Promise<boolean> {
    const entries = Object.entries(changes);
    const set = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    const unset = Object.fromEntries(entries.flatMap(([field, value]) => (value === undefined ? [[field, 1]] : [])));
    const { matchedCount } = await this.#services.updateOne(
      { _id: id, _revision: revision },
      { $set: set, ...(Object.keys(unset).length === 0 ? {} : { $unset: unset }) },
    );
    return matchedCount === 1;
  }

  /** @returns false when the service is gone or no longer at the revision */
  async delete({ _id, _revision }: Pick<ApiServiceRecord, '_id' | '_revision'>): Promise<boolean> {
    const { deletedCount } = await this.#services.deleteOne({ _id, _revision });
    return deletedCount === 1;
  }

  async #packed(field: '_packedDocument' | '_packedOperations', id: string, revision: number) {
    return this.#services.findOne({ _id: id, _revision: revision }).select(field).lean<Partial<StoredApiService>>();
  }
}

/** The driver gives its own type for bytes. */
function bytesOf(stored: unknown): Uint8Array | undefined {
  if (stored instanceof mongo.Binary) return stored.buffer;
  return stored instanceof Uint8Array ? stored : undefined;
}
