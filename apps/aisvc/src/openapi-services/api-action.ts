import type { ApiOperation } from '#libs/openapi-import';
import type { ApiServiceRecord } from './api-service.record.js';

/** An operation of a service, as the action of a tool. */
export interface ApiAction {
  kind: 'api';
  service: ApiServiceRecord;
  operation: ApiOperation;
}

/** Tools of services have ids of their service and their name. */
export const apiToolId = ({ service, operation }: ApiAction): string => `${service._id}.${operation.toolName}`;

/** The service and the name in the id of a service's tool; undefined for any other id. */
export function apiToolOf(id: string): { serviceId: string; toolName: string } | undefined {
  const [, serviceId, toolName] = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{1,64})$/.exec(id) ?? [];
  return serviceId === undefined || toolName === undefined ? undefined : { serviceId, toolName };
}
