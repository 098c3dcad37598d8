import { Body, Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '#libs/access';
import {
  type AttemptOutcome,
  attemptOutcomesSchema,
  type TakeDeliveries,
  takeDeliveriesSchema,
  type TakenDeliveries,
  takenDeliveriesSchema,
} from '#libs/contracts';
import { Operation } from '#libs/service-kit';
import { DeliveriesService } from './deliveries.service.js';

/** For our own processes: those that have a way out of the house ask for what there is to deliver. */
@ApiTags('Notification deliveries')
@ApiBearerAuth()
@Controller('notificationsvc/api/v1/deliveries')
export class DeliveriesController {
  readonly #deliveries: DeliveriesService;

  constructor(deliveries: DeliveriesService) {
    this.#deliveries = deliveries;
  }

  @Post('take')
  @Operation({
    id: 'takeDeliveries',
    title: 'Take deliveries',
    description: 'For the services alone: deliveries that are due, each leased to whoever takes it.',
    response: takenDeliveriesSchema,
  })
  take(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: takeDeliveriesSchema }) body: TakeDeliveries,
  ): Promise<TakenDeliveries> {
    return this.#deliveries.take(principal, body);
  }

  @Post('settle')
  @Operation({
    id: 'settleDeliveries',
    title: 'Settle deliveries',
    description: 'For the services alone: what came of attempts at deliveries.',
    status: 204,
  })
  settle(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: attemptOutcomesSchema }) body: AttemptOutcome[],
  ): Promise<void> {
    return this.#deliveries.settle(principal, body);
  }
}
