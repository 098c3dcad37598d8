import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { REMOVED_USER_MODEL, type RemovedUserRecord } from './removed-user.record.js';

@Injectable()
export class RemovedUsersRepository {
  readonly #users: Model<RemovedUserRecord>;

  constructor(@InjectModel(REMOVED_USER_MODEL) users: Model<RemovedUserRecord>) {
    this.#users = users;
  }

  /** Whoever was removed first is kept as it was. */
  async add({ _id, _metadata }: RemovedUserRecord): Promise<void> {
    await this.#users.updateOne({ _id }, { $setOnInsert: { _metadata } }, { upsert: true });
  }

  /** Which of the users were removed. */
  async among(userIds: readonly string[]): Promise<Set<string>> {
    const found = await this.#users.find({ _id: { $in: userIds } }).lean<RemovedUserRecord[]>();
    return new Set(found.map(({ _id }) => _id));
  }
}
