export { AisvcModule } from './aisvc.module.js';
