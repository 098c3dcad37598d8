export { ItemsvcModule } from './itemsvc.module.js';
export { RunTails } from './runs/run-tails.service.js';
