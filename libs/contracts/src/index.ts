export * from './common.js';
export * from './files.js';
export * from './filters.js';
export * from './items.js';
export * from './json.js';
export * from './page.js';
export * from './run.js';
export * from './tools.js';
