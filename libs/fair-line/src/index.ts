export { FairLine } from './fair-line.js';
