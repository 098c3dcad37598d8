/**
 * Three projects, one a ring: `unit` needs nothing, `integration` uses real stores and isolates, `e2e` starts the
 * built services and drives them through clients that nobody here wrote. Tests run against the sources; the processes
 * that they start run the build.
 */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        module: { type: 'es6' },
        sourceMaps: 'inline',
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
          keepClassNames: true,
        },
      },
    ],
  },
  moduleNameMapper: {
    '^#(libs|apps)/([^/]+)$': '<rootDir>/$1/$2/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

export default {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'] },
    { ...shared, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.spec.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
  ],
  testTimeout: 60_000,
  // Most of the time a spec waits for the processes that it started: one fewer than there are cores would leave one idle.
  maxWorkers: '100%',
  // What a spec that failed leaves behind must not keep a finished run from ending.
  forceExit: true,
};
