import { stackPosition, syntaxErrorPosition } from './script-position.js';

describe('positions in the user source', () => {
  it('are those of the first frame that lies in it', () => {
    const stack =
      'Error: x\n    at toolrack:bridge:1:2\n    at Object.value [as get] (toolrack:bridge:3:4)\n    at main (script.js:12:5)\n    at script.js:20:1';
    expect(stackPosition(stack)).toEqual({ line: 12, column: 5 });
  });

  it('are those of the call of eval, for generated code', () => {
    expect(stackPosition('Error: x\n    at eval (eval at main (script.js:4:3), <anonymous>:1:7)')).toEqual({
      line: 4,
      column: 3,
    });
  });

  it('are left out when a stack names none', () => {
    expect(stackPosition('')).toBeUndefined();
    expect(stackPosition('script.js:1:1')).toBeUndefined();
    expect(stackPosition('    at main (script.js:0:0)')).toBeUndefined();
  });

  it('are taken off the message of a syntax error', () => {
    expect(syntaxErrorPosition("Unexpected token ')' [script.js:3:5]")).toEqual({
      message: "Unexpected token ')'",
      position: { line: 3, column: 5 },
    });
    expect(syntaxErrorPosition('Other')).toEqual({ message: 'Other', position: undefined });
  });
});
