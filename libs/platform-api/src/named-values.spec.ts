import { namedValues } from './named-values.js';
import { findOperation } from './platform-client.js';
import { requestPath } from './request-path.js';

const operation = (service: string, id: string) => findOperation(service, id)!;
const getFiles = operation('IafFileSvc', 'getFiles');
const ctx = { _namespaces: ['demo'] };
const refused = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (error) {
    const { code, message, errors } = error as { code: string; message: string; errors: { path: string }[] };
    return [code, errors[0]?.path, message];
  }
};

describe('the arguments of a method', () => {
  it('are known by their positions, and may be left out at the end', () => {
    const call = namedValues(getFiles, [{ query: { a: 1 } }, ctx, { _pageSize: 5, sort: null }]);
    expect(call).toMatchObject({ values: { query: { a: 1 }, _pageSize: 5 }, namespaces: ['demo'] });
    expect(namedValues(getFiles, [])).toMatchObject({ values: {}, namespaces: [] });
    expect(namedValues(getFiles, [null, { authToken: 'x' }, null, 'more'])).toMatchObject({ values: {} });
  });

  it('are refused where they hold what the method does not take, so that nothing is found that was not asked for', () => {
    expect(refused(() => namedValues(getFiles, [{ qeury: { a: 1 } }, ctx]))).toEqual([
      'ValidationFailed',
      'criteria.qeury',
      'IafFileSvc.getFiles: the argument "criteria.qeury" does not exist; "criteria" may hold "query".',
    ]);
    expect(refused(() => namedValues(getFiles, [{}, ctx, { pageSize: 5 }]))).toMatchObject({ 1: 'options.pageSize' });
    expect(refused(() => namedValues(getFiles, ['a.txt', ctx]))).toMatchObject({ 1: 'criteria' });
    expect(refused(() => namedValues(getFiles, [{}, 'demo']))).toMatchObject({ 1: 'ctx' });
    expect(refused(() => namedValues(getFiles, [{}, { _namespaces: 'demo' }]))).toMatchObject({ 1: 'ctx._namespaces' });
  });

  it('are refused where a list is empty, which would narrow nothing', () => {
    const call = namedValues(operation('IafAISvc', 'getMcpTools'), [{ _tags: [] }, ctx]);
    expect(refused(() => requestPath(call))).toMatchObject({ 0: 'ValidationFailed', 1: '_tags' });
    expect(requestPath(namedValues(call.operation, [{ _tags: ['a', 'b'] }, ctx]))).toMatch(/_tags=a&_tags=b$/);
  });

  it('name an ETag for methods that heed one, and for no other', () => {
    const changing = ['patchNamedUserItem', 'updateNamedUserItem', 'deleteNamedUserItem'];
    for (const id of changing) {
      const method = operation('IafItemSvc', id);
      const args = method.arguments.map((name) => (name === 'ctx' ? { ...ctx, ifMatch: '"3"' } : 'x'));
      expect(namedValues(method, args)).toMatchObject({ ifMatch: '"3"' });
    }
    expect(refused(() => namedValues(getFiles, [{}, { ...ctx, ifMatch: '"3"' }]))).toMatchObject({ 1: 'ctx.ifMatch' });
  });
});
