import type { Principal } from '#libs/access';
import type { ApiService, ApiServiceSummary } from '#libs/contracts';
import { visibleNamespaces } from '#libs/service-kit';
import type { ApiServiceRecord } from './api-service.record.js';

/** A service in a list, as the principal may see it. */
export function toSummary(record: ApiServiceRecord, principal: Principal): ApiServiceSummary {
  const { operations } = record._given;
  return {
    _id: record._id,
    _irn: `aisvc:openapi-service:${record._id}`,
    _name: record._name,
    _description: record._description,
    _namespaces: visibleNamespaces(principal, record._namespaces),
    _title: record._title,
    _apiVersion: record._apiVersion,
    _openapi: record._openapi,
    _documentBytes: record._documentBytes,
    _baseUrl: record._baseUrl,
    ...(record._secretName === undefined ? {} : { _secretName: record._secretName }),
    ...(record._auth === undefined ? {} : { _auth: record._auth }),
    ...(record._moreSecrets === undefined ? {} : { _moreSecrets: record._moreSecrets }),
    ...(operations === undefined ? {} : { _operations: operations }),
    _toolCount: record._toolNames.length,
    _problemCount: record._problems.length,
    _metadata: record._metadata,
  };
}

/** A service with its tools and problems. */
export function toService(record: ApiServiceRecord, principal: Principal): ApiService {
  return {
    ...toSummary(record, principal),
    _tools: record._toolNames.map((_name, index) => ({ _name, _operation: record._operationKeys[index] ?? '' })),
    _problems: record._problems,
  };
}
