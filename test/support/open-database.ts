import { rm } from 'node:fs/promises';
import { mongo } from 'mongoose';
import { startEmbeddedMongo } from '#libs/embedded-mongo';
import { newDataDir } from './local-process.ts';

/** Something as it is stored; what it holds is for each test to say. */
export interface Stored extends mongo.Document {
  _id: string;
}

/** A database that products keep their things in, and a test looks into. */
export interface OpenDatabase {
  /** For `MONGODB_URI`. */
  uri: string;
  collection(name: string): mongo.Collection<Stored>;
  /** Ends it, and deletes what it holds. */
  close(): Promise<void>;
}

/** @param options.expiryIntervalMs how often what has expired is deleted */
export async function openDatabase(options: { expiryIntervalMs?: number } = {}): Promise<OpenDatabase> {
  const dataDir = await newDataDir();
  const embedded = await startEmbeddedMongo({ ...options, dataDir });
  const client = await mongo.MongoClient.connect(embedded.uri);
  return {
    uri: embedded.uri,
    collection: (name) => client.db('toolrack').collection<Stored>(name),
    close: async () => {
      await client.close();
      await embedded.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
