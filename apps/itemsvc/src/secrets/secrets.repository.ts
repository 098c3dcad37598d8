import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { PageRange } from '#libs/service-kit';
import { SECRET_MODEL, type SecretRecord } from './secret.record.js';
import type { SealedValue } from './secret-vault.js';

@Injectable()
export class SecretsRepository implements OnModuleInit {
  readonly #secrets: Model<SecretRecord>;

  constructor(@InjectModel(SECRET_MODEL) secrets: Model<SecretRecord>) {
    this.#secrets = secrets;
  }

  async onModuleInit(): Promise<void> {
    await this.#secrets.createIndexes();
  }

  async insert(records: SecretRecord[]): Promise<void> {
    await this.#secrets.insertMany(records);
  }

  /** Takes back secrets of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#secrets.deleteMany({ _id: { $in: ids } });
  }

  async byId(id: string): Promise<SecretRecord | null> {
    return this.#secrets.findById(id).lean<SecretRecord>();
  }

  async named(namespace: string, names: readonly string[]): Promise<SecretRecord[]> {
    return this.#secrets.find({ _namespaces: namespace, _name: { $in: names } }).lean<SecretRecord[]>();
  }

  async page(
    namespaces: readonly string[],
    { offset, pageSize }: PageRange,
  ): Promise<{ total: number; records: SecretRecord[] }> {
    const filter = { _namespaces: { $in: namespaces } };
    const [total, records] = await Promise.all([
      this.#secrets.countDocuments(filter),
      this.#secrets.find(filter).sort({ _name: 1, _id: 1 }).skip(offset).limit(pageSize).lean<SecretRecord[]>(),
    ]);
    return { total, records };
  }

  /** @returns false when the secret is gone or no longer at the revision */
  async replace(record: SecretRecord, revision: number): Promise<boolean> {
    const { matchedCount } = await this.#secrets.replaceOne({ _id: record._id, _revision: revision }, record);
    return matchedCount === 1;
  }

  /** @returns false when the secret is gone or no longer at the revision */
  async delete({ _id, _revision }: Pick<SecretRecord, '_id' | '_revision'>): Promise<boolean> {
    const { deletedCount } = await this.#secrets.deleteOne({ _id, _revision });
    return deletedCount === 1;
  }

  /** Secrets that another key encrypted, some of them. */
  async sealedOtherwise(keyId: string, limit: number): Promise<SecretRecord[]> {
    return this.#secrets
      .find({ '_sealed.keyId': { $ne: keyId } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<SecretRecord[]>();
  }

  /** Puts the same value under another key; does nothing when the secret was changed meanwhile. */
  async reseal({ _id, _revision }: SecretRecord, sealed: SealedValue): Promise<void> {
    await this.#secrets.updateOne({ _id, _revision }, { $set: { _sealed: sealed } });
  }
}
