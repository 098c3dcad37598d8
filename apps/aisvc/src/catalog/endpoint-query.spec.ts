import { ToolrackError } from '#libs/errors';
import { type EndpointParameters, readEndpointQuery } from './endpoint-query.js';

function problemsOf(parameters: EndpointParameters): unknown {
  try {
    readEndpointQuery(parameters);
  } catch (error) {
    if (error instanceof ToolrackError) return error.errors;
    throw error;
  }
  return undefined;
}

describe('the query of an MCP URL', () => {
  it.each<[EndpointParameters, object]>([
    [{ nsfilter: 'demo' }, { namespace: 'demo', filter: undefined, readOnly: false, mode: 'list', inline: {} }],
    [
      { nsfilter: 'demo', mode: 'search' },
      { namespace: 'demo', filter: undefined, readOnly: false, mode: 'search', inline: {} },
    ],
    [
      { nsfilter: 'demo', mode: 'list', readOnly: 'false' },
      { namespace: 'demo', filter: undefined, readOnly: false, mode: 'list', inline: {} },
    ],
    [
      { nsfilter: 'demo', readOnly: 'true', filter: 'saved', _tags: ['a', 'b'] },
      { namespace: 'demo', filter: 'saved', readOnly: true, mode: 'list', inline: { _tags: ['a', 'b'] } },
    ],
  ])('%j is read', (parameters, query) => {
    expect(readEndpointQuery(parameters)).toEqual(query);
  });

  it.each<[EndpointParameters, string, RegExp]>([
    [{ mode: '' }, 'mode', /^must be list or search$/],
    [{ mode: 'Search' }, 'mode', /^must be list or search$/],
    [{ mode: ['search', 'search'] }, 'mode', /more than once/],
    [{ readOnly: '' }, 'readOnly', /^must be true or false$/],
    [{ readOnly: 'TRUE' }, 'readOnly', /^must be true or false$/],
    [{ readOnly: '1', filter: 'saved' }, 'readOnly', /^must be true or false$/],
    [{ readOnly: ['true', 'true'] }, 'readOnly', /more than once/],
    [{ readonly: 'true' }, 'readonly', /not a known parameter; known are .*_tags, readOnly, mode$/],
    [{ 'readOnly[]': 'true' }, 'readOnly[]', /not a known parameter/],
    [{ _tag: 'a' }, '_tag', /not a known parameter/],
  ])('%j is refused', (parameters, path, message) => {
    expect(problemsOf({ nsfilter: 'demo', ...parameters })).toEqual([
      { path, message: expect.stringMatching(message) },
    ]);
  });
});
