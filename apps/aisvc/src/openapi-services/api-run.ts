/** The run that a call of a service's tool is: one request, which the worker sends. */
import { API_CALL_VERSION, type ApiCall, isJsonObject, type JsonObject, parseJson } from '#libs/contracts';
import { apiRequest } from '#libs/openapi-import';
import type { ToolRun } from '../calls/tool-runs.service.js';
import { type ApiAction, apiToolId } from './api-action.js';
import type { ApiServiceRecord, MoreSecret } from './api-service.record.js';

/**
 * @param args checked, with nothing filled in
 * @throws ArgumentRefused for arguments that make no request
 */
export function apiRun(action: ApiAction, args: JsonObject): Pick<ToolRun, 'tool' | 'function' | 'input'> {
  const { service, operation } = action;
  const secrets = operation.secured ? secretsOf(service) : [];
  const call: ApiCall = {
    operation: operation.key,
    request: apiRequest(operation, args, service._baseUrl),
    secrets: secrets.map(({ _secretName: secretName, _auth }) => ({ secretName, ..._auth })),
  };
  const input = parseJson(JSON.stringify(call));
  return {
    tool: { _id: apiToolId(action), _name: operation.toolName },
    function: {
      _versionId: API_CALL_VERSION,
      name: operation.operationId ?? operation.key,
      _userType: service._name,
      _version: service._revision,
    },
    input: isJsonObject(input) ? input : {},
  };
}

function secretsOf({ _secretName, _auth, _moreSecrets = [] }: ApiServiceRecord): MoreSecret[] {
  return _secretName === undefined || _auth === undefined ? [] : [{ _secretName, _auth }, ..._moreSecrets];
}
