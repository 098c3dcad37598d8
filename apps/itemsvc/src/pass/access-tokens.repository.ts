import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { PageRange } from '#libs/service-kit';
import { ACCESS_TOKEN_MODEL, type AccessTokenRecord } from './access-token.record.js';

@Injectable()
export class AccessTokensRepository implements OnModuleInit {
  readonly #tokens: Model<AccessTokenRecord>;

  constructor(@InjectModel(ACCESS_TOKEN_MODEL) tokens: Model<AccessTokenRecord>) {
    this.#tokens = tokens;
  }

  async onModuleInit(): Promise<void> {
    await this.#tokens.createIndexes();
  }

  async insert(records: AccessTokenRecord[]): Promise<void> {
    await this.#tokens.insertMany(records);
  }

  /** Takes back tokens of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#tokens.deleteMany({ _id: { $in: ids } });
  }

  async deleteOf(userId: string): Promise<void> {
    await this.#tokens.deleteMany({ _userId: userId });
  }

  async byId(id: string): Promise<AccessTokenRecord | null> {
    return this.#tokens.findById(id).lean<AccessTokenRecord>();
  }

  async count(): Promise<number> {
    return this.#tokens.countDocuments({});
  }

  /** By user, then by name. */
  async page(
    userId: string | undefined,
    { offset, pageSize }: PageRange,
  ): Promise<{ total: number; records: AccessTokenRecord[] }> {
    const filter = userId === undefined ? {} : { _userId: userId };
    const [total, records] = await Promise.all([
      this.#tokens.countDocuments(filter),
      this.#tokens
        .find(filter)
        .sort({ _userId: 1, _name: 1, _id: 1 })
        .skip(offset)
        .limit(pageSize)
        .lean<AccessTokenRecord[]>(),
    ]);
    return { total, records };
  }

  /** @returns false when there is no such token */
  async delete(id: string): Promise<boolean> {
    const { deletedCount } = await this.#tokens.deleteOne({ _id: id });
    return deletedCount === 1;
  }
}
