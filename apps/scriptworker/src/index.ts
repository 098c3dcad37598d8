export { RunExecution, type RunExecutionOptions } from './run-execution.js';
export { WebhookDeliveries, type WebhookDeliveriesOptions } from './webhooks/webhook-deliveries.js';
