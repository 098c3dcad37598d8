export { ItemsvcModule } from './itemsvc.module.js';
