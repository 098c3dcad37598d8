import { z } from 'zod';
import { metadataSchema } from './common.js';

const MAX_HOSTS = 200;

/** Hosts as they are listed; whether each may be listed is for the service to say. */
export const hostsSchema = z
  .array(z.string().trim().min(1, 'must not be empty').max(300, 'must have at most 300 characters'))
  .max(MAX_HOSTS, `must have at most ${MAX_HOSTS} elements`);

export const replaceNamespaceSettingsSchema = z.strictObject({
  _fetchHosts: hostsSchema.describe(
    'Hosts that scripts of the namespace may fetch from: "api.example.com", "*.example.com", each with ":port" for one that is not the default',
  ),
});
export type ReplaceNamespaceSettings = z.infer<typeof replaceNamespaceSettingsSchema>;

export const namespaceSettingsSchema = z.object({
  _namespace: z.string(),
  _fetchHosts: z.array(z.string()),
  _metadata: metadataSchema.optional().describe('Absent while nobody has set anything'),
});
export type NamespaceSettings = z.infer<typeof namespaceSettingsSchema>;
