import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { duplicateKeyFields } from '#libs/service-kit';
import { NAMESPACE_SETTINGS_MODEL, type NamespaceSettingsRecord } from './namespace-settings.record.js';

@Injectable()
export class NamespaceSettingsRepository implements OnModuleInit {
  readonly #settings: Model<NamespaceSettingsRecord>;

  constructor(@InjectModel(NAMESPACE_SETTINGS_MODEL) settings: Model<NamespaceSettingsRecord>) {
    this.#settings = settings;
  }

  async onModuleInit(): Promise<void> {
    await this.#settings.createIndexes();
  }

  async ofNamespace(namespace: string): Promise<NamespaceSettingsRecord | null> {
    return this.#settings.findById(namespace).lean<NamespaceSettingsRecord>();
  }

  /** @returns false when others were faster */
  async insert(record: NamespaceSettingsRecord): Promise<boolean> {
    try {
      await this.#settings.insertMany([record]);
      return true;
    } catch (error) {
      if (duplicateKeyFields(error) === undefined) throw error;
      return false;
    }
  }

  /** @returns false when the settings are no longer at the revision */
  async replace(record: NamespaceSettingsRecord, revision: number): Promise<boolean> {
    const { matchedCount } = await this.#settings.replaceOne({ _id: record._id, _revision: revision }, record);
    return matchedCount === 1;
  }
}
