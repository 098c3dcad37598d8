import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { TOOL_MODEL, type ToolRecord } from './tool.record.js';

/** A change of a tool that holds only while the tool is still at `revision`. */
export interface ToolChange {
  record: ToolRecord;
  revision: number;
}

/** What is read at a time of many: decoding it holds nobody else up for long. */
const BATCH_SIZE = 500;

@Injectable()
export class ToolsRepository implements OnModuleInit {
  readonly #tools: Model<ToolRecord>;

  constructor(@InjectModel(TOOL_MODEL) tools: Model<ToolRecord>) {
    this.#tools = tools;
  }

  async onModuleInit(): Promise<void> {
    await this.#tools.createIndexes();
  }

  async insert(records: ToolRecord[]): Promise<void> {
    await this.#tools.insertMany(records);
  }

  /** Takes back tools of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#tools.deleteMany({ _id: { $in: ids } });
  }

  async byId(id: string): Promise<ToolRecord | null> {
    return this.#tools.findById(id).lean<ToolRecord>();
  }

  /** All tools of a namespace, by name, read some at a time. */
  inNamespace(namespace: string): AsyncIterable<ToolRecord> {
    return this.#tools
      .find({ _namespaces: namespace })
      .sort({ _name: 1 })
      .lean<ToolRecord[]>()
      .cursor({ batchSize: BATCH_SIZE });
  }

  /** Those of the tools that are there, in the namespace, read some at a time. */
  byIds(namespace: string, ids: readonly string[]): AsyncIterable<ToolRecord> {
    return this.#tools
      .find({ _id: { $in: ids }, _namespaces: namespace })
      .lean<ToolRecord[]>()
      .cursor({ batchSize: BATCH_SIZE });
  }

  /** The revision of each tool of a namespace, by id. */
  async revisionsIn(namespace: string): Promise<Map<string, number>> {
    const revisions = new Map<string, number>();
    const cursor = this.#tools
      .find({ _namespaces: namespace })
      .select({ _revision: 1 })
      .lean<Pick<ToolRecord, '_id' | '_revision'>[]>()
      .cursor({ batchSize: BATCH_SIZE });
    for await (const { _id, _revision } of cursor) revisions.set(_id, _revision);
    return revisions;
  }

  /** Which of the names other tools of any of the namespaces bear. */
  async takenNames(namespaces: readonly string[], names: readonly string[], exceptTool?: string): Promise<Set<string>> {
    const taken = await this.#tools
      .find({
        _namespaces: { $in: namespaces },
        _name: { $in: names },
        ...(exceptTool === undefined ? {} : { _id: { $ne: exceptTool } }),
      })
      .select('_name')
      .lean<Pick<ToolRecord, '_name'>[]>();
    return new Set(taken.map(({ _name }) => _name));
  }

  /** @returns false when the tool is gone or no longer at the revision */
  async replace({ record, revision }: ToolChange): Promise<boolean> {
    const { matchedCount } = await this.#tools.replaceOne({ _id: record._id, _revision: revision }, record);
    return matchedCount === 1;
  }

  /** @returns false when the tool is gone or no longer at the revision */
  async delete({ _id, _revision }: Pick<ToolRecord, '_id' | '_revision'>): Promise<boolean> {
    const { deletedCount } = await this.#tools.deleteOne({ _id, _revision });
    return deletedCount === 1;
  }
}
