import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { PageRange } from '#libs/service-kit';
import { withinPage } from '../listing/page-bytes.js';
import { MESSAGE_MODEL, type MessageRecord } from './message.record.js';

@Injectable()
export class MessagesRepository implements OnModuleInit {
  readonly #messages: Model<MessageRecord>;

  constructor(@InjectModel(MESSAGE_MODEL) messages: Model<MessageRecord>) {
    this.#messages = messages;
  }

  async onModuleInit(): Promise<void> {
    await this.#messages.createIndexes();
  }

  async insert(records: MessageRecord[]): Promise<void> {
    await this.#messages.insertMany(records);
  }

  /** Takes back messages of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#messages.deleteMany({ _id: { $in: ids } });
  }

  async byId(id: string): Promise<MessageRecord | null> {
    return this.#messages.findById(id).lean<MessageRecord>();
  }

  /** The newest first; fewer than asked for when they are large. */
  async page(groupId: string, { offset, pageSize }: PageRange): Promise<{ total: number; records: MessageRecord[] }> {
    const found = this.#messages
      .find({ _groupId: groupId })
      .sort({ '_metadata._createdAt': -1, _id: -1 })
      .skip(offset)
      .limit(pageSize)
      .lean<MessageRecord[]>()
      .cursor();
    const [total, records] = await Promise.all([
      this.#messages.countDocuments({ _groupId: groupId }),
      withinPage<MessageRecord>(found),
    ]);
    return { total, records };
  }

  async deleteOfGroup(groupId: string): Promise<void> {
    await this.#messages.deleteMany({ _groupId: groupId });
  }
}
