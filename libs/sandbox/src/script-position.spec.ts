import { calledFile, stackPosition, syntaxErrorPosition } from './script-position.js';

describe('positions in the user source', () => {
  it('are those of the first frame that lies in it', () => {
    const stack =
      'Error: x\n    at toolrack:bridge:1:2\n    at Object.value [as get] (toolrack:bridge:3:4)\n    at main (script.js:12:5)\n    at script.js:20:1';
    expect(stackPosition(stack)).toEqual({ line: 12, column: 5, functionName: 'main' });
  });

  it('are those of the call of eval, for generated code', () => {
    expect(stackPosition('Error: x\n    at eval (eval at main (script.js:4:3), <anonymous>:1:7)')).toEqual({
      line: 4,
      column: 3,
      functionName: 'main',
    });
  });

  it.each([
    ['    at async later (script.js:1:2)', 'later'],
    ['    at new Room (script.js:1:2)', 'Room'],
    ['    at Room.size [as width] (script.js:1:2)', 'Room.size'],
    ['    at Object.answer (script.js:1:2)', 'answer'],
    ['    at script.js:1:2', undefined],
    ['    at async script.js:1:2', undefined],
    ['    at <anonymous> (script.js:1:2)', undefined],
  ])('name the function of the frame: %s', (stack, functionName) => {
    expect(stackPosition(stack)?.functionName).toBe(functionName);
  });

  it('name the script when it is one that was called', () => {
    const stack = 'Error: x\n    at f (other.js:1:1)\n    at read (file_scripts.js:3:4)\n    at main (script.js:1:1)';
    expect(stackPosition(stack, new Map([['file_scripts.js', 'file_scripts']]))).toEqual({
      line: 3,
      column: 4,
      functionName: 'read',
      script: 'file_scripts',
    });
  });

  it('are found in a hostile stack within bounds', () => {
    expect(stackPosition(`    at ${'a.'.repeat(1e6)}\n`.repeat(100))).toBeUndefined();
  });

  it('name a called script by its _userType, and never as the script of the run', () => {
    expect([calledFile('file_scripts'), calledFile('a b/../c'), calledFile('script')]).toEqual([
      'file_scripts.js',
      'a_b_.._c.js',
      'script_.js',
    ]);
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
