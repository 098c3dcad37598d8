import type { Principal } from '#libs/access';
import { requireChangeable, requireVisible, visibleNamespaces } from '#libs/service-kit';

const shared = { _namespaces: ['mine', 'theirs', 'others'] };
const somebody: Principal = { id: 'somebody', kind: 'run', namespaces: ['mine'] };
const admin: Principal = { id: 'admin', kind: 'admin', namespaces: '*' };
const request = (principal: Principal) => ({ principal, lookup: { id: '1', nsfilter: undefined }, what: 'item' });

describe('what lies in several namespaces', () => {
  it('is seen by who may use one of them', () => {
    expect(requireVisible(shared, request(somebody))).toBe(shared);
  });

  it('is changed only by who may use all of them, and the refusal names none', () => {
    expect(requireChangeable(shared, request(admin))).toBe(shared);
    const both = { ...somebody, namespaces: shared._namespaces };
    expect(requireChangeable(shared, request(both))).toBe(shared);
    const change = (): unknown => requireChangeable(shared, request(somebody));
    expect(change).toThrow(expect.objectContaining({ code: 'Forbidden' }));
    expect(change).toThrow(/2 namespaces that you may not use/);
    expect(change).not.toThrow(/theirs|others/);
  });

  it('is absent for who may use none of them, to see and to change', () => {
    const stranger = request({ ...somebody, namespaces: ['elsewhere'] });
    for (const require of [requireVisible, requireChangeable]) {
      expect(() => require(shared, stranger)).toThrow(expect.objectContaining({ code: 'NotFound' }));
    }
  });

  it('is shown with the namespaces that one may use', () => {
    expect(visibleNamespaces(somebody, shared._namespaces)).toEqual(['mine']);
    expect(visibleNamespaces(admin, shared._namespaces)).toEqual(shared._namespaces);
  });
});
